// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Use of memory after it was freed.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <pythread.h>

struct item {
  struct item *next;
  int number;
  char *name;
};

int read_wrong(void) {
  struct item *it = PyMem_Calloc(1, sizeof *it);
  if (it == NULL)
    return -1;
  PyMem_Free(it);
  return it->number; // expected-warning {{Use of the memory from 'PyMem_Calloc' after it was freed; free it after the last use [rank: high]}}
}

int read_right(void) {
  struct item *it = PyMem_Calloc(1, sizeof *it);
  if (it == NULL)
    return -1;
  int n = it->number;
  PyMem_Free(it);
  return n;
}

int write_wrong(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  PyMem_Free(p);
  p[0] = 1; // expected-warning {{Use of the memory from 'PyMem_Malloc' after it was freed}}
  return 0;
}

int write_right(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  p[0] = 1;
  PyMem_Free(p);
  return 0;
}

PyObject *passed_wrong(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return NULL;
  p[0] = 0;
  PyMem_Free(p);
  return PyUnicode_FromString(p); // expected-warning {{Use of the memory from 'PyMem_Malloc' after it was freed}}
}

PyObject *passed_right(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return NULL;
  p[0] = 0;
  PyObject *result = PyUnicode_FromString(p);
  PyMem_Free(p);
  return result;
}

void unknown(const char *);

void unknown_wrong(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return;
  PyMem_Free(p);
  unknown(p); // expected-warning {{Use of the memory from 'PyMem_Malloc' after it was freed}}
}

void compared_right(const char *q) {
  char *p = PyMem_Malloc(10);
  PyMem_Free(p);
  if (p == q)
    unknown(q);
}

int malloc_wrong(void) {
  int *p = malloc(sizeof *p);
  if (p == NULL)
    return -1;
  *p = 1;
  free(p);
  return *p; // expected-warning {{Use of the memory from 'malloc' after it was freed}}
}

// What was reallocated has moved.
int realloc_wrong(size_t n) {
  int *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  int *q = PyMem_Realloc(p, n);
  if (q == NULL) {
    PyMem_Free(p);
    return -1;
  }
  *p = 1; // expected-warning {{Use of the memory from 'PyMem_Malloc' after it was freed}}
  PyMem_Free(q);
  return 0;
}

int realloc_right(size_t n) {
  int *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  int *q = PyMem_Realloc(p, n);
  if (q == NULL) {
    *p = 1;
    PyMem_Free(p);
    return -1;
  }
  *q = 1;
  PyMem_Free(q);
  return 0;
}

// A list is freed from its head on.
void list_wrong(struct item *it) {
  while (it) {
    PyMem_Free(it);
    it = it->next; // expected-warning {{Use of the memory after it was freed}}
  }
}

void list_right(struct item *it) {
  while (it) {
    struct item *next = it->next;
    PyMem_Free(it);
    it = next;
  }
}

void members_wrong(struct item *it) {
  PyMem_Free(it);
  PyMem_Free(it->name); // expected-warning {{Use of the memory after it was freed}}
}

void members_right(struct item *it) {
  PyMem_Free(it->name);
  PyMem_Free(it);
}

// By a helper.
static void destroy(struct item *it) {
  PyMem_Free(it->name);
  PyMem_Free(it);
}

int helper_wrong(void) {
  struct item *it = PyMem_Calloc(1, sizeof *it);
  if (it == NULL)
    return -1;
  destroy(it);
  return it->number; // expected-warning {{Use of the memory from 'PyMem_Calloc' after it was freed}}
}

int helper_right(void) {
  struct item *it = PyMem_Calloc(1, sizeof *it);
  if (it == NULL)
    return -1;
  int n = it->number;
  destroy(it);
  return n;
}

// Returned.
char *returned_wrong(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return NULL;
  PyMem_Free(p);
  return p; // expected-warning {{Use of the memory from 'PyMem_Malloc' after it was freed}}
}

// Other resources.
int lock_wrong(void) {
  PyThread_type_lock lock = PyThread_allocate_lock();
  if (lock == NULL)
    return -1;
  PyThread_free_lock(lock);
  return PyThread_acquire_lock(lock, WAIT_LOCK); // expected-warning {{Use of the lock from 'PyThread_allocate_lock' after it was released}}
}

int file_wrong(const char *name) {
  FILE *f = fopen(name, "r");
  if (f == NULL)
    return -1;
  fclose(f);
  return fgetc(f); // expected-warning {{Use of the file from 'fopen' after it was released}}
}

int file_right(const char *name) {
  FILE *f = fopen(name, "r");
  if (f == NULL)
    return -1;
  int c = fgetc(f);
  fclose(f);
  return c;
}

// A thread state lives on when it is attached.
PyThreadState *handle_right(void) {
  PyThreadState *save = PyEval_SaveThread();
  PyEval_RestoreThread(save);
  return save;
}

int state_right(void) {
  PyGILState_STATE state = PyGILState_Ensure();
  PyGILState_Release(state);
  return state == PyGILState_LOCKED;
}

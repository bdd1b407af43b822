// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Helper functions of the same file, and functions of other files.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <unistd.h>

struct item {
  char *name;
  int number;
};

static struct item *make(void) {
  struct item *it = PyMem_Malloc(sizeof *it); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}} of use_wrong
  if (it == NULL)
    return NULL;
  it->name = NULL;
  it->number = 1;
  return it;
}

static void destroy(struct item *it) {
  if (it == NULL)
    return;
  PyMem_Free(it->name);
  PyMem_Free(it);
}

PyObject *use_wrong(PyObject *arg) {
  struct item *it = make();
  if (it == NULL)
    return PyErr_NoMemory();
  PyObject *result = PyObject_Str(arg);
  if (result == NULL)
    return NULL;
  destroy(it);
  return result;
}

PyObject *use_right(PyObject *arg) {
  struct item *it = make();
  if (it == NULL)
    return PyErr_NoMemory();
  PyObject *result = PyObject_Str(arg);
  destroy(it);
  return result;
}

static void *checked(size_t n) {
  void *p = PyMem_Malloc(n); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}} of wrapper_wrong
  if (p == NULL)
    PyErr_NoMemory();
  return p;
}

#define xfree(p) PyMem_Free(p)

PyObject *wrapper_wrong(PyObject *arg) {
  char *p = checked(10);
  if (p == NULL)
    return NULL;
  PyObject *result = PyObject_Str(arg);
  if (result == NULL)
    return NULL;
  xfree(p);
  return result;
}

PyObject *wrapper_right(PyObject *arg) {
  char *p = checked(10);
  if (p == NULL)
    return NULL;
  PyObject *result = PyObject_Str(arg);
  xfree(p);
  return result;
}

// An unknown function may keep what it gets.
void keep(struct item *);
void keep_bytes(char *);
int look(const struct item *);
int fill(char *, size_t);

int unknown_right(void) {
  struct item *it = PyMem_Malloc(sizeof *it);
  if (it == NULL)
    return -1;
  keep(it);
  return 0;
}

int unknown_bytes_right(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  keep_bytes(p);
  return 0;
}

// Not what it gets to read only.
int const_wrong(void) {
  struct item *it = PyMem_Malloc(sizeof *it); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (it == NULL)
    return -1;
  it->name = NULL;
  it->number = 2;
  return look(it);
}

int const_right(void) {
  struct item *it = PyMem_Malloc(sizeof *it);
  if (it == NULL)
    return -1;
  it->name = NULL;
  it->number = 2;
  int n = look(it);
  PyMem_Free(it);
  return n;
}

// Freed straight on after the call: it was not taken over.
int freed_after_wrong(PyObject *arg) {
  char *p = PyMem_Malloc(10); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (p == NULL)
    return -1;
  fill(p, 10);
  if (PyObject_IsTrue(arg) < 0)
    return -1;
  PyMem_Free(p);
  return 0;
}

int freed_after_right(PyObject *arg) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  fill(p, 10);
  if (PyObject_IsTrue(arg) < 0) {
    PyMem_Free(p);
    return -1;
  }
  PyMem_Free(p);
  return 0;
}

// Taken over on success: freed here only if the call failed.
int add(struct item *);

int taken_on_success_right(void) {
  struct item *it = PyMem_Malloc(sizeof *it);
  if (it == NULL)
    return -1;
  if (add(it) < 0) {
    PyMem_Free(it);
    return -1;
  }
  return 0;
}

// What the system's functions get, they do not keep.
int system_wrong(int fd) {
  char *p = PyMem_Malloc(100); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (p == NULL)
    return -1;
  if (read(fd, p, 100) < 0)
    return -1;
  PyMem_Free(p);
  return 0;
}

int system_right(int fd) {
  char *p = PyMem_Malloc(100);
  if (p == NULL)
    return -1;
  ssize_t n = read(fd, p, 100);
  PyMem_Free(p);
  return (int)n;
}

PyObject *copy_wrong(const char *s) {
  char *p = PyMem_Malloc(100); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (p == NULL)
    return PyErr_NoMemory();
  memcpy(p, s, 50);
  snprintf(p + 50, 50, "%s", s);
  return PyUnicode_FromString(p);
}

PyObject *copy_right(const char *s) {
  char *p = PyMem_Malloc(100);
  if (p == NULL)
    return PyErr_NoMemory();
  memcpy(p, s, 50);
  snprintf(p + 50, 50, "%s", s);
  PyObject *result = PyUnicode_FromString(p);
  PyMem_Free(p);
  return result;
}

PyObject *print_wrong(int i) {
  char *p = PyMem_Malloc(100); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (p == NULL)
    return PyErr_NoMemory();
  PyOS_snprintf(p, 100, "%d", i);
  return PyUnicode_FromString(p);
}

PyObject *print_right(int i) {
  char *p = PyMem_Malloc(100);
  if (p == NULL)
    return PyErr_NoMemory();
  PyOS_snprintf(p, 100, "%d", i);
  PyObject *result = PyUnicode_FromString(p);
  PyMem_Free(p);
  return result;
}

// A helper that keeps its argument.
static struct item *all;
static void remember(struct item *it) { all = it; }

int remembered_right(void) {
  struct item *it = PyMem_Malloc(sizeof *it);
  if (it == NULL)
    return -1;
  remember(it);
  return 0;
}

static int number_of(struct item *it) { return it->number; }

int asked_wrong(void) {
  struct item *it = PyMem_Calloc(1, sizeof *it); // expected-warning {{Leak of the memory from 'PyMem_Calloc'}}
  if (it == NULL)
    return -1;
  return number_of(it);
}

int asked_right(void) {
  struct item *it = PyMem_Calloc(1, sizeof *it);
  if (it == NULL)
    return -1;
  int n = number_of(it);
  PyMem_Free(it);
  return n;
}

// Through an out-parameter of a helper.
static int give(char **p) {
  *p = PyMem_Malloc(10); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}} of given_wrong
  return *p ? 0 : -1;
}

int given_wrong(PyObject *arg) {
  char *p;
  if (give(&p) < 0)
    return -1;
  if (PyObject_IsTrue(arg) < 0)
    return -1;
  PyMem_Free(p);
  return 0;
}

int given_right(PyObject *arg) {
  char *p;
  if (give(&p) < 0)
    return -1;
  int n = PyObject_IsTrue(arg);
  PyMem_Free(p);
  return n;
}

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that is freed twice.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <pythread.h>
#include <dirent.h>

void twice_wrong(void) {
  char *p = PyMem_Malloc(10);
  PyMem_Free(p);
  PyMem_Free(p); // expected-warning {{The memory from 'PyMem_Malloc' is freed twice; remove one of the calls [rank: high]}}
}

void twice_right(void) {
  char *p = PyMem_Malloc(10);
  PyMem_Free(p);
  p = NULL;
  PyMem_Free(p);
}

void raw_wrong(void) {
  char *p = PyMem_RawMalloc(10);
  PyMem_RawFree(p);
  PyMem_RawFree(p); // expected-warning {{The memory from 'PyMem_RawMalloc' is freed twice}}
}

void object_wrong(void) {
  char *p = PyObject_Malloc(10);
  PyObject_Free(p);
  PyObject_Free(p); // expected-warning {{The memory from 'PyObject_Malloc' is freed twice}}
}

void malloc_wrong(void) {
  char *p = malloc(10);
  free(p);
  free(p); // expected-warning {{The memory from 'malloc' is freed twice}}
}

void macros_wrong(void) {
  char *p = PyMem_New(char, 10);
  PyMem_Del(p);
  PyMem_DEL(p); // expected-warning {{The memory from 'PyMem_Malloc' is freed twice}}
}

// One way out frees what was freed before.
PyObject *goto_wrong(PyObject *arg) {
  PyObject *result = NULL;
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return PyErr_NoMemory();
  if (PyObject_IsTrue(arg) < 0) {
    PyMem_Free(p);
    goto done;
  }
  result = PyObject_Str(arg);
done:
  PyMem_Free(p); // expected-warning {{The memory from 'PyMem_Malloc' is freed twice; remove one of the calls [rank: high]}}
  return result;
}

PyObject *goto_right(PyObject *arg) {
  PyObject *result = NULL;
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return PyErr_NoMemory();
  if (PyObject_IsTrue(arg) < 0)
    goto done;
  result = PyObject_Str(arg);
done:
  PyMem_Free(p);
  return result;
}

// A successful reallocation frees the old memory.
void realloc_wrong(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return;
  char *q = PyMem_Realloc(p, 20);
  if (q == NULL) {
    PyMem_Free(p);
    return;
  }
  PyMem_Free(q);
  PyMem_Free(p); // expected-warning {{The memory from 'PyMem_Malloc' is freed twice}}
}

void realloc_right(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return;
  char *q = PyMem_Realloc(p, 20);
  if (q == NULL) {
    PyMem_Free(p);
    return;
  }
  PyMem_Free(q);
}

// What a helper frees.
static void destroy(char *p) { PyMem_Free(p); }

void helper_wrong(void) {
  char *p = PyMem_Malloc(10);
  destroy(p);
  PyMem_Free(p); // expected-warning {{The memory from 'PyMem_Malloc' is freed twice}}
}

void helper_right(void) {
  char *p = PyMem_Malloc(10);
  destroy(p);
}

// What came from elsewhere can be freed once only, too.
void given_wrong(char *p) {
  PyMem_Free(p);
  PyMem_Free(p); // expected-warning {{is freed twice}}
}

struct pair {
  char *a, *b;
};

void members_wrong(struct pair *p) {
  PyMem_Free(p->a);
  PyMem_Free(p->a); // expected-warning {{is freed twice}}
}

void members_right(struct pair *p) {
  PyMem_Free(p->a);
  PyMem_Free(p->b);
}

void cleared_right(struct pair *p) {
  PyMem_Free(p->a);
  p->a = NULL;
  PyMem_Free(p->a);
}

// A loop.
void loop_wrong(int n) {
  char *p = PyMem_Malloc(10);
  do
    PyMem_Free(p); // expected-warning {{The memory from 'PyMem_Malloc' is freed twice}}
  while (--n > 0);
}

void loop_right(int n) {
  for (int i = 0; i < n; ++i) {
    char *p = PyMem_Malloc(10);
    PyMem_Free(p);
  }
}

// Other resources.
void lock_wrong(void) {
  PyThread_type_lock lock = PyThread_allocate_lock();
  if (lock == NULL)
    return;
  PyThread_free_lock(lock);
  PyThread_free_lock(lock); // expected-warning {{The lock from 'PyThread_allocate_lock' is released twice; remove one of the calls}}
}

void file_wrong(const char *name) {
  FILE *f = fopen(name, "r");
  if (f == NULL)
    return;
  fclose(f);
  fclose(f); // expected-warning {{The file from 'fopen' is released twice}}
}

void file_right(const char *name) {
  FILE *f = fopen(name, "r");
  if (f == NULL)
    return;
  fclose(f);
  f = fopen(name, "w");
  if (f)
    fclose(f);
}

void directory_wrong(const char *name) {
  DIR *d = opendir(name);
  if (d == NULL)
    return;
  closedir(d);
  closedir(d); // expected-warning {{The directory from 'opendir' is released twice}}
}

void state_wrong(void) {
  PyGILState_STATE state = PyGILState_Ensure();
  PyGILState_Release(state);
  PyGILState_Release(state); // expected-warning {{The thread state from 'PyGILState_Ensure' is released twice}}
}

void state_right(void) {
  PyGILState_STATE state = PyGILState_Ensure();
  PyGILState_Release(state);
  state = PyGILState_Ensure();
  PyGILState_Release(state);
}

void threads_wrong(void) {
  PyThreadState *save = PyEval_SaveThread();
  PyEval_RestoreThread(save);
  PyEval_RestoreThread(save); // expected-warning {{The detached thread state from 'PyEval_SaveThread' is released twice}}
}

int blocked_wrong(int (*work)(void)) {
  Py_BEGIN_ALLOW_THREADS
  if (work() < 0) {
    Py_BLOCK_THREADS
    PyErr_SetNone(PyExc_OSError);
  }
  Py_END_ALLOW_THREADS // expected-warning {{The detached thread state from 'PyEval_SaveThread' is released twice}}
  return 0;
}

// The same thread state, detached again: PyEval_SaveThread returns a new one
// for all that is known.
int blocked_right(int (*work)(void)) {
  Py_BEGIN_ALLOW_THREADS
  if (work() < 0) {
    Py_BLOCK_THREADS
    PyErr_SetNone(PyExc_OSError);
    Py_UNBLOCK_THREADS
  }
  Py_END_ALLOW_THREADS
  return 0;
}

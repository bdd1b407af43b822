// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory of one family freed as that of another.
//
// RUN: %analyze_cc1 -verify %s

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <pythread.h>

void mem_as_malloc(void) {
  char *p = PyMem_Malloc(10);
  free(p); // expected-warning {{The memory from 'PyMem_Malloc' is freed by 'free'; call 'PyMem_Free' instead [rank: high]}}
}

void malloc_as_mem(void) {
  char *p = malloc(10);
  PyMem_Free(p); // expected-warning {{The memory from 'malloc' is freed by 'PyMem_Free'; call 'free' instead}}
}

void strdup_as_mem(const char *s) {
  char *p = strdup(s);
  PyMem_Free(p); // expected-warning {{The memory from 'strdup' is freed by 'PyMem_Free'; call 'free' instead}}
}

void object_as_mem(void) {
  char *p = PyObject_Malloc(10);
  PyMem_Free(p); // expected-warning {{The memory from 'PyObject_Malloc' is freed by 'PyMem_Free'; call 'PyObject_Free' instead}}
}

void mem_as_object(void) {
  char *p = PyMem_Calloc(10, 2);
  PyObject_Free(p); // expected-warning {{The memory from 'PyMem_Calloc' is freed by 'PyObject_Free'; call 'PyMem_Free' instead}}
}

void raw_as_mem(void) {
  char *p = PyMem_RawMalloc(10);
  PyMem_Free(p); // expected-warning {{The memory from 'PyMem_RawMalloc' is freed by 'PyMem_Free'; call 'PyMem_RawFree' instead}}
}

void mem_as_raw(void) {
  char *p = PyMem_New(char, 10);
  PyMem_RawFree(p); // expected-warning {{The memory from 'PyMem_Malloc' is freed by 'PyMem_RawFree'}}
}

void raw_as_malloc(void) {
  char *p = PyMem_RawMalloc(10);
  free(p); // expected-warning {{The memory from 'PyMem_RawMalloc' is freed by 'free'}}
}

// Reallocating is freeing, too.
void realloc_of_mem(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return;
  char *q = realloc(p, 20); // expected-warning {{The memory from 'PyMem_Malloc' is freed by 'realloc'; call 'PyMem_Free' instead}}
  free(q);
}

void mem_realloc_of_malloc(void) {
  char *p = malloc(10);
  if (p == NULL)
    return;
  char *q = PyMem_Realloc(p, 20); // expected-warning {{The memory from 'malloc' is freed by 'PyMem_Realloc'; call 'free' instead}}
  PyMem_Free(q);
}

void each_its_own_right(const char *s) {
  char *a = PyMem_Malloc(10), *b = PyMem_RawMalloc(10), *c = PyObject_Malloc(10), *d = malloc(10), *e = strdup(s);
  PyMem_Free(a);
  PyMem_RawFree(b);
  PyObject_Free(c);
  free(d);
  free(e);
}

// Names of old are the same functions.
void names_right(void) {
  char *p = PyMem_MALLOC(10);
  PyMem_Free(p);
  p = PyMem_Malloc(10);
  PyMem_FREE(p);
  p = PyMem_New(char, 10);
  PyMem_DEL(p);
  p = PyObject_MALLOC(10);
  PyObject_FREE(p);
}

// What API functions hand out.
PyObject *parsed_wrong(PyObject *self, PyObject *args) {
  char *name;
  if (!PyArg_ParseTuple(args, "et", "utf-8", &name))
    return NULL;
  PyObject *result = PyUnicode_FromString(name);
  free(name); // expected-warning {{The memory from 'PyArg_ParseTuple' is freed by 'free'; call 'PyMem_Free' instead}}
  return result;
}

PyObject *wide_wrong(PyObject *self, PyObject *arg) {
  wchar_t *w = PyUnicode_AsWideCharString(arg, NULL);
  if (w == NULL)
    return NULL;
  PyMem_RawFree(w); // expected-warning {{The memory from 'PyUnicode_AsWideCharString' is freed by 'PyMem_RawFree'; call 'PyMem_Free' instead}}
  Py_RETURN_NONE;
}

#ifndef PYPY_VERSION
void locale_wrong(const char *s) {
  wchar_t *w = Py_DecodeLocale(s, NULL);
  PyMem_Free(w); // expected-warning {{The memory from 'Py_DecodeLocale' is freed by 'PyMem_Free'; call 'PyMem_RawFree' instead}}
}

void locale_right(const char *s) {
  wchar_t *w = Py_DecodeLocale(s, NULL);
  PyMem_RawFree(w);
}
#endif

// What belongs to an object is not to be freed.
PyObject *interior_wrong(PyObject *self, PyObject *arg) {
  const char *s = PyUnicode_AsUTF8(arg);
  if (s == NULL)
    return NULL;
  PyObject *result = PyLong_FromLong(s[0]);
  PyMem_Free((void *)s); // expected-warning {{A pointer into an object, from 'PyUnicode_AsUTF8', is freed by 'PyMem_Free'; it belongs to the object and must not be}}
  return result;
}

// Other resources.
void lock_as_memory(void) {
  PyThread_type_lock lock = PyThread_allocate_lock();
  PyMem_RawFree(lock); // expected-warning {{The lock from 'PyThread_allocate_lock' is freed by 'PyMem_RawFree'; call 'PyThread_free_lock' instead}}
}

void file_as_memory(const char *name) {
  FILE *f = fopen(name, "r");
  if (f)
    free(f); // expected-warning {{The file from 'fopen' is freed by 'free'; call 'fclose' instead}}
}

// By a helper that is used for both.
static void release(void *p) {
  PyMem_Free(p); // expected-warning {{The memory from 'malloc' is freed by 'PyMem_Free'}}
}

void helper_wrong(void) { release(malloc(10)); }
void helper_right(void) { release(PyMem_Malloc(10)); }

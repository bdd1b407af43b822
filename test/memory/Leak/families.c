// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each allocator of the API with the function that frees what it gives.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

int malloc_wrong(void) {
  char *p = PyMem_Malloc(10); // expected-warning {{Leak of the memory from 'PyMem_Malloc': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: high]}}
  return p == NULL;
}

int malloc_right(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  PyMem_Free(p);
  return 0;
}

int calloc_wrong(void) {
  char *p = PyMem_Calloc(10, 2); // expected-warning {{Leak of the memory from 'PyMem_Calloc'}}
  return p == NULL;
}

// NULL may be freed.
int calloc_right(void) {
  char *p = PyMem_Calloc(10, 2);
  PyMem_Free(p);
  return 0;
}

int realloc_wrong(void) {
  char *p = PyMem_Realloc(NULL, 10); // expected-warning {{Leak of the memory from 'PyMem_Realloc'}}
  return p == NULL;
}

int realloc_right(void) {
  char *p = PyMem_Realloc(NULL, 10);
  PyMem_Free(p);
  return 0;
}

int raw_wrong(void) {
  char *p = PyMem_RawMalloc(10); // expected-warning {{Leak of the memory from 'PyMem_RawMalloc': it is owned here and never freed; a call of 'PyMem_RawFree' is missing}}
  return p == NULL;
}

int raw_right(void) {
  char *p = PyMem_RawMalloc(10);
  PyMem_RawFree(p);
  return 0;
}

int raw_calloc_wrong(void) {
  char *p = PyMem_RawCalloc(10, 2); // expected-warning {{Leak of the memory from 'PyMem_RawCalloc'}}
  return p == NULL;
}

int raw_calloc_right(void) {
  char *p = PyMem_RawCalloc(10, 2);
  PyMem_RawFree(p);
  return 0;
}

int raw_realloc_wrong(void) {
  char *p = PyMem_RawRealloc(NULL, 2); // expected-warning {{Leak of the memory from 'PyMem_RawRealloc'}}
  return p == NULL;
}

int raw_realloc_right(void) {
  char *p = PyMem_RawRealloc(NULL, 2);
  PyMem_RawFree(p);
  return 0;
}

int object_wrong(void) {
  char *p = PyObject_Malloc(10); // expected-warning {{Leak of the memory from 'PyObject_Malloc': it is owned here and never freed; a call of 'PyObject_Free' is missing}}
  return p == NULL;
}

int object_right(void) {
  char *p = PyObject_Malloc(10);
  PyObject_Free(p);
  return 0;
}

int object_calloc_wrong(void) {
  char *p = PyObject_Calloc(10, 2); // expected-warning {{Leak of the memory from 'PyObject_Calloc'}}
  return p == NULL;
}

int object_calloc_right(void) {
  char *p = PyObject_Calloc(10, 2);
  PyObject_Free(p);
  return 0;
}

int object_realloc_wrong(void) {
  char *p = PyObject_Realloc(NULL, 2); // expected-warning {{Leak of the memory from 'PyObject_Realloc'}}
  return p == NULL;
}

int object_realloc_right(void) {
  char *p = PyObject_Realloc(NULL, 2);
  PyObject_Free(p);
  return 0;
}

// The macros, and the names of old.
int new_wrong(size_t n) {
  int *p = PyMem_New(int, n); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  return p == NULL;
}

int new_right(size_t n) {
  int *p = PyMem_New(int, n);
  PyMem_Del(p);
  return 0;
}

int resize_wrong(size_t n) {
  int *p = PyMem_New(int, 4);
  if (p == NULL)
    return -1;
  int *old = p;
  PyMem_Resize(p, int, n); // expected-warning {{Leak of the memory from 'PyMem_Realloc'}}
  if (p == NULL) {
    PyMem_Del(old);
    return -1;
  }
  return 0;
}

int resize_right(size_t n) {
  int *p = PyMem_New(int, 4);
  if (p == NULL)
    return -1;
  int *old = p;
  PyMem_Resize(p, int, n);
  if (p == NULL) {
    PyMem_Del(old);
    return -1;
  }
  PyMem_Del(p);
  return 0;
}

// PyMem_Resize overwrites the only pointer to what is still there if it fails.
int resize_lost_wrong(size_t n) {
  int *p = PyMem_New(int, 4); // expected-warning {{Leak of the memory from 'PyMem_Malloc': it is owned here and never freed}}
  if (p == NULL)
    return -1;
  PyMem_Resize(p, int, n);
  if (p == NULL)
    return -1;
  PyMem_Del(p);
  return 0;
}

int upper_case_wrong(void) {
  char *p = PyMem_MALLOC(10); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  return p == NULL;
}

int upper_case_right(void) {
  char *p = PyMem_MALLOC(10);
  PyMem_FREE(p);
  char *q = PyObject_MALLOC(10);
  PyObject_FREE(q);
  char *r = PyMem_NEW(char, 5);
  PyMem_DEL(r);
  return 0;
}

void dropped(void) {
  PyMem_Malloc(10); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
}

void overwritten_wrong(void) {
  char *p = PyMem_Malloc(10); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  p = PyMem_Malloc(20);
  PyMem_Free(p);
}

void overwritten_right(void) {
  char *p = PyMem_Malloc(10);
  PyMem_Free(p);
  p = PyMem_Malloc(20);
  PyMem_Free(p);
}

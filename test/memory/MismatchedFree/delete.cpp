// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// new and delete against the functions of the API.
//
// RUN: %analyze_cc1_cxx -verify %s

#include <Python.h>
#include <cstdlib>
#include <new>

void deleted_wrong() {
  char *p = static_cast<char *>(PyMem_Malloc(10));
  delete[] p; // expected-warning {{The memory from 'PyMem_Malloc' is freed by 'delete[]'; call 'PyMem_Free' instead}}
}

void deleted_object_wrong() {
  int *p = static_cast<int *>(PyObject_Malloc(sizeof(int)));
  delete p; // expected-warning {{The memory from 'PyObject_Malloc' is freed by 'delete'; call 'PyObject_Free' instead}}
}

void deleted_right() {
  char *p = new char[10];
  delete[] p;
}

void new_array_wrong() {
  char *p = new char[10];
  PyMem_Free(p); // expected-warning {{The memory from new[] is freed by 'PyMem_Free'; call 'delete[]' instead}}
}

struct Item {
  int Number;
};

void new_wrong() {
  Item *it = new Item{1};
  PyMem_RawFree(it); // expected-warning {{The memory from new is freed by 'PyMem_RawFree'; call 'delete' instead}}
}

void placement_right() {
  void *p = PyMem_Malloc(sizeof(Item));
  if (!p)
    return;
  Item *it = new (p) Item{1};
  it->~Item();
  PyMem_Free(it);
}

// Operators of its own.
struct Pooled {
  static void *operator new(size_t n) { return PyMem_Malloc(n); }
  static void operator delete(void *p) { PyMem_Free(p); }
  int Number = 0;
};

void pooled_right() {
  Pooled *p = new Pooled;
  delete p;
}

void pooled_freed_right() {
  Pooled *p = new Pooled;
  PyMem_Free(p);
}

struct Declared {
  static void *operator new(size_t n);
  static void operator delete(void *p);
  int Number = 0;
};

void declared_right() {
  Declared *p = new Declared;
  PyMem_Free(p);
}

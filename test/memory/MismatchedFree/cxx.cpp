// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// new and delete, and the API's memory.
//
// RUN: %analyze_cc1_cxx -verify %s

#include <Python.h>
#include <new>

void api_as_delete_right() {
  char *p = static_cast<char *>(PyMem_Malloc(10));
  PyMem_Free(p);
}

void new_right() {
  char *p = new char[10];
  delete[] p;
}

struct Item {
  int Number;
};

void placement_right() {
  void *p = PyMem_Malloc(sizeof(Item));
  if (!p)
    return;
  Item *it = new (p) Item{1};
  it->~Item();
  PyMem_Free(it);
}

void raw_wrong() {
  void *p = PyMem_RawMalloc(10);
  PyMem_Free(p); // expected-warning {{The memory from 'PyMem_RawMalloc' is freed by 'PyMem_Free'; call 'PyMem_RawFree' instead}}
}

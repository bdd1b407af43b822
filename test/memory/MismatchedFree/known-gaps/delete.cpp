// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Missed: new and delete belong to no family. (With older engines delete is no
// use, and the memory seems to leak.)
//
// UNSUPPORTED: clang-14, clang-15, clang-16
// RUN: %analyze_cc1_cxx -verify %s
// expected-no-diagnostics

#include <Python.h>

void mem_as_delete() {
  char *p = static_cast<char *>(PyMem_Malloc(10));
  delete[] p; // known gap: missed
}

void new_as_mem() {
  char *p = new char[10];
  PyMem_Free(p); // known gap: missed
}

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The notes on the way to the wrong function.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

int memory(int n) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  if (n > 0)
    p[0] = 1;
  free(p);
  return 0;
}
// CHECK: path-notes.c:[[#@LINE-3]]:3: warning: The memory from 'PyMem_Malloc' is freed by 'free'; call 'PyMem_Free' instead [rank: high] [cpython.memory.MismatchedFree]
// CHECK: path-notes.c:[[#@LINE-9]]:13: note: Memory from 'PyMem_Malloc'
// CHECK: path-notes.c:[[#@LINE-5]]:3: note: The memory from 'PyMem_Malloc' is freed by 'free'

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The notes on the way to the second call.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

static void destroy(char *p) { PyMem_Free(p); }

int twice(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  destroy(p);
  PyMem_Free(p);
  return 0;
}
// CHECK: path-notes.c:[[#@LINE-3]]:3: warning: The memory from 'PyMem_Malloc' is freed twice; remove one of the calls [rank: high] [cpython.memory.DoubleFree]
// CHECK: path-notes.c:[[#@LINE-8]]:13: note: Memory from 'PyMem_Malloc'
// CHECK: path-notes.c:[[#@LINE-12]]:32: note: The memory is freed
// CHECK: path-notes.c:[[#@LINE-6]]:3: note: The memory from 'PyMem_Malloc' is freed twice

void given(char *p) {
  PyMem_Free(p);
  PyMem_Free(p);
}
// CHECK: path-notes.c:[[#@LINE-2]]:3: warning: The memory is freed twice; remove one of the calls [rank: high] [cpython.memory.DoubleFree]
// CHECK: path-notes.c:[[#@LINE-4]]:3: note: The memory is freed

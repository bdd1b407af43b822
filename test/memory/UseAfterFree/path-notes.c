// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The notes on the way to the use.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

int memory(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  PyMem_Free(p);
  return p[0];
}
// CHECK: path-notes.c:[[#@LINE-2]]:10: warning: Use of the memory from 'PyMem_Malloc' after it was freed; free it after the last use [rank: high] [cpython.memory.UseAfterFree]
// CHECK: path-notes.c:[[#@LINE-7]]:13: note: Memory from 'PyMem_Malloc'
// CHECK: path-notes.c:[[#@LINE-5]]:3: note: The memory is freed
// CHECK: path-notes.c:[[#@LINE-5]]:10: note: Use of the memory from 'PyMem_Malloc' after it was freed

int buffer(PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0)
    return -1;
  char *data = view.buf;
  PyBuffer_Release(&view);
  return data[0];
}
// CHECK: path-notes.c:[[#@LINE-2]]:10: warning: Use of a pointer into the buffer from 'PyObject_GetBuffer' after it was released; call 'PyBuffer_Release' after the last use [rank: high] [cpython.memory.UseAfterFree]
// CHECK: path-notes.c:[[#@LINE-7]]:7: note: Pointer into the buffer, from 'PyObject_GetBuffer'
// CHECK: path-notes.c:[[#@LINE-5]]:3: note: What it points into is released

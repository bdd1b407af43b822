// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The notes on the way of memory that is lost.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

PyObject *error(PyObject *self, PyObject *arg) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return PyErr_NoMemory();
  if (PyObject_IsTrue(arg) < 0)
    return NULL;
  PyMem_Free(p);
  Py_RETURN_NONE;
}
// CHECK: path-notes.c:[[#@LINE-8]]:13: warning: Leak of the memory from 'PyMem_Malloc': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: medium] [cpython.memory.Leak]
// CHECK: path-notes.c:[[#@LINE-9]]:13: note: Memory from 'PyMem_Malloc'
// CHECK: path-notes.c:[[#@LINE-7]]:7: note: Assuming that 'PyObject_IsTrue' fails
// CHECK: path-notes.c:[[#@LINE-7]]:5: note: The memory is not freed before this point, after which nothing refers to it any more
// CHECK: path-notes.c:[[#@LINE-12]]:13: note: Leak of the memory from 'PyMem_Malloc'

PyObject *buffer(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0)
    return NULL;
  if (view.len == 0)
    return PyErr_Format(PyExc_ValueError, "empty");
  PyBuffer_Release(&view);
  Py_RETURN_NONE;
}
// CHECK: path-notes.c:[[#@LINE-7]]:7: warning: Leak of the buffer from 'PyObject_GetBuffer': it is owned here and never released; a call of 'PyBuffer_Release' is missing [rank: medium] [cpython.memory.Leak]
// CHECK: path-notes.c:[[#@LINE-8]]:7: note: Buffer from 'PyObject_GetBuffer'
// CHECK: path-notes.c:[[#@LINE-6]]:5: note: The buffer is not released before this point, after which nothing refers to it any more

int grow(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  p = PyMem_Realloc(p, 20);
  if (p == NULL)
    return -1;
  PyMem_Free(p);
  return 0;
}
// CHECK: path-notes.c:[[#@LINE-9]]:13: warning: Leak of the memory from 'PyMem_Malloc': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: low] [cpython.memory.Leak]
// CHECK: note: Memory from 'PyMem_Malloc'
// CHECK: path-notes.c:[[#@LINE-7]]:7: note: Assuming that 'PyMem_Realloc' fails
// CHECK: path-notes.c:[[#@LINE-7]]:5: note: The memory is not freed before this point

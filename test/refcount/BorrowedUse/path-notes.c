// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The notes on the way to the use.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

PyObject *item(PyObject *iterable) {
  PyObject *list = PySequence_List(iterable);
  if (!list)
    return NULL;
  PyObject *item = PyList_GetItem(list, 0);
  Py_DECREF(list);
  return item ? PyObject_Repr(item) : NULL;
}
// CHECK: path-notes.c:[[@LINE-2]]:17: warning: Use of a borrowed reference from 'PyList_GetItem' after its owner was released; Py_INCREF it before, or release the owner after the last use [rank: high] [cpython.refcount.BorrowedUse]
// CHECK: path-notes.c:[[@LINE-5]]:{{[0-9]+}}: note: Borrowed reference from 'PyList_GetItem'
// CHECK: path-notes.c:[[@LINE-5]]:{{[0-9]+}}: note: Its owner is released; nothing is known to keep the borrowed object alive
// CHECK: path-notes.c:[[@LINE-5]]:17: note: Use of a borrowed reference

PyObject *text(PyObject *object) {
  PyObject *str = PyObject_Str(object);
  if (!str)
    return NULL;
  const char *text = PyUnicode_AsUTF8(str);
  Py_DECREF(str);
  return text ? PyUnicode_FromString(text) : NULL;
}
// CHECK: path-notes.c:[[@LINE-2]]:17: warning: Use of a pointer into an object, from 'PyUnicode_AsUTF8' after its owner was released; release the owner after the last use [rank: high] [cpython.refcount.BorrowedUse]
// CHECK: path-notes.c:[[@LINE-5]]:{{[0-9]+}}: note: Pointer into the object, from 'PyUnicode_AsUTF8'
// CHECK: path-notes.c:[[@LINE-5]]:{{[0-9]+}}: note: Its owner is released; nothing is known to keep the borrowed object alive
// CHECK: path-notes.c:[[@LINE-5]]:17: note: Use of a pointer into an object

// CHECK: 2 warnings generated

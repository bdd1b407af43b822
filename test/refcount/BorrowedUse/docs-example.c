// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The example of docs/checks/cpython.refcount.BorrowedUse.md.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

// CHECK-NOT: warning
// CHECK: docs-example.c:[[@LINE+13]]:{{.*}}: warning: Use of a borrowed reference from 'PyList_GetItem' after its owner was released; Py_INCREF it before, or release the owner after the last use [rank: high] [cpython.refcount.BorrowedUse]
PyObject *repr_of_smallest(PyObject *iterable) {
  PyObject *list = PySequence_List(iterable);
  if (!list)
    return NULL;
  if (PyList_Sort(list) < 0) {
    Py_DECREF(list);
    return NULL;
  }
  PyObject *smallest = PyList_GetItem(list, 0);
  Py_DECREF(list);
  if (!smallest)
    return NULL;
  return PyObject_Repr(smallest);
}

// Mended.
PyObject *repr_of_smallest_mended(PyObject *iterable) {
  PyObject *list = PySequence_List(iterable);
  if (!list)
    return NULL;
  if (PyList_Sort(list) < 0) {
    Py_DECREF(list);
    return NULL;
  }
  PyObject *smallest = PyList_GetItem(list, 0);
  PyObject *repr = smallest ? PyObject_Repr(smallest) : NULL;
  Py_DECREF(list);
  return repr;
}
// CHECK: 1 warning generated

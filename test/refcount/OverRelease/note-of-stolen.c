// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A stolen reference whose status is not tested: the note must not say that the
// container keeps a reference of its own. It does, on the next line.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

// CHECK: note: The reference is {{.*}} by '{{(PyPy|Py)}}Tuple_SetItem'
// CHECK-NOT: A container keeps its own reference
PyObject *stolen(PyObject *list) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyObject *item = PyList_GetItem(list, 0);
  if (!item) {
    Py_DECREF(tuple);
    return NULL;
  }
  PyTuple_SetItem(tuple, 0, item);
  return tuple;
}

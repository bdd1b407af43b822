// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Missed: in PyPy PyList_GET_ITEM is a function, which lends the item as the
// macro does.
//
// RUN: %analyze_cc1 -verify %s
// REQUIRES: headers-pypy

#include <Python.h>

PyObject *first(PyObject *list) {
  PyObject *item = PyList_GET_ITEM(list, 0);
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(item); // expected-warning {{Release of a}}
  return repr;
}

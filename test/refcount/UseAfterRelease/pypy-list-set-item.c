// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// PyPy: PyList_SET_ITEM is a function there, which steals the item as the
// macro does. False alarm: a leak of the item.
//
// RUN: %analyze_cc1 -verify %s
// REQUIRES: headers-pypy
// expected-no-diagnostics

#include <Python.h>

PyObject *list_of(PyObject *arg) {
  PyObject *list = PyList_New(1);
  if (!list)
    return NULL;
  PyObject *item = PyObject_Str(arg);
  if (!item) {
    Py_DECREF(list);
    return NULL;
  }
  PyList_SET_ITEM(list, 0, item);
  return list;
}

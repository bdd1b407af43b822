// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// a function that can't be seen may add a reference for its
// caller, even if it returns none.
//
// RUN: %analyze_cc1 -verify %s
// expected-no-diagnostics

#include <Python.h>

extern void retain(PyObject *o);

PyObject *first(PyObject *list) {
  PyObject *item = PyList_GetItem(list, 0);
  if (!item)
    return NULL;
  retain(item);
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(item);
  return repr;
}

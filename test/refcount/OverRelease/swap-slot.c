// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// the reference that was in the slot of a container is ours once
// something else is there.
//
// RUN: %analyze_cc1 -verify %s
// expected-no-diagnostics

#include <Python.h>

PyObject *swap_tuple(PyObject *tuple, PyObject *item) {
  PyObject *old = PyTuple_GET_ITEM(tuple, 0);
  Py_INCREF(item);
  PyTuple_SET_ITEM(tuple, 0, item);
  Py_DECREF(old);
  Py_RETURN_NONE;
}

PyObject *swap_list(PyObject *list, PyObject *item) {
  PyObject *old = PyList_GET_ITEM(list, 0);
  Py_INCREF(item);
  PyList_SET_ITEM(list, 0, item);
  Py_DECREF(old);
  Py_RETURN_NONE;
}

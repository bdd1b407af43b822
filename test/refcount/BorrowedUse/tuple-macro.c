// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// an item that PyTuple_GET_ITEM lent, after its tuple was released.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

PyObject *first(PyObject *arg) {
  PyObject *tuple = PySequence_Tuple(arg);
  if (!tuple)
    return NULL;
  PyObject *item = PyTuple_GET_ITEM(tuple, 0);
  Py_DECREF(tuple);
  return PyObject_Repr(item); // expected-warning {{Use of a}}
}

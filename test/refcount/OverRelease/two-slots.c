// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// one reference given to two slots of a tuple. Writing a slot whose
// content is not known makes the model forget what the other slots hold.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

PyObject *twice(PyObject *arg) {
  PyObject *tuple = PyTuple_New(2);
  if (!tuple)
    return NULL;
  PyObject *s = PyObject_Str(arg);
  if (!s) {
    Py_DECREF(tuple);
    return NULL;
  }
  PyTuple_SET_ITEM(tuple, 0, s);
  PyTuple_SET_ITEM(tuple, 1, s); // expected-warning {{A reference is given away here that was given away before}}
  return tuple;
}

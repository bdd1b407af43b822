// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A list or a tuple has the size it was made with, until it is changed.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

PyObject *tuple_right(PyObject *first, PyObject *second) {
  PyObject *tuple = PyTuple_New(2);
  if (tuple == NULL)
    return NULL;
  if (PyTuple_GET_SIZE(tuple) != 2)
    return NULL;
  Py_INCREF(first);
  PyTuple_SET_ITEM(tuple, 0, first);
  Py_INCREF(second);
  PyTuple_SET_ITEM(tuple, 1, second);
  return tuple;
}

PyObject *pack_right(PyObject *first, PyObject *second) {
  PyObject *tuple = PyTuple_Pack(2, first, second);
  if (tuple == NULL)
    return NULL;
  if (PyTuple_GET_SIZE(tuple) != 2)
    return NULL;
  return tuple;
}

PyObject *list_wrong(PyObject *first, PyObject *second) {
  PyObject *list = PyList_New(0); // expected-warning {{Leak of the new reference from 'PyList_New'}}
  if (list == NULL)
    return NULL;
  if (PyList_Append(list, first) < 0) {
    Py_DECREF(list);
    return NULL;
  }
  if (PyList_GET_SIZE(list) != 0)
    return NULL;
  return list;
}

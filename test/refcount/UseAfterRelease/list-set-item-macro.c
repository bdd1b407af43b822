// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// an item that PyList_SET_ITEM put into a list is gone with the list.
// (PyTuple_SET_ITEM and PyList_SetItem are understood, see containers.c.)
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

PyObject *stolen_by_new(PyObject *arg) {
  PyObject *list = PyList_New(1);
  if (!list)
    return NULL;
  PyObject *item = PyObject_Str(arg);
  if (!item) {
    Py_DECREF(list);
    return NULL;
  }
  PyList_SET_ITEM(list, 0, item);
  Py_DECREF(list);
  return PyObject_Repr(item); // expected-warning {{Use of the object from 'PyObject_Str'}}
}

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// an item that PyList_GET_ITEM or PySequence_Fast_GET_ITEM lent,
// after the owner was released.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

PyObject *first(PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *item = PyList_GET_ITEM(list, 0);
  Py_DECREF(list);
  return PyObject_Repr(item); // expected-warning {{Use of a}}
}

PyObject *first_fast(PyObject *arg) {
  PyObject *fast = PySequence_Fast(arg, "a sequence, please");
  if (!fast)
    return NULL;
  PyObject *item = PySequence_Fast_GET_ITEM(fast, 0);
  Py_DECREF(fast);
  return PyObject_Repr(item); // expected-warning {{Use of a}}
}

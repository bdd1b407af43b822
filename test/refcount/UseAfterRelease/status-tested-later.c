// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// the status is tested only after the Py_DECREF. Where
// PyList_Append has succeeded the list holds the item.
//
// RUN: %analyze_cc1 -verify %s
// expected-no-diagnostics

#include <Python.h>

PyObject *append(PyObject *list, PyObject *arg) {
  PyObject *item = PyObject_Str(arg);
  if (!item)
    return NULL;
  int status = PyList_Append(list, item);
  Py_DECREF(item);
  if (status < 0)
    return NULL;
  return PyObject_Repr(item);
}

PyObject *attribute(PyObject *self, PyObject *arg) {
  PyObject *value = PyObject_Str(arg);
  if (!value)
    return NULL;
  int status = PyObject_SetAttrString(self, "value", value);
  Py_DECREF(value);
  if (status < 0)
    return NULL;
  return PyObject_Repr(value);
}

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// what Py_BuildValue took over ("N") is gone if the call fails, or
// when the tuple that it made is released.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

PyObject *fails(PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  PyObject *tuple = Py_BuildValue("(N)", s);
  if (!tuple)
    return PyErr_Format(PyExc_ValueError, "%U", s); // expected-warning {{Use of the object from 'PyObject_Str'}}
  return tuple;
}

PyObject *owner_released(PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  PyObject *tuple = Py_BuildValue("(N)", s);
  if (!tuple)
    return NULL;
  Py_DECREF(tuple);
  return PyObject_Repr(s); // expected-warning {{Use of the object from 'PyObject_Str'}}
}

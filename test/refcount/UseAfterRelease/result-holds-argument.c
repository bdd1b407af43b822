// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// the result of a call holds an argument (a tuple its items, an
// iterator what it iterates over, a memoryview its buffer).
//
// RUN: %analyze_cc1 -verify %s
// expected-no-diagnostics

#include <Python.h>

PyObject *packed(PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  PyObject *tuple = PyTuple_Pack(1, s);
  Py_DECREF(s);
  if (!tuple)
    return NULL;
  Py_ssize_t n = PyUnicode_GetLength(s);
  Py_DECREF(tuple);
  return PyLong_FromSsize_t(n);
}

PyObject *built(PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  PyObject *tuple = Py_BuildValue("(Oi)", s, 1);
  Py_DECREF(s);
  if (!tuple)
    return NULL;
  Py_ssize_t n = PyUnicode_GetLength(s);
  Py_DECREF(tuple);
  return PyLong_FromSsize_t(n);
}

PyObject *iterated(PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *it = PyObject_GetIter(list);
  Py_DECREF(list);
  if (!it)
    return NULL;
  Py_ssize_t n = PyList_Size(list);
  Py_DECREF(it);
  return PyLong_FromSsize_t(n);
}

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// a reference is lost sight of when it is compared with the address of a
// static object: the engine can not compare them, and lets both escape.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *compared_wrong(PyObject *self, PyObject *arg) {
  if (PyObject_RichCompare(self, arg, Py_EQ) == Py_True) // expected-warning{{Leak of the new reference from 'PyObject_RichCompare'}}
    return PyLong_FromLong(1);
  return PyLong_FromLong(0);
}

static PyObject *none_wrong(PyObject *self, PyObject *arg) {
  PyObject *item = PySequence_GetItem(arg, 0); // expected-warning{{Leak of the new reference from 'PySequence_GetItem'}}
  if (item == NULL)
    return NULL;
  if (item == Py_None)
    Py_RETURN_NONE;
  Py_ssize_t size = PyObject_Size(item);
  if (size < 0)
    return NULL;
  Py_DECREF(item);
  return PyLong_FromSsize_t(size);
}

static PyObject *none_right(PyObject *self, PyObject *arg) {
  PyObject *item = PySequence_GetItem(arg, 0);
  if (item == NULL)
    return NULL;
  if (item == Py_None)
    return item;
  Py_ssize_t size = PyObject_Size(item);
  Py_DECREF(item);
  if (size < 0)
    return NULL;
  return PyLong_FromSsize_t(size);
}

static PyMethodDef methods[] = {
    {"compared_wrong", compared_wrong, METH_O, NULL},
    {"none_wrong", none_wrong, METH_O, NULL},
    {"none_right", none_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

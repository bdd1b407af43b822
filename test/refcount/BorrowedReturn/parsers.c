// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A method that stands in the table of another file shows by what it parses
// that it is one.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

PyObject *method_wrong(PyObject *self, PyObject *args) {
  PyObject *dict, *key;
  if (!PyArg_ParseTuple(args, "OO", &dict, &key))
    return NULL;
  return PyDict_GetItem(dict, key); // expected-warning {{Return of a borrowed reference from 'PyDict_GetItem'}}
}

PyObject *method_right(PyObject *self, PyObject *args) {
  PyObject *dict, *key;
  if (!PyArg_ParseTuple(args, "OO", &dict, &key))
    return NULL;
  PyObject *value = PyDict_GetItem(dict, key);
  Py_XINCREF(value);
  return value;
}

// Not the arguments of this call.
PyObject *helper(PyObject *dict, PyObject *key) {
  PyObject *args = PyDict_GetItemString(dict, "args"), *first;
  if (!args || !PyArg_ParseTuple(args, "O", &first))
    return NULL;
  return PyDict_GetItem(dict, key);
}

// Only its callers know.
static PyObject *lookup(PyObject *dict, PyObject *args) {
  PyObject *key;
  if (!PyArg_ParseTuple(args, "O", &key))
    return NULL;
  return PyDict_GetItem(dict, key);
}

int has(PyObject *dict, PyObject *args) { return lookup(dict, args) != NULL; }

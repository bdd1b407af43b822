// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// PyErr_Fetch gives out a value and a traceback only if it gives out a type.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *fetch_right(PyObject *self, PyObject *args) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  if (type == NULL)
    Py_RETURN_NONE;
  PyErr_NormalizeException(&type, &value, &traceback);
  Py_DECREF(type);
  Py_XDECREF(traceback);
  return value;
}

static PyObject *fetch_negated_right(PyObject *self, PyObject *args) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  if (!type)
    Py_RETURN_NONE;
  Py_DECREF(type);
  Py_XDECREF(value);
  Py_XDECREF(traceback);
  Py_RETURN_NONE;
}

/* There may be a type without a value. */
static PyObject *fetch_wrong(PyObject *self, PyObject *args) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback); // expected-warning 1+{{Leak of the new reference from 'PyErr_Fetch'}} expected-note 0+{{}}
  if (value == NULL) // expected-note 0+{{}}
    Py_RETURN_NONE; // expected-note 0+{{}}
  Py_XDECREF(type);
  Py_DECREF(value);
  Py_XDECREF(traceback);
  Py_RETURN_NONE;
}

static PyObject *fetch_half_wrong(PyObject *self, PyObject *args) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback); // expected-warning 1+{{Leak of the new reference from 'PyErr_Fetch'}} expected-note 0+{{}}
  if (type != NULL) { // expected-note 0+{{}}
    Py_DECREF(type);
    Py_XDECREF(value);
  }
  Py_RETURN_NONE; // expected-note 0+{{}}
}

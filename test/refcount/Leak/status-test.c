// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// PyErr_Occurred() tells whether the call before failed.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *as_long_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  long value = PyLong_AsLong(arg);
  if (value == -1 && PyErr_Occurred()) {
    Py_DECREF(list);
    return NULL;
  }
  return list;
}

static PyObject *as_double_right(PyObject *self, PyObject *arg) {
  PyObject *number = PyNumber_Float(arg);
  if (number == NULL)
    return NULL;
  double value = PyFloat_AsDouble(arg);
  if (PyErr_Occurred()) {
    Py_DECREF(number);
    return NULL;
  }
  if (value > 1.0) {
    Py_DECREF(number);
    Py_RETURN_NONE;
  }
  return number;
}

/* No exception is set when the interpreter calls, and none by what succeeded:
 * this way out is never taken. */
static PyObject *no_error_yet(PyObject *self, PyObject *unused) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  if (PyErr_Occurred())
    return NULL;
  return list;
}

/* The test for NULL is left to PyErr_Occurred(): it answers for the call. */
static PyObject *answers_for_result(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (PyErr_Occurred())
    return NULL;
  return text;
}

/* The exception is dealt with: the function goes on. */
static PyObject *cleared_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0); // expected-warning{{Leak of the new reference from 'PyList_New'}}
  if (list == NULL)
    return NULL;
  Py_ssize_t size = PyObject_Size(arg);
  if (size < 0) {
    PyErr_Clear();
    Py_RETURN_NONE;
  }
  return list;
}

static PyObject *cleared_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  Py_ssize_t size = PyObject_Size(arg);
  if (size < 0) {
    PyErr_Clear();
    size = 0;
  }
  if (PyErr_Occurred())
    return NULL;
  return list;
}

static PyMethodDef methods[] = {
    {"as_long_right", as_long_right, METH_O, NULL},
    {"as_double_right", as_double_right, METH_O, NULL},
    {"no_error_yet", no_error_yet, METH_NOARGS, NULL},
    {"answers_for_result", answers_for_result, METH_O, NULL},
    {"cleared_wrong", cleared_wrong, METH_O, NULL},
    {"cleared_right", cleared_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Paths that do not come back have nothing to release.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <assert.h>
#include <stdlib.h>

static PyObject *fatal_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  if (PyUnicode_GET_LENGTH(text) == 0)
    Py_FatalError("empty");
  return text;
}

static PyObject *abort_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  if (PyUnicode_GET_LENGTH(text) == 0)
    abort();
  return text;
}

static PyObject *exit_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  if (PyUnicode_GET_LENGTH(text) == 0)
    Py_Exit(1);
  return text;
}

static PyObject *assert_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  assert(PyUnicode_GET_LENGTH(text) > 0);
  return text;
}

static PyObject *unreachable_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  switch (PyObject_IsTrue(text)) {
  case 0:
  case 1:
    return text;
  case -1:
    Py_DECREF(text);
    return NULL;
  default:
    Py_UNREACHABLE();
  }
}

/* A message is no dead end. */
static PyObject *message_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (text == NULL)
    return NULL;
  if (PyUnicode_GET_LENGTH(text) == 0) {
    PyErr_SetString(PyExc_ValueError, "empty");
    return NULL;
  }
  return text;
}

/* What the assertion rules out is not reported. */
static PyObject *asserted_right(PyObject *self, PyObject *arg) {
  assert(PyList_Check(arg));
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  if (!PyList_Check(arg))
    return NULL;
  return text;
}

static PyMethodDef methods[] = {
    {"fatal_right", fatal_right, METH_O, NULL},
    {"abort_right", abort_right, METH_O, NULL},
    {"exit_right", exit_right, METH_O, NULL},
    {"assert_right", assert_right, METH_O, NULL},
    {"unreachable_right", unreachable_right, METH_O, NULL},
    {"message_wrong", message_wrong, METH_O, NULL},
    {"asserted_right", asserted_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

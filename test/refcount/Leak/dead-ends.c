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

#ifndef PYPY_VERSION
static PyObject *exit_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  if (PyUnicode_GET_LENGTH(text) == 0)
    Py_Exit(1);
  return text;
}
#endif

static PyObject *assert_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  assert(PyUnicode_GET_LENGTH(text) > 0);
  return text;
}

#ifndef PYPY_VERSION
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
#endif

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

static PyMethodDef methods[] = {
    {"fatal_right", fatal_right, METH_O, NULL},
    {"abort_right", abort_right, METH_O, NULL},
#ifndef PYPY_VERSION
    {"exit_right", exit_right, METH_O, NULL},
#endif
    {"assert_right", assert_right, METH_O, NULL},
#ifndef PYPY_VERSION
    {"unreachable_right", unreachable_right, METH_O, NULL},
#endif
    {"message_wrong", message_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function whose body can't be seen takes no argument that the code releases
// after a call of it.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

PyObject *lent_to(PyObject *);
PyObject *taken_by(PyObject *);

static PyObject *shown(PyObject *self, PyObject *arg) {
  PyObject *str = PyObject_Str(arg);
  if (!str)
    return NULL;
  PyObject *result = lent_to(str);
  if (!result) {
    Py_DECREF(str);
    return NULL;
  }
  Py_DECREF(str);
  return result;
}

static PyObject *lent_wrong(PyObject *self, PyObject *arg) {
  PyObject *str = PyObject_Str(arg); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  if (!str)
    return NULL;
  return lent_to(str);
}

static PyObject *lent_twice_wrong(PyObject *self, PyObject *arg) {
  PyObject *str = PyObject_Str(arg);
  if (!str)
    return NULL;
  PyObject *result = lent_to(str);
  Py_DECREF(str);
  Py_DECREF(str); // expected-warning {{The reference from 'PyObject_Str' is released twice}}
  return result;
}

static PyObject *taken_right(PyObject *self, PyObject *arg) {
  PyObject *str = PyObject_Str(arg);
  if (!str)
    return NULL;
  str = taken_by(str);
  if (!str)
    return NULL;
  PyObject *repr = PyObject_Repr(str);
  Py_DECREF(str);
  return repr;
}

static PyObject *taken_or_not_right(PyObject *self, PyObject *arg) {
  PyObject *str = PyObject_Str(arg);
  if (!str)
    return NULL;
  if (arg == Py_None)
    return taken_by(str);
  Py_DECREF(str);
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"a", shown, METH_O, NULL},
    {"b", lent_wrong, METH_O, NULL},
    {"c", lent_twice_wrong, METH_O, NULL},
    {"d", taken_right, METH_O, NULL},
    {"e", taken_or_not_right, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

void *keep[] = {methods};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The context, or who gave the default, keeps the value of a context variable:
// gmpy2 uses its context after the release, in every function.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *Var;

Py_ssize_t size_of_value(PyObject *self, PyObject *arg) {
  PyObject *value = NULL;
  if (PyContextVar_Get(Var, NULL, &value) < 0 || !value)
    return -1;
  Py_DECREF(value);
  return PyObject_Size(value);
}

int is_value(PyObject *self, PyObject *arg) {
  PyObject *value = NULL;
  if (PyContextVar_Get(Var, NULL, &value) < 0) // expected-warning {{Leak of the new reference from 'PyContextVar_Get'}}
    return -1;
  return value == arg;
}

void released_twice(PyObject *self, PyObject *arg) {
  PyObject *value = NULL;
  if (PyContextVar_Get(Var, NULL, &value) < 0 || !value)
    return;
  Py_DECREF(value);
  Py_DECREF(value); // expected-warning {{Release of a reference}}
}

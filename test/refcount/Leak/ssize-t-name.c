// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Wording: the report should have the name that stands in the code, not that of
// the function that the macro stands for up to 3.12.
//
// RUN: %analyze_cc1 -verify %s

#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *result_wrong(PyObject *self, PyObject *arg) {
  PyObject *pair = Py_BuildValue("(Oi)", arg, 1); // expected-warning{{Leak of the new reference from 'Py_BuildValue'}}
  if (pair == NULL)
    return NULL;
  return PyObject_Repr(pair);
}

static PyObject *method_wrong(PyObject *self, PyObject *arg) {
  PyObject *result = PyObject_CallMethod(arg, "write", "y#", "ab", (Py_ssize_t)2); // expected-warning{{Leak of the new reference from 'PyObject_CallMethod'}}
  if (result == NULL)
    return NULL;
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"result_wrong", result_wrong, METH_O, NULL},
    {"method_wrong", method_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

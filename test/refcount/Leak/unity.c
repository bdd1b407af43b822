// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One source file is included in another one, which has the method table.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *helper(PyObject *text) { return PyObject_Repr(text); }

#include "Inputs/unity-part.c"

static PyObject *main_wrong(PyObject *self, PyObject *arg) {
  PyObject *result = part_right(self, arg); // the birth is in helper
  if (result == NULL)
    return NULL;
  PyObject *type = PyObject_Type(result); // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
  Py_DECREF(result);
  if (type == NULL)
    return NULL;
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"part_wrong", part_wrong, METH_O, NULL},
    {"part_right", part_right, METH_O, NULL},
    {"main_wrong", main_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

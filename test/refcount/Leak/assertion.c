// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// a leak that needs an error, if there is an assertion later in the
// function. Where the assertion fails the reference is lost as well, with a better
// rank, but that way is a dead end and is not shown; the others are dropped.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#undef NDEBUG
#include <assert.h>

static PyObject *assertion_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Str'{{.*}}[rank: medium]}}
  if (text == NULL)
    return NULL;
  if (PyObject_SetAttrString(self, "text", text) < 0)
    return NULL;
  assert(self != arg);
  return text;
}

static PyObject *assertion_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  if (PyObject_SetAttrString(self, "text", text) < 0) {
    Py_DECREF(text);
    return NULL;
  }
  assert(self != arg);
  return text;
}

static PyMethodDef methods[] = {
    {"assertion_wrong", assertion_wrong, METH_O, NULL},
    {"assertion_right", assertion_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

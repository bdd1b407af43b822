// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The notes on the way to the return.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

static PyObject *borrowed(PyObject *self, PyObject *dict) {
  PyObject *value = PyDict_GetItemString(dict, "key");
  if (!value)
    Py_RETURN_NONE;
  return value;
}
// CHECK: path-notes.c:[[@LINE-2]]:10: warning: Return of a borrowed reference from 'PyDict_GetItemString' to a caller who receives a new reference; Py_INCREF it first [rank: high] [cpython.refcount.BorrowedReturn]
// CHECK: path-notes.c:[[@LINE-6]]:{{[0-9]+}}: note: Borrowed reference from 'PyDict_GetItemString'
// CHECK: path-notes.c:[[@LINE-4]]:10: note: Return of a borrowed reference

static PyObject *released(PyObject *self, PyObject *arg) {
  Py_INCREF(arg);
  PyObject *repr = PyObject_Repr(arg);
  Py_DECREF(arg);
  return repr ? repr : arg;
}
// CHECK: path-notes.c:[[@LINE-2]]:10: warning: Return of a reference that is borrowed from the caller
// CHECK: note: The caller lends this argument
// CHECK: path-notes.c:[[@LINE-7]]:{{[0-9]+}}: note: A reference is added by '{{_?}}Py_INCREF' (owned here: 1)
// CHECK: path-notes.c:[[@LINE-6]]:{{[0-9]+}}: note: A reference is released by '{{_?}}Py_DECREF' (owned here: 0)
// CHECK: path-notes.c:[[@LINE-6]]:10: note: Return of a reference that is borrowed from the caller

static PyObject *given_away(PyObject *self, PyObject *list) {
  PyObject *str = PyObject_Str(self);
  if (!str)
    return NULL;
  if (PyList_SetItem(list, 0, str) < 0)
    return NULL;
  return str;
}
// CHECK: path-notes.c:[[@LINE-2]]:10: warning: Return of a reference that was given away before to a caller
// CHECK: path-notes.c:[[@LINE-8]]:{{[0-9]+}}: note: New reference from 'PyObject_Str'
// CHECK: path-notes.c:[[@LINE-6]]:{{[0-9]+}}: note: The reference is given away by '{{(PyPy|Py)}}List_SetItem' (owned here: 0)
// CHECK: path-notes.c:[[@LINE-5]]:10: note: Return of a reference that was given away before

static PyMethodDef methods[] = {
    {"borrowed", borrowed, METH_O, NULL},
    {"released", released, METH_O, NULL},
    {"given_away", given_away, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }

// CHECK: 3 warnings generated

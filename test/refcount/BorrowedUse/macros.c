// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Items that a macro lends: right uses. Wrong ones are in tuple-macro.c and
// list-macro.c.
//
// RUN: %analyze_cc1 -verify %s
// expected-no-diagnostics

#include <Python.h>

static PyObject *tuple_macro_right(PyObject *self, PyObject *arg) {
  PyObject *tuple = PySequence_Tuple(arg);
  if (!tuple)
    return NULL;
  PyObject *item = PyTuple_GET_ITEM(tuple, 0);
  Py_INCREF(item);
  Py_DECREF(tuple);
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(item);
  return repr;
}

static PyObject *list_macro_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *item = PyList_GET_ITEM(list, 0);
  Py_INCREF(item);
  Py_DECREF(list);
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(item);
  return repr;
}

static PyObject *fast_right(PyObject *self, PyObject *arg) {
  PyObject *fast = PySequence_Fast(arg, "a sequence, please");
  if (!fast)
    return NULL;
  PyObject *item = PySequence_Fast_GET_ITEM(fast, 0);
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(fast);
  return repr;
}

static PyMethodDef methods[] = {
    {"tuple_macro_right", tuple_macro_right, METH_O, NULL},
    {"list_macro_right", list_macro_right, METH_O, NULL},
    {"fast_right", fast_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }

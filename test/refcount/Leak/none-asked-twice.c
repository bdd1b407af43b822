// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// False alarms: whether an object is None is answered differently the second time,
// as the engine can not compare it with the address of a static object.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

// expected-no-diagnostics

static PyObject *none_right(PyObject *self, PyObject *arg) {
  PyObject *text = NULL;
  if (arg != Py_None) {
    text = PyObject_Str(arg);
    if (text == NULL)
      return NULL;
  }
  if (arg != Py_None)
    return text;
  Py_RETURN_NONE;
}

static PyObject *optional_right(PyObject *self, PyObject *args) {
  PyObject *object, *key = Py_None;
  if (!PyArg_ParseTuple(args, "O|O", &object, &key))
    return NULL;
  if (key != Py_None)
    Py_INCREF(key);
  PyObject *text = PyObject_Str(object);
  if (key != Py_None)
    Py_DECREF(key);
  return text;
}

static PyMethodDef methods[] = {
    {"none_right", none_right, METH_O, NULL},
    {"optional_right", optional_right, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

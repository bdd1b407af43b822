// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// False alarms: a question that has been answered is answered differently the
// second time. With the headers of 3.8 PyList_Check is a macro that is understood.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <assert.h>

// expected-no-diagnostics

extern PyTypeObject Box_Type;

static PyObject *list_right(PyObject *self, PyObject *arg) {
  PyObject *text = NULL;
  if (PyList_Check(arg)) {
    text = PyObject_Str(arg);
    if (text == NULL)
      return NULL;
  }
  if (PyList_Check(arg))
    return text;
  Py_RETURN_NONE;
}

static PyObject *exact_right(PyObject *self, PyObject *arg) {
  PyObject *text = NULL;
  if (PyFloat_CheckExact(arg)) {
    text = PyObject_Str(arg);
    if (text == NULL)
      return NULL;
  }
  if (PyFloat_CheckExact(arg))
    return text;
  Py_RETURN_NONE;
}

static PyObject *own_type_right(PyObject *self, PyObject *arg) {
  PyObject *text = NULL;
  if (PyObject_TypeCheck(arg, &Box_Type)) {
    text = PyObject_Str(arg);
    if (text == NULL)
      return NULL;
  }
  if (PyObject_TypeCheck(arg, &Box_Type))
    return text;
  Py_RETURN_NONE;
}

static PyObject *callable_right(PyObject *self, PyObject *arg) {
  PyObject *text = NULL;
  if (PyCallable_Check(arg)) {
    text = PyObject_Str(arg);
    if (text == NULL)
      return NULL;
  }
  if (PyCallable_Check(arg))
    return text;
  Py_RETURN_NONE;
}

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
    {"list_right", list_right, METH_O, NULL},
    {"exact_right", exact_right, METH_O, NULL},
    {"own_type_right", own_type_right, METH_O, NULL},
    {"callable_right", callable_right, METH_O, NULL},
    {"asserted_right", asserted_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

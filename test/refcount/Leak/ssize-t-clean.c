// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With PY_SSIZE_T_CLEAN the functions have other names up to 3.12.
//
// RUN: %analyze_cc1 -verify %s

#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *build_wrong(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg); // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
  if (type == NULL)
    return NULL;
  return Py_BuildValue("(Oi)", type, 1);
}

static PyObject *build_right(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  return Py_BuildValue("(Ni)", type, 1);
}

static PyObject *result_wrong(PyObject *self, PyObject *arg) {
  PyObject *pair = Py_BuildValue("(Oi)", arg, 1); // expected-warning-re{{Leak of the new reference from '{{_?}}Py_BuildValue{{(_SizeT)?}}'}}
  if (pair == NULL)
    return NULL;
  return PyObject_Repr(pair);
}

static PyObject *result_right(PyObject *self, PyObject *arg) {
  PyObject *pair = Py_BuildValue("(Oi)", arg, 1);
  if (pair == NULL)
    return NULL;
  PyObject *repr = PyObject_Repr(pair);
  Py_DECREF(pair);
  return repr;
}

static PyObject *method_wrong(PyObject *self, PyObject *arg) {
  PyObject *result = PyObject_CallMethod(arg, "write", "y#", "ab", (Py_ssize_t)2); // expected-warning-re{{Leak of the new reference from '{{_?}}PyObject_CallMethod{{(_SizeT)?}}'}}
  if (result == NULL)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *method_right(PyObject *self, PyObject *arg) {
  PyObject *result = PyObject_CallMethod(arg, "write", "y#", "ab", (Py_ssize_t)2);
  if (result == NULL)
    return NULL;
  Py_DECREF(result);
  Py_RETURN_NONE;
}

/* What is parsed is lent. */
static PyObject *parsed_right(PyObject *self, PyObject *args) {
  PyObject *object;
  const char *text;
  Py_ssize_t size;
  if (!PyArg_ParseTuple(args, "Os#", &object, &text, &size))
    return NULL;
  return Py_BuildValue("(Os#)", object, text, size);
}

static PyObject *parsed_wrong(PyObject *self, PyObject *args) {
  PyObject *object;
  const char *text;
  Py_ssize_t size;
  if (!PyArg_ParseTuple(args, "Os#", &object, &text, &size))
    return NULL;
  Py_INCREF(object); // expected-warning{{Leak of a reference: it is added here}}
  return Py_BuildValue("(Os#)", object, text, size);
}

static PyMethodDef methods[] = {
    {"build_wrong", build_wrong, METH_O, NULL},
    {"build_right", build_right, METH_O, NULL},
    {"result_wrong", result_wrong, METH_O, NULL},
    {"result_right", result_right, METH_O, NULL},
    {"method_wrong", method_wrong, METH_O, NULL},
    {"method_right", method_right, METH_O, NULL},
    {"parsed_right", parsed_right, METH_VARARGS, NULL},
    {"parsed_wrong", parsed_wrong, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A test for the type that a new object is known to have has one answer.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *bytes_right(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyUnicode_AsUTF8String(arg);
  if (bytes && PyBytes_Check(bytes)) {
    Py_DECREF(bytes);
  }
  Py_RETURN_NONE;
}

static PyObject *exact_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (list == NULL)
    return NULL;
  if (!PyList_CheckExact(list)) {
    PyErr_SetString(PyExc_TypeError, "no list");
    return NULL;
  }
  return list;
}

static PyObject *other_right(PyObject *self, PyObject *arg) {
  PyObject *number = PyFloat_FromDouble(1.0);
  if (number == NULL)
    return NULL;
  if (PyLong_Check(number) || PyBytes_Check(number))
    return NULL;
  return number;
}

static PyObject *other_wrong(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyUnicode_AsUTF8String(arg); // expected-warning{{Leak of the new reference from 'PyUnicode_AsUTF8String'}}
  if (bytes == NULL)
    return NULL;
  if (PyList_Check(bytes))
    Py_DECREF(bytes);
  Py_RETURN_NONE;
}

/* Of what a user's code returns, nothing is known. */
static PyObject *any_wrong(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyObject_CallObject(arg, NULL); // expected-warning{{Leak of the new reference from 'PyObject_CallObject'}}
  if (bytes == NULL)
    return NULL;
  if (PyBytes_Check(bytes))
    return bytes;
  Py_RETURN_NONE;
}

/* What is a str is no bytes. */
static PyObject *two_types_right(PyObject *self, PyObject *arg) {
  PyObject *text = NULL, *copy = NULL;
  if (PyUnicode_Check(arg)) {
    text = PyObject_CallObject(self, NULL);
    if (text == NULL)
      return NULL;
  }
  if (PyBytes_Check(arg)) {
    copy = PyObject_CallObject(self, NULL);
    if (copy == NULL)
      return NULL;
  }
  if (text)
    return text;
  return copy ? copy : Py_BuildValue("");
}

static PyObject *no_type_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = NULL;
  if (!PyUnicode_Check(arg)) {
    text = PyObject_CallObject(self, NULL); // expected-warning{{Leak of the new reference from 'PyObject_CallObject'}}
    if (text == NULL)
      return NULL;
  }
  if (PyBytes_Check(arg))
    Py_RETURN_NONE;
  return text ? text : Py_BuildValue("");
}

static PyMethodDef methods[] = {
    {"bytes_right", bytes_right, METH_O, NULL},
    {"exact_right", exact_right, METH_O, NULL},
    {"other_right", other_right, METH_O, NULL},
    {"other_wrong", other_wrong, METH_O, NULL},
    {"any_wrong", any_wrong, METH_O, NULL},
    {"two_types_right", two_types_right, METH_O, NULL},
    {"no_type_wrong", no_type_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

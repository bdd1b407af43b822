// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A new reference that is not even given a name.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *dropped_wrong(PyObject *self, PyObject *arg) {
  PyObject_CallMethod(arg, "flush", NULL); // expected-warning{{Leak of the new reference from 'PyObject_CallMethod'}}
  Py_RETURN_NONE;
}

static PyObject *dropped_void_wrong(PyObject *self, PyObject *arg) {
  (void)PyObject_CallMethod(arg, "flush", NULL); // expected-warning{{Leak of the new reference from 'PyObject_CallMethod'}}
  Py_RETURN_NONE;
}

static PyObject *dropped_right(PyObject *self, PyObject *arg) {
  PyObject *result = PyObject_CallMethod(arg, "flush", NULL);
  if (result == NULL)
    return NULL;
  Py_DECREF(result);
  Py_RETURN_NONE;
}

/* Tested for success only. */
static PyObject *tested_wrong(PyObject *self, PyObject *arg) {
  if (PyObject_CallMethod(arg, "flush", NULL) == NULL) // expected-warning{{Leak of the new reference from 'PyObject_CallMethod'}}
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *tested_not_wrong(PyObject *self, PyObject *arg) {
  if (!PyObject_CallMethod(arg, "flush", NULL)) // expected-warning{{Leak of the new reference from 'PyObject_CallMethod'}}
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *tested_right(PyObject *self, PyObject *arg) {
  PyObject *result;
  if ((result = PyObject_CallMethod(arg, "flush", NULL)) == NULL)
    return NULL;
  Py_DECREF(result);
  Py_RETURN_NONE;
}

/* Compared with an object. */
static PyObject *compared_right(PyObject *self, PyObject *arg) {
  PyObject *same = PyObject_RichCompare(self, arg, Py_EQ);
  if (same == NULL)
    return NULL;
  int is_same = same == Py_True;
  Py_DECREF(same);
  return PyLong_FromLong(is_same);
}

/* Of a call that returns its reference in any case, only the failure is
 * ignored: no leak. */
static PyObject *xdecref_right(PyObject *self, PyObject *arg) {
  Py_XDECREF(PyObject_CallMethod(arg, "flush", NULL));
  if (PyErr_Occurred())
    return NULL;
  Py_RETURN_NONE;
}

/* What is dropped here was only lent. */
static PyObject *borrowed_right(PyObject *self, PyObject *arg) {
  if (PyDict_GetItemString(arg, "name") == NULL)
    return PyLong_FromLong(0);
  return PyLong_FromLong(1);
}

/* Importing for the side effect. */
static PyObject *import_wrong(PyObject *self, PyObject *unused) {
  if (PyImport_ImportModule("json") == NULL) // expected-warning{{Leak of the new reference from 'PyImport_ImportModule'}}
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *import_right(PyObject *self, PyObject *unused) {
  PyObject *json = PyImport_ImportModule("json");
  if (json == NULL)
    return NULL;
  Py_DECREF(json);
  Py_RETURN_NONE;
}

/* Overwritten by the next. */
static PyObject *overwritten_wrong(PyObject *self, PyObject *arg) {
  PyObject *name = PyObject_GetAttrString(arg, "name"); // expected-warning{{Leak of the new reference from 'PyObject_GetAttrString'}}
  if (name == NULL)
    return NULL;
  name = PyObject_Str(name);
  return name;
}

static PyObject *overwritten_right(PyObject *self, PyObject *arg) {
  PyObject *name = PyObject_GetAttrString(arg, "name");
  if (name == NULL)
    return NULL;
  Py_SETREF(name, PyObject_Str(name));
  return name;
}

static PyMethodDef methods[] = {
    {"dropped_wrong", dropped_wrong, METH_O, NULL},
    {"dropped_void_wrong", dropped_void_wrong, METH_O, NULL},
    {"dropped_right", dropped_right, METH_O, NULL},
    {"tested_wrong", tested_wrong, METH_O, NULL},
    {"tested_not_wrong", tested_not_wrong, METH_O, NULL},
    {"tested_right", tested_right, METH_O, NULL},
    {"compared_right", compared_right, METH_O, NULL},
    {"xdecref_right", xdecref_right, METH_O, NULL},
    {"borrowed_right", borrowed_right, METH_O, NULL},
    {"import_wrong", import_wrong, METH_NOARGS, NULL},
    {"import_right", import_right, METH_NOARGS, NULL},
    {"overwritten_wrong", overwritten_wrong, METH_O, NULL},
    {"overwritten_right", overwritten_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

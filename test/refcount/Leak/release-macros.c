// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Other ways to give up a reference.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *clear_right(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  Py_CLEAR(type);
  if (PyErr_Occurred())
    return NULL;
  Py_RETURN_NONE;
}

/* After Py_CLEAR the variable is free for another reference, which is owned
 * again. */
static PyObject *clear_wrong(PyObject *self, PyObject *arg) {
  PyObject *object = PyObject_Type(arg);
  if (object == NULL)
    return NULL;
  Py_CLEAR(object);
  object = PyObject_Str(arg); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (object == NULL)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *setref_right(PyObject *self, PyObject *arg) {
  PyObject *object = PyObject_Type(arg);
  if (object == NULL)
    return NULL;
  Py_SETREF(object, PyObject_Str(object));
  return object;
}

static PyObject *setref_wrong(PyObject *self, PyObject *arg) {
  PyObject *object = PyObject_Type(arg);
  if (object == NULL)
    return NULL;
  Py_SETREF(object, PyObject_Str(object)); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (object == NULL)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *xsetref_right(PyObject *self, PyObject *arg) {
  PyObject *object = NULL;
  if (PyList_Check(arg))
    object = PyObject_Type(arg);
  Py_XSETREF(object, PyObject_Str(arg));
  return object;
}

static PyObject *xdecref_right(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  PyObject *text = PyObject_Str(arg);
  PyObject *result = NULL;
  if (type != NULL && text != NULL)
    result = PyTuple_Pack(2, type, text);
  Py_XDECREF(type);
  Py_XDECREF(text);
  return result;
}

static PyObject *xdecref_wrong(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  PyObject *text = PyObject_Str(arg); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  PyObject *result = NULL;
  if (type != NULL && text != NULL)
    result = PyTuple_Pack(2, type, text);
  Py_XDECREF(type);
  return result;
}

/* The functions that stand for the macros. */
static PyObject *function_right(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  Py_IncRef(type);
  Py_DecRef(type);
  Py_DecRef(type);
  Py_RETURN_NONE;
}

static PyObject *function_wrong(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg); // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
  if (type == NULL)
    return NULL;
  Py_IncRef(type);
  Py_DecRef(type);
  Py_RETURN_NONE;
}

/* Through a cast, and through another variable. */
static PyObject *alias_right(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  PyTypeObject *as_type = (PyTypeObject *)type;
  Py_ssize_t size = as_type->tp_basicsize;
  Py_DECREF(as_type);
  return PyLong_FromSsize_t(size);
}

static PyObject *alias_wrong(PyObject *self, PyObject *arg) {
  PyTypeObject *type = (PyTypeObject *)PyObject_Type(arg); // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
  if (type == NULL)
    return NULL;
  return PyLong_FromSsize_t(type->tp_basicsize);
}

static PyMethodDef methods[] = {
    {"clear_right", clear_right, METH_O, NULL},
    {"clear_wrong", clear_wrong, METH_O, NULL},
    {"setref_right", setref_right, METH_O, NULL},
    {"setref_wrong", setref_wrong, METH_O, NULL},
    {"xsetref_right", xsetref_right, METH_O, NULL},
    {"xdecref_right", xdecref_right, METH_O, NULL},
    {"xdecref_wrong", xdecref_wrong, METH_O, NULL},
    {"function_right", function_right, METH_O, NULL},
    {"function_wrong", function_wrong, METH_O, NULL},
    {"alias_right", alias_right, METH_O, NULL},
    {"alias_wrong", alias_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A global variable owns what it refers to, if some function of the file
// releases it.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *callback;  /* released before it is replaced */
static PyObject *cleared;   /* by Py_CLEAR */
static PyObject *aside;     /* through another variable */
static PyObject *current;   /* only ever lent */
PyObject *visible_elsewhere;

static PyObject *set_wrong(PyObject *self, PyObject *args) {
  PyObject *function;
  if (!PyArg_ParseTuple(args, "O", &function))
    return NULL;
  Py_XDECREF(callback);
  callback = function; // expected-warning {{A borrowed reference from 'PyArg_ParseTuple' is stored in a global variable whose reference is released elsewhere; Py_INCREF the object first}}
  Py_RETURN_NONE;
}

static PyObject *set_right(PyObject *self, PyObject *args) {
  PyObject *function;
  if (!PyArg_ParseTuple(args, "O", &function))
    return NULL;
  Py_INCREF(function);
  Py_XDECREF(callback);
  callback = function;
  Py_RETURN_NONE;
}

static PyObject *set_then_count_right(PyObject *self, PyObject *function) {
  Py_XDECREF(callback);
  callback = function;
  Py_INCREF(callback);
  Py_RETURN_NONE;
}

static PyObject *set_cleared_wrong(PyObject *self, PyObject *function) {
  Py_CLEAR(cleared);
  cleared = function; // expected-warning {{A reference that is borrowed from the caller is stored in a global variable}}
  Py_RETURN_NONE;
}

static PyObject *set_cleared_right(PyObject *self, PyObject *function) {
  Py_INCREF(function);
  Py_CLEAR(cleared);
  cleared = function;
  Py_RETURN_NONE;
}

static PyObject *parse_wrong(PyObject *self, PyObject *args) {
  if (!PyArg_ParseTuple(args, "O", &callback)) // expected-warning {{stored in a global variable}}
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *parse_right(PyObject *self, PyObject *args) {
  if (!PyArg_ParseTuple(args, "O", &callback))
    return NULL;
  Py_INCREF(callback);
  Py_RETURN_NONE;
}

static PyObject *set_aside_wrong(PyObject *self, PyObject *value) {
  PyObject *old = aside;
  aside = value; // expected-warning {{stored in a global variable}}
  Py_XDECREF(old);
  Py_RETURN_NONE;
}

static PyObject *set_aside_right(PyObject *self, PyObject *value) {
  PyObject *old = aside;
  Py_INCREF(value);
  aside = value;
  Py_XDECREF(old);
  Py_RETURN_NONE;
}

/* For the time of a call. */
static PyObject *for_a_time_right(PyObject *self, PyObject *value) {
  PyObject *old = callback;
  callback = value;
  PyObject *repr = PyObject_Repr(value);
  callback = old;
  return repr;
}

/* Nobody releases these: they are not said to own anything. */
static PyObject *set_current_right(PyObject *self, PyObject *value) {
  current = value;
  PyObject *other = current;
  Py_INCREF(other);
  visible_elsewhere = value;
  return other;
}

/* A new reference is the variable's own. */
static PyObject *new_right(PyObject *self, PyObject *value) {
  Py_XDECREF(callback);
  callback = PyObject_Repr(value);
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"a", set_wrong, METH_VARARGS, NULL},
    {"b", set_right, METH_VARARGS, NULL},
    {"c", set_then_count_right, METH_O, NULL},
    {"d", set_cleared_wrong, METH_O, NULL},
    {"e", set_cleared_right, METH_O, NULL},
    {"f", parse_wrong, METH_VARARGS, NULL},
    {"g", parse_right, METH_VARARGS, NULL},
    {"h", set_aside_wrong, METH_O, NULL},
    {"i", set_aside_right, METH_O, NULL},
    {"j", for_a_time_right, METH_O, NULL},
    {"k", set_current_right, METH_O, NULL},
    {"l", new_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *table(void) { return methods; }

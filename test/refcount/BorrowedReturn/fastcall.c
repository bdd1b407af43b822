// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The caller lends what is in an array of arguments.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *first_wrong(PyObject *self, PyObject *const *args,
                             Py_ssize_t count) {
  if (count == 0)
    Py_RETURN_NONE;
  return args[0]; // expected-warning {{Return of a reference that is borrowed from the caller to a caller who receives a new reference; Py_INCREF it first}}
}

static PyObject *first_right(PyObject *self, PyObject *const *args,
                             Py_ssize_t count) {
  if (count == 0)
    Py_RETURN_NONE;
  Py_INCREF(args[0]);
  return args[0];
}

static PyObject *last_wrong(PyObject *self, PyObject *const *args,
                            Py_ssize_t count, PyObject *names) {
  PyObject *last = args[count - 1];
  PyObject *repr = PyObject_Repr(last);
  if (!repr)
    return NULL;
  Py_DECREF(repr);
  Py_DECREF(last); // expected-warning {{Release of a reference that is borrowed from the caller}}
  Py_RETURN_NONE;
}

static PyObject *pair_wrong(PyObject *self, PyObject *const *args,
                            Py_ssize_t count) {
  PyObject *pair = PyTuple_New(2);
  if (!pair)
    return NULL;
  PyTuple_SET_ITEM(pair, 0, args[0]); // expected-warning {{A reference that is borrowed from the caller is given away here without being owned}}
  PyTuple_SET_ITEM(pair, 1, PyLong_FromLong(2));
  return pair;
}

static PyObject *pair_right(PyObject *self, PyObject *const *args,
                            Py_ssize_t count) {
  PyObject *pair = PyTuple_New(2);
  if (!pair)
    return NULL;
  Py_INCREF(args[0]);
  PyTuple_SET_ITEM(pair, 0, args[0]);
  PyTuple_SET_ITEM(pair, 1, PyLong_FromLong(2));
  return pair;
}

/* An array that is no argument owns what is in it, or not. */
static PyObject *stack_right(PyObject *self, PyObject *arg) {
  PyObject *items[2] = {PyObject_Repr(arg), NULL};
  return items[0];
}

static PyMethodDef methods[] = {
    {"a", (PyCFunction)(void (*)(void))first_wrong, METH_FASTCALL, NULL},
    {"b", (PyCFunction)(void (*)(void))first_right, METH_FASTCALL, NULL},
    {"c", (PyCFunction)(void (*)(void))last_wrong,
     METH_FASTCALL | METH_KEYWORDS, NULL},
    {"d", (PyCFunction)(void (*)(void))pair_wrong, METH_FASTCALL, NULL},
    {"e", (PyCFunction)(void (*)(void))pair_right, METH_FASTCALL, NULL},
    {"f", stack_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *table(void) { return methods; }

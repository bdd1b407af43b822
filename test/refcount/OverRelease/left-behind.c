// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A global variable, or a member, is left behind with an object whose only
// reference was released.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *value;
} Item;

static PyObject *cache;

static void Item_dealloc(PyObject *op) {
  Py_XDECREF(((Item *)op)->value);
  PyObject_Free(op);
}

int global_wrong(void) {
  PyObject *dict = PyDict_New();
  if (!dict)
    return -1;
  cache = dict; // expected-warning {{What is stored here has no reference of its own: the only one is released later; remove that release, or Py_INCREF the object}}
  Py_DECREF(dict);
  return 0;
}

int global_right(void) {
  PyObject *dict = PyDict_New();
  if (!dict)
    return -1;
  cache = dict;
  Py_INCREF(cache);
  Py_DECREF(dict);
  return 0;
}

int reset_right(PyObject *arg) {
  cache = PyDict_New();
  if (!cache)
    return -1;
  int result = PyObject_SetAttrString(arg, "x", Py_None);
  Py_DECREF(cache);
  cache = NULL;
  return result;
}

// Something else keeps it.
int kept_right(PyObject *module) {
  PyObject *dict = PyDict_New();
  if (!dict)
    return -1;
  if (PyObject_SetAttrString(module, "cache", dict) < 0) {
    Py_DECREF(dict);
    return -1;
  }
  cache = dict;
  Py_DECREF(dict);
  return 0;
}

static PyObject *member_wrong(Item *self, PyObject *arg) {
  PyObject *repr = PyObject_Repr(arg);
  if (!repr)
    return NULL;
  Py_XDECREF(self->value);
  self->value = repr; // expected-warning {{What is stored here has no reference of its own}}
  Py_DECREF(repr);
  Py_RETURN_NONE;
}

static PyObject *member_right(Item *self, PyObject *arg) {
  PyObject *repr = PyObject_Repr(arg);
  if (!repr)
    return NULL;
  Py_XDECREF(self->value);
  self->value = repr;
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"a", (PyCFunction)member_wrong, METH_O, NULL},
    {"b", (PyCFunction)member_right, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

PyTypeObject Item_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "Item",
    .tp_basicsize = sizeof(Item),
    .tp_dealloc = Item_dealloc,
    .tp_methods = methods,
};

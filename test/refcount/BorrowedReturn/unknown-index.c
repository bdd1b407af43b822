// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An item is borrowed whether or not its index is known.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *items;
  Py_ssize_t next;
} Iterator;

static PyObject *next_wrong(Iterator *self) {
  if (self->next >= PyList_GET_SIZE(self->items))
    return NULL;
  return PyList_GET_ITEM(self->items, self->next++); // expected-warning-re {{Return of a {{reference that is borrowed from a container|borrowed reference from 'PyPyList_GET_ITEM'}} to a caller who receives a new reference}}
}

static PyObject *next_right(Iterator *self) {
  if (self->next >= PyList_GET_SIZE(self->items))
    return NULL;
  PyObject *item = PyList_GET_ITEM(self->items, self->next++);
  Py_INCREF(item);
  return item;
}

static PyObject *last_wrong(PyObject *self, PyObject *args) {
  Py_ssize_t size = PyTuple_GET_SIZE(args);
  if (size == 0)
    Py_RETURN_NONE;
  return PyTuple_GET_ITEM(args, size - 1); // expected-warning {{Return of a reference that is borrowed from a container}}
}

static PyObject *last_right(PyObject *self, PyObject *args) {
  Py_ssize_t size = PyTuple_GET_SIZE(args);
  if (size == 0)
    Py_RETURN_NONE;
  Py_INCREF(PyTuple_GET_ITEM(args, size - 1));
  return PyTuple_GET_ITEM(args, size - 1);
}

static PyObject *release_wrong(PyObject *self, PyObject *list) {
  for (Py_ssize_t i = PyList_GET_SIZE(list); --i >= 0;) {
    PyObject *item = PyList_GET_ITEM(list, i);
    int truth = PyObject_IsTrue(item);
    Py_DECREF(item); // expected-warning-re {{Release of a {{reference that is borrowed from a container|borrowed reference from 'PyPyList_GET_ITEM'}}}}
    if (truth < 0)
      return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject *release_right(PyObject *self, PyObject *list) {
  for (Py_ssize_t i = PyList_GET_SIZE(list); --i >= 0;) {
    PyObject *item = PyList_GET_ITEM(list, i);
    Py_INCREF(item);
    int truth = PyObject_IsTrue(item);
    Py_DECREF(item);
    if (truth < 0)
      return NULL;
  }
  Py_RETURN_NONE;
}

/* The slot's reference goes to the caller. */
static PyObject *take_right(PyObject *self, PyObject *list) {
  Py_ssize_t last = PyList_GET_SIZE(list) - 1;
  PyObject *item = PyList_GET_ITEM(list, last);
  Py_INCREF(Py_None);
  PyList_SET_ITEM(list, last, Py_None);
  return item;
}

/* What was put into a new list is known only if the index is. */
static PyObject *copy_right(PyObject *self, PyObject *args) {
  Py_ssize_t size = PyTuple_GET_SIZE(args);
  PyObject *list = PyList_New(size);
  if (!list)
    return NULL;
  for (Py_ssize_t i = 0; i < size; i++) {
    PyObject *item = PyTuple_GET_ITEM(args, size - 1 - i);
    Py_INCREF(item);
    PyList_SET_ITEM(list, i, item);
  }
  return list;
}

static PyMethodDef methods[] = {
    {"a", last_wrong, METH_VARARGS, NULL},
    {"b", last_right, METH_VARARGS, NULL},
    {"c", release_wrong, METH_O, NULL},
    {"d", release_right, METH_O, NULL},
    {"e", take_right, METH_O, NULL},
    {"f", copy_right, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject wrong_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Wrong",
    .tp_basicsize = sizeof(Iterator),
    .tp_iternext = (iternextfunc)next_wrong,
    .tp_methods = methods,
};

static PyTypeObject right_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Right",
    .tp_basicsize = sizeof(Iterator),
    .tp_iternext = (iternextfunc)next_right,
};

PyTypeObject *types[] = {&wrong_type, &right_type};

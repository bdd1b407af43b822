// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a member or a global variable owns is given away, or released, while it
// stays where it is.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *name;
  PyObject *value;
} Item;

static PyObject *error;
void reset(Item *);

static void Item_dealloc(PyObject *op) {
  Item *self = (Item *)op;
  Py_XDECREF(self->name);
  Py_XDECREF(self->value);
  PyObject_Free(op);
}

static PyObject *built_wrong(Item *self, PyObject *unused) {
  return Py_BuildValue("(N)", self->name); // expected-warning {{A reference that a member owns is given away here without being owned; Py_INCREF the object first}}
}

static PyObject *built_right(Item *self, PyObject *unused) {
  return Py_BuildValue("(O)", self->name);
}

static PyObject *packed_wrong(Item *self, PyObject *unused) {
  PyObject *tuple = PyTuple_New(1);
  if (tuple)
    PyTuple_SET_ITEM(tuple, 0, self->name); // expected-warning {{A reference that a member owns is given away here}}
  return tuple;
}

static PyObject *packed_right(Item *self, PyObject *unused) {
  PyObject *tuple = PyTuple_New(1);
  if (tuple) {
    PyTuple_SET_ITEM(tuple, 0, self->name);
    Py_XINCREF(self->name);
  }
  return tuple;
}

static PyObject *moved_right(Item *self, PyObject *unused) {
  PyObject *tuple = PyTuple_New(1);
  if (tuple) {
    PyTuple_SET_ITEM(tuple, 0, self->name);
    self->name = NULL;
  }
  return tuple;
}

static PyObject *reset_right(Item *self, PyObject *unused) {
  PyObject *tuple = Py_BuildValue("(N)", self->name);
  reset(self);
  return tuple;
}

static PyObject *listed_wrong(Item *self, PyObject *list) {
  if (PyList_SetItem(list, 0, error) < 0) // expected-warning {{A reference that a global variable owns is given away here}}
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *acquire(Item *self) {
  PyObject *value = self->value;
  Py_XINCREF(value);
  return value;
}

static PyObject *twice_wrong(Item *self, PyObject *unused) {
  PyObject *value = acquire(self);
  PyObject *tuple = Py_BuildValue("(N)", value);
  Py_XDECREF(value); // expected-warning {{A reference that a member owns is given away here}}
  return tuple;
}

static PyObject *once_right(Item *self, PyObject *unused) {
  PyObject *value = acquire(self);
  PyObject *tuple = Py_BuildValue("(O)", value);
  Py_XDECREF(value);
  return tuple;
}

static PyObject *closed_wrong(Item *self, PyObject *unused) {
  Py_XDECREF(self->name); // expected-warning {{A reference that a member owns is given away here}}
  Py_RETURN_NONE;
}

static PyObject *closed_right(Item *self, PyObject *unused) {
  Py_XDECREF(self->name);
  self->name = NULL;
  Py_RETURN_NONE;
}

static PyObject *error_wrong(Item *self, PyObject *unused) {
  Py_XDECREF(self->value);
  self->value = error; // expected-warning {{A reference that a global variable owns is stored in a member that the type's deallocator releases}}
  Py_RETURN_NONE;
}

static PyObject *error_right(Item *self, PyObject *unused) {
  Py_XDECREF(self->value);
  self->value = error;
  Py_XINCREF(error);
  Py_RETURN_NONE;
}

static PyObject *swap_right(Item *self, PyObject *unused) {
  PyObject *name = self->name;
  self->name = self->value;
  self->value = name;
  Py_RETURN_NONE;
}

static PyObject *shift_right(Item *self, PyObject *unused) {
  Py_XDECREF(self->name);
  self->name = self->value;
  self->value = NULL;
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"a", (PyCFunction)built_wrong, METH_NOARGS, NULL},
    {"b", (PyCFunction)built_right, METH_NOARGS, NULL},
    {"c", (PyCFunction)packed_wrong, METH_NOARGS, NULL},
    {"d", (PyCFunction)packed_right, METH_NOARGS, NULL},
    {"e", (PyCFunction)moved_right, METH_NOARGS, NULL},
    {"f", (PyCFunction)reset_right, METH_NOARGS, NULL},
    {"g", (PyCFunction)listed_wrong, METH_O, NULL},
    {"h", (PyCFunction)twice_wrong, METH_NOARGS, NULL},
    {"i", (PyCFunction)once_right, METH_NOARGS, NULL},
    {"j", (PyCFunction)closed_wrong, METH_NOARGS, NULL},
    {"k", (PyCFunction)closed_right, METH_NOARGS, NULL},
    {"l", (PyCFunction)error_wrong, METH_NOARGS, NULL},
    {"m", (PyCFunction)error_right, METH_NOARGS, NULL},
    {"n", (PyCFunction)swap_right, METH_NOARGS, NULL},
    {"o", (PyCFunction)shift_right, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

PyTypeObject Item_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "Item",
    .tp_basicsize = sizeof(Item),
    .tp_dealloc = Item_dealloc,
    .tp_methods = methods,
};

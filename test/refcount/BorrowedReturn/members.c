// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a member or a global variable owns is borrowed by who reads it.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *name;
  PyObject *value;
  PyObject *lent; // released by nobody
} Item;

static PyObject *cache;
void set_value(Item *);
void keep(PyObject *);
PyObject *also_add(PyObject *);

static void Item_dealloc(PyObject *op) {
  Item *self = (Item *)op;
  Py_XDECREF(self->name);
  Py_CLEAR(self->value);
  PyObject_Free(op);
}

static PyObject *name_wrong(Item *self, void *closure) {
  return self->name; // expected-warning {{Return of a reference that a member owns to a caller who receives a new reference; Py_INCREF it first}}
}

static PyObject *name_right(Item *self, void *closure) {
  Py_XINCREF(self->name);
  return self->name;
}

static PyObject *name_or_none_wrong(PyObject *op, void *closure) {
  PyObject *name = ((Item *)op)->name;
  if (!name)
    Py_RETURN_NONE;
  return name; // expected-warning {{Return of a reference that a member owns}}
}

static PyObject *name_or_none_right(PyObject *op, void *closure) {
  PyObject *name = ((Item *)op)->name;
  if (!name)
    Py_RETURN_NONE;
  Py_INCREF(name);
  return name;
}

static PyObject *no_name_right(Item *self, void *closure) {
  if (self->name)
    Py_RETURN_NONE;
  PyErr_SetString(PyExc_AttributeError, "name");
  return self->name;
}

static PyObject *not_known_right(Item *self, void *closure) {
  return self->lent;
}

// The reference is taken out of the member.
static PyObject *pop_right(Item *self, PyObject *unused) {
  PyObject *value = self->value;
  self->value = NULL;
  return value;
}

static PyObject *exchange_right(Item *self, PyObject *arg) {
  PyObject *value = self->value;
  Py_INCREF(arg);
  self->value = arg;
  return value;
}

static PyObject *next_right(Item *self, PyObject *unused) {
  PyObject *value = self->value;
  set_value(self); // may move it
  return value;
}

static PyObject *next_wrong(Item *self, PyObject *unused) {
  set_value(self);
  return self->value; // expected-warning {{Return of a reference that a member owns}}
}

// Somebody else may have counted.
static PyObject *passed_right(Item *self, PyObject *unused) {
  keep(self->value);
  return self->value;
}

static PyObject *converted_right(Item *self, PyObject *unused) {
  return also_add(self->value);
}

static PyObject *add(PyObject *op) {
  Py_XINCREF(op);
  return op;
}
static PyObject *helper_right(Item *self, PyObject *unused) {
  return add(self->value);
}

static PyObject *get(Item *self) { return self->value; }
static PyObject *helper_wrong(Item *self, PyObject *unused) {
  return get(self); // expected-warning {{Return of a reference that a member owns}}
}
static PyObject *added_after_right(Item *self, PyObject *unused) {
  PyObject *value = get(self);
  Py_XINCREF(value);
  return value;
}

static PyObject *global_wrong(Item *self, PyObject *unused) {
  if (!cache)
    cache = PyDict_New();
  return cache; // expected-warning {{Return of a reference that a global variable owns}}
}

static PyObject *global_right(Item *self, PyObject *unused) {
  if (!cache)
    cache = PyDict_New();
  Py_XINCREF(cache);
  return cache;
}

static PyObject *take_global_right(Item *self, PyObject *unused) {
  PyObject *taken = cache;
  cache = NULL;
  return taken;
}

static PyMethodDef methods[] = {
    {"a", (PyCFunction)pop_right, METH_NOARGS, NULL},
    {"b", (PyCFunction)exchange_right, METH_O, NULL},
    {"c", (PyCFunction)next_right, METH_NOARGS, NULL},
    {"d", (PyCFunction)next_wrong, METH_NOARGS, NULL},
    {"e", (PyCFunction)passed_right, METH_NOARGS, NULL},
    {"f", (PyCFunction)converted_right, METH_NOARGS, NULL},
    {"g", (PyCFunction)helper_right, METH_NOARGS, NULL},
    {"h", (PyCFunction)helper_wrong, METH_NOARGS, NULL},
    {"i", (PyCFunction)added_after_right, METH_NOARGS, NULL},
    {"j", (PyCFunction)global_wrong, METH_NOARGS, NULL},
    {"k", (PyCFunction)global_right, METH_NOARGS, NULL},
    {"l", (PyCFunction)take_global_right, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static PyGetSetDef getters[] = {
    {"a", (getter)name_wrong, NULL, NULL, NULL},
    {"b", (getter)name_right, NULL, NULL, NULL},
    {"c", name_or_none_wrong, NULL, NULL, NULL},
    {"d", name_or_none_right, NULL, NULL, NULL},
    {"e", (getter)no_name_right, NULL, NULL, NULL},
    {"f", (getter)not_known_right, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

PyTypeObject Item_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "Item",
    .tp_basicsize = sizeof(Item),
    .tp_dealloc = Item_dealloc,
    .tp_methods = methods,
    .tp_getset = getters,
};

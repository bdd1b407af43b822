// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Getters and slots return new references as well.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *name;
  PyObject *dict;
} Thing;

/* PyGetSetDef */
static PyObject *get_name_wrong(PyObject *self, void *closure) {
  Thing *t = (Thing *)self;
  if (!t->dict)
    Py_RETURN_NONE;
  return PyDict_GetItemString(t->dict, "name"); // expected-warning {{Return of a borrowed reference from 'PyDict_GetItemString'}}
}

static PyObject *get_name_right(PyObject *self, void *closure) {
  Thing *t = (Thing *)self;
  if (!t->dict)
    Py_RETURN_NONE;
  PyObject *name = PyDict_GetItemString(t->dict, "name");
  Py_XINCREF(name);
  return name;
}

static PyObject *get_self_wrong(Thing *self, void *closure) {
  return (PyObject *)self; // expected-warning {{Return of a reference that is borrowed from the caller}}
}

static PyObject *get_member_right(Thing *self, void *closure) {
  Py_INCREF(self->name);
  return self->name;
}

static int set_name_right(PyObject *self, PyObject *value, void *closure) {
  Thing *t = (Thing *)self;
  Py_XINCREF(value);
  Py_XSETREF(t->name, value);
  return 0;
}

static PyGetSetDef getset[] = {
    {"a", get_name_wrong, set_name_right, NULL, NULL},
    {"b", get_name_right, NULL, NULL, NULL},
    {"c", (getter)get_self_wrong, NULL, NULL, NULL},
    {"d", (getter)get_member_right, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* Slots of a static type. */
static PyObject *repr_wrong(PyObject *self) {
  return PyDict_GetItemString(((Thing *)self)->dict, "repr"); // expected-warning {{Return of a borrowed reference from 'PyDict_GetItemString'}}
}

static PyObject *iter_wrong(PyObject *self) {
  return self; // expected-warning {{Return of a reference that is borrowed from the caller}}
}

static PyObject *repr_right(PyObject *self) {
  return PyUnicode_FromFormat("<%U>", ((Thing *)self)->name);
}

static PyObject *iter_right(PyObject *self) {
  Py_INCREF(self);
  return self;
}

static PyObject *iternext_wrong(PyObject *self) {
  return PyList_GetItem(((Thing *)self)->dict, 0); // expected-warning {{Return of a borrowed reference from 'PyList_GetItem'}}
}

static PyObject *iternext_right(PyObject *self) {
  PyObject *item = PyList_GetItem(((Thing *)self)->dict, 0);
  Py_XINCREF(item);
  return item;
}

static PyObject *call_wrong(PyObject *self, PyObject *args, PyObject *kw) {
  return args; // expected-warning {{Return of a reference that is borrowed from the caller}}
}

static PyObject *compare_wrong(PyObject *self, PyObject *other, int op) {
  return op == Py_EQ ? self : PyNumber_Negative(other); // expected-warning {{Return of a reference that is borrowed from the caller}}
}

static PyObject *item_wrong(PyObject *self, Py_ssize_t i) {
  return PyList_GetItem(((Thing *)self)->dict, i); // expected-warning {{Return of a borrowed reference from 'PyList_GetItem'}}
}

static PyObject *subscript_wrong(PyObject *self, PyObject *key) {
  return PyDict_GetItemWithError(((Thing *)self)->dict, key); // expected-warning {{Return of a borrowed reference from 'PyDict_GetItemWithError'}}
}

static PyObject *add_wrong(PyObject *left, PyObject *right) {
  return left; // expected-warning {{Return of a reference that is borrowed from the caller}}
}

static PyObject *inplace_add_right(PyObject *self, PyObject *other) {
  Py_INCREF(self);
  return self;
}

static PyNumberMethods as_number = {
    .nb_add = add_wrong,
    .nb_inplace_add = inplace_add_right,
};
static PySequenceMethods as_sequence = {.sq_item = item_wrong};
static PyMappingMethods as_mapping = {.mp_subscript = subscript_wrong};

static PyTypeObject Wrong_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.Wrong",
    .tp_repr = repr_wrong,
    .tp_iter = iter_wrong,
    .tp_iternext = iternext_wrong,
    .tp_call = call_wrong,
    .tp_richcompare = compare_wrong,
    .tp_getset = getset,
    .tp_as_number = &as_number,
    .tp_as_sequence = &as_sequence,
    .tp_as_mapping = &as_mapping,
};
static PyTypeObject Right_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.Right",
    .tp_repr = repr_right,
    .tp_iter = iter_right,
    .tp_iternext = iternext_right,
};

/* Assigned where the module is initialised. */
static PyObject *str_wrong(PyObject *self) {
  return self; // expected-warning {{Return of a reference that is borrowed from the caller}}
}

int set_up(void) {
  Right_Type.tp_str = str_wrong;
  return PyType_Ready(&Right_Type);
}

/* Slots of a heap type. */
static PyObject *heap_iter_wrong(PyObject *self) {
  return self; // expected-warning {{Return of a reference that is borrowed from the caller}}
}

static PyObject *heap_iter_right(PyObject *self) {
  Py_INCREF(self);
  return self;
}

static PyObject *heap_repr_wrong(Thing *self) {
  return PyDict_GetItemString(self->dict, "repr"); // expected-warning {{Return of a borrowed reference from 'PyDict_GetItemString'}}
}

static Py_ssize_t heap_length_right(PyObject *self) {
  return PyObject_Size(((Thing *)self)->dict);
}

static PyType_Slot wrong_slots[] = {
    {Py_tp_iter, (void *)heap_iter_wrong},
    {Py_tp_repr, (void *)heap_repr_wrong},
    {0, NULL},
};
static PyType_Slot right_slots[] = {
    {Py_tp_iter, (void *)heap_iter_right},
    {Py_sq_length, (void *)heap_length_right},
    {0, NULL},
};

PyTypeObject *export_types[] = {&Wrong_Type, &Right_Type};
PyType_Slot *export_slots[] = {wrong_slots, right_slots};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A member that owns or not, as another member says.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *word;
  int is_copy;
  PyObject *name;
} Search;

static PyObject *set_word_right(Search *self, PyObject *args) {
  PyObject *word = PyTuple_GetItem(args, 0);
  if (!word)
    return NULL;
  self->is_copy = 1;
  self->word = word;
  Py_RETURN_NONE;
}

static PyObject *set_name_wrong(Search *self, PyObject *args) {
  PyObject *name = PyTuple_GetItem(args, 0);
  if (!name)
    return NULL;
  Py_XSETREF(self->name, name); // expected-warning{{A borrowed reference from 'PyTuple_GetItem' is stored in a member that the type's deallocator releases}}
  Py_RETURN_NONE;
}

static void search_dealloc(Search *self) {
  if (self->word && !self->is_copy)
    Py_DECREF(self->word);
  if (self->name)
    Py_DECREF(self->name);
  Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef methods[] = {
    {"set_word_right", (PyCFunction)set_word_right, METH_VARARGS, NULL},
    {"set_name_wrong", (PyCFunction)set_name_wrong, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject Search_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "spam.Search",
    .tp_basicsize = sizeof(Search),
    .tp_dealloc = (destructor)search_dealloc,
    .tp_methods = methods,
};

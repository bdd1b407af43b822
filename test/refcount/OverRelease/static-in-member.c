// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A static object in a member that a deallocator releases is counted, where it
// is not immortal.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *type;
  PyObject *checked;
} Item;

static void Item_dealloc(PyObject *op) {
  Item *self = (Item *)op;
  Py_XDECREF(self->type);
  if (self->checked != (PyObject *)&PyList_Type)
    Py_XDECREF(self->checked);
  PyObject_Free(op);
}

static int init_wrong(Item *self, PyObject *args, PyObject *kwargs) {
  Py_XDECREF(self->type);
  self->type = (PyObject *)&PyList_Type; // expected-warning-re {{A reference to the static object '{{(Py)?}}PyList_Type' that is not owned is stored in a member that the type's deallocator releases; Py_INCREF it first}}
  return 0;
}

static int init_right(Item *self, PyObject *args, PyObject *kwargs) {
  Py_XDECREF(self->type);
  Py_INCREF(&PyList_Type);
  self->type = (PyObject *)&PyList_Type;
  return 0;
}

static int after_right(Item *self, PyObject *args, PyObject *kwargs) {
  Py_XDECREF(self->type);
  self->type = (PyObject *)&PyList_Type;
  Py_INCREF(self->type);
  return 0;
}

static int meanwhile_right(Item *self, PyObject *args, PyObject *kwargs) {
  Py_XDECREF(self->type);
  self->type = (PyObject *)&PyList_Type;
  self->type = PyDict_New();
  return self->type ? 0 : -1;
}

static int cleared_right(Item *self, PyObject *args, PyObject *kwargs) {
  Py_XDECREF(self->type);
  Py_INCREF(&PyList_Type);
  self->type = (PyObject *)&PyList_Type;
  Py_CLEAR(self->type);
  return 0;
}

// The deallocator knows.
static int checked_right(Item *self, PyObject *args, PyObject *kwargs) {
  Py_XDECREF(self->checked);
  self->checked = (PyObject *)&PyList_Type;
  return 0;
}

PyTypeObject Types[] = {
    {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "A",
     .tp_basicsize = sizeof(Item), .tp_dealloc = Item_dealloc,
     .tp_init = (initproc)init_wrong},
    {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "B",
     .tp_init = (initproc)init_right},
    {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "C",
     .tp_init = (initproc)after_right},
    {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "D",
     .tp_init = (initproc)meanwhile_right},
    {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "E",
     .tp_init = (initproc)cleared_right},
    {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "F",
     .tp_init = (initproc)checked_right},
};

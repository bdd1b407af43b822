// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arguments that are parsed into the members of an object: a number among them
// changes no other member.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *source;
  int checked;
} Box;

static void box_dealloc(Box *self) {
  Py_CLEAR(self->source);
  Py_TYPE(self)->tp_free((PyObject *)self);
}

static int box_init_right(Box *self, PyObject *args, PyObject *kwds) {
  if (!PyArg_ParseTuple(args, "Oi", &self->source, &self->checked)) {
    self->source = NULL;
    return -1;
  }
  Py_INCREF(self->source);
  return 0;
}

static int box_init_wrong(Box *self, PyObject *args, PyObject *kwds) {
  if (!PyArg_ParseTuple(args, "Oi", &self->source, &self->checked)) { // expected-warning {{A borrowed reference from 'PyArg_ParseTuple' is stored in a member that the type's deallocator releases}}
    self->source = NULL;
    return -1;
  }
  return 0;
}

static int box_init_twice_right(Box *self, PyObject *args, PyObject *kwds) {
  if (kwds == NULL && !PyArg_ParseTuple(args, "O", &self->source)) {
    self->source = NULL;
    return -1;
  }
  if (!PyArg_ParseTuple(args, "O", &self->source)) {
    self->source = NULL;
    return -1;
  }
  Py_INCREF(self->source);
  return 0;
}

static PyTypeObject Right_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.Right",
    .tp_dealloc = (destructor)box_dealloc,
    .tp_init = (initproc)box_init_right,
};
static PyTypeObject Wrong_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.Wrong",
    .tp_dealloc = (destructor)box_dealloc,
    .tp_init = (initproc)box_init_wrong,
};
static PyTypeObject Twice_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.Twice",
    .tp_dealloc = (destructor)box_dealloc,
    .tp_init = (initproc)box_init_twice_right,
};

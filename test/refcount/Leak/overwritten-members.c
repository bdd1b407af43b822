// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A method that runs again overwrites what its object's member owns.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *value;
  PyObject *other;
  char *memory;
  int open;
} Box;

static PyObject *set_wrong(Box *self, PyObject *arg) {
  Py_INCREF(arg);
  self->value = arg; // expected-warning{{Leak of the reference that this member owns: it is overwritten without being released, although the function may run again for the same object; use Py_XSETREF [rank: medium]}}
  Py_INCREF(arg);
  self->other = arg; // the same bug, told once
  Py_RETURN_NONE;
}

static PyObject *set_right(Box *self, PyObject *arg) {
  Py_INCREF(arg);
  Py_XSETREF(self->value, arg);
  Py_RETURN_NONE;
}

static PyObject *set_later_right(Box *self, PyObject *arg) {
  PyObject *old = self->value;
  Py_INCREF(arg);
  self->value = arg;
  Py_XDECREF(old);
  Py_RETURN_NONE;
}

static PyObject *swap_right(Box *self, PyObject *arg) {
  PyObject *old = self->value;
  Py_INCREF(arg);
  self->value = arg;
  return old;
}

static PyObject *lazy_right(Box *self, PyObject *arg) {
  if (self->value == NULL)
    self->value = PyObject_Str(arg);
  Py_XINCREF(self->value);
  return self->value;
}

// Another member may tell that this one is empty.
static PyObject *open_right(Box *self, PyObject *arg) {
  if (self->open)
    Py_RETURN_NONE;
  Py_INCREF(arg);
  self->value = arg;
  self->open = 1;
  Py_RETURN_NONE;
}

static PyObject *memory_wrong(Box *self, PyObject *arg) {
  self->memory = PyMem_Malloc(10); // expected-warning{{Leak of the memory that this member owns: it is overwritten without being freed}}
  Py_RETURN_NONE;
}

static PyObject *memory_right(Box *self, PyObject *arg) {
  PyMem_Free(self->memory);
  self->memory = PyMem_Malloc(10);
  Py_RETURN_NONE;
}

static int box_init(Box *self, PyObject *args, PyObject *kwargs) {
  self->value = PyDict_New(); // expected-warning{{Leak of the reference that this member owns: it is overwritten without being released, although the function may run again for the same object; use Py_XSETREF [rank: low]}}
  return self->value == NULL ? -1 : 0;
}

// A new object's members are empty.
static PyObject *box_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
  Box *self = (Box *)type->tp_alloc(type, 0);
  if (self == NULL)
    return NULL;
  self->value = PyDict_New();
  return (PyObject *)self;
}

static void box_dealloc(Box *self) {
  Py_XDECREF(self->value);
  Py_XDECREF(self->other);
  PyMem_Free(self->memory);
  Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef box_methods[] = {
    {"set_wrong", (PyCFunction)set_wrong, METH_O, NULL},
    {"set_right", (PyCFunction)set_right, METH_O, NULL},
    {"set_later_right", (PyCFunction)set_later_right, METH_O, NULL},
    {"swap_right", (PyCFunction)swap_right, METH_O, NULL},
    {"lazy_right", (PyCFunction)lazy_right, METH_O, NULL},
    {"open_right", (PyCFunction)open_right, METH_O, NULL},
    {"memory_wrong", (PyCFunction)memory_wrong, METH_O, NULL},
    {"memory_right", (PyCFunction)memory_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "box",
    .tp_basicsize = sizeof(Box),
    .tp_new = box_new,
    .tp_init = (initproc)box_init,
    .tp_methods = box_methods,
    .tp_dealloc = (destructor)box_dealloc,
};

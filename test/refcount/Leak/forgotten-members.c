// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an object owns in a member that its type's deallocator does not
// release is lost with the object.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *kept;
  PyObject *forgotten;
  PyObject *helped;
  PyObject *reset;
  PyObject *moved;
  char *memory;
} Box;

static PyObject *box_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
  Box *self = (Box *)type->tp_alloc(type, 0);
  if (self == NULL)
    return NULL;
  self->kept = PyList_New(0);
  self->forgotten = PyDict_New(); // expected-warning{{Leak of the new reference from 'PyDict_New': it is stored in a member that no deallocator of the type releases; a Py_CLEAR or Py_XDECREF is missing there}}
  self->helped = PyList_New(0);
  self->reset = PyList_New(0); // expected-warning{{it is stored in a member that no deallocator of the type releases}}
  self->moved = PyList_New(0);
  self->memory = PyMem_Malloc(10); // expected-warning{{Leak of the memory from 'PyMem_Malloc': it is stored in a member that no deallocator of the type frees; a call of 'PyMem_Free' is missing there}}
  return (PyObject *)self;
}

static int box_set(PyObject *object, PyObject *value, void *closure) {
  Box *self = (Box *)object;
  Py_XINCREF(value); // expected-warning{{Leak of the reference that is added here: it is stored in a member that no deallocator}}
  Py_XSETREF(self->forgotten, value);
  return 0;
}

static void help(Box *self) { Py_CLEAR(self->helped); }

static void box_dealloc(Box *self) {
  Py_XDECREF(self->kept);
  help(self);
  if (self->reset != NULL)
    self->reset = NULL; // this releases nothing
  PyObject *moved = self->moved;
  self->moved = NULL;
  Py_XDECREF(moved);
  Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyGetSetDef box_getset[] = {{"value", NULL, box_set, NULL, NULL}, {NULL}};

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "box",
    .tp_basicsize = sizeof(Box),
    .tp_new = box_new,
    .tp_getset = box_getset,
    .tp_dealloc = (destructor)box_dealloc,
};

// A function of another file gets the object: it may release everything.
typedef struct {
  PyObject_HEAD
  PyObject *value;
} Open;

void open_close(Open *self);

static PyObject *open_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
  Open *self = (Open *)type->tp_alloc(type, 0);
  if (self == NULL)
    return NULL;
  self->value = PyDict_New();
  return (PyObject *)self;
}

static void open_dealloc(Open *self) {
  open_close(self);
  Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject Open_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "open",
    .tp_basicsize = sizeof(Open),
    .tp_new = open_new,
    .tp_dealloc = (destructor)open_dealloc,
};

// The slots of a heap type.
typedef struct {
  PyObject_HEAD
  PyObject *kept;
  PyObject *forgotten;
} Heap;

static PyObject *heap_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
  Heap *self = (Heap *)type->tp_alloc(type, 0);
  if (self == NULL)
    return NULL;
  self->kept = PyDict_New();
  self->forgotten = PyDict_New(); // expected-warning{{it is stored in a member that no deallocator of the type releases}}
  return (PyObject *)self;
}

static int heap_clear(Heap *self) {
  Py_CLEAR(self->kept);
  return 0;
}

static void heap_dealloc(Heap *self) {
  PyTypeObject *type = Py_TYPE(self);
  heap_clear(self);
  type->tp_free((PyObject *)self);
  Py_DECREF(type);
}

static PyType_Slot heap_slots[] = {
    {Py_tp_new, heap_new},
    {Py_tp_clear, heap_clear},
    {Py_tp_dealloc, heap_dealloc},
    {0, NULL},
};
static PyType_Spec heap_spec = {"heap", sizeof(Heap), 0, 0, heap_slots};

// A deallocator that is set later is not found beside the size.
typedef struct {
  PyObject_HEAD
  PyObject *value;
} Late;

static PyObject *late_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
  Late *self = (Late *)type->tp_alloc(type, 0);
  if (self == NULL)
    return NULL;
  self->value = PyDict_New();
  return (PyObject *)self;
}

static PyTypeObject Late_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "late",
    .tp_basicsize = sizeof(Late),
    .tp_new = late_new,
};

static void late_dealloc(PyObject *self) {
  Py_XDECREF(((Late *)self)->value);
  Py_TYPE(self)->tp_free(self);
}

static void ready(void) {
  Late_Type.tp_dealloc = late_dealloc;
  PyType_Ready(&Late_Type);
}

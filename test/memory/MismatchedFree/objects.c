// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects are freed by the function that belongs to how they were made.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *other;
} Thing;

extern PyTypeObject Thing_Type;

void new_as_mem(void) {
  Thing *t = PyObject_New(Thing, &Thing_Type);
  if (t != NULL)
    PyMem_Free(t); // expected-warning {{An object from '_PyObject_New' is freed by 'PyMem_Free'; call 'PyObject_Free' or Py_DECREF instead [rank: high]}}
}

void new_as_object(void) {
  Thing *t = PyObject_New(Thing, &Thing_Type);
  if (t != NULL)
    PyObject_Free(t);
}

void new_as_del(void) {
  Thing *t = PyObject_New(Thing, &Thing_Type);
  if (t != NULL)
    PyObject_Del(t);
}

void new_counted(void) {
  Thing *t = PyObject_New(Thing, &Thing_Type);
  Py_XDECREF(t);
}

void new_as_malloc(void) {
  Thing *t = PyObject_New(Thing, &Thing_Type);
  if (t != NULL)
    free(t); // expected-warning {{An object from '_PyObject_New' is freed by 'free'}}
}

int new_leaked(PyObject *arg) {
  Thing *t = PyObject_New(Thing, &Thing_Type); // expected-warning {{Leak of the new reference from '_PyObject_New': it is owned here and never released; a Py_DECREF is missing}}
  if (t == NULL)
    return -1;
  if (PyObject_IsTrue(arg) < 0)
    return -1;
  Py_DECREF(t);
  return 0;
}

void var_as_mem(void) {
  Thing *t = PyObject_NewVar(Thing, &Thing_Type, 3);
  if (t != NULL)
    PyMem_Free(t); // expected-warning {{An object from '_PyObject_NewVar' is freed by 'PyMem_Free'}}
}

void var_as_object(void) {
  Thing *t = PyObject_NewVar(Thing, &Thing_Type, 3);
  if (t != NULL)
    PyObject_Free(t);
}

// The collector's objects have a header before them.
void gc_as_object(void) {
  Thing *t = PyObject_GC_New(Thing, &Thing_Type);
  if (t != NULL)
    PyObject_Free(t); // expected-warning {{An object from '_PyObject_GC_New' is freed by 'PyObject_Free'; call 'PyObject_GC_Del' or Py_DECREF instead}}
}

void gc_as_gc(void) {
  Thing *t = PyObject_GC_New(Thing, &Thing_Type);
  if (t != NULL)
    PyObject_GC_Del(t);
}

void gc_var_as_gc(void) {
  Thing *t = PyObject_GC_NewVar(Thing, &Thing_Type, 2);
  if (t != NULL)
    PyObject_GC_Del(t);
}

void new_as_gc(void) {
  Thing *t = PyObject_New(Thing, &Thing_Type);
  if (t != NULL)
    PyObject_GC_Del(t); // expected-warning {{An object from '_PyObject_New' is freed by 'PyObject_GC_Del'; call 'PyObject_Free' or Py_DECREF instead}}
}

// Any object.
void list_wrong(void) {
  PyObject *list = PyList_New(0);
  if (list != NULL)
    PyMem_Free(list); // expected-warning {{An object from 'PyList_New' is freed by 'PyMem_Free'; call Py_DECREF instead}}
}

void list_right(void) {
  PyObject *list = PyList_New(0);
  Py_XDECREF(list);
}

// Memory becomes an object, and is counted from then on.
PyObject *init_right(PyTypeObject *type) {
  PyObject *o = PyObject_Malloc(sizeof(Thing));
  if (o == NULL)
    return PyErr_NoMemory();
  return PyObject_Init(o, type);
}

int init_freed_right(PyTypeObject *type) {
  PyObject *o = PyObject_Malloc(sizeof(Thing));
  if (o == NULL)
    return -1;
  PyObject_Init(o, type);
  Py_DECREF(o);
  return 0;
}

// In a tp_dealloc.
static void dealloc(Thing *self) {
  Py_XDECREF(self->other);
  Py_TYPE(self)->tp_free((PyObject *)self);
}

static void dealloc_del(Thing *self) {
  Py_XDECREF(self->other);
  PyObject_Del(self);
}

static void dealloc_gc(Thing *self) {
  PyObject_GC_UnTrack(self);
  Py_XDECREF(self->other);
  PyObject_GC_Del(self);
}

PyTypeObject types[] = {
    {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.A", .tp_dealloc = (destructor)dealloc},
    {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.B", .tp_dealloc = (destructor)dealloc_del},
    {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.C", .tp_dealloc = (destructor)dealloc_gc},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An object of a heap type owns a reference to it, which its deallocator gives
// up. Wrong and right twins.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *value;
} Spam;

//===----------------------------------------------------------------------===//
// The type is forgotten
//===----------------------------------------------------------------------===//

static void forget(PyObject *self) {
  Py_CLEAR(((Spam *)self)->value);
  Py_TYPE(self)->tp_free(self); // expected-warning {{Leak of the object's reference to its type: it is a heap type, of which each object owns a reference; 'Py_DECREF(type)' is missing after this}}
}

static void forgetAfterUntracking(Spam *self) {
  PyTypeObject *type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  Py_CLEAR(self->value);
  type->tp_free((PyObject *)self); // expected-warning {{Leak of the object's reference to its type}}
}

static void forgetAfterDel(PyObject *self) {
  Py_XDECREF(((Spam *)self)->value);
  PyObject_Del(self); // expected-warning {{Leak of the object's reference to its type}}
}

//===----------------------------------------------------------------------===//
// It is given up
//===----------------------------------------------------------------------===//

static void release(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  Py_CLEAR(((Spam *)self)->value);
  type->tp_free(self);
  Py_DECREF(type);
}

static void releaseAsObject(PyObject *self) {
  PyObject *type = (PyObject *)Py_TYPE(self);
  Py_CLEAR(((Spam *)self)->value);
  PyObject_Del(self);
  Py_XDECREF(type);
}

static void finish(PyTypeObject *type, PyObject *self) {
  type->tp_free(self);
  Py_DECREF(type);
}

static void releaseInHelper(PyObject *self) {
  Py_CLEAR(((Spam *)self)->value);
  finish(Py_TYPE(self), self);
}

// Another's deallocator does it.
static PyTypeObject *Base;

static void releaseInBase(PyObject *self) {
  Py_CLEAR(((Spam *)self)->value);
  Base->tp_dealloc(self);
}

// Nobody knows what this does.
void unknownEnd(PyTypeObject *type);

static void releaseElsewhere(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  Py_CLEAR(((Spam *)self)->value);
  type->tp_free(self);
  unknownEnd(type);
}

// One function for both kinds of types.
static void releaseIfHeapType(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  Py_CLEAR(((Spam *)self)->value);
  type->tp_free(self);
  if (PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE))
    Py_DECREF(type);
}

// Objects that may come back to life.
static void revive(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  if (PyObject_CallFinalizerFromDealloc(self) < 0)
    return;
  type->tp_free(self);
  Py_DECREF(type);
}

#define SPEC(NAME)                                                             \
  static PyType_Slot NAME##Slots[] = {{Py_tp_dealloc, (void *)NAME}, {0, 0}};  \
  PyType_Spec NAME##Spec = {"spam." #NAME, sizeof(Spam), 0,                    \
                            Py_TPFLAGS_DEFAULT, NAME##Slots}

SPEC(forget);
SPEC(forgetAfterUntracking);
SPEC(forgetAfterDel);
SPEC(release);
SPEC(releaseAsObject);
SPEC(releaseInHelper);
SPEC(releaseInBase);
SPEC(releaseElsewhere);
SPEC(releaseIfHeapType);
SPEC(revive);

// Objects of a static type own no reference to it.
static void freeOnly(PyObject *self) { Py_TYPE(self)->tp_free(self); }

PyTypeObject Static = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "spam.Static",
    .tp_basicsize = sizeof(Spam),
    .tp_dealloc = freeOnly,
};

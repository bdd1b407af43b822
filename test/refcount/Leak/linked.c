// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function of another file that gets a node that lies in an object may link
// it into a list, which owns a reference then.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct Ring {
  struct Ring *prev;
  struct Ring *next;
} Ring;
typedef struct {
  unsigned long words[4];
} Hash;

extern void ring_add(Ring *ring, Ring *item);
extern void hash_start(Hash *hash);

typedef struct {
  PyObject_HEAD
  Ring *home;
  Ring ring;
  Hash hash;
} Item;

static PyObject *link_right(Item *self, PyObject *ignored) {
  ring_add(self->home, &self->ring);
  Py_INCREF(self);
  Py_RETURN_NONE;
}

static PyObject *hash_wrong(Item *self, PyObject *ignored) {
  hash_start(&self->hash);
  Py_INCREF(self); // expected-warning {{Leak of a reference: it is added here and never released}}
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"link", (PyCFunction)link_right, METH_NOARGS, NULL},
    {"hash", (PyCFunction)hash_wrong, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

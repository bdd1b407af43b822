// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function that gets a pointer to one member of a struct changes that one, not
// the others.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  size_t size, pos;
} Buffer;

typedef struct {
  PyObject_HEAD
  PyObject *reader;
  int finished;
  Buffer output;
} Iterator;

extern size_t decompress(Buffer *output, const char *input);
extern void reset(Iterator *iterator);

static PyObject *next_right(Iterator *self) {
  PyObject *chunk = NULL;
  if (self->reader) {
    chunk = PyObject_Repr(self->reader);
    if (!chunk)
      return NULL;
  }
  decompress(&self->output, "");
  if (self->reader) {
    Py_DECREF(chunk);
  }
  Py_RETURN_NONE;
}

/* The member itself is another one afterwards. */
static PyObject *output_wrong(Iterator *self) {
  PyObject *chunk = NULL;
  if (self->output.pos) {
    chunk = PyObject_Repr(self->reader); // expected-warning{{Leak of the new reference from 'PyObject_Repr'}}
    if (!chunk)
      return NULL;
  }
  decompress(&self->output, "");
  if (self->output.pos) {
    Py_XDECREF(chunk);
  }
  Py_RETURN_NONE;
}

/* So is everything when the struct is given. */
static PyObject *whole_wrong(Iterator *self) {
  PyObject *chunk = NULL;
  if (self->finished) {
    chunk = PyObject_Repr(self->reader); // expected-warning{{Leak of the new reference from 'PyObject_Repr'}}
    if (!chunk)
      return NULL;
  }
  reset(self);
  if (self->finished) {
    Py_XDECREF(chunk);
  }
  Py_RETURN_NONE;
}

/* A body that the engine does not look into (it is recursive): what it does not
   write stays as it is. */
static int skip(Iterator *self, int depth) {
  if (depth == 0)
    return 0;
  self->finished = 1;
  decompress(&self->output, "");
  return skip(self, depth - 1) + skip(self, depth - 2);
}

static PyObject *body_right(Iterator *self) {
  PyObject *chunk = NULL;
  if (self->reader) {
    chunk = PyObject_Repr(self->reader);
    if (!chunk)
      return NULL;
  }
  skip(self, 10);
  if (self->reader) {
    Py_DECREF(chunk);
  }
  Py_RETURN_NONE;
}

static PyObject *body_wrong(Iterator *self) {
  PyObject *chunk = NULL;
  if (!self->finished) {
    chunk = PyObject_Repr(self->reader); // expected-warning{{Leak of the new reference from 'PyObject_Repr'}}
    if (!chunk)
      return NULL;
  }
  skip(self, 10);
  if (!self->finished) {
    Py_XDECREF(chunk);
  }
  Py_RETURN_NONE;
}

PyTypeObject Iterator_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_iternext = (iternextfunc)next_right,
    .tp_repr = (reprfunc)output_wrong,
    .tp_str = (reprfunc)whole_wrong,
    .tp_richcompare = (richcmpfunc)body_right,
    .tp_iter = (getiterfunc)body_wrong,
};

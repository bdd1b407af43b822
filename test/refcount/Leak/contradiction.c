// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A path that asks the same twice and gets two answers, because a function that
// can't be looked into could have changed them, is unlikely: so is its leak.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyTypeObject *text_type;
} State;

typedef struct {
  PyObject_HEAD
  State *state;
  int shared;
  int open;
} Pool;

int look_up(Pool *pool, PyObject *text);

static PyObject *by_member(Pool *self, PyObject *arg) {
  PyObject *text = self->shared ? arg : PyObject_Str(arg); // expected-warning{{[rank: low]}} expected-note 0+{{}}
  if (text == NULL) // expected-note 0+{{}}
    return NULL;
  int found = look_up(self, text);
  if (!self->shared) // expected-note 0+{{}}
    Py_DECREF(text);
  return PyLong_FromLong(found); // expected-note 0+{{}}
}

static PyObject *by_type(Pool *self, PyObject *arg) {
  PyObject *text = Py_TYPE(arg) == self->state->text_type ? arg : PyObject_Str(arg); // expected-warning{{[rank: low]}} expected-note 0+{{}}
  if (text == NULL) // expected-note 0+{{}}
    return NULL;
  int found = look_up(self, text);
  if (Py_TYPE(arg) != self->state->text_type) // expected-note 0+{{}}
    Py_DECREF(text);
  return PyLong_FromLong(found); // expected-note 0+{{}}
}

/* Another question. */
static PyObject *other_wrong(Pool *self, PyObject *arg) {
  PyObject *text = self->shared ? arg : PyObject_Str(arg); // expected-warning{{[rank: high]}} expected-note 0+{{}}
  if (text == NULL) // expected-note 0+{{}}
    return NULL;
  int found = look_up(self, text);
  if (!self->open) // expected-note 0+{{}}
    Py_DECREF(text);
  return PyLong_FromLong(found); // expected-note 0+{{}}
}

/* That a loop ends is no contradiction. */
static PyObject *loop_wrong(Pool *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning{{[rank: high]}} expected-note 0+{{}}
  if (text == NULL) // expected-note 0+{{}}
    return NULL;
  while (self->open) // expected-note 0+{{}}
    look_up(self, text);
  Py_RETURN_NONE; // expected-note 0+{{}}
}

/* The code itself says that the answer is another one. */
static PyObject *written_wrong(Pool *self, PyObject *arg) {
  PyObject *text = NULL;
  if (!self->open) { // expected-note 0+{{}}
    text = PyObject_Str(arg); // expected-warning{{[rank: high]}} expected-note 0+{{}}
    if (text == NULL) // expected-note 0+{{}}
      return NULL;
    self->open = look_up(self, text);
  }
  if (self->open) // expected-note 0+{{}}
    Py_RETURN_NONE; // expected-note 0+{{}}
  Py_XDECREF(text);
  Py_RETURN_NONE;
}

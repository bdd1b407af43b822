// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// False alarms: an object that is passed on as a plain pointer, to be given up by a
// function that is called later.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

// expected-no-diagnostics

/* A pointer kept by a capsule: its destructor may give it up. */
static void destroy(PyObject *capsule) {
  Py_XDECREF((PyObject *)PyCapsule_GetPointer(capsule, NULL));
}

static PyObject *capsule_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  PyObject *capsule = PyCapsule_New(text, NULL, destroy);
  if (capsule == NULL)
    Py_DECREF(text);
  return capsule;
}

/* The pointer itself, packed into bytes: whoever unpacks it owns it. */
static PyObject *packed_right(PyObject *self, PyObject *arg) {
  Py_INCREF(arg);
  return PyBytes_FromStringAndSize((const char *)&arg, sizeof(void *));
}

/* A table for a thread or a callback. */
static PyObject *pending_call(PyObject *object) { return PyObject_Repr(object); }
static int run_pending(void *object) {
  PyObject *result = pending_call((PyObject *)object);
  Py_DECREF((PyObject *)object);
  if (result == NULL)
    return -1;
  Py_DECREF(result);
  return 0;
}

static PyObject *pending_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  if (Py_AddPendingCall(run_pending, text) < 0) {
    Py_DECREF(text);
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"capsule_right", capsule_right, METH_O, NULL},
    {"pending_right", pending_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

/* User data of a library, with a callback that gives it up. */
typedef void (*destroy_fn)(void *);
int set_user_data(void *surface, void *data, destroy_fn destroy);
static void drop(void *data) { Py_DECREF((PyObject *)data); }

static PyObject *user_data_right(PyObject *self, PyObject *base) {
  if (set_user_data(NULL, base, drop) != 0)
    return PyErr_NoMemory();
  Py_INCREF(base);
  Py_RETURN_NONE;
}

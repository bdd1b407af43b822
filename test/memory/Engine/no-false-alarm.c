// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// We evaluate the calls, so that the engine's checks do not see where memory
// goes: they must be told.
//
// RUN: %analyze_cc1 -analyzer-checker=unix -verify %s
// RUN: %analyze_cc1 -verify %s
// expected-no-diagnostics

#include <Python.h>
#include <pythread.h>

struct data {
  char *name;
  int number;
};

static void destroy(PyObject *capsule) {
  free(PyCapsule_GetPointer(capsule, NULL));
}

PyObject *capsule(void) {
  struct data *d = malloc(sizeof *d);
  if (d == NULL)
    return PyErr_NoMemory();
  d->number = 1;
  d->name = NULL;
  return PyCapsule_New(d, NULL, destroy);
}

PyObject *checked_capsule(void) {
  struct data *d = malloc(sizeof *d);
  if (d == NULL)
    return PyErr_NoMemory();
  PyObject *result = PyCapsule_New(d, NULL, destroy);
  if (result == NULL)
    free(d);
  return result;
}

// What lies in the memory goes with it.
PyObject *deep_capsule(const char *name) {
  struct data *d = malloc(sizeof *d);
  if (d == NULL)
    return PyErr_NoMemory();
  d->name = strdup(name);
  if (d->name == NULL) {
    free(d);
    return PyErr_NoMemory();
  }
  return PyCapsule_New(d, NULL, destroy);
}

int context(PyObject *capsule) {
  char *p = malloc(10);
  if (p == NULL)
    return -1;
  return PyCapsule_SetContext(capsule, p);
}

static void run(void *arg) { free(arg); }

int thread(void) {
  char *p = malloc(10);
  if (p == NULL)
    return -1;
  return PyThread_start_new_thread(run, p) == (unsigned long)-1;
}

static int later(void *arg) {
  free(arg);
  return 0;
}

int pending(void) {
  char *p = malloc(10);
  if (p == NULL)
    return -1;
  return Py_AddPendingCall(later, p);
}

PyObject *number(void) {
  char *p = malloc(10);
  if (p == NULL)
    return PyErr_NoMemory();
  return PyLong_FromVoidPtr(p);
}

int thread_local_data(Py_tss_t *key) {
  char *p = malloc(10);
  if (p == NULL)
    return -1;
  return PyThread_tss_set(key, p);
}

int functions(PyObject *module, PyCFunction call) {
  PyMethodDef *defs = calloc(2, sizeof *defs);
  if (defs == NULL)
    return -1;
  defs[0].ml_name = "f";
  defs[0].ml_meth = call;
  defs[0].ml_flags = METH_NOARGS;
  return PyModule_AddFunctions(module, defs);
}

PyObject *method(PyCFunction call) {
  PyMethodDef *def = calloc(1, sizeof *def);
  if (def == NULL)
    return PyErr_NoMemory();
  def->ml_name = "f";
  def->ml_meth = call;
  def->ml_flags = METH_NOARGS;
  return PyCFunction_New(def, NULL);
}

static PyObject *convert(void *arg) {
  struct data *d = arg;
  PyObject *result = PyLong_FromLong(d->number);
  free(d);
  return result;
}

PyObject *converted(void) {
  struct data *d = malloc(sizeof *d);
  if (d == NULL)
    return PyErr_NoMemory();
  d->number = 1;
  return Py_BuildValue("(O&)", convert, d);
}

PyObject *memory(void) {
  char *p = malloc(10);
  if (p == NULL)
    return PyErr_NoMemory();
  return PyMemoryView_FromMemory(p, 10, PyBUF_READ);
}


// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Static objects that had to be counted before Python 3.12 and are immortal
// since.
//
// RUN: %analyze_cc1 -verify %s
#include <Python.h>

#if PY_VERSION_HEX >= 0x030C0000
// expected-no-diagnostics
#endif

static PyObject *none(PyObject *self, PyObject *arg) {
  return Py_None;
#if PY_VERSION_HEX < 0x030C0000
  // expected-warning@-2 {{Return of a reference to a static object that is not owned to a caller who receives a new reference; Py_INCREF it first}}
#endif
}

static PyObject *truth(PyObject *self, PyObject *arg) {
  return Py_True;
#if PY_VERSION_HEX < 0x030C0000
  // expected-warning@-2 {{Return of a reference to a static object that is not owned}}
#endif
}

static PyObject *not_implemented(PyObject *self, PyObject *other, int op) {
  return Py_NotImplemented;
#if PY_VERSION_HEX < 0x030C0000
  // expected-warning@-2 {{Return of a reference to a static object that is not owned}}
#endif
}

static PyObject *choice(PyObject *self, PyObject *arg) {
  PyObject *result = arg == self ? Py_True : Py_False;
  Py_INCREF(result);
  return result;
}

static PyObject *counted(PyObject *self, PyObject *arg) {
  Py_INCREF(Py_None);
  return Py_None;
}

static PyObject *macros(PyObject *self, PyObject *other, int op) {
  if (op == Py_EQ)
    Py_RETURN_TRUE;
  if (op == Py_NE)
    Py_RETURN_FALSE;
  Py_RETURN_NOTIMPLEMENTED;
}

static PyObject *nothing(PyObject *self, PyObject *arg) { Py_RETURN_NONE; }

static PyTypeObject Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.Type",
    .tp_richcompare = not_implemented,
};
static PyTypeObject Other = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.Other",
    .tp_richcompare = macros,
};

static PyMethodDef methods[] = {
    {"none", none, METH_NOARGS, NULL},
    {"truth", truth, METH_NOARGS, NULL},
    {"choice", choice, METH_O, NULL},
    {"counted", counted, METH_NOARGS, NULL},
    {"nothing", nothing, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }
PyTypeObject *export_types[] = {&Type, &Other};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that an error path forgets.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *error_wrong(PyObject *self, PyObject *arg) {
  char *p = PyMem_Malloc(10); // expected-warning{{Leak of the memory from 'PyMem_Malloc': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: medium]}}
  if (p == NULL)
    return PyErr_NoMemory();
  if (PyObject_IsTrue(arg) < 0)
    return NULL;
  PyMem_Free(p);
  Py_RETURN_NONE;
}

static PyObject *error_right(PyObject *self, PyObject *arg) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return PyErr_NoMemory();
  if (PyObject_IsTrue(arg) < 0) {
    PyMem_Free(p);
    return NULL;
  }
  PyMem_Free(p);
  Py_RETURN_NONE;
}

// A failed reallocation leaves the old memory alone.
static PyObject *grow_wrong(PyObject *self, PyObject *arg) {
  char *p = PyMem_Malloc(10); // expected-warning{{Leak of the memory from 'PyMem_Malloc': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: low]}}
  if (p == NULL)
    return PyErr_NoMemory();
  p = PyMem_Realloc(p, 20);
  if (p == NULL)
    return PyErr_NoMemory();
  PyMem_Free(p);
  Py_RETURN_NONE;
}

static PyObject *grow_right(PyObject *self, PyObject *arg) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return PyErr_NoMemory();
  char *larger = PyMem_Realloc(p, 20);
  if (larger == NULL) {
    PyMem_Free(p);
    return PyErr_NoMemory();
  }
  PyMem_Free(larger);
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"error_wrong", error_wrong, METH_O, NULL},
    {"error_right", error_right, METH_O, NULL},
    {"grow_wrong", grow_wrong, METH_O, NULL},
    {"grow_right", grow_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

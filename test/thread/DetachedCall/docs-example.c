// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The example of docs/checks/cpython.thread.DetachedCall.md.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *fill(PyObject *self, PyObject *arg) {
  char *buffer;
  Py_BEGIN_ALLOW_THREADS
  buffer = PyMem_Malloc(1 << 20); // expected-warning{{Call of 'PyMem_Malloc', which needs the GIL, while the thread state is detached}}
  Py_END_ALLOW_THREADS
  if (buffer == NULL)
    return PyErr_NoMemory();
  PyMem_Free(buffer);
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"fill", fill, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

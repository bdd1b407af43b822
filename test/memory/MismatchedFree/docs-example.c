// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The example of docs/checks/cpython.memory.MismatchedFree.md.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

static PyObject *underscored(PyObject *self, PyObject *args) {
  char *name;
  if (!PyArg_ParseTuple(args, "es", "utf-8", &name))
    return NULL;
  for (char *p = name; *p; ++p)
    *p = *p == ' ' ? '_' : *p;
  PyObject *result = PyUnicode_FromString(name);
  free(name);
  return result;
}

static PyObject *underscored_mended(PyObject *self, PyObject *args) {
  char *name;
  if (!PyArg_ParseTuple(args, "es", "utf-8", &name))
    return NULL;
  for (char *p = name; *p; ++p)
    *p = *p == ' ' ? '_' : *p;
  PyObject *result = PyUnicode_FromString(name);
  PyMem_Free(name);
  return result;
}

static PyMethodDef methods[] = {
    {"underscored", underscored, METH_VARARGS, NULL},
    {"underscored_mended", underscored_mended, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

// CHECK: docs-example.c:18:3: warning: The memory from 'PyArg_ParseTuple' is freed by 'free'; call 'PyMem_Free' instead [rank: high] [cpython.memory.MismatchedFree]
// CHECK: docs-example.c:13:8: note: Memory from 'PyArg_ParseTuple'
// CHECK: 1 warning generated.

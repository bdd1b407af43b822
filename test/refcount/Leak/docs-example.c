// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The example of docs/checks/cpython.refcount.Leak.md.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

static PyObject *lengths(PyObject *self, PyObject *arg) {
  PyObject *result = PyDict_New();
  if (result == NULL)
    return NULL;
  Py_ssize_t size = PyObject_Size(arg);
  if (size < 0)
    return NULL;
  PyObject *value = PyLong_FromSsize_t(size);
  if (value == NULL || PyDict_SetItem(result, arg, value) < 0) {
    Py_XDECREF(value);
    Py_DECREF(result);
    return NULL;
  }
  return result;
}

static PyObject *lengths_mended(PyObject *self, PyObject *arg) {
  PyObject *result = PyDict_New();
  if (result == NULL)
    return NULL;
  Py_ssize_t size = PyObject_Size(arg);
  if (size < 0) {
    Py_DECREF(result);
    return NULL;
  }
  PyObject *value = PyLong_FromSsize_t(size);
  if (value == NULL || PyDict_SetItem(result, arg, value) < 0) {
    Py_XDECREF(value);
    Py_DECREF(result);
    return NULL;
  }
  Py_DECREF(value);
  return result;
}

static PyMethodDef methods[] = {
    {"lengths", lengths, METH_O, NULL},
    {"lengths_mended", lengths_mended, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

// CHECK-DAG: docs-example.c:12:22: warning: Leak of the new reference from 'PyDict_New': it is owned here and never released; a Py_DECREF is missing [rank: medium] [cpython.refcount.Leak]
// CHECK-DAG: docs-example.c:18:21: warning: Leak of the new reference from 'PyLong_FromSsize_t': it is owned here and never released; a Py_DECREF is missing [rank: high] [cpython.refcount.Leak]
// CHECK: 2 warnings generated.

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The example of docs/checks/cpython.refcount.BorrowedReturn.md.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

// CHECK-NOT: warning
// CHECK: docs-example.c:[[@LINE+5]]:{{.*}}: warning: Return of a borrowed reference from 'PyList_GetItem' to a caller who receives a new reference; Py_INCREF it first [rank: high] [cpython.refcount.BorrowedReturn]
static PyObject *last(PyObject *self, PyObject *list) {
  Py_ssize_t size = PyList_Size(list);
  if (size < 0)
    return NULL;
  return PyList_GetItem(list, size - 1);
}

// Mended.
static PyObject *last_mended(PyObject *self, PyObject *list) {
  Py_ssize_t size = PyList_Size(list);
  if (size < 0)
    return NULL;
  PyObject *item = PyList_GetItem(list, size - 1);
  Py_XINCREF(item);
  return item;
}

static PyMethodDef methods[] = {
    {"last", last, METH_O, NULL},
    {"last_mended", last_mended, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }
// CHECK: 1 warning generated

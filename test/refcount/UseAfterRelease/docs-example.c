// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The example of docs/checks/cpython.refcount.UseAfterRelease.md.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

// CHECK-NOT: warning
// CHECK: docs-example.c:[[@LINE+7]]:{{.*}}: warning: Use of the object from 'PyObject_Str' after the last reference known to keep it alive was released; release it after the last use [rank: high] [cpython.refcount.UseAfterRelease]
PyObject *checked_str(PyObject *object) {
  PyObject *str = PyObject_Str(object);
  if (!str)
    return NULL;
  if (PyUnicode_GetLength(str) == 0) {
    Py_DECREF(str);
    PyErr_Format(PyExc_ValueError, "no text, only %R", str);
    return NULL;
  }
  return str;
}

// Mended.
PyObject *checked_str_mended(PyObject *object) {
  PyObject *str = PyObject_Str(object);
  if (!str)
    return NULL;
  if (PyUnicode_GetLength(str) == 0) {
    PyErr_Format(PyExc_ValueError, "no text, only %R", str);
    Py_DECREF(str);
    return NULL;
  }
  return str;
}
// CHECK: 1 warning generated

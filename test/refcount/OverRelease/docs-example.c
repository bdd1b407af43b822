// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The example of docs/checks/cpython.refcount.OverRelease.md.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

// CHECK-NOT: warning
// CHECK: docs-example.c:[[@LINE+6]]:{{.*}}: warning: Release of a borrowed reference from 'PyDict_GetItemString', which is not owned; remove it, or Py_INCREF the object first [rank: high] [cpython.refcount.OverRelease]
PyObject *option_repr(PyObject *options) {
  PyObject *value = PyDict_GetItemString(options, "value");
  if (!value)
    Py_RETURN_NONE;
  PyObject *repr = PyObject_Repr(value);
  Py_DECREF(value);
  return repr;
}

// Mended.
PyObject *option_repr_mended(PyObject *options) {
  PyObject *value = PyDict_GetItemString(options, "value");
  if (!value)
    Py_RETURN_NONE;
  return PyObject_Repr(value);
}
// CHECK: 1 warning generated

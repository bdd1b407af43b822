// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Missed: in PyPy PyBytes_AS_STRING is a function, which returns a pointer
// into the object as the macro does.
//
// RUN: %analyze_cc1 -verify %s
// REQUIRES: headers-pypy

#include <Python.h>

PyObject *first(PyObject *arg) {
  PyObject *bytes = PyUnicode_AsUTF8String(arg);
  if (!bytes)
    return NULL;
  char *text = PyBytes_AS_STRING(bytes);
  Py_DECREF(bytes);
  return PyLong_FromLong(text[0]); // expected-warning {{Use of}}
}

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// a pointer from PyBytes_AS_STRING given to a function of the API
// after the bytes object was released. (Reading through it is found, see
// interior.c.)
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

PyObject *text(PyObject *arg) {
  PyObject *bytes = PyUnicode_AsUTF8String(arg);
  if (!bytes)
    return NULL;
  char *text = PyBytes_AS_STRING(bytes);
  Py_DECREF(bytes);
  return PyUnicode_FromString(text); // expected-warning {{Use of}}
}

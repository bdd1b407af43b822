// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A variable may have a function that is called for it when its scope ends.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static void release(PyObject **p) { Py_XDECREF(*p); }
static void give_back(char **p) { PyMem_Free(*p); }

int cleaned_right(PyObject *arg) {
  __attribute__((cleanup(release))) PyObject *str = PyObject_Str(arg);
  __attribute__((cleanup(release))) PyObject *repr = NULL;
  __attribute__((cleanup(give_back))) char *memory = PyMem_Malloc(10);
  if (!str || !memory)
    return -1;
  repr = PyObject_Repr(str);
  return repr ? 0 : -1;
}

int not_cleaned_wrong(PyObject *arg) {
  PyObject *str = PyObject_Str(arg); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  return str ? 0 : -1;
}

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Classes of a library release and acquire the GIL.
//
// RUN: %analyze_cc1_cxx -isystem %S/Inputs/library -verify %s

#include <Python.h>
#include <gil.h>

int library_right(PyObject *list, PyObject *item) {
  Released released;
  Acquired acquired;
  return PyList_Append(list, item);
}

int own_wrong(PyObject *list, PyObject *item) {
  PyThreadState *state = PyEval_SaveThread();
  int result = PyList_Append(list, item); // expected-warning {{needs the GIL}}
  PyEval_RestoreThread(state);
  return result;
}

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An embedding program leaves the interpreter to its threads and does not want
// the state back.
//
// PyPy has no Py_Initialize.
// UNSUPPORTED: headers-pypy
// RUN: %analyze_cc1 -verify %s
// expected-no-diagnostics

#include <Python.h>

void detach_right(void) {
  Py_Initialize();
  PyEval_SaveThread();
}

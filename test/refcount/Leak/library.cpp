// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a library's function makes is its user's to release if the user gets it.
//
// RUN: %analyze_cc1_cxx -isystem %S/Inputs/library -verify %s

#include <Python.h>
#include <library.h>

int library_right(PyObject *arg) {
  keeps_to_itself(arg);
  return 0;
}

int library_wrong(PyObject *arg) {
  PyObject *text = makes(arg); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  return PyObject_IsTrue(text);
}

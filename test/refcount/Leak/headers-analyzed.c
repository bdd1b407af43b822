// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// False alarms: with -analyzer-opt-analyze-headers, which some need for unity
// builds, Python's own inline functions are judged.
//
// RUN: %analyze_cc1 -analyzer-opt-analyze-headers -verify %s

#include <Python.h>

// expected-no-diagnostics

static PyObject *name_right(PyObject *self, PyObject *arg) {
  return PyObject_Str(arg);
}

static PyMethodDef methods[] = {
    {"name_right", name_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The note "The caller lends this argument" belongs to the beginning of the
// function. It is at its end.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

// CHECK: note-at-parameter.c:[[@LINE+1]]:{{[0-9]+}}: note: The caller lends this argument
static PyObject *identity(PyObject *self, PyObject *arg) {
  return arg;
}

static PyMethodDef methods[] = {
    {"identity", identity, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A unity build: functions of an included source file are analysed: the plugin
// sets -analyzer-opt-analyze-headers.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

static PyObject *helper(PyObject *text) { return PyObject_Repr(text); }

#include "Inputs/unity-part.c"

static PyMethodDef methods[] = {
    {"part_wrong", part_wrong, METH_O, NULL},
    {"part_right", part_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
// CHECK: unity-part.c:{{[0-9]+}}:{{[0-9]+}}: warning: Leak of the new reference from 'PyObject_Str'

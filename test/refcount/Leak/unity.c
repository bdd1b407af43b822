// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One source file is included in another one, which has the method table. The
// functions of both are analysed.
//
// RUN: %analyze_cc1 -verify=main,included %s

#include <Python.h>

static PyObject *helper(PyObject *text) { return PyObject_Repr(text); }

#include "Inputs/unity-part.c"

static PyObject *main_wrong(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg); // main-warning{{Leak of the new reference from 'PyObject_Type'}}
  if (type == NULL)
    return NULL;
  return part_right(self, type);
}

static PyObject *main_helper_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = part_helper_wrong(arg);
  if (text == NULL)
    return NULL;
  return PyLong_FromSsize_t(PyUnicode_GET_LENGTH(text));
}

static PyMethodDef methods[] = {
    {"part_wrong", part_wrong, METH_O, NULL},
    {"part_right", part_right, METH_O, NULL},
    {"main_wrong", main_wrong, METH_O, NULL},
    {"main_helper_wrong", main_helper_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

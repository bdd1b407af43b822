// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// False alarm: with the headers of PyPy PyList_SET_ITEM is a function of which
// nothing is known.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *list_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(1);
  if (list == NULL)
    return NULL;
  PyObject *text = PyObject_Str(arg);
  if (text == NULL) {
    Py_DECREF(list);
    return NULL;
  }
  PyList_SET_ITEM(list, 0, text);
  return list;
}

static PyObject *list_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(1); // expected-warning-re{{Leak of the new reference from 'PyList_New'{{.*}}[rank: medium]}}
  if (list == NULL)
    return NULL;
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  PyList_SET_ITEM(list, 0, text);
  return list;
}

static PyMethodDef methods[] = {
    {"list_right", list_right, METH_O, NULL},
    {"list_wrong", list_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

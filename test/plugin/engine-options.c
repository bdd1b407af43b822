// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plugin sets the options of the engine that its checks need; what the
// command line says goes before. In headers, only functions that have to do
// with Python and are used are analysed, unless the command line says otherwise.
//
// RUN: %analyze_cc1 -verify=loops,all %s
// RUN: %analyze_cc1 -analyzer-config unroll-loops=true -verify=loops,all %s
// RUN: %analyze_cc1 -analyzer-config unroll-loops=false -verify=all %s
// RUN: %analyze_cc1 -analyzer-opt-analyze-headers -verify=loops,all,headers %s

#include "Inputs/functions.h"
// all-warning@Inputs/functions.h:* {{Leak of the new reference from 'PyObject_Str'}}
// headers-warning@Inputs/functions.h:* {{Dereference of null pointer}}
// headers-warning@Inputs/functions.h:* {{Leak of a reference: it is added here}}

static PyObject *loop_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // loops-warning {{Leak of the new reference from 'PyObject_Str'}}
  int sum = 0;
  for (int i = 0; i < 10; ++i)
    sum += i;
  return PyLong_FromLong(sum);
}

static PyMethodDef methods[] = {
    {"loop_wrong", loop_wrong, METH_O, NULL},
    {"has_objects", (PyCFunction)(void (*)(void))has_objects, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An entry in a user's file replaces the bundled one of that name.
//
// RUN: %analyze_cc1 -verify=bundled %s
// RUN: %analyze_cc1 -analyzer-config cpython.refcount:Annotations=%S/Inputs/override.yaml -verify=mine %s
// The same, by what differs from the bundled one.
// RUN: %analyze_cc1 -analyzer-config cpython.refcount:Annotations=%S/Inputs/extends.yaml -verify=mine %s

#include <Python.h>

int borrows(PyObject *list) {
  PyObject *o = PyList_New(1);
  if (!o)
    return -1;
  int result = PyList_SetItem(list, 0, o);
  Py_DECREF(o); // bundled-warning {{Release of a reference that was given away}}
  return result;
}

int steals(PyObject *list) {
  PyObject *o = PyList_New(1); // mine-warning {{Leak of the new reference from 'PyList_New'}}
  return o ? PyList_SetItem(list, 0, o) : -1;
}

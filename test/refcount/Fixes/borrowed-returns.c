// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reference that is missing is added where it is certain; see
// Inputs/apply.py.
//
// RUN: %python %S/Inputs/apply.py %s %t %clang --config %cfg --analyze --analyzer-no-default-checks -Xclang -analyzer-checker=core -I%python_include > %t.out
// RUN: %python %S/Inputs/filecheck.py %python_include %filecheck %s < %t.out

#include <Python.h>

static PyObject *fix_self(PyObject *self, PyObject *unused) {
  return self;
}
// CHECK-LABEL: fix_self
// NEW: {{^}}  return Py_NewRef(self);{{$}}
// OLD: {{^}}  Py_INCREF(self);{{$}}
// OLD-NEXT: {{^}}  return self;{{$}}

static PyObject *fix_item(PyObject *self, PyObject *arg) {
  PyObject *item = PyDict_GetItemString(arg, "item");
  if (item == NULL)
    return PyErr_Format(PyExc_KeyError, "item");
  return item;
}
// CHECK-LABEL: fix_item
// NEW: {{^}}  return Py_NewRef(item);{{$}}
// OLD: {{^}}  Py_INCREF(item);{{$}}
// OLD-NEXT: {{^}}  return item;{{$}}

static PyObject *fix_possibly_null(PyObject *self, PyObject *arg) {
  PyObject *item = PyList_GetItem(arg, 0);
  return item;
}
// CHECK-LABEL: fix_possibly_null
// NEW: {{^}}  return Py_XNewRef(item);{{$}}
// OLD: {{^}}  Py_XINCREF(item);{{$}}
// OLD-NEXT: {{^}}  return item;{{$}}

// New on one way, borrowed on the other.
static PyObject *open_both(PyObject *self, PyObject *arg) {
  PyObject *item = PyDict_GetItemString(arg, "item");
  if (item == NULL)
    item = PyLong_FromLong(1);
  return item;
}

static PyMethodDef methods[] = {
    {"fix_self", fix_self, METH_NOARGS, NULL},
    {"fix_item", fix_item, METH_O, NULL},
    {"fix_possibly_null", fix_possibly_null, METH_O, NULL},
    {"open_both", open_both, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
int main(void) { return methods[0].ml_flags; }

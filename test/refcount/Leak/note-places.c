// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The last note is at the return that loses the reference, not at
// a brace of the function; that of an argument at the argument.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

static PyObject *ordinary_error(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  if (PyObject_SetAttrString(arg, "list", list) < 0)
    return NULL;
  return list;
}
// CHECK: warning: Leak of the new reference from 'PyList_New'
// CHECK: note-places.c:[[@LINE-4]]:{{[0-9]+}}: note: The reference is not released before this point

static PyObject *last(PyObject *self, PyObject *arg) {
  Py_INCREF(arg);
  return PyObject_Repr(arg);
}
// CHECK: warning: Leak of a reference
// CHECK: note-places.c:[[@LINE-5]]:{{[0-9]+}}: note: The caller lends this argument
// CHECK: note-places.c:[[@LINE-4]]:{{[0-9]+}}: note: The reference is not released before this point

// The object is lost at the end of the function, not at its beginning: a
// container refers to it until then.
static PyObject *kept_elsewhere(PyObject *self, PyObject *arg) {
  PyObject *dict = PyDict_New();
  if (dict == NULL)
    return NULL;
  if (PyDict_SetItemString(dict, "size", PyLong_FromSsize_t(3)) < 0) {
    Py_DECREF(dict);
    return NULL;
  }
  return dict;
}
// CHECK: warning: Leak of the new reference from 'PyLong_FromSsize_t'
// CHECK: note: A container keeps its own reference
// CHECK: note-places.c:[[@LINE-4]]:{{[0-9]+}}: note: The reference is not released before this point

static PyMethodDef methods[] = {
    {"ordinary_error", ordinary_error, METH_O, NULL},
    {"last", last, METH_O, NULL},
    {"kept_elsewhere", kept_elsewhere, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

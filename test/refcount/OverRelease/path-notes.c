// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The notes on the way to the release.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

PyObject *borrowed(PyObject *list) {
  PyObject *item = PyList_GetItem(list, 0);
  if (!item)
    return NULL;
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(item);
  return repr;
}
// CHECK: path-notes.c:[[@LINE-3]]:3: warning: Release of a borrowed reference from 'PyList_GetItem', which is not owned; remove it, or Py_INCREF the object first [rank: high] [cpython.refcount.OverRelease]
// CHECK: path-notes.c:[[@LINE-8]]:{{[0-9]+}}: note: Borrowed reference from 'PyList_GetItem'
// CHECK: path-notes.c:[[@LINE-5]]:3: note: Release of a borrowed reference

PyObject *twice(PyObject *object) {
  PyObject *str = PyObject_Str(object);
  if (!str)
    return NULL;
  PyObject *repr = PyObject_Repr(str);
  if (!repr)
    Py_DECREF(str);
  Py_DECREF(str);
  return repr;
}
// CHECK: path-notes.c:[[@LINE-3]]:3: warning: The reference from 'PyObject_Str' is released twice; remove one of the releases [rank: high] [cpython.refcount.OverRelease]
// CHECK: path-notes.c:[[@LINE-10]]:{{[0-9]+}}: note: New reference from 'PyObject_Str'
// CHECK: path-notes.c:[[@LINE-6]]:{{[0-9]+}}: note: The last reference known to keep the object alive is released
// CHECK: path-notes.c:[[@LINE-6]]:3: note: The reference from 'PyObject_Str' is released twice

static PyObject *given_away(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyTuple_SetItem(tuple, 0, arg);
  return tuple;
}
// CHECK: path-notes.c:[[@LINE-3]]:3: warning: A reference that is borrowed from the caller is given away here without being owned; Py_INCREF the object first [rank: high] [cpython.refcount.OverRelease]
// CHECK: note: The caller lends this argument
// CHECK: path-notes.c:[[@LINE-5]]:{{[0-9]+}}: note: The reference is given to a container by '{{(PyPy|Py)}}Tuple_SetItem' (owned here: 0)

static PyMethodDef methods[] = {
    {"given_away", given_away, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }

// CHECK: 3 warnings generated

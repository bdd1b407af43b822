// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The notes that follow the count of a reference to the leak.
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
// CHECK: notes.c:[[@LINE-7]]:20: warning: Leak of the new reference from 'PyList_New': it is owned here and never released; a Py_DECREF is missing [rank: medium] [cpython.refcount.Leak]
// CHECK: notes.c:[[@LINE-8]]:20: note: New reference from 'PyList_New'
// CHECK: notes.c:[[@LINE-6]]:7: note: Assuming that 'PyObject_SetAttrString' fails
// CHECK: note: The reference is not released before this point, after which nothing refers to the object any more

static PyObject *counted(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  Py_INCREF(text);
  Py_DECREF(text);
  return PyObject_Repr(text);
}
// CHECK: notes.c:[[@LINE-7]]:20: warning: Leak of the new reference from 'PyObject_Str'{{.*}}[rank: high]
// CHECK: note: New reference from 'PyObject_Str'
// CHECK: note: A reference is added{{.*}} (owned here: 2)
// CHECK: note: A reference is released{{.*}} (owned here: 1)
// CHECK: note: The reference is not released before this point

static PyObject *kept(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  PyObject *text = PyObject_Str(arg);
  if (text == NULL || PyList_Append(list, text) < 0) {
    Py_XDECREF(text);
    Py_DECREF(list);
    return NULL;
  }
  return list;
}
// CHECK: notes.c:[[@LINE-8]]:20: warning: Leak of the new reference from 'PyObject_Str'{{.*}}[rank: high]
// CHECK: note: New reference from 'PyObject_Str'
// CHECK: note: A container keeps its own reference
// CHECK: note: The reference is not released before this point

static PyObject *added(PyObject *self, PyObject *arg) {
  Py_INCREF(arg);
  return PyObject_Repr(arg);
}
// CHECK: notes.c:[[@LINE-3]]:3: warning: Leak of a reference: it is added here and never released; a Py_DECREF is missing, or there is a Py_INCREF too many [rank: high] [cpython.refcount.Leak]
// CHECK: note: The caller lends this argument
// CHECK: note: A reference is added{{.*}} (owned here: 1)
// CHECK: note: The reference is not released before this point

/* Many ways to the same leak: one report. */
static PyObject *once(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  if (PyObject_SetAttrString(self, "a", arg) < 0)
    return NULL;
  if (PyObject_SetAttrString(self, "b", arg) < 0)
    return NULL;
  return text;
}
// CHECK: notes.c:[[@LINE-9]]:20: warning: Leak of the new reference from 'PyObject_Str'{{.*}}[rank: medium]
// CHECK-NOT: warning:
// CHECK: 5 warnings generated.

static PyMethodDef methods[] = {
    {"ordinary_error", ordinary_error, METH_O, NULL},
    {"counted", counted, METH_O, NULL},
    {"kept", kept, METH_O, NULL},
    {"added", added, METH_O, NULL},
    {"once", once, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The notes on the way to the use.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

PyObject *counted(PyObject *object) {
  PyObject *str = PyObject_Str(object);
  if (!str)
    return NULL;
  Py_INCREF(str);
  Py_DECREF(str);
  Py_DECREF(str);
  return PyObject_Repr(str);
}
// CHECK: path-notes.c:[[@LINE-2]]:10: warning: Use of the object from 'PyObject_Str' after the last reference known to keep it alive was released; release it after the last use [rank: high] [cpython.refcount.UseAfterRelease]
// CHECK: path-notes.c:[[@LINE-9]]:{{[0-9]+}}: note: New reference from 'PyObject_Str'
// CHECK: path-notes.c:[[@LINE-7]]:{{[0-9]+}}: note: A reference is added by '{{_?}}Py_INCREF' (owned here: 2)
// CHECK: path-notes.c:[[@LINE-7]]:{{[0-9]+}}: note: A reference is released by '{{_?}}Py_DECREF' (owned here: 1)
// CHECK: path-notes.c:[[@LINE-7]]:{{[0-9]+}}: note: The last reference known to keep the object alive is released
// CHECK: path-notes.c:[[@LINE-7]]:10: note: Use of the object

PyObject *fails(PyObject *list, PyObject *object) {
  PyObject *str = PyObject_Str(object);
  if (!str)
    return NULL;
  if (PyList_SetItem(list, 0, str) < 0) {
    PyErr_Format(PyExc_IndexError, "no place for %R", str);
    return NULL;
  }
  Py_RETURN_NONE;
}
// CHECK: path-notes.c:[[@LINE-5]]:5: warning: Use of the object from 'PyObject_Str'
// CHECK: note: New reference from 'PyObject_Str'
// CHECK: path-notes.c:[[@LINE-8]]:{{[0-9]+}}: note: The reference is given away by '{{(PyPy|Py)}}List_SetItem' (owned here: 0)
// CHECK: path-notes.c:[[@LINE-9]]:{{[0-9]+}}: note: Assuming that 'PyList_SetItem' fails
// CHECK: path-notes.c:[[@LINE-9]]:5: note: Use of the object

PyObject *with_container(PyObject *object) {
  PyObject *list = PyList_New(0);
  if (!list)
    return NULL;
  PyObject *str = PyObject_Str(object);
  if (!str || PyList_Append(list, str) < 0) {
    Py_XDECREF(str);
    Py_DECREF(list);
    return NULL;
  }
  Py_DECREF(str);
  Py_DECREF(list);
  return PyObject_Repr(str);
}
// CHECK: path-notes.c:[[@LINE-2]]:10: warning: Use of the object from 'PyObject_Str'
// CHECK: note: New reference from 'PyObject_Str'
// CHECK: path-notes.c:[[@LINE-11]]:{{[0-9]+}}: note: A container keeps its own reference
// CHECK: path-notes.c:[[@LINE-7]]:{{[0-9]+}}: note: A reference is released by '{{_?}}Py_DECREF' (owned here: 0)
// CHECK: path-notes.c:[[@LINE-7]]:{{[0-9]+}}: note: The last reference known to keep the object alive is released
// CHECK: path-notes.c:[[@LINE-7]]:10: note: Use of the object

// CHECK: 3 warnings generated

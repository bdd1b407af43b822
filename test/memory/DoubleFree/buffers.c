// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A buffer that was released is empty: to release it again does nothing.
//
// RUN: %analyze_cc1 -verify %s

#define PY_SSIZE_T_CLEAN
#include <Python.h>

PyObject *again_right(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0)
    return NULL;
  PyBuffer_Release(&view);
  PyBuffer_Release(&view);
  Py_RETURN_NONE;
}

PyObject *goto_right(PyObject *self, PyObject *args) {
  Py_buffer view = {NULL, NULL};
  PyObject *result = NULL;
  if (!PyArg_ParseTuple(args, "y*", &view))
    goto done;
  result = PyBytes_FromStringAndSize(view.buf, view.len);
  PyBuffer_Release(&view);
done:
  PyBuffer_Release(&view);
  return result;
}

// After a failure it is empty as well.
PyObject *failed_right(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0) {
    PyBuffer_Release(&view);
    return NULL;
  }
  PyBuffer_Release(&view);
  Py_RETURN_NONE;
}

// The object that lends a buffer is not the buffer's to give up.
PyObject *object_right(PyObject *self, PyObject *unused) {
  Py_buffer view;
  PyObject *bytes = PyBytes_FromString("x");
  if (bytes == NULL)
    return NULL;
  if (PyObject_GetBuffer(bytes, &view, PyBUF_SIMPLE) < 0) {
    Py_DECREF(bytes);
    return NULL;
  }
  Py_DECREF(bytes);
  long n = ((char *)view.buf)[0];
  PyBuffer_Release(&view);
  return PyLong_FromLong(n);
}

// A copy of the struct is the same buffer.
PyObject *heap_wrong(PyObject *self, PyObject *arg) {
  Py_buffer *view = PyMem_Malloc(sizeof *view);
  if (view == NULL)
    return PyErr_NoMemory();
  if (PyObject_GetBuffer(arg, view, PyBUF_SIMPLE) < 0) {
    PyMem_Free(view);
    return NULL;
  }
  PyBuffer_Release(view);
  PyMem_Free(view);
  PyMem_Free(view); // expected-warning {{The memory from 'PyMem_Malloc' is freed twice}}
  Py_RETURN_NONE;
}

PyObject *heap_right(PyObject *self, PyObject *arg) {
  Py_buffer *view = PyMem_Malloc(sizeof *view);
  if (view == NULL)
    return PyErr_NoMemory();
  if (PyObject_GetBuffer(arg, view, PyBUF_SIMPLE) < 0) {
    PyMem_Free(view);
    return NULL;
  }
  PyBuffer_Release(view);
  PyMem_Free(view);
  Py_RETURN_NONE;
}

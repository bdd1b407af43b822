// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a buffer gives access to is gone when it is released.
//
// RUN: %analyze_cc1 -verify %s

#define PY_SSIZE_T_CLEAN
#include <Python.h>

PyObject *data_wrong(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0)
    return NULL;
  char *data = view.buf;
  PyBuffer_Release(&view);
  return PyLong_FromLong(data[0]); // expected-warning {{Use of a pointer into the buffer from 'PyObject_GetBuffer' after it was released; call 'PyBuffer_Release' after the last use [rank: high]}}
}

PyObject *data_right(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0)
    return NULL;
  char *data = view.buf;
  PyObject *result = PyLong_FromLong(data[0]);
  PyBuffer_Release(&view);
  return result;
}

PyObject *parsed_wrong(PyObject *self, PyObject *args) {
  Py_buffer view;
  if (!PyArg_ParseTuple(args, "y*", &view))
    return NULL;
  PyBuffer_Release(&view);
  return PyBytes_FromStringAndSize(view.buf, view.len); // expected-warning {{Use of a pointer into the buffer from 'PyArg_ParseTuple' after it was released}}
}

PyObject *parsed_right(PyObject *self, PyObject *args) {
  Py_buffer view;
  if (!PyArg_ParseTuple(args, "y*", &view))
    return NULL;
  PyObject *result = PyBytes_FromStringAndSize(view.buf, view.len);
  PyBuffer_Release(&view);
  return result;
}

// Numbers in the struct stay.
PyObject *length_right(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0)
    return NULL;
  PyBuffer_Release(&view);
  return PyLong_FromSsize_t(view.len);
}

PyObject *shape_wrong(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_ND) < 0)
    return NULL;
  Py_ssize_t *shape = view.shape;
  PyBuffer_Release(&view);
  return PyLong_FromSsize_t(shape[0]); // expected-warning {{Use of a pointer into the buffer from 'PyObject_GetBuffer' after it was released}}
}

PyObject *shape_right(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_ND) < 0)
    return NULL;
  Py_ssize_t n = view.shape[0];
  PyBuffer_Release(&view);
  return PyLong_FromSsize_t(n);
}

// A buffer that was filled again.
PyObject *again_right(PyObject *self, PyObject *args) {
  PyObject *a, *b;
  Py_buffer view;
  if (!PyArg_ParseTuple(args, "OO", &a, &b))
    return NULL;
  if (PyObject_GetBuffer(a, &view, PyBUF_SIMPLE) < 0)
    return NULL;
  PyBuffer_Release(&view);
  if (PyObject_GetBuffer(b, &view, PyBUF_SIMPLE) < 0)
    return NULL;
  PyObject *result = PyBytes_FromStringAndSize(view.buf, view.len);
  PyBuffer_Release(&view);
  return result;
}

// A view of the buffer's memory does not outlive the buffer.
PyObject *strings_right(PyObject *self, PyObject *args) {
  const char *name;
  Py_ssize_t n;
  Py_buffer view;
  if (!PyArg_ParseTuple(args, "s#y*", &name, &n, &view))
    return NULL;
  PyBuffer_Release(&view);
  return PyUnicode_FromStringAndSize(name, n);
}

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The example of docs/checks/cpython.memory.UseAfterFree.md.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

static PyObject *first_byte(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0)
    return NULL;
  if (view.len == 0) {
    PyBuffer_Release(&view);
    return PyErr_Format(PyExc_ValueError, "it is empty");
  }
  const unsigned char *bytes = view.buf;
  PyBuffer_Release(&view);
  return PyLong_FromLong(bytes[0]);
}

static PyObject *first_byte_mended(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0)
    return NULL;
  if (view.len == 0) {
    PyBuffer_Release(&view);
    return PyErr_Format(PyExc_ValueError, "it is empty");
  }
  const unsigned char *bytes = view.buf;
  PyObject *result = PyLong_FromLong(bytes[0]);
  PyBuffer_Release(&view);
  return result;
}

static PyMethodDef methods[] = {
    {"first_byte", first_byte, METH_O, NULL},
    {"first_byte_mended", first_byte_mended, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

// CHECK: docs-example.c:21:26: warning: Use of a pointer into the buffer from 'PyObject_GetBuffer' after it was released; call 'PyBuffer_Release' after the last use [rank: high] [cpython.memory.UseAfterFree]
// CHECK: docs-example.c:20:3: note: What it points into is released
// CHECK: 1 warning generated.

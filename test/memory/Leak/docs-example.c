// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The example of docs/checks/cpython.memory.Leak.md.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *checksum(PyObject *self, PyObject *args) {
  char *name;
  Py_buffer data;
  if (!PyArg_ParseTuple(args, "ety*", "utf-8", &name, &data))
    return NULL;
  if (data.len == 0) {
    PyErr_Format(PyExc_ValueError, "%s is empty", name);
    PyMem_Free(name);
    return NULL;
  }
  long sum = 0;
  for (Py_ssize_t i = 0; i < data.len; ++i)
    sum += ((unsigned char *)data.buf)[i];
  PyBuffer_Release(&data);
  return PyLong_FromLong(sum);
}

static PyObject *checksum_mended(PyObject *self, PyObject *args) {
  char *name;
  Py_buffer data;
  PyObject *result = NULL;
  if (!PyArg_ParseTuple(args, "ety*", "utf-8", &name, &data))
    return NULL;
  if (data.len == 0) {
    PyErr_Format(PyExc_ValueError, "%s is empty", name);
    goto done;
  }
  long sum = 0;
  for (Py_ssize_t i = 0; i < data.len; ++i)
    sum += ((unsigned char *)data.buf)[i];
  result = PyLong_FromLong(sum);
done:
  PyMem_Free(name);
  PyBuffer_Release(&data);
  return result;
}

static PyMethodDef methods[] = {
    {"checksum", checksum, METH_VARARGS, NULL},
    {"checksum_mended", checksum_mended, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

// CHECK-DAG: docs-example.c:15:8: warning: Leak of the buffer from 'PyArg_ParseTuple': it is owned here and never released; a call of 'PyBuffer_Release' is missing [rank: medium] [cpython.memory.Leak]
// CHECK-DAG: docs-example.c:15:8: warning: Leak of the memory from 'PyArg_ParseTuple': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: high] [cpython.memory.Leak]
// CHECK: 2 warnings generated.

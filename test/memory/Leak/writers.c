// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writers, in Python 3.14 or by a compatibility header that makes them of
// memory of another family.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

#if PY_VERSION_HEX < 0x030E0000
typedef struct PyUnicodeWriter PyUnicodeWriter;
static inline void PyUnicodeWriter_Discard(PyUnicodeWriter *writer) {
  PyMem_Free(writer);
}
static inline PyUnicodeWriter *PyUnicodeWriter_Create(Py_ssize_t length) {
  PyUnicodeWriter *writer = (PyUnicodeWriter *)PyMem_Malloc(10);
  if (writer == NULL)
    return (PyUnicodeWriter *)PyErr_NoMemory();
  if (length > 1000) {
    PyUnicodeWriter_Discard(writer);
    return NULL;
  }
  return writer;
}
PyObject *PyUnicodeWriter_Finish(PyUnicodeWriter *writer);
int PyUnicodeWriter_WriteStr(PyUnicodeWriter *writer, PyObject *obj);
#endif

PyObject *write_wrong(PyObject *arg) {
  PyUnicodeWriter *writer = PyUnicodeWriter_Create(0); // expected-warning{{Leak of the writer from 'PyUnicodeWriter_Create': it is owned here and never released; a call of 'PyUnicodeWriter_Discard' is missing}}
  if (writer == NULL)
    return NULL;
  if (PyUnicodeWriter_WriteStr(writer, arg) < 0)
    return NULL;
  return PyUnicodeWriter_Finish(writer);
}

PyObject *write_right(PyObject *arg) {
  PyUnicodeWriter *writer = PyUnicodeWriter_Create(0);
  if (writer == NULL)
    return NULL;
  if (PyUnicodeWriter_WriteStr(writer, arg) < 0) {
    PyUnicodeWriter_Discard(writer);
    return NULL;
  }
  return PyUnicodeWriter_Finish(writer);
}

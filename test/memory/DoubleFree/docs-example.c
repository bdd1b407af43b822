// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The example of docs/checks/cpython.memory.DoubleFree.md.
//
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

static PyObject *reversed(PyObject *self, PyObject *arg) {
  PyObject *result = NULL;
  Py_ssize_t n;
  wchar_t *text = PyUnicode_AsWideCharString(arg, &n);
  if (text == NULL)
    return NULL;
  if (n == 0) {
    PyErr_SetString(PyExc_ValueError, "nothing to reverse");
    PyMem_Free(text);
    goto done;
  }
  for (Py_ssize_t i = 0; i < n / 2; ++i) {
    wchar_t c = text[i];
    text[i] = text[n - 1 - i];
    text[n - 1 - i] = c;
  }
  result = PyUnicode_FromWideChar(text, n);
done:
  PyMem_Free(text);
  return result;
}

static PyObject *reversed_mended(PyObject *self, PyObject *arg) {
  PyObject *result = NULL;
  Py_ssize_t n;
  wchar_t *text = PyUnicode_AsWideCharString(arg, &n);
  if (text == NULL)
    return NULL;
  if (n == 0) {
    PyErr_SetString(PyExc_ValueError, "nothing to reverse");
    goto done;
  }
  for (Py_ssize_t i = 0; i < n / 2; ++i) {
    wchar_t c = text[i];
    text[i] = text[n - 1 - i];
    text[n - 1 - i] = c;
  }
  result = PyUnicode_FromWideChar(text, n);
done:
  PyMem_Free(text);
  return result;
}

static PyMethodDef methods[] = {
    {"reversed", reversed, METH_O, NULL},
    {"reversed_mended", reversed_mended, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

// CHECK: docs-example.c:19:5: note: The memory is freed
// CHECK: docs-example.c:29:3: note: The memory from 'PyUnicode_AsWideCharString' is freed twice; remove one of the calls [rank: high]
// CHECK: 1 warning generated.

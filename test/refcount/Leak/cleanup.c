// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A variable with the attribute cleanup sees to what is in it.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <stdlib.h>

static void decref(PyObject **p) { Py_XDECREF(*p); }
static void free_string(char **p) { free(*p); }
#define _cleanup_decref_ __attribute__((cleanup(decref)))
#define _cleanup_free_ __attribute__((cleanup(free_string)))

PyObject *result_right(PyObject *arg) {
  _cleanup_decref_ PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  return PyLong_FromSsize_t(PyUnicode_GET_LENGTH(text));
}

PyObject *result_wrong(PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  if (text == NULL)
    return NULL;
  return PyLong_FromSsize_t(PyUnicode_GET_LENGTH(text));
}

PyObject *converted_right(PyObject *arg) {
  _cleanup_decref_ PyObject *path = NULL;
  if (!PyUnicode_FSConverter(arg, &path))
    return NULL;
  return PyLong_FromSsize_t(PyBytes_GET_SIZE(path));
}

PyObject *converted_wrong(PyObject *arg) {
  PyObject *path = NULL;
  if (!PyUnicode_FSConverter(arg, &path)) // expected-warning {{Leak of the new reference from 'PyUnicode_FSConverter'}}
    return NULL;
  return PyLong_FromSsize_t(PyBytes_GET_SIZE(path));
}

static int make(PyObject *arg, PyObject **result) {
  *result = PyObject_Str(arg); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  return *result ? 0 : -1;
}

PyObject *made_right(PyObject *arg) {
  _cleanup_decref_ PyObject *text = NULL;
  if (make(arg, &text) < 0)
    return NULL;
  return PyLong_FromSsize_t(PyUnicode_GET_LENGTH(text));
}

PyObject *made_wrong(PyObject *arg) {
  PyObject *text = NULL;
  if (make(arg, &text) < 0)
    return NULL;
  return PyLong_FromSsize_t(PyUnicode_GET_LENGTH(text));
}

PyObject *memory_right(PyObject *args) {
  _cleanup_free_ char *room = malloc(100);
  if (room == NULL)
    return PyErr_NoMemory();
  return PyUnicode_FromString("");
}

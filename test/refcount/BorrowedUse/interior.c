// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pointers into an object are valid as long as the object is.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <string.h>

static PyObject *utf8_wrong(PyObject *self, PyObject *arg) {
  PyObject *str = PyObject_Str(arg);
  if (!str)
    return NULL;
  const char *text = PyUnicode_AsUTF8(str);
  Py_DECREF(str);
  if (!text)
    return NULL;
  return PyLong_FromSize_t(strlen(text)); // expected-warning {{Use of a pointer into an object, from 'PyUnicode_AsUTF8' after its owner was released; release the owner after the last use}}
}

static PyObject *utf8_right(PyObject *self, PyObject *arg) {
  PyObject *str = PyObject_Str(arg);
  if (!str)
    return NULL;
  const char *text = PyUnicode_AsUTF8(str);
  size_t length = text ? strlen(text) : 0;
  Py_DECREF(str);
  if (!text)
    return NULL;
  return PyLong_FromSize_t(length);
}

/* The string belongs to the caller. */
static PyObject *utf8_of_argument_right(PyObject *self, PyObject *arg) {
  const char *text = PyUnicode_AsUTF8(arg);
  if (!text)
    return NULL;
  return PyLong_FromSize_t(strlen(text));
}

static PyObject *bytes_wrong(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyUnicode_AsUTF8String(arg);
  if (!bytes)
    return NULL;
  char *text = PyBytes_AsString(bytes);
  Py_DECREF(bytes);
  return PyUnicode_FromString(text); // expected-warning {{Use of a pointer into an object, from 'PyBytes_AsString'}}
}

static PyObject *bytes_right(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyUnicode_AsUTF8String(arg);
  if (!bytes)
    return NULL;
  char *text = PyBytes_AsString(bytes);
  PyObject *result = PyUnicode_FromString(text);
  Py_DECREF(bytes);
  return result;
}

static PyObject *bytes_dereferenced_wrong(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyUnicode_AsUTF8String(arg);
  if (!bytes)
    return NULL;
  char *text = PyBytes_AsString(bytes);
  Py_DECREF(bytes);
  return PyLong_FromLong(text[0]); // expected-warning {{Use of a pointer into an object, from 'PyBytes_AsString'}}
}

#ifndef PYPY_VERSION
static PyObject *bytes_macro_wrong(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyUnicode_AsUTF8String(arg);
  if (!bytes)
    return NULL;
  char *text = PyBytes_AS_STRING(bytes);
  Py_DECREF(bytes);
  return PyLong_FromLong(text[0]); // expected-warning {{Use of}}
}
#endif

static PyObject *bytes_macro_right(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyUnicode_AsUTF8String(arg);
  if (!bytes)
    return NULL;
  char *text = PyBytes_AS_STRING(bytes);
  char first = text[0];
  Py_DECREF(bytes);
  return PyLong_FromLong(first);
}

/* Returned to other C code. */
const char *returned_wrong(PyObject *object) {
  PyObject *str = PyObject_Str(object);
  if (!str)
    return NULL;
  const char *text = PyUnicode_AsUTF8(str);
  Py_DECREF(str);
  return text; // expected-warning {{Use of a pointer into an object, from 'PyUnicode_AsUTF8'}}
}

const char *returned_right(PyObject *object) {
  return PyUnicode_AsUTF8(object);
}

char *copied_right(PyObject *object) {
  PyObject *str = PyObject_Str(object);
  if (!str)
    return NULL;
  const char *text = PyUnicode_AsUTF8(str);
  char *copy = text ? strdup(text) : NULL;
  Py_DECREF(str);
  return copy;
}

static PyMethodDef methods[] = {
    {"utf8_wrong", utf8_wrong, METH_O, NULL},
    {"utf8_right", utf8_right, METH_O, NULL},
    {"utf8_of_argument_right", utf8_of_argument_right, METH_O, NULL},
    {"bytes_wrong", bytes_wrong, METH_O, NULL},
    {"bytes_right", bytes_right, METH_O, NULL},
    {"bytes_dereferenced_wrong", bytes_dereferenced_wrong, METH_O, NULL},
#ifndef PYPY_VERSION
    {"bytes_macro_wrong", bytes_macro_wrong, METH_O, NULL},
#endif
    {"bytes_macro_right", bytes_macro_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }

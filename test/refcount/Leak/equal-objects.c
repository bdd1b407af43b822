// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two pointers that are equal point to one object; what was built is not None.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *identity_or_new(PyObject *key) {
  if (PyUnicode_CheckExact(key))
    return key;
  return PyUnicode_FromObject(key); // expected-warning{{Leak of the new reference from 'PyUnicode_FromObject'}}
}

static PyObject *new_or_same_right(PyObject *self, PyObject *key) {
  PyObject *identity = identity_or_new(key);
  if (identity == NULL)
    return NULL;
  Py_ssize_t length = PyObject_Length(identity);
  if (identity != key)
    Py_DECREF(identity);
  return PyLong_FromSsize_t(length);
}

static PyObject *lower(PyObject *key) {
  PyObject *identity = PyObject_CallMethod(key, "lower", NULL);
  if (identity == key)
    Py_DECREF(identity); /* borrowed from key then */
  return identity;
}

static PyObject *borrowed_if_same_right(PyObject *self, PyObject *key) {
  PyObject *identity = lower(key);
  if (identity == NULL)
    return NULL;
  Py_ssize_t length = PyObject_Length(identity);
  if (identity != key)
    Py_DECREF(identity);
  return PyLong_FromSsize_t(length);
}

static PyObject *not_same_wrong(PyObject *self, PyObject *key) {
  PyObject *identity = identity_or_new(key);
  if (identity == NULL)
    return NULL;
  Py_ssize_t length = PyObject_Length(identity);
  if (identity == key)
    return PyLong_FromSsize_t(length);
  return PyLong_FromSsize_t(-length);
}

extern PyObject *next_part(PyObject *sequence);

static PyObject *false_right(PyObject *self, PyObject *sequence) {
  PyObject *part = next_part(sequence);
  if (part == Py_False) {
    Py_DECREF(Py_False);
    Py_RETURN_NONE;
  }
  return part;
}

static PyObject *address(PyObject *self, PyObject *arg, PyObject *list, int mask) {
  char buffer[20] = "";
  PyObject *text = Py_BuildValue("s", buffer);
  if (text == NULL)
    return NULL;
  if (text == Py_None)
    Py_RETURN_FALSE;
  return text;
}

static PyObject *none_wrong(PyObject *self, PyObject *arg) {
  char *name = getenv("NAME");
  PyObject *text = Py_BuildValue("s", name);
  if (text == NULL)
    return NULL;
  if (text != Py_None) {
    PyObject *copy = Py_BuildValue("(s)", "copy"); // expected-warning{{Leak of the new reference from 'Py_BuildValue'}}
    if (copy == NULL || copy == Py_None)
      return NULL; // expected-warning@-6{{Leak of the new reference from 'Py_BuildValue'}}
  }
  return text;
}

static PyObject *address_right(PyObject *self, PyObject *arg) {
  return address(self, arg, arg, 0);
}

static PyMethodDef methods[] = {
    {"new_or_same_right", new_or_same_right, METH_O, NULL},
    {"borrowed_if_same_right", borrowed_if_same_right, METH_O, NULL},
    {"not_same_wrong", not_same_wrong, METH_O, NULL},
    {"false_right", false_right, METH_O, NULL},
    {"none_wrong", none_wrong, METH_O, NULL},
    {"address_right", address_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

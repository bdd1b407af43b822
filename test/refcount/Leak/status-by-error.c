// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// PyErr_Occurred() as the test of status. The value that the call returned
// is not looked at any more when PyErr_Occurred() is called; the call is taken for
// a success.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *as_long_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0); // expected-warning-re{{Leak of the new reference from 'PyList_New'{{.*}}[rank: medium]}}
  if (list == NULL)
    return NULL;
  long value = PyLong_AsLong(arg);
  if (value == -1 && PyErr_Occurred())
    return NULL;
  return list;
}

static PyObject *as_double_wrong(PyObject *self, PyObject *arg) {
  PyObject *number = PyNumber_Float(arg); // expected-warning{{Leak of the new reference from 'PyNumber_Float'}}
  if (number == NULL)
    return NULL;
  double value = PyFloat_AsDouble(arg);
  if (PyErr_Occurred())
    return NULL;
  if (value > 1.0) {
    Py_DECREF(number);
    Py_RETURN_NONE;
  }
  return number;
}

static PyObject *answers_for_later(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (text == NULL)
    return NULL;
  PyObject *type = PyObject_Repr(arg);
  if (PyErr_Occurred())
    return NULL;
  Py_DECREF(type);
  return text;
}

static PyObject *iterator_wrong(PyObject *self, PyObject *arg) {
  PyObject *item, *iterator = PyObject_GetIter(arg); // expected-warning{{Leak of the new reference from 'PyObject_GetIter'}}
  if (iterator == NULL)
    return NULL;
  Py_ssize_t count = 0;
  while ((item = PyIter_Next(iterator)) != NULL) {
    count++;
    Py_DECREF(item);
  }
  if (PyErr_Occurred())
    return NULL;
  Py_DECREF(iterator);
  return PyLong_FromSsize_t(count);
}

static PyObject *fast_wrong(PyObject *self, PyObject *arg) {
  PyObject *fast = PySequence_Fast(arg, "a sequence is needed"); // expected-warning{{Leak of the new reference from 'PySequence_Fast'}}
  if (fast == NULL)
    return NULL;
  PyObject **items = PySequence_Fast_ITEMS(fast);
  double sum = 0;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(fast); i++) {
    double value = PyFloat_AsDouble(items[i]);
    if (value == -1 && PyErr_Occurred())
      return NULL;
    sum += value;
  }
  Py_DECREF(fast);
  return PyFloat_FromDouble(sum);
}

static PyMethodDef methods[] = {
    {"as_long_wrong", as_long_wrong, METH_O, NULL},
    {"as_double_wrong", as_double_wrong, METH_O, NULL},
    {"answers_for_later", answers_for_later, METH_O, NULL},
    {"iterator_wrong", iterator_wrong, METH_O, NULL},
    {"fast_wrong", fast_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A variable that holds another object in each round of a loop.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *iterator_right(PyObject *self, PyObject *arg) {
  PyObject *it = PyObject_GetIter(arg), *item;
  long count = 0;
  if (!it)
    return NULL;
  while ((item = PyIter_Next(it)) != NULL) {
    int truth = PyObject_IsTrue(item);
    Py_DECREF(item);
    if (truth < 0) {
      Py_DECREF(it);
      return NULL;
    }
    count += truth;
  }
  Py_DECREF(it);
  if (PyErr_Occurred())
    return NULL;
  return PyLong_FromLong(count);
}

static PyObject *iterator_wrong(PyObject *self, PyObject *arg) {
  PyObject *it = PyObject_GetIter(arg), *item;
  long count = 0;
  if (!it)
    return NULL;
  while ((item = PyIter_Next(it)) != NULL) {
    Py_DECREF(item);
    int truth = PyObject_IsTrue(item); // expected-warning {{Use of the object from 'PyIter_Next'}}
    if (truth < 0) {
      Py_DECREF(it);
      return NULL;
    }
    count += truth;
  }
  Py_DECREF(it);
  if (PyErr_Occurred())
    return NULL;
  return PyLong_FromLong(count);
}

/* The result of the last round is the operand of this one. */
static PyObject *accumulate_right(PyObject *self, PyObject *arg) {
  PyObject *sum = PyLong_FromLong(0);
  Py_ssize_t size = PySequence_Size(arg);
  for (Py_ssize_t i = 0; sum && i < size; i++) {
    PyObject *item = PySequence_GetItem(arg, i);
    PyObject *next = item ? PyNumber_Add(sum, item) : NULL;
    Py_XDECREF(item);
    Py_DECREF(sum);
    sum = next;
  }
  return sum;
}

static PyObject *accumulate_wrong(PyObject *self, PyObject *arg) {
  PyObject *sum = PyLong_FromLong(0);
  Py_ssize_t size = PySequence_Size(arg);
  for (Py_ssize_t i = 0; sum && i < size; i++) {
    PyObject *item = PySequence_GetItem(arg, i);
    Py_DECREF(sum);
    sum = item ? PyNumber_Add(sum, item) : NULL; // expected-warning {{Use of the object from}}
    Py_XDECREF(item);
  }
  return sum;
}

/* Released in the first round, used in the second. */
static PyObject *second_round_wrong(PyObject *self, PyObject *arg) {
  PyObject *key = PyUnicode_FromString("key");
  if (!key)
    return NULL;
  for (int i = 0; i < 2; i++) {
    int status = PyObject_DelItem(arg, key); // expected-warning {{Use of the object from 'PyUnicode_FromString'}}
    Py_DECREF(key);
    if (status < 0)
      return NULL;
  }
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"iterator_right", iterator_right, METH_O, NULL},
    {"iterator_wrong", iterator_wrong, METH_O, NULL},
    {"accumulate_right", accumulate_right, METH_O, NULL},
    {"accumulate_wrong", accumulate_wrong, METH_O, NULL},
    {"second_round_wrong", second_round_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Iterators and fast sequences.
//
// Without the assertions of the macros of 3.8 to 3.10; with them see
// assertion.c.
//
// RUN: %analyze_cc1 -DNDEBUG -verify %s

#include <Python.h>

static PyObject *item_wrong(PyObject *self, PyObject *arg) {
  PyObject *item, *iterator = PyObject_GetIter(arg);
  if (iterator == NULL)
    return NULL;
  Py_ssize_t count = 0;
  while ((item = PyIter_Next(iterator)) != NULL) // expected-warning-re{{Leak of the new reference from 'PyIter_Next'{{.*}}[rank: high]}}
    count++;
  Py_DECREF(iterator);
  if (PyErr_Occurred())
    return NULL;
  return PyLong_FromSsize_t(count);
}

static PyObject *item_right(PyObject *self, PyObject *arg) {
  PyObject *item, *iterator = PyObject_GetIter(arg);
  if (iterator == NULL)
    return NULL;
  Py_ssize_t count = 0;
  while ((item = PyIter_Next(iterator)) != NULL) {
    count++;
    Py_DECREF(item);
  }
  Py_DECREF(iterator);
  if (PyErr_Occurred())
    return NULL;
  return PyLong_FromSsize_t(count);
}

static PyObject *inside_wrong(PyObject *self, PyObject *arg) {
  PyObject *iterator = PyObject_GetIter(arg); // expected-warning{{Leak of the new reference from 'PyObject_GetIter'}}
  if (iterator == NULL)
    return NULL;
  PyObject *item;
  while ((item = PyIter_Next(iterator))) { // expected-warning{{Leak of the new reference from 'PyIter_Next'}}
    int truth = PyObject_IsTrue(item);
    if (truth < 0)
      return NULL;
    Py_DECREF(item);
    if (truth)
      break;
  }
  Py_DECREF(iterator);
  if (PyErr_Occurred())
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *inside_right(PyObject *self, PyObject *arg) {
  PyObject *iterator = PyObject_GetIter(arg);
  if (iterator == NULL)
    return NULL;
  PyObject *item;
  while ((item = PyIter_Next(iterator))) {
    int truth = PyObject_IsTrue(item);
    Py_DECREF(item);
    if (truth < 0) {
      Py_DECREF(iterator);
      return NULL;
    }
    if (truth)
      break;
  }
  Py_DECREF(iterator);
  if (PyErr_Occurred())
    return NULL;
  Py_RETURN_NONE;
}

/* The iterator's own slot. */
static PyObject *slot_wrong(PyObject *self, PyObject *arg) {
  PyObject *item = Py_TYPE(arg)->tp_iternext(arg); // expected-warning{{Leak of the new reference from}}
  if (item == NULL)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *slot_right(PyObject *self, PyObject *arg) {
  PyObject *item = Py_TYPE(arg)->tp_iternext(arg);
  if (item == NULL)
    return NULL;
  Py_DECREF(item);
  Py_RETURN_NONE;
}

#ifndef PYPY_VERSION // see known-gaps/pypy-fast-items.c
static PyObject *fast_wrong(PyObject *self, PyObject *arg) {
  PyObject *fast = PySequence_Fast(arg, "a sequence is needed"); // expected-warning{{Leak of the new reference from 'PySequence_Fast'}}
  if (fast == NULL)
    return NULL;
  PyObject **items = PySequence_Fast_ITEMS(fast);
  double sum = 0;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(fast); i++) {
    int truth = PyObject_IsTrue(items[i]);
    if (truth < 0)
      return NULL;
    sum += truth;
  }
  Py_DECREF(fast);
  return PyFloat_FromDouble(sum);
}
#endif

static PyObject *fast_right(PyObject *self, PyObject *arg) {
  PyObject *fast = PySequence_Fast(arg, "a sequence is needed");
  if (fast == NULL)
    return NULL;
  PyObject **items = PySequence_Fast_ITEMS(fast);
  double sum = 0;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(fast); i++) {
    double value = PyFloat_AsDouble(items[i]);
    if (value == -1 && PyErr_Occurred()) {
      Py_DECREF(fast);
      return NULL;
    }
    sum += value;
  }
  Py_DECREF(fast);
  return PyFloat_FromDouble(sum);
}

/* The items are lent by the sequence. */
static PyObject *fast_item_wrong(PyObject *self, PyObject *arg) {
  PyObject *fast = PySequence_Fast(arg, "a sequence is needed");
  if (fast == NULL)
    return NULL;
  PyObject *repr = NULL;
  if (PySequence_Fast_GET_SIZE(fast) > 0) {
    PyObject *item = PySequence_Fast_GET_ITEM(fast, 0);
    Py_INCREF(item); // expected-warning{{Leak of a reference: it is added here}}
    repr = PyObject_Repr(item);
  }
  Py_DECREF(fast);
  return repr;
}

static PyObject *fast_item_right(PyObject *self, PyObject *arg) {
  PyObject *fast = PySequence_Fast(arg, "a sequence is needed");
  if (fast == NULL)
    return NULL;
  PyObject *item = NULL;
  if (PySequence_Fast_GET_SIZE(fast) > 0) {
    item = PySequence_Fast_GET_ITEM(fast, 0);
    Py_INCREF(item);
  }
  Py_DECREF(fast);
  return item;
}

static PyMethodDef methods[] = {
    {"item_wrong", item_wrong, METH_O, NULL},
    {"item_right", item_right, METH_O, NULL},
    {"inside_wrong", inside_wrong, METH_O, NULL},
    {"inside_right", inside_right, METH_O, NULL},
    {"slot_wrong", slot_wrong, METH_O, NULL},
    {"slot_right", slot_right, METH_O, NULL},
#ifndef PYPY_VERSION
    {"fast_wrong", fast_wrong, METH_O, NULL},
#endif
    {"fast_right", fast_right, METH_O, NULL},
    {"fast_item_wrong", fast_item_wrong, METH_O, NULL},
    {"fast_item_right", fast_item_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

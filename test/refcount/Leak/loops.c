// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// References that are born in a loop.
//
// Without the assertions of the macros of 3.8 to 3.10; with them see
// assertion.c.
//
// RUN: %analyze_cc1 -DNDEBUG -verify %s

#include <Python.h>

static PyObject *continue_wrong(PyObject *self, PyObject *arg) {
  Py_ssize_t total = 0, size = PySequence_Size(arg);
  if (size < 0)
    return NULL;
  for (Py_ssize_t i = 0; i < size; i++) {
    PyObject *item = PySequence_GetItem(arg, i); // expected-warning{{Leak of the new reference from 'PySequence_GetItem'}}
    if (item == NULL)
      return NULL;
    if (!PyList_Check(item))
      continue;
    total += PyList_GET_SIZE(item);
    Py_DECREF(item);
  }
  return PyLong_FromSsize_t(total);
}

static PyObject *continue_right(PyObject *self, PyObject *arg) {
  Py_ssize_t total = 0, size = PySequence_Size(arg);
  if (size < 0)
    return NULL;
  for (Py_ssize_t i = 0; i < size; i++) {
    PyObject *item = PySequence_GetItem(arg, i);
    if (item == NULL)
      return NULL;
    if (!PyList_Check(item)) {
      Py_DECREF(item);
      continue;
    }
    total += PyList_GET_SIZE(item);
    Py_DECREF(item);
  }
  return PyLong_FromSsize_t(total);
}

static PyObject *break_wrong(PyObject *self, PyObject *arg) {
  Py_ssize_t i, size = PySequence_Size(arg);
  if (size < 0)
    return NULL;
  for (i = 0; i < size; i++) {
    PyObject *item = PySequence_GetItem(arg, i); // expected-warning{{Leak of the new reference from 'PySequence_GetItem'}}
    if (item == NULL)
      return NULL;
    if (PyList_Check(item))
      break;
    Py_DECREF(item);
  }
  return PyLong_FromSsize_t(i);
}

static PyObject *break_right(PyObject *self, PyObject *arg) {
  Py_ssize_t i, size = PySequence_Size(arg);
  if (size < 0)
    return NULL;
  for (i = 0; i < size; i++) {
    PyObject *item = PySequence_GetItem(arg, i);
    if (item == NULL)
      return NULL;
    int found = PyList_Check(item);
    Py_DECREF(item);
    if (found)
      break;
  }
  return PyLong_FromSsize_t(i);
}

/* Each turn overwrites what the turn before had made. */
static PyObject *overwritten_wrong(PyObject *self, PyObject *arg) {
  PyObject *sum = PyLong_FromLong(0); // expected-warning{{Leak of the new reference from 'PyLong_FromLong'}}
  if (sum == NULL)
    return NULL;
  for (int i = 0; i < 3; i++) {
    sum = PyNumber_Add(sum, arg); // expected-warning{{Leak of the new reference from 'PyNumber_Add'}}
    if (sum == NULL)
      return NULL;
  }
  return sum;
}

static PyObject *overwritten_right(PyObject *self, PyObject *arg) {
  PyObject *sum = PyLong_FromLong(0);
  if (sum == NULL)
    return NULL;
  for (int i = 0; i < 3; i++) {
    PyObject *next = PyNumber_Add(sum, arg);
    Py_DECREF(sum);
    if (next == NULL)
      return NULL;
    sum = next;
  }
  return sum;
}

/* The last one is what is looked for; those before are overwritten. */
static PyObject *last_wrong(PyObject *self, PyObject *arg) {
  PyObject *last = NULL;
  for (Py_ssize_t i = 0; i < 2; i++) {
    last = PySequence_GetItem(arg, i); // expected-warning{{Leak of the new reference from 'PySequence_GetItem'}}
    if (last == NULL)
      return NULL;
  }
  return last;
}

static PyObject *last_right(PyObject *self, PyObject *arg) {
  PyObject *last = NULL;
  for (Py_ssize_t i = 0; i < 2; i++) {
    Py_XDECREF(last);
    last = PySequence_GetItem(arg, i);
    if (last == NULL)
      return NULL;
  }
  return last;
}

#ifndef PYPY_VERSION // see known-gaps/pypy-set-item.c
/* Half-made: the list keeps what was made before, the item is the problem. */
static PyObject *squares_wrong(PyObject *self, PyObject *arg) {
  Py_ssize_t size = PyObject_Size(arg);
  if (size < 0)
    return NULL;
  PyObject *list = PyList_New(size); // expected-warning-re{{Leak of the new reference from 'PyList_New'{{.*}}[rank: low]}}
  if (list == NULL)
    return NULL;
  for (Py_ssize_t i = 0; i < size; i++) {
    PyObject *item = PyLong_FromSsize_t(i * i);
    if (item == NULL)
      return NULL;
    PyList_SET_ITEM(list, i, item);
  }
  return list;
}

static PyObject *squares_right(PyObject *self, PyObject *arg) {
  Py_ssize_t size = PyObject_Size(arg);
  if (size < 0)
    return NULL;
  PyObject *list = PyList_New(size);
  if (list == NULL)
    return NULL;
  for (Py_ssize_t i = 0; i < size; i++) {
    PyObject *item = PyLong_FromSsize_t(i * i);
    if (item == NULL) {
      Py_DECREF(list);
      return NULL;
    }
    PyList_SET_ITEM(list, i, item);
  }
  return list;
}
#endif

static PyMethodDef methods[] = {
    {"continue_wrong", continue_wrong, METH_O, NULL},
    {"continue_right", continue_right, METH_O, NULL},
    {"break_wrong", break_wrong, METH_O, NULL},
    {"break_right", break_right, METH_O, NULL},
    {"overwritten_wrong", overwritten_wrong, METH_O, NULL},
    {"overwritten_right", overwritten_right, METH_O, NULL},
    {"last_wrong", last_wrong, METH_O, NULL},
    {"last_right", last_right, METH_O, NULL},
#ifndef PYPY_VERSION
    {"squares_wrong", squares_wrong, METH_O, NULL},
    {"squares_right", squares_right, METH_O, NULL},
#endif
    {NULL, NULL, 0, NULL},
};

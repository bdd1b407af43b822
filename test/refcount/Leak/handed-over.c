// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function of another file may take over an object if it succeeds. That it
// does shows where it is called: the object is given up if it fails, and left
// alone if not.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

extern int update(PyObject *owner, PyObject *list);
extern int check(PyObject *owner, PyObject *list);

static PyObject *by_label_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  if (PyList_Append(list, arg) < 0)
    goto error;
  if (update(self, list) != 0)
    goto error;
  Py_RETURN_NONE;
error:
  Py_DECREF(list);
  return NULL;
}

static PyObject *at_once_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  if (update(self, list) < 0) {
    Py_CLEAR(list);
    return NULL;
  }
  return PyLong_FromLong(1);
}

// Nothing is given up: it takes the object over on failure, too, or never.
static PyObject *never_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0); // expected-warning {{Leak of the new reference from 'PyList_New'}}
  if (list == NULL)
    return NULL;
  if (check(self, list) < 0)
    return NULL;
  return PyLong_FromLong(1);
}

// What is used afterwards is still the caller's.
static PyObject *used_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0); // expected-warning {{Leak of the new reference from 'PyList_New'}}
  if (list == NULL)
    return NULL;
  if (check(self, list) < 0) {
    Py_DECREF(list);
    return NULL;
  }
  return PyLong_FromSsize_t(PyList_Size(list));
}

static PyObject *before_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0); // expected-warning {{Leak of the new reference from 'PyList_New'}}
  if (list == NULL)
    return NULL;
  if (arg == Py_None)
    return NULL;
  if (update(self, list) < 0) {
    Py_DECREF(list);
    return NULL;
  }
  Py_RETURN_NONE;
}

// Elsewhere it is released after a call that succeeds: it is only lent.
extern int show(PyObject *owner, PyObject *list);

static PyObject *lent_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  int shown = show(self, list);
  Py_DECREF(list);
  return PyLong_FromLong(shown);
}

static PyObject *lent_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0); // expected-warning {{Leak of the new reference from 'PyList_New'}}
  if (list == NULL)
    return NULL;
  if (show(self, list) < 0) {
    Py_DECREF(list);
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"lent", lent_right, METH_O, NULL},
    {"lent_wrong", lent_wrong, METH_O, NULL},
    {"by_label", by_label_right, METH_O, NULL},
    {"at_once", at_once_right, METH_O, NULL},
    {"never", never_wrong, METH_O, NULL},
    {"used", used_wrong, METH_O, NULL},
    {"before", before_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

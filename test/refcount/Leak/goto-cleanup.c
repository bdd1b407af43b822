// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clean-up at the end of the function, reached with goto.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

/* The label that is jumped to does not release everything. */
static PyObject *label_wrong(PyObject *self, PyObject *arg) {
  PyObject *first = NULL, *second = NULL, *pair = NULL;
  first = PySequence_GetItem(arg, 0); // expected-warning{{Leak of the new reference from 'PySequence_GetItem'}}
  if (first == NULL)
    goto nothing;
  second = PySequence_GetItem(arg, 1);
  if (second == NULL)
    goto nothing;
  pair = PyTuple_Pack(2, second, first);
  Py_DECREF(second);
  Py_DECREF(first);
nothing:
  return pair;
}

static PyObject *label_right(PyObject *self, PyObject *arg) {
  PyObject *first = NULL, *second = NULL, *pair = NULL;
  first = PySequence_GetItem(arg, 0);
  if (first == NULL)
    goto nothing;
  second = PySequence_GetItem(arg, 1);
  if (second == NULL)
    goto have_first;
  pair = PyTuple_Pack(2, second, first);
  Py_DECREF(second);
have_first:
  Py_DECREF(first);
nothing:
  return pair;
}

/* The clean-up forgets one variable. */
static PyObject *forgotten_wrong(PyObject *self, PyObject *arg) {
  PyObject *keys = NULL, *values = NULL, *result = NULL;
  keys = PyMapping_Keys(arg);
  if (keys == NULL)
    goto error;
  values = PyMapping_Values(arg); // expected-warning{{Leak of the new reference from 'PyMapping_Values'}}
  if (values == NULL)
    goto error;
  result = PyObject_CallFunctionObjArgs(arg, keys, values, NULL);
error:
  Py_XDECREF(keys);
  return result;
}

static PyObject *forgotten_right(PyObject *self, PyObject *arg) {
  PyObject *keys = NULL, *values = NULL, *result = NULL;
  keys = PyMapping_Keys(arg);
  if (keys == NULL)
    goto error;
  values = PyMapping_Values(arg);
  if (values == NULL)
    goto error;
  result = PyObject_CallFunctionObjArgs(arg, keys, values, NULL);
error:
  Py_XDECREF(values);
  Py_XDECREF(keys);
  return result;
}

/* The clean-up releases the outer variable, which is NULL. */
static PyObject *shadowed_wrong(PyObject *self, PyObject *arg) {
  PyObject *items = NULL, *result = NULL;
  if (PyDict_Check(arg)) {
    PyObject *items = PyDict_Items(arg); // expected-warning{{Leak of the new reference from 'PyDict_Items'}}
    if (items == NULL)
      goto done;
    result = PyObject_Repr(items);
  }
done:
  Py_XDECREF(items);
  return result;
}

static PyObject *shadowed_right(PyObject *self, PyObject *arg) {
  PyObject *items = NULL, *result = NULL;
  if (PyDict_Check(arg)) {
    items = PyDict_Items(arg);
    if (items == NULL)
      goto done;
    result = PyObject_Repr(items);
  }
done:
  Py_XDECREF(items);
  return result;
}

/* The result itself is released on the way to the error, and only then. */
static PyObject *result_wrong(PyObject *self, PyObject *arg) {
  PyObject *result = PyDict_New(); // expected-warning{{Leak of the new reference from 'PyDict_New'}}
  PyObject *key = NULL;
  if (result == NULL)
    goto error;
  key = PyObject_Str(arg);
  if (key == NULL)
    goto error;
  if (PyDict_SetItem(result, key, arg) < 0)
    goto error;
  Py_DECREF(key);
  return result;
error:
  Py_XDECREF(key);
  return NULL;
}

static PyObject *result_right(PyObject *self, PyObject *arg) {
  PyObject *result = PyDict_New();
  PyObject *key = NULL;
  if (result == NULL)
    goto error;
  key = PyObject_Str(arg);
  if (key == NULL)
    goto error;
  if (PyDict_SetItem(result, key, arg) < 0)
    goto error;
  Py_DECREF(key);
  return result;
error:
  Py_XDECREF(key);
  Py_XDECREF(result);
  return NULL;
}

static PyMethodDef methods[] = {
    {"label_wrong", label_wrong, METH_O, NULL},
    {"label_right", label_right, METH_O, NULL},
    {"forgotten_wrong", forgotten_wrong, METH_O, NULL},
    {"forgotten_right", forgotten_right, METH_O, NULL},
    {"shadowed_wrong", shadowed_wrong, METH_O, NULL},
    {"shadowed_right", shadowed_right, METH_O, NULL},
    {"result_wrong", result_wrong, METH_O, NULL},
    {"result_right", result_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

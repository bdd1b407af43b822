// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A header like pythoncapi_compat.h defines functions that older versions of
// Python don't have yet. What is known about them holds there, too, even where
// the body can't be followed.
//
// RUN: %analyze_cc1 -verify %s
// RUN: %analyze_cc1 -verify -DOPAQUE %s
// RUN: %analyze_cc1 -analyzer-config ipa=none -verify %s

#include <Python.h>

#if PY_VERSION_HEX < 0x030D00A1
#ifdef OPAQUE
int PyDict_GetItemRef(PyObject *dict, PyObject *key, PyObject **result);
PyObject *PyList_GetItemRef(PyObject *list, Py_ssize_t index);
int PyModule_Add(PyObject *module, const char *name, PyObject *value);
#else
static inline int PyDict_GetItemRef(PyObject *dict, PyObject *key,
                                    PyObject **result) {
  PyObject *item = PyDict_GetItemWithError(dict, key);
  if (item != NULL) {
    Py_INCREF(item);
    *result = item;
    return 1;
  }
  *result = NULL;
  return PyErr_Occurred() ? -1 : 0;
}

static inline PyObject *PyList_GetItemRef(PyObject *list, Py_ssize_t index) {
  PyObject *item = PyList_GetItem(list, index);
  Py_XINCREF(item);
  return item;
}

static inline int PyModule_Add(PyObject *module, const char *name,
                               PyObject *value) {
  if (value == NULL)
    return -1;
  int failed = PyModule_AddObject(module, name, value);
  if (failed < 0)
    Py_DECREF(value);
  return failed;
}
#endif
#endif

// Its reference is meant for the caller.
#if PY_VERSION_HEX < 0x030E00A0
static inline int PyUnstable_TryIncRef(PyObject *op) {
  if (Py_REFCNT(op) <= 0)
    return 0;
  Py_INCREF(op);
  return 1;
}
#endif

static PyObject *dict_wrong(PyObject *self, PyObject *arg) {
  PyObject *item;
  int found = PyDict_GetItemRef(self, arg, &item); // expected-warning{{Leak of the new reference from 'PyDict_GetItemRef'}}
  if (found < 0)
    return NULL;
  return PyBool_FromLong(found);
}

static PyObject *dict_right(PyObject *self, PyObject *arg) {
  PyObject *item;
  int found = PyDict_GetItemRef(self, arg, &item);
  if (found < 0)
    return NULL;
  if (found == 0)
    Py_RETURN_NONE;
  return item;
}

static PyObject *list_wrong(PyObject *self, PyObject *arg) {
  PyObject *item = PyList_GetItemRef(arg, 0); // expected-warning{{Leak of the new reference from 'PyList_GetItemRef'}}
  if (item == NULL)
    return NULL;
  return PyObject_Repr(item);
}

static PyObject *list_right(PyObject *self, PyObject *arg) {
  PyObject *item = PyList_GetItemRef(arg, 0);
  if (item == NULL)
    return NULL;
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(item);
  return repr;
}

static PyObject *add_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Repr(arg);
  if (text == NULL)
    return NULL;
  if (PyModule_Add(self, "text", text) < 0) {
    Py_DECREF(text); // expected-warning{{The reference from 'PyObject_Repr' is released twice}}
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject *add_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Repr(arg);
  if (text == NULL)
    return NULL;
  if (PyModule_Add(self, "text", text) < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"dict_wrong", dict_wrong, METH_O, NULL},
    {"dict_right", dict_right, METH_O, NULL},
    {"list_wrong", list_wrong, METH_O, NULL},
    {"list_right", list_right, METH_O, NULL},
    {"add_wrong", add_wrong, METH_O, NULL},
    {"add_right", add_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

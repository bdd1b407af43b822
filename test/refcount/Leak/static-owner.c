// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Variables that outlive the function may own a reference.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *cache;
static PyObject *error;
struct state {
  PyObject *json;
};
static struct state module_state;

static PyObject *global_right(PyObject *self, PyObject *unused) {
  if (cache == NULL) {
    cache = PyDict_New();
    if (cache == NULL)
      return NULL;
  }
  Py_INCREF(cache);
  return cache;
}

static PyObject *local_static_right(PyObject *self, PyObject *unused) {
  static PyObject *name;
  if (name == NULL) {
    name = PyUnicode_InternFromString("name");
    if (name == NULL)
      return NULL;
  }
  return PyObject_GetAttr(self, name);
}

/* The other way round: the reference is never put into the variable. */
static PyObject *global_wrong(PyObject *self, PyObject *unused) {
  PyObject *dict = PyDict_New(); // expected-warning-re{{Leak of the new reference from 'PyDict_New'{{.*}}[rank: high]}}
  if (dict == NULL)
    return NULL;
  if (cache == NULL)
    cache = dict;
  Py_INCREF(cache);
  return cache;
}

static PyObject *global_twin_right(PyObject *self, PyObject *unused) {
  PyObject *dict = PyDict_New();
  if (dict == NULL)
    return NULL;
  if (cache == NULL)
    cache = dict;
  else
    Py_DECREF(dict);
  Py_INCREF(cache);
  return cache;
}

/* Overwritten before anybody has seen it. */
static PyObject *overwritten_wrong(PyObject *self, PyObject *arg) {
  Py_XDECREF(cache);
  cache = PyObject_Str(arg); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (cache == NULL)
    return NULL;
  cache = PyObject_Repr(arg);
  if (cache == NULL)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *overwritten_right(PyObject *self, PyObject *arg) {
  Py_XDECREF(cache);
  cache = PyObject_Str(arg);
  if (cache == NULL)
    return NULL;
  Py_SETREF(cache, PyObject_Repr(arg));
  if (cache == NULL)
    return NULL;
  Py_RETURN_NONE;
}

/* In a static struct. */
static PyObject *struct_right(PyObject *self, PyObject *unused) {
  module_state.json = PyImport_ImportModule("json");
  if (module_state.json == NULL)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *attribute_wrong(PyObject *self, PyObject *unused) {
  PyObject *json = PyImport_ImportModule("json"); // expected-warning{{Leak of the new reference from 'PyImport_ImportModule'}}
  if (json == NULL)
    return NULL;
  error = PyObject_GetAttrString(json, "JSONDecodeError");
  if (error == NULL)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *attribute_right(PyObject *self, PyObject *unused) {
  PyObject *json = PyImport_ImportModule("json");
  if (json == NULL)
    return NULL;
  error = PyObject_GetAttrString(json, "JSONDecodeError");
  Py_DECREF(json);
  if (error == NULL)
    return NULL;
  Py_RETURN_NONE;
}

/* One reference for the variable, one for the module. */
static PyObject *both_right(PyObject *module, PyObject *unused) {
  error = PyErr_NewException("demo.error", NULL, NULL);
  if (error == NULL)
    return NULL;
  Py_INCREF(error);
  if (PyModule_AddObject(module, "error", error) < 0) {
    Py_DECREF(error);
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"global_right", global_right, METH_NOARGS, NULL},
    {"local_static_right", local_static_right, METH_NOARGS, NULL},
    {"global_wrong", global_wrong, METH_NOARGS, NULL},
    {"global_twin_right", global_twin_right, METH_NOARGS, NULL},
    {"overwritten_wrong", overwritten_wrong, METH_O, NULL},
    {"overwritten_right", overwritten_right, METH_O, NULL},
    {"struct_right", struct_right, METH_NOARGS, NULL},
    {"attribute_wrong", attribute_wrong, METH_NOARGS, NULL},
    {"attribute_right", attribute_right, METH_NOARGS, NULL},
    {"both_right", both_right, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

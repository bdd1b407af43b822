// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A way out between the birth of a reference and its release.
//
// Without the assertions of the macros of 3.8 to 3.10; with them see
// assertion.c.
//
// RUN: %analyze_cc1 -DNDEBUG -verify %s

#include <Python.h>

static PyObject *return_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0); // expected-warning{{Leak of the new reference from 'PyList_New'}}
  if (list == NULL)
    return NULL;
  PyObject *name = PyObject_GetAttrString(arg, "name");
  if (name == NULL)
    return NULL;
  int failed = PyList_Append(list, name);
  Py_DECREF(name);
  if (failed) {
    Py_DECREF(list);
    return NULL;
  }
  return list;
}

static PyObject *return_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  PyObject *name = PyObject_GetAttrString(arg, "name");
  if (name == NULL) {
    Py_DECREF(list);
    return NULL;
  }
  int failed = PyList_Append(list, name);
  Py_DECREF(name);
  if (failed) {
    Py_DECREF(list);
    return NULL;
  }
  return list;
}

/* Both are forgotten at the same return: two bugs, two reports. */
static PyObject *two_wrong(PyObject *self, PyObject *arg) {
  PyObject *a = PyObject_GetAttrString(arg, "a"); // expected-warning{{Leak of the new reference from 'PyObject_GetAttrString'}}
  if (a == NULL)
    return NULL;
  PyObject *b = PyObject_GetAttrString(arg, "b"); // expected-warning{{Leak of the new reference from 'PyObject_GetAttrString'}}
  if (b == NULL) {
    Py_DECREF(a);
    return NULL;
  }
  int order = PyObject_RichCompareBool(a, b, Py_LT);
  if (order < 0)
    return NULL;
  Py_DECREF(a);
  Py_DECREF(b);
  return PyBool_FromLong(order);
}

static PyObject *two_right(PyObject *self, PyObject *arg) {
  PyObject *a = PyObject_GetAttrString(arg, "a");
  if (a == NULL)
    return NULL;
  PyObject *b = PyObject_GetAttrString(arg, "b");
  if (b == NULL) {
    Py_DECREF(a);
    return NULL;
  }
  int order = PyObject_RichCompareBool(a, b, Py_LT);
  Py_DECREF(a);
  Py_DECREF(b);
  if (order < 0)
    return NULL;
  return PyBool_FromLong(order);
}

/* A way out that is no error. */
static PyObject *success_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (text == NULL)
    return NULL;
  if (PyUnicode_GET_LENGTH(text) == 0)
    Py_RETURN_NONE;
  return text;
}

static PyObject *success_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  if (PyUnicode_GET_LENGTH(text) == 0) {
    Py_DECREF(text);
    Py_RETURN_NONE;
  }
  return text;
}

/* An exception is set by hand, and the way out is a function that is always
 * NULL. */
static PyObject *format_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (text == NULL)
    return NULL;
  if (PyUnicode_GET_LENGTH(text) > 80)
    return PyErr_Format(PyExc_ValueError, "too long: %U", text);
  return text;
}

static PyObject *format_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  if (PyUnicode_GET_LENGTH(text) > 80) {
    PyErr_Format(PyExc_ValueError, "too long: %U", text);
    Py_DECREF(text);
    return NULL;
  }
  return text;
}

/* The release stands on one side of a condition only. */
static PyObject *one_side_wrong(PyObject *self, PyObject *args) {
  PyObject *object;
  int keep = 0;
  if (!PyArg_ParseTuple(args, "O|p", &object, &keep))
    return NULL;
  PyObject *type = PyObject_Type(object); // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
  if (type == NULL)
    return NULL;
  if (!keep)
    Py_DECREF(type);
  return PyLong_FromLong(keep);
}

static PyObject *one_side_right(PyObject *self, PyObject *args) {
  PyObject *object;
  int keep = 0;
  if (!PyArg_ParseTuple(args, "O|p", &object, &keep))
    return NULL;
  PyObject *type = PyObject_Type(object);
  if (type == NULL)
    return NULL;
  if (!keep) {
    Py_DECREF(type);
    return PyLong_FromLong(keep);
  }
  return type;
}

static PyMethodDef methods[] = {
    {"return_wrong", return_wrong, METH_O, NULL},
    {"return_right", return_right, METH_O, NULL},
    {"two_wrong", two_wrong, METH_O, NULL},
    {"two_right", two_right, METH_O, NULL},
    {"success_wrong", success_wrong, METH_O, NULL},
    {"success_right", success_right, METH_O, NULL},
    {"format_wrong", format_wrong, METH_O, NULL},
    {"format_right", format_right, METH_O, NULL},
    {"one_side_wrong", one_side_wrong, METH_VARARGS, NULL},
    {"one_side_right", one_side_right, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

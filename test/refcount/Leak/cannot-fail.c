// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls that can't fail: what is forgotten on their error path is never forgotten.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

/* Py_BuildValue("N", x) is x. */
static PyObject *build_value_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  PyObject *text = PyObject_Str(arg);
  if (text == NULL) {
    Py_DECREF(list);
    return NULL;
  }
  PyObject *result = Py_BuildValue("N", text);
  if (result == NULL)
    return NULL;
  Py_DECREF(list);
  return result;
}

static PyObject *build_value_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0); // expected-warning-re{{Leak of the new reference from 'PyList_New'{{.*}}[rank: low]}}
  if (list == NULL)
    return NULL;
  PyObject *text = PyObject_Str(arg);
  if (text == NULL) {
    Py_DECREF(list);
    return NULL;
  }
  PyObject *result = Py_BuildValue("(N)", text);
  if (result == NULL)
    return NULL;
  Py_DECREF(list);
  return result;
}

/* Fails only for what is not a bytes object. */
static PyObject *as_string_right(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyUnicode_AsUTF8String(arg);
  if (bytes == NULL)
    return NULL;
  char *text = PyBytes_AsString(bytes);
  if (text == NULL)
    return NULL;
  PyObject *result = PyLong_FromLong(text[0]);
  Py_DECREF(bytes);
  return result;
}

static PyObject *as_string_wrong(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyObject_CallMethod(arg, "encode", NULL); // expected-warning{{Leak of the new reference from 'PyObject_CallMethod'}}
  if (bytes == NULL)
    return NULL;
  char *text = PyBytes_AsString(bytes);
  if (text == NULL)
    return NULL;
  PyObject *result = PyLong_FromLong(text[0]);
  Py_DECREF(bytes);
  return result;
}

static PyObject *tuple_size_right(PyObject *self, PyObject *arg) {
  PyObject *tuple = PySequence_Tuple(arg);
  if (tuple == NULL)
    return NULL;
  Py_ssize_t size = PyTuple_Size(tuple);
  if (size < 0)
    return NULL;
  Py_DECREF(tuple);
  return PyLong_FromSsize_t(size);
}

static PyObject *tuple_size_wrong(PyObject *self, PyObject *arg) {
  PyObject *tuple = PySequence_Tuple(arg); // expected-warning{{Leak of the new reference from 'PySequence_Tuple'}}
  if (tuple == NULL)
    return NULL;
  Py_ssize_t size = PyTuple_Size(arg);
  if (size < 0)
    return NULL;
  Py_DECREF(tuple);
  return PyLong_FromSsize_t(size);
}

static PyObject *list_size_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (list == NULL)
    return NULL;
  Py_ssize_t size = PyList_Size(list);
  if (size == -1)
    return NULL;
  Py_DECREF(list);
  return PyLong_FromSsize_t(size);
}

static PyObject *truth_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  PyObject *result = PyBool_FromLong(PyUnicode_Check(arg));
  if (result == NULL)
    return NULL;
  Py_DECREF(text);
  return result;
}

/* A type is always there. */
static PyObject *type_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  Py_DECREF(text);
  return type;
}

static PyMethodDef methods[] = {
    {"build_value_right", build_value_right, METH_O, NULL},
    {"build_value_wrong", build_value_wrong, METH_O, NULL},
    {"as_string_right", as_string_right, METH_O, NULL},
    {"as_string_wrong", as_string_wrong, METH_O, NULL},
    {"tuple_size_right", tuple_size_right, METH_O, NULL},
    {"tuple_size_wrong", tuple_size_wrong, METH_O, NULL},
    {"list_size_right", list_size_right, METH_O, NULL},
    {"truth_right", truth_right, METH_O, NULL},
    {"type_right", type_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

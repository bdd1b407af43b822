// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Py_BuildValue: "O" adds a reference of its own, "N" takes over.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *pair_wrong(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Type'{{.*}}[rank: high]}}
  if (type == NULL)
    return NULL;
  return Py_BuildValue("(Oi)", type, 1);
}

static PyObject *pair_right(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  return Py_BuildValue("(Ni)", type, 1);
}

static PyObject *released_right(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  PyObject *pair = Py_BuildValue("(Oi)", type, 1);
  Py_DECREF(type);
  return pair;
}

static PyObject *temporary_wrong(PyObject *self, PyObject *arg) {
  return Py_BuildValue("{s:O,s:N}",
                       "type", PyObject_Type(arg), // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
                       "text", PyObject_Str(arg));
}

static PyObject *temporary_right(PyObject *self, PyObject *arg) {
  return Py_BuildValue("{s:N,s:N}", "type", PyObject_Type(arg), "text",
                       PyObject_Str(arg));
}

/* "S" and "U" are as "O". */
static PyObject *text_wrong(PyObject *self, PyObject *arg) {
  return Py_BuildValue("[iU]", 1, PyObject_Str(arg)); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
}

/* "O" alone: the object itself, with one reference more. */
static PyObject *alone_wrong(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg); // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
  if (type == NULL)
    return NULL;
  return Py_BuildValue("O", type);
}

static PyObject *alone_right(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  return Py_BuildValue("N", type);
}

static PyObject *argument_right(PyObject *self, PyObject *arg) {
  return Py_BuildValue("O", arg);
}

/* With "N" in a failed call the reference is gone too. */
static PyObject *failed_right(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  PyObject *pair = Py_BuildValue("(Ni)", type, 1);
  if (pair == NULL)
    return NULL;
  return pair;
}

/* An extra reference for "N" is what an argument needs. */
static PyObject *argument_n_right(PyObject *self, PyObject *arg) {
  Py_INCREF(arg);
  return Py_BuildValue("(Ni)", arg, 1);
}

static PyObject *argument_o_wrong(PyObject *self, PyObject *arg) {
  Py_INCREF(arg); // expected-warning{{Leak of a reference: it is added here}}
  return Py_BuildValue("(Oi)", arg, 1);
}

/* The formats of the calling functions are the same language. */
static PyObject *call_wrong(PyObject *self, PyObject *arg) {
  PyObject *dict = PyDict_New(); // expected-warning{{Leak of the new reference from 'PyDict_New'}}
  if (dict == NULL)
    return NULL;
  return PyObject_CallFunction(arg, "Oi", dict, 1);
}

static PyObject *call_right(PyObject *self, PyObject *arg) {
  PyObject *dict = PyDict_New();
  if (dict == NULL)
    return NULL;
  return PyObject_CallFunction(arg, "Ni", dict, 1);
}

static PyObject *method_wrong(PyObject *self, PyObject *arg) {
  return PyObject_CallMethod(arg, "update", "O", PyDict_New()); // expected-warning{{Leak of the new reference from 'PyDict_New'}}
}

static PyObject *method_right(PyObject *self, PyObject *arg) {
  return PyObject_CallMethod(arg, "update", "N", PyDict_New());
}

/* A format that is not known: nothing is said about the arguments. */
static PyObject *unknown_format(PyObject *self, PyObject *args) {
  const char *format;
  PyObject *object;
  if (!PyArg_ParseTuple(args, "sO", &format, &object))
    return NULL;
  PyObject *type = PyObject_Type(object);
  if (type == NULL)
    return NULL;
  return Py_BuildValue(format, type);
}

static PyMethodDef methods[] = {
    {"pair_wrong", pair_wrong, METH_O, NULL},
    {"pair_right", pair_right, METH_O, NULL},
    {"released_right", released_right, METH_O, NULL},
    {"temporary_wrong", temporary_wrong, METH_O, NULL},
    {"temporary_right", temporary_right, METH_O, NULL},
    {"text_wrong", text_wrong, METH_O, NULL},
    {"alone_wrong", alone_wrong, METH_O, NULL},
    {"alone_right", alone_right, METH_O, NULL},
    {"argument_right", argument_right, METH_O, NULL},
    {"failed_right", failed_right, METH_O, NULL},
    {"argument_n_right", argument_n_right, METH_O, NULL},
    {"argument_o_wrong", argument_o_wrong, METH_O, NULL},
    {"call_wrong", call_wrong, METH_O, NULL},
    {"call_right", call_right, METH_O, NULL},
    {"method_wrong", method_wrong, METH_O, NULL},
    {"method_right", method_right, METH_O, NULL},
    {"unknown_format", unknown_format, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

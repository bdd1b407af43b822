// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions without facts and without a body may do anything: nothing is said
// about what they may have counted.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

extern void normalize(PyObject **object);
extern int collect(PyObject *list, PyObject *object);
extern void keep_safe(void *pointer);
struct context {
  PyObject *object;
};
extern void finish(struct context *context);

/* May have replaced the object and given up the old one. */
static PyObject *replaced_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  normalize(&text);
  if (text == NULL)
    return NULL;
  Py_RETURN_NONE;
}

/* But here the reference is lost before. */
static PyObject *replaced_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (text == NULL)
    return NULL;
  if (PyUnicode_GET_LENGTH(text) == 0)
    Py_RETURN_NONE;
  normalize(&text);
  Py_XDECREF(text);
  Py_RETURN_NONE;
}

/* As data of something unknown. */
static PyObject *untyped_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  keep_safe(text);
  Py_RETURN_NONE;
}

static PyObject *in_struct_right(PyObject *self, PyObject *arg) {
  struct context context = {NULL};
  context.object = PyObject_Str(arg);
  if (context.object == NULL)
    return NULL;
  finish(&context);
  Py_RETURN_NONE;
}

static PyObject *in_struct_wrong(PyObject *self, PyObject *arg) {
  struct context context = {NULL};
  context.object = PyObject_Str(arg); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (context.object == NULL)
    return NULL;
  return PyLong_FromSsize_t(PyUnicode_GET_LENGTH(context.object));
}

static PyMethodDef methods[] = {
    {"replaced_right", replaced_right, METH_O, NULL},
    {"replaced_wrong", replaced_wrong, METH_O, NULL},
    {"untyped_right", untyped_right, METH_O, NULL},
    {"in_struct_right", in_struct_right, METH_O, NULL},
    {"in_struct_wrong", in_struct_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Macros that hide a return or a goto.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition))                                                          \
      return NULL;                                                             \
  } while (0)
#define CHECK_OR_FAIL(condition)                                               \
  do {                                                                         \
    if (!(condition))                                                          \
      goto fail;                                                               \
  } while (0)

static PyObject *return_wrong(PyObject *self, PyObject *arg) {
  PyObject *a = PyNumber_Long(arg); // expected-warning{{Leak of the new reference from 'PyNumber_Long'}}
  CHECK(a);
  PyObject *b = PyNumber_Negative(arg);
  CHECK(b);
  PyObject *c = PyNumber_Add(a, b);
  Py_DECREF(a);
  Py_DECREF(b);
  return c;
}

static PyObject *goto_right(PyObject *self, PyObject *arg) {
  PyObject *a = NULL, *b = NULL, *c = NULL;
  a = PyNumber_Long(arg);
  CHECK_OR_FAIL(a);
  b = PyNumber_Negative(arg);
  CHECK_OR_FAIL(b);
  c = PyNumber_Add(a, b);
fail:
  Py_XDECREF(a);
  Py_XDECREF(b);
  return c;
}

static PyObject *goto_wrong(PyObject *self, PyObject *arg) {
  PyObject *a = NULL, *b = NULL, *c = NULL;
  a = PyNumber_Long(arg); // expected-warning{{Leak of the new reference from 'PyNumber_Long'}}
  CHECK_OR_FAIL(a);
  b = PyNumber_Negative(arg);
  CHECK_OR_FAIL(b);
  c = PyNumber_Add(a, b);
  Py_DECREF(a);
fail:
  Py_XDECREF(b);
  return c;
}

/* A macro that makes the reference: the report stands where it is used. */
#define NEW_LIST(variable)                                                     \
  do {                                                                         \
    variable = PyList_New(0);                                                  \
    if (variable == NULL)                                                      \
      return NULL;                                                             \
  } while (0)

static PyObject *made_by_macro_wrong(PyObject *self, PyObject *arg) {
  PyObject *list;
  NEW_LIST(list); // expected-warning{{Leak of the new reference from 'PyList_New'}}
  if (PyObject_IsTrue(arg) < 0)
    return NULL;
  return list;
}

static PyObject *made_by_macro_right(PyObject *self, PyObject *arg) {
  int truth = PyObject_IsTrue(arg);
  if (truth < 0)
    return NULL;
  PyObject *list;
  NEW_LIST(list);
  return list;
}

static PyMethodDef methods[] = {
    {"return_wrong", return_wrong, METH_O, NULL},
    {"goto_right", goto_right, METH_O, NULL},
    {"goto_wrong", goto_wrong, METH_O, NULL},
    {"made_by_macro_wrong", made_by_macro_wrong, METH_O, NULL},
    {"made_by_macro_right", made_by_macro_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

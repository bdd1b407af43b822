// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions of datetime.h are macros for calls through a table.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <datetime.h>

static PyObject *date_wrong(PyObject *self, PyObject *unused) {
  PyObject *date = PyDate_FromDate(2000, 1, 1); // expected-warning-re{{Leak of the new reference from '{{.*}}Date_FromDate'}}
  if (date == NULL)
    return NULL;
  return PyObject_Str(date);
}

static PyObject *date_right(PyObject *self, PyObject *unused) {
  PyObject *date = PyDate_FromDate(2000, 1, 1);
  if (date == NULL)
    return NULL;
  PyObject *text = PyObject_Str(date);
  Py_DECREF(date);
  return text;
}

static PyObject *time_wrong(PyObject *self, PyObject *unused) {
  PyObject *time = PyDateTime_FromDateAndTime(2000, 1, 1, 0, 0, 0, 0); // expected-warning-re{{Leak of the new reference from '{{.*}}DateTime_FromDateAndTime'}}
  PyObject *delta = PyDelta_FromDSU(1, 0, 0);
  PyObject *sum = NULL;
  if (time != NULL && delta != NULL)
    sum = PyNumber_Add(time, delta);
  Py_XDECREF(delta);
  return sum;
}

static PyObject *time_right(PyObject *self, PyObject *unused) {
  PyObject *time = PyDateTime_FromDateAndTime(2000, 1, 1, 0, 0, 0, 0);
  PyObject *delta = PyDelta_FromDSU(1, 0, 0);
  PyObject *sum = NULL;
  if (time != NULL && delta != NULL)
    sum = PyNumber_Add(time, delta);
  Py_XDECREF(time);
  Py_XDECREF(delta);
  return sum;
}

static PyObject *stored_wrong(PyObject *self, PyObject *arg) {
  if (PyObject_SetAttrString(arg, "date", PyDate_FromDate(2000, 1, 1)) < 0) // expected-warning-re{{Leak of the new reference from '{{.*}}Date_FromDate'}}
    return NULL;
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"date_wrong", date_wrong, METH_NOARGS, NULL},
    {"date_right", date_right, METH_NOARGS, NULL},
    {"time_wrong", time_wrong, METH_NOARGS, NULL},
    {"time_right", time_right, METH_NOARGS, NULL},
    {"stored_wrong", stored_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In the headers of PyPy, PySequence_Fast_ITEMS and its size are functions on
// untyped pointers.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *fast_wrong(PyObject *self, PyObject *arg) {
  PyObject *fast = PySequence_Fast(arg, "a sequence is needed"); // expected-warning{{Leak of the new reference from 'PySequence_Fast'}}
  if (fast == NULL)
    return NULL;
  PyObject **items = PySequence_Fast_ITEMS(fast);
  double sum = 0;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(fast); i++) {
    int truth = PyObject_IsTrue(items[i]);
    if (truth < 0)
      return NULL;
    sum += truth;
  }
  Py_DECREF(fast);
  return PyFloat_FromDouble(sum);
}

static PyMethodDef methods[] = {
    {"fast_wrong", fast_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

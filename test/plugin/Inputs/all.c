/* Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
 * See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * One bug for each check, in the order of Checks.def. */

#include <Python.h>

int leak(void) {
  PyObject *o = PyList_New(1);
  return o ? 0 : -1;
}

PyObject *use_after_release(PyObject *arg) {
  PyObject *o = PyObject_Str(arg);
  if (!o)
    return NULL;
  Py_DECREF(o);
  return PyObject_Repr(o);
}

int over_release(PyObject *list) {
  PyObject *o = PyList_GetItem(list, 0);
  if (!o)
    return -1;
  Py_DECREF(o);
  return 0;
}

static PyObject *borrowed_return(PyObject *self, PyObject *arg) {
  return PyList_GetItem(arg, 0);
}

PyObject *borrowed_use(PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *o = PyList_GetItem(list, 0);
  Py_DECREF(list);
  return o ? PyObject_Repr(o) : NULL;
}

PyMethodDef methods[] = {
    {"borrowed_return", borrowed_return, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

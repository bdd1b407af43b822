// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Both: a switch does not tell the model which of the outcomes it was; the success
// is assumed in all branches.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

/* Says "given away before" for the release. */
static PyObject *add_object_right(PyObject *module, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  switch (PyModule_AddObject(module, "text", text)) {
  case 0:
    Py_RETURN_NONE;
  default:
    Py_DECREF(text);
    return NULL;
  }
}

static PyObject *add_object_wrong(PyObject *module, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Str'{{.*}}[rank: low]}}
  if (text == NULL)
    return NULL;
  switch (PyModule_AddObject(module, "text", text)) {
  case 0:
    Py_RETURN_NONE;
  default:
    return NULL;
  }
}

#if PY_VERSION_HEX >= 0x030D0000
static PyObject *get_item_ref_switch_right(PyObject *self, PyObject *arg) {
  PyObject *value;
  switch (PyDict_GetItemRef(arg, self, &value)) {
  case 1:
    return value;
  case 0:
    Py_RETURN_NONE;
  default:
    return NULL;
  }
}
#endif

static PyMethodDef methods[] = {
    {"add_object_right", add_object_right, METH_O, NULL},
    {"add_object_wrong", add_object_wrong, METH_O, NULL},
#if PY_VERSION_HEX >= 0x030D0000
    {"get_item_ref_switch_right", get_item_ref_switch_right, METH_O, NULL},
#endif
    {NULL, NULL, 0, NULL},
};

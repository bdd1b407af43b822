// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The same in C++.
//
// RUN: %analyze_cc1_cxx -std=c++17 -verify %s

#include <Python.h>

namespace {

PyObject *dict_item_wrong(PyObject *self, PyObject *arg) {
  if (PyObject *value = PyDict_GetItem(arg, self))
    return value; // expected-warning {{Return of a borrowed reference from 'PyDict_GetItem'}}
  Py_RETURN_NONE;
}

PyObject *dict_item_right(PyObject *self, PyObject *arg) {
  if (PyObject *value = PyDict_GetItem(arg, self)) {
    Py_INCREF(value);
    return value;
  }
  Py_RETURN_NONE;
}

struct Thing {
  PyObject_HEAD
  PyObject *dict;

  static PyObject *iter_wrong(PyObject *self) {
    return self; // expected-warning {{Return of a reference that is borrowed from the caller}}
  }
  static PyObject *iter_right(PyObject *self) {
    Py_INCREF(self);
    return self;
  }
};

PyMethodDef methods[] = {
    {"dict_item_wrong", dict_item_wrong, METH_O, nullptr},
    {"dict_item_right", dict_item_right, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

PyType_Slot slots[] = {
    {Py_tp_iter, reinterpret_cast<void *>(Thing::iter_right)},
    {0, nullptr},
};

PyType_Slot wrong_slots[] = {
    {Py_tp_iter, reinterpret_cast<void *>(&Thing::iter_wrong)},
    {0, nullptr},
};

} // namespace

PyMethodDef *export_methods() { return methods; }
PyType_Slot *export_slots[] = {slots, wrong_slots};

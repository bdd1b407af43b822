// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The same in C++.
//
// RUN: %analyze_cc1_cxx -std=c++17 -verify %s

#include <Python.h>

namespace {

PyObject *api_wrong(PyObject *, PyObject *arg) {
  PyObject *attr = PyObject_GetAttrString(arg, "name");
  if (attr == nullptr)
    return nullptr;
  Py_DECREF(attr);
  return PyObject_Repr(attr); // expected-warning {{Use of the object from 'PyObject_GetAttrString'}}
}

PyObject *api_right(PyObject *, PyObject *arg) {
  PyObject *attr = PyObject_GetAttrString(arg, "name");
  if (attr == nullptr)
    return nullptr;
  PyObject *repr = PyObject_Repr(attr);
  Py_DECREF(attr);
  return repr;
}

/// Owns what it is given.
class Ref {
public:
  explicit Ref(PyObject *o) : Object(o) {}
  ~Ref() { Py_XDECREF(Object); }
  Ref(const Ref &) = delete;
  Ref &operator=(const Ref &) = delete;
  PyObject *get() const { return Object; }
  PyObject *release() {
    PyObject *o = Object;
    Object = nullptr;
    return o;
  }

private:
  PyObject *Object;
};

PyObject *out_of_scope_wrong(PyObject *, PyObject *arg) {
  PyObject *raw;
  {
    Ref attr(PyObject_GetAttrString(arg, "name"));
    if (!attr.get())
      return nullptr;
    raw = attr.get();
  }
  return PyObject_Repr(raw); // expected-warning {{Use of the object from 'PyObject_GetAttrString'}}
}

PyObject *out_of_scope_right(PyObject *, PyObject *arg) {
  PyObject *raw;
  {
    Ref attr(PyObject_GetAttrString(arg, "name"));
    if (!attr.get())
      return nullptr;
    raw = attr.release();
  }
  PyObject *repr = PyObject_Repr(raw);
  Py_DECREF(raw);
  return repr;
}

PyObject *scoped_right(PyObject *, PyObject *arg) {
  Ref attr(PyObject_GetAttrString(arg, "name"));
  return attr.get() ? PyObject_Repr(attr.get()) : nullptr;
}

PyMethodDef methods[] = {
    {"api_wrong", api_wrong, METH_O, nullptr},
    {"api_right", api_right, METH_O, nullptr},
    {"out_of_scope_wrong", out_of_scope_wrong, METH_O, nullptr},
    {"out_of_scope_right", out_of_scope_right, METH_O, nullptr},
    {"scoped_right", scoped_right, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

} // namespace

PyMethodDef *export_methods() { return methods; }

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A change of a template concerns all that is made of it: certain if that is
// one function. See Inputs/apply.py.
//
// RUN: %python %S/Inputs/apply.py %s %t %clang --config %cfg --analyze --analyzer-no-default-checks -Xclang -analyzer-checker=core -I%python_include | %filecheck %s

#include <Python.h>

template <class T> PyObject *fix_once(PyObject *arg, T value) {
  PyObject *list = PyList_New(0);
  if (!list)
    return nullptr;
  if (PyObject_SetAttrString(arg, "list", list) < value)
    return nullptr;
  return list;
}
// CHECK-LABEL: fix_once
// CHECK: {{^}}    Py_DECREF(list);{{$}}
// CHECK-NEXT: {{^}}    return nullptr;{{$}}
template PyObject *fix_once<int>(PyObject *, int);

template <class T> PyObject *open_twice(PyObject *arg, T value) {
  PyObject *list = PyList_New(0);
  if (!list)
    return nullptr;
  if (PyObject_SetAttrString(arg, "list", list) < value)
    return nullptr;
  return list;
}
template PyObject *open_twice<int>(PyObject *, int);
template PyObject *open_twice<long>(PyObject *, long);

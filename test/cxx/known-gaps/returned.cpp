// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Missed: what a holder has that is returned by value. The engine makes up a
// place for it, and who stores there may have moved the reference.
//
// REQUIRES: cxx-libraries, headers-ge-3.9
// RUN: %analyze_cc1_cxx -std=c++17 -isystem %pybind11_include -w -verify %s
// expected-no-diagnostics

#include <pybind11/pybind11.h>

namespace py = pybind11;

py::object made_right(PyObject *arg) {
  return py::reinterpret_steal<py::object>(PyObject_Str(arg));
}

py::object leaked(PyObject *arg) {
  return py::reinterpret_borrow<py::object>(PyObject_Str(arg)); // known gap
}

py::object borrowed(PyObject *arg) {
  return py::reinterpret_steal<py::object>(PyList_GetItem(arg, 0)); // known gap
}

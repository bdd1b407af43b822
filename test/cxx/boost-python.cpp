// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Boost.Python as Debian has it: but for what the engine can't look into, its
// holders need no facts.
//
// REQUIRES: boost-python, headers-3.11
// RUN: %analyze_cc1_cxx -std=c++17 -w -verify %s

#include <boost/python.hpp>

namespace bp = boost::python;

static PyObject *handle_right(PyObject *, PyObject *arg) {
  bp::handle<> text(PyObject_Str(arg));
  return PyObject_Repr(text.get());
}

static PyObject *borrowed_right(PyObject *, PyObject *arg) {
  bp::handle<> item(bp::borrowed(PyList_GetItem(arg, 0)));
  return PyObject_Repr(item.get());
}

static PyObject *borrowed_wrong(PyObject *, PyObject *arg) {
  bp::handle<> text(bp::borrowed(PyObject_Str(arg))); // expected-warning {{Leak of the new reference from 'PyObject_Str'}} expected-note 0+{{}}
  return PyObject_Repr(text.get()); // expected-note 0+{{}}
}

static PyObject *taken_wrong(PyObject *, PyObject *arg) {
  bp::handle<> item(PyList_GetItem(arg, 0)); // expected-warning {{Release of a borrowed reference from 'PyList_GetItem'}} expected-note 0+{{}}
  return PyObject_Repr(item.get()); // expected-note 0+{{}}
}

static PyObject *null_right(PyObject *, PyObject *arg) {
  bp::handle<> text(bp::allow_null(PyObject_Str(arg)));
  if (!text)
    return nullptr;
  return PyObject_Repr(text.get());
}

static PyObject *given_away_right(PyObject *, PyObject *arg) {
  bp::handle<> text(bp::allow_null(PyObject_Str(arg)));
  return text.release();
}

static PyObject *given_away_wrong(PyObject *, PyObject *arg) {
  bp::handle<> text(PyObject_Str(arg)); // expected-warning {{given away before}} expected-note 0+{{}}
  return text.get(); // expected-note 0+{{}}
}

static PyObject *forgotten_wrong(PyObject *, PyObject *arg) {
  bp::handle<> text(bp::allow_null(PyObject_Str(arg))); // expected-warning {{Leak of the new reference from 'PyObject_Str'}} expected-note 0+{{}}
  text.release(); // expected-note 0+{{}}
  Py_RETURN_NONE; // expected-note 0+{{}}
}

static PyObject *copy_right(PyObject *, PyObject *arg) {
  bp::handle<> one(PyObject_Str(arg)), other(one), third;
  third = other;
  return bp::xincref(third.get());
}

static PyObject *object_right(PyObject *, PyObject *arg) {
  bp::object text{bp::handle<>(PyObject_Str(arg))};
  return bp::incref(text.ptr());
}

static PyMethodDef methods[] = {
    {"a", handle_right, METH_O},     {"b", borrowed_right, METH_O},
    {"c", borrowed_wrong, METH_O},   {"d", taken_wrong, METH_O},
    {"e", null_right, METH_O},       {"f", given_away_right, METH_O},
    {"g", given_away_wrong, METH_O}, {"h", forgotten_wrong, METH_O},
    {"i", copy_right, METH_O},       {"j", object_right, METH_O},
    {nullptr}};

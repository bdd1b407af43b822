// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// nanobind as it is published: its holders are looked into, and what is compiled
// apart from its headers is annotated.
//
// REQUIRES: cxx-libraries, headers-ge-3.10
// RUN: %analyze_cc1_cxx -std=c++17 -isystem %nanobind_include -w -verify %s

#include <nanobind/nanobind.h>

namespace nb = nanobind;

static PyObject *steal_right(PyObject *, PyObject *arg) {
  auto text = nb::steal<nb::object>(PyObject_Str(arg));
  if (!text.is_valid())
    return nullptr;
  return PyObject_Repr(text.ptr());
}

static PyObject *borrow_wrong(PyObject *, PyObject *arg) {
  auto text = nb::borrow<nb::object>(PyObject_Str(arg)); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  if (!text.is_valid())
    return nullptr;
  return PyObject_Repr(text.ptr());
}

static PyObject *borrow_right(PyObject *, PyObject *arg) {
  auto item = nb::borrow<nb::object>(PyList_GetItem(arg, 0));
  if (!item.is_valid())
    return nullptr;
  return PyObject_Repr(item.ptr());
}

static PyObject *steal_wrong(PyObject *, PyObject *arg) {
  PyObject *borrowed = PyList_GetItem(arg, 0);
  if (!borrowed)
    return nullptr;
  auto item = nb::steal<nb::object>(borrowed); // expected-warning {{Release of a borrowed reference from 'PyList_GetItem'}}
  return PyObject_Repr(item.ptr());
}

static PyObject *release_right(PyObject *, PyObject *arg) {
  auto text = nb::steal<nb::object>(PyObject_Str(arg));
  return text.release().ptr();
}

static PyObject *release_wrong(PyObject *, PyObject *arg) {
  auto text = nb::steal<nb::object>(PyObject_Str(arg)); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  text.release();
  return PyLong_FromLong(1);
}

static PyObject *count_right(PyObject *, PyObject *arg) {
  auto text = nb::steal<nb::object>(PyObject_Str(arg));
  if (!text.is_valid())
    return nullptr;
  text.inc_ref();
  PyObject *result = PyObject_Repr(text.ptr());
  text.dec_ref();
  return result;
}

static PyObject *count_wrong(PyObject *, PyObject *arg) {
  auto text = nb::steal<nb::object>(PyObject_Str(arg)); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  if (!text.is_valid())
    return nullptr;
  text.inc_ref();
  return PyObject_Repr(text.ptr());
}

static PyObject *handle_wrong(PyObject *, PyObject *arg) {
  nb::handle text(PyObject_Str(arg)); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  if (!text.is_valid())
    return nullptr;
  return PyObject_Repr(text.ptr());
}

static PyObject *handle_right(PyObject *, PyObject *arg) {
  nb::handle text(PyObject_Str(arg));
  if (!text.is_valid())
    return nullptr;
  PyObject *result = PyObject_Repr(text.ptr());
  text.dec_ref();
  return result;
}

static PyObject *given_away_wrong(PyObject *, PyObject *arg) {
  auto text = nb::steal<nb::object>(PyObject_Str(arg)); // expected-warning {{given away before}}
  return text.ptr();
}

static nb::object made_right(PyObject *arg) {
  return nb::steal<nb::object>(PyObject_Str(arg));
}

class Table {
public:
  explicit Table(nb::object rows) : Rows(std::move(rows)) {}
  nb::object first_right() const {
    return nb::borrow<nb::object>(PyList_GetItem(Rows.ptr(), 0));
  }
  Py_ssize_t first_size_wrong() const {
    auto first = nb::borrow<nb::object>(PySequence_GetItem(Rows.ptr(), 0)); // expected-warning {{Leak of the new reference from 'PySequence_GetItem'}}
    return first.is_valid() ? PyObject_Size(first.ptr()) : -1;
  }

private:
  nb::object Rows;
};

NB_MODULE(example, m) {
  m.def("lambda_right", [](nb::object o) {
    auto text = nb::steal<nb::str>(PyObject_Str(o.ptr()));
    if (!text.is_valid())
      nb::raise_python_error();
    return text;
  });
  m.def("lambda_wrong", [](nb::object o) {
    PyObject *text = PyObject_Str(o.ptr()); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
    if (!text)
      nb::raise_python_error();
    return PyObject_Size(text);
  });
  m.def("made_right", [](nb::object o) { return made_right(o.ptr()); });
  nb::class_<Table>(m, "Table")
      .def(nb::init<nb::object>())
      .def("first_right", &Table::first_right)
      .def("first_size_wrong", &Table::first_size_wrong);
}

static PyMethodDef methods[] = {
    {"steal_right", steal_right, METH_O, nullptr},
    {"borrow_wrong", borrow_wrong, METH_O, nullptr},
    {"borrow_right", borrow_right, METH_O, nullptr},
    {"steal_wrong", steal_wrong, METH_O, nullptr},
    {"release_right", release_right, METH_O, nullptr},
    {"release_wrong", release_wrong, METH_O, nullptr},
    {"count_right", count_right, METH_O, nullptr},
    {"count_wrong", count_wrong, METH_O, nullptr},
    {"handle_right", handle_right, METH_O, nullptr},
    {"handle_wrong", handle_wrong, METH_O, nullptr},
    {"given_away_wrong", given_away_wrong, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
PyMethodDef *exported = methods;

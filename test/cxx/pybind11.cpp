// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pybind11 as it is published: nothing of it is annotated, its holders are
// looked into.
//
// REQUIRES: cxx-libraries, headers-ge-3.9
// RUN: %analyze_cc1_cxx -std=c++17 -isystem %pybind11_include -w -verify %s

#include <pybind11/pybind11.h>

namespace py = pybind11;

static PyObject *steal_right(PyObject *, PyObject *arg) {
  auto text = py::reinterpret_steal<py::object>(PyObject_Str(arg));
  if (!text)
    return nullptr;
  return PyObject_Repr(text.ptr());
}

static PyObject *borrow_wrong(PyObject *, PyObject *arg) {
  auto text = py::reinterpret_borrow<py::object>(PyObject_Str(arg)); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  if (!text)
    return nullptr;
  return PyObject_Repr(text.ptr());
}

static PyObject *borrow_right(PyObject *, PyObject *arg) {
  auto item = py::reinterpret_borrow<py::object>(PyList_GetItem(arg, 0));
  if (!item)
    return nullptr;
  return PyObject_Repr(item.ptr());
}

static PyObject *steal_wrong(PyObject *, PyObject *arg) {
  PyObject *borrowed = PyList_GetItem(arg, 0);
  if (!borrowed)
    return nullptr;
  auto item = py::reinterpret_steal<py::object>(borrowed); // expected-warning {{Release of a borrowed reference from 'PyList_GetItem'}}
  return PyObject_Repr(item.ptr());
}

static PyObject *release_right(PyObject *, PyObject *arg) {
  auto text = py::reinterpret_steal<py::object>(PyObject_Str(arg));
  return text.release().ptr();
}

static PyObject *release_wrong(PyObject *, PyObject *arg) {
  auto text = py::reinterpret_steal<py::object>(PyObject_Str(arg)); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  text.release();
  return PyLong_FromLong(1);
}

static PyObject *count_right(PyObject *, PyObject *arg) {
  auto text = py::reinterpret_steal<py::object>(PyObject_Str(arg));
  if (!text)
    return nullptr;
  text.inc_ref();
  PyObject *result = PyObject_Repr(text.ptr());
  text.dec_ref();
  return result;
}

static PyObject *count_wrong(PyObject *, PyObject *arg) {
  auto text = py::reinterpret_steal<py::object>(PyObject_Str(arg)); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  if (!text)
    return nullptr;
  text.inc_ref();
  return PyObject_Repr(text.ptr());
}

static PyObject *handle_wrong(PyObject *, PyObject *arg) {
  py::handle text(PyObject_Str(arg)); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  if (!text)
    return nullptr;
  return PyObject_Repr(text.ptr());
}

static PyObject *handle_right(PyObject *, PyObject *arg) {
  py::handle text(PyObject_Str(arg));
  if (!text)
    return nullptr;
  PyObject *result = PyObject_Repr(text.ptr());
  text.dec_ref();
  return result;
}

static PyObject *given_away_wrong(PyObject *, PyObject *arg) {
  auto text = py::reinterpret_steal<py::object>(PyObject_Str(arg)); // expected-warning {{given away before}}
  return text.ptr();
}

static py::object made_right(PyObject *arg) {
  return py::reinterpret_steal<py::object>(PyObject_Str(arg));
}

class Table {
public:
  explicit Table(py::object rows) : Rows(std::move(rows)) {}
  py::object first_right() const {
    return py::reinterpret_borrow<py::object>(PyList_GetItem(Rows.ptr(), 0));
  }
  Py_ssize_t first_size_wrong() const {
    auto first = py::reinterpret_borrow<py::object>(PySequence_GetItem(Rows.ptr(), 0)); // expected-warning {{Leak of the new reference from 'PySequence_GetItem'}}
    return first ? PyObject_Size(first.ptr()) : -1;
  }

private:
  py::object Rows;
};

PYBIND11_MODULE(example, m) {
  m.def("lambda_right", [](py::object o) {
    auto text = py::reinterpret_steal<py::str>(PyObject_Str(o.ptr()));
    if (!text)
      throw py::error_already_set();
    return text;
  });
  m.def("lambda_wrong", [](py::object o) {
    PyObject *text = PyObject_Str(o.ptr()); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
    if (!text)
      throw py::error_already_set();
    return PyObject_Size(text);
  });
  m.def("made_right", [](py::object o) { return made_right(o.ptr()); });
  py::class_<Table>(m, "Table")
      .def(py::init<py::object>())
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

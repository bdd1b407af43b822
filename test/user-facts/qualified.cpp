// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts about C++ functions, by their full names.
//
// RUN: %analyze_cc1_cxx -std=c++17 -analyzer-config cpython.refcount:Annotations=%S/Inputs/qualified.yaml -verify %s

#include <Python.h>

namespace spam {
inline namespace v2 {
PyObject *make(const char *label);
PyObject *make(const char *label, int more); // another function
} // namespace v2
template <typename T> struct Eggs {
  PyObject *current();
};
struct Handle {
  PyObject *object;
  void drop();
};
[[noreturn]] void fail();
} // namespace spam
namespace other {
PyObject *make(const char *label);
}
PyObject *top(PyObject *object);

int make_wrong() {
  PyObject *o = spam::make("a"); // expected-warning {{Leak of the new reference from 'spam::make'}}
  return o ? 0 : -1;
}

int make_right() {
  PyObject *o = spam::make("a");
  Py_XDECREF(o);
  return o ? 0 : -1;
}

int make_others() {
  PyObject *a = spam::make("a", 1), *b = other::make("b");
  return a && b ? 0 : -1;
}

int top_wrong(PyObject *arg) {
  return top(arg) ? 0 : -1; // expected-warning {{Leak of the new reference from '::top'}}
}

void method_wrong(spam::Eggs<int> &eggs) {
  PyObject *o = eggs.current();
  if (o)
    Py_DECREF(o); // expected-warning {{Release of a borrowed reference from 'spam::Eggs::current'}}
}

void self_right(PyObject *arg) {
  PyObject *o = PyObject_Str(arg);
  if (!o)
    return;
  spam::Handle handle{o};
  handle.drop();
}

void self_wrong(PyObject *arg) {
  PyObject *o = PyObject_Str(arg);
  if (!o)
    return;
  spam::Handle handle{o};
  handle.drop();
  handle.drop(); // expected-warning {{is released twice}}
}

PyObject *throws_wrong(PyObject *arg) {
  PyObject *o = PyObject_Str(arg); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  if (PyObject_IsTrue(arg) < 0)
    spam::fail();
  return o;
}

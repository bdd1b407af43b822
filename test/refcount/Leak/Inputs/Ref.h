// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A hand-written holder of references. Nothing is reported here: what is done
// wrong with it is done where it is used.

#include <Python.h>
#include <utility>

class Ref {
  PyObject *object = nullptr;

public:
  Ref() = default;
  explicit Ref(PyObject *o) : object(o) {}
  Ref(const Ref &o) : object(o.object) { Py_XINCREF(object); }
  Ref(Ref &&o) noexcept : object(o.object) { o.object = nullptr; }
  Ref &operator=(Ref o) noexcept {
    swap(o);
    return *this;
  }
  ~Ref() { Py_XDECREF(object); }
  void swap(Ref &o) noexcept { std::swap(object, o.object); }
  static Ref borrow(PyObject *o) {
    Py_XINCREF(o);
    return Ref(o);
  }
  PyObject *get() const { return object; }
  operator PyObject *() const { return object; }
  PyObject *detach() {
    PyObject *o = object;
    object = nullptr;
    return o;
  }
  PyObject **address() { return &object; }
};

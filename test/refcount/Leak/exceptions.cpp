// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A C++ exception that leaves the function behind a reference that nothing
// releases.
//
// RUN: %analyze_cc1_cxx -std=c++17 -verify %s

#include "Inputs/Ref.h"
#include <stdexcept>

struct Failure {};

PyObject *throw_wrong(PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  if (!text)
    throw Failure();
  if (PyObject_IsTrue(arg))
    throw std::runtime_error("true");
  return text;
}

PyObject *throw_right(PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (!text)
    throw Failure();
  if (PyObject_IsTrue(arg)) {
    Py_DECREF(text);
    throw std::runtime_error("true");
  }
  return text;
}

PyObject *holder_right(PyObject *arg) {
  Ref text(PyObject_Str(arg));
  PyObject *raw = text.get();
  if (!raw || PyObject_IsTrue(raw))
    throw Failure();
  return text.detach();
}

PyObject *detached_wrong(PyObject *arg) {
  Ref text(PyObject_Str(arg)); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  PyObject *raw = text.detach();
  if (!raw || PyObject_IsTrue(raw))
    throw Failure();
  return raw;
}

// Copied as a whole, its members are no bindings of their own.
struct Handle {
  PyObject *object;
};
struct Object : Handle {
  explicit Object(Handle h) : Handle(h) {}
  ~Object() { Py_XDECREF(object); }
};

PyObject *copied_right(PyObject *arg) {
  Object text(Handle{PyObject_Str(arg)});
  if (!text.object || PyObject_IsTrue(arg))
    throw Failure();
  return PyObject_Repr(text.object);
}

struct Guard {
  PyObject *&object;
  ~Guard() { Py_XDECREF(object); }
};

PyObject *guard_right(PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  Guard guard{text};
  if (PyObject_IsTrue(arg))
    throw Failure();
  return PyLong_FromLong(3);
}

static void check(bool ok) {
  if (!ok)
    throw Failure();
}

PyObject *callee_wrong(PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  check(text);
  check(PyObject_IsTrue(arg) >= 0);
  return text;
}

// Who catches may release it.
PyObject *caught_right(PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  try {
    check(text);
    check(PyObject_IsTrue(arg) >= 0);
  } catch (const Failure &) {
    Py_XDECREF(text);
    return nullptr;
  }
  return text;
}

// The interpreter catches nothing: what an exception leaves behind on its way
// there is of no account, as the process ends.
static PyObject *called_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (!text)
    throw Failure();
  if (PyObject_IsTrue(arg))
    throw std::runtime_error("true");
  return text;
}

static PyMethodDef methods[] = {
    {"called_right", called_right, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

extern "C" PyObject *c_right(PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (!text)
    throw Failure();
  if (PyObject_IsTrue(arg))
    throw std::runtime_error("true");
  return text;
}

// The constructor of what is made by "new" throws: the language frees it.
struct Counted {
  explicit Counted(PyObject *arg) {
    if (PyObject_IsTrue(arg))
      throw Failure();
  }
  static void *operator new(size_t size) { return PyObject_Malloc(size); }
  static void operator delete(void *memory) { PyObject_Free(memory); }
};

Counted *new_right(PyObject *arg) { return new Counted(arg); }

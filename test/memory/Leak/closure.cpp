// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lambda that is passed and returned by value cleans up, or does not.
//
// RUN: %analyze_cc1_cxx -verify %s

#include <Python.h>

template <typename F> struct Finally {
  F Do;
  ~Finally() { Do(); }
};

template <typename F> Finally<F> finally(F Do) { return {Do}; }

int memory_right(PyObject *arg) {
  char *p = static_cast<char *>(PyMem_Malloc(10));
  auto cleanup = finally([&] { PyMem_Free(p); });
  return PyObject_IsTrue(arg);
}

int reference_right(PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  auto cleanup = finally([text] { Py_XDECREF(text); });
  return PyObject_IsTrue(arg);
}

int looks_only_wrong(PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  if (!text)
    return -1;
  int result = -1;
  auto cleanup = finally([&] { result = PyObject_IsTrue(text); });
  return 0;
}

int before_wrong(PyObject *arg) {
  char *p = static_cast<char *>(PyMem_Malloc(10)); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (PyObject_IsTrue(arg) < 0)
    return -1;
  auto cleanup = finally([&] { PyMem_Free(p); });
  return PyObject_IsTrue(arg);
}

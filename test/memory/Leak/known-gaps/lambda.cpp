// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// False alarm: the engine loses the lambda that a function gets and returns by
// value (its own check for malloc reports the same). Older ones do not.
//
// UNSUPPORTED: clang-14, clang-15, clang-16
// RUN: %analyze_cc1_cxx -verify %s

#include <Python.h>

template <typename F> struct Finally {
  F Do;
  ~Finally() { Do(); }
};

template <typename F> Finally<F> finally(F Do) { return {Do}; }

int lambda_right(PyObject *arg) {
  // Known gap, false:
  char *p = static_cast<char *>(PyMem_Malloc(10)); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  auto cleanup = finally([&] { PyMem_Free(p); });
  return PyObject_IsTrue(arg);
}

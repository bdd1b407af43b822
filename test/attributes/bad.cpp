// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The same in C++, where there is more that can carry an attribute.
//
// RUN: %analyze_cc1_cxx -I%source_dir/include -verify %s

#include <Python.h>
#include <pyrefcheck.h>

extern "C" {
PYREFCHECK_STEALS(2) void in_linkage(PyObject *); // expected-warning {{'pyrefcheck:steals:2' is not used: expected 1}}
}
namespace spam {
PYREFCHECK_RETURNS_NEW void in_namespace(); // expected-warning {{the function returns no object}}
}
template <typename T, int N>
void in_template(T *a) __attribute__((cpychecker_steals_reference_to_arg(N))); // expected-warning {{its argument is no number}}
template <typename T>
T returns_any() __attribute__((cpychecker_returns_borrowed_ref));
template <typename T>
int takes_any(T a) __attribute__((cpychecker_steals_reference_to_arg(1)));
void instantiate(PyObject *a) {
  in_template<PyObject, 1>(a);
  returns_any<PyObject *>();
  returns_any<int>();
  takes_any(1);
}

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An attribute at one declaration counts for the others, in C++ too.
//
// RUN: %analyze_cc1 -verify %s
// RUN: %analyze_cc1_cxx -x c++ -verify %s

#include <Python.h>

#ifdef __cplusplus
extern "C" {
#endif
PyObject *before(void) __attribute__((cpychecker_returns_borrowed_ref));
PyObject *before(void);
PyObject *after(void);
PyObject *after(void) __attribute__((cpychecker_returns_borrowed_ref));
#ifdef __cplusplus
}
#endif

int before_wrong(void) {
  PyObject *o = before();
  if (!o)
    return -1;
  Py_DECREF(o); // expected-warning {{Release of a borrowed reference from 'before'}}
  return 0;
}

int after_wrong(void) {
  PyObject *o = after();
  if (!o)
    return -1;
  Py_DECREF(o); // expected-warning {{Release of a borrowed reference from 'after'}}
  return 0;
}

int both_right(void) { return before() && after() ? 0 : -1; }

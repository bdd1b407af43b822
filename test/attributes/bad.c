// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is wrong with an attribute is said there, once; the rest goes on.
//
// RUN: %analyze_cc1 -I%source_dir/include -verify %s
// RUN: %analyze -I%source_dir/include %s 2>&1 | %filecheck %s

#include <Python.h>
#include <pyrefcheck.h>

#define BORROWED(...) __attribute__((cpychecker_returns_borrowed_ref __VA_ARGS__))
#define STEALS(...) __attribute__((cpychecker_steals_reference_to_arg(__VA_ARGS__)))

// CHECK: bad.c:[[#@LINE+1]]:{{[0-9]+}}: warning: 'cpychecker_returns_borrowed_ref' is not used: it takes no arguments
PyObject *b1(void) BORROWED((1)); // expected-warning {{it takes no arguments}}
int b2(void) BORROWED(); // expected-warning {{the function returns no object}}
void b3(void) BORROWED(); // expected-warning {{the function returns no object}}
extern PyObject *b4 BORROWED(); // expected-warning {{'cpychecker_returns_borrowed_ref' is not used: only a function can have it}}

void s1(PyObject *a, PyObject *b) STEALS(0); // expected-warning {{'cpychecker_steals_reference_to_arg' is not used: expected the number of a parameter, 1 to 2}}
void s2(PyObject *a, PyObject *b) STEALS(3); // expected-warning {{expected the number of a parameter, 1 to 2}}
void s3(PyObject *a, PyObject *b) STEALS(-1); // expected-warning {{expected the number of a parameter, 1 to 2}}
void s4(PyObject *a) STEALS(2); // expected-warning {{expected 1, the number of the only parameter}}
void s5(void) STEALS(1); // expected-warning {{the function has no parameters}}
void s6(PyObject *a, int b) STEALS(2); // expected-warning {{parameter 2 is no object}}
void s7(PyObject *a) STEALS(); // expected-warning {{it takes one argument, the number of a parameter}}
void s8(PyObject *a, PyObject *b) STEALS(1, 2); // expected-warning {{it takes one argument, the number of a parameter}}
void s9(PyObject *a) STEALS("1"); // expected-warning {{its argument is no number}}
void s10(PyObject *a) STEALS(99999999999); // expected-warning {{expected 1, the number of the only parameter}}
void s11(PyObject *a) __attribute__((cpychecker_steals_reference_to_arg)); // expected-warning {{it takes one argument}}
struct s12 {
  void (*member)(PyObject *) STEALS(1); // expected-warning {{only a function can have it}}
};

PYREFCHECK_STEALS(0) void p1(PyObject *); // expected-warning {{'pyrefcheck:steals:0' is not used: expected 1, the number of the only parameter}}
PYREFCHECK_STEALS(item) void p2(PyObject *item); // expected-warning {{'pyrefcheck:steals:item' is not used: expected 1}}
PYREFCHECK_STEALS(3) void p3(PyObject *, PyObject *); // expected-warning {{'pyrefcheck:steals:3' is not used: expected the number of a parameter, 1 to 2}}
void p3(PyObject *, PyObject *);
void p3(PyObject *a, PyObject *b) {}
PYREFCHECK_RETURNS_NEW int p4(void); // expected-warning {{'pyrefcheck:returns_new' is not used: the function returns no object}}
extern PYREFCHECK_RETURNS_BORROWED PyObject *p5; // expected-warning {{'pyrefcheck:returns_borrowed' is not used: only a function can have it}}
PyObject *p6(void) __attribute__((annotate("pyrefcheck:returns_nwe"))); // expected-warning {{'pyrefcheck:returns_nwe' is not used: expected 'returns_new', 'returns_borrowed', 'borrows_arguments' or 'steals:N' after 'pyrefcheck:'}}
PyObject *p7(void) __attribute__((annotate("somebody_else"))) PYREFCHECK_RETURNS_NEW;

// A good one beside a bad one.
int good(PyObject *a, PyObject *b) STEALS(5) STEALS(2); // expected-warning {{1 to 2}}

int wrong(PyObject *a) {
  PyObject *b = p7();
  if (!b)
    return -1;
  int result = good(a, b);
  Py_DECREF(b); // expected-warning {{Release of a reference that was given away}}
  return result;
}

int right(PyObject *a) {
  PyObject *b = p7();
  return b ? good(a, b) : -1;
}

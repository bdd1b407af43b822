// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The attributes of cpychecker, behind the macros that code has for them.
//
// RUN: %analyze_cc1 -verify %s
// RUN: %analyze %s 2>&1 | %filecheck %s

#include <Python.h>

#if defined(WITH_CPYCHECKER_RETURNS_BORROWED_REF_ATTRIBUTE)
#define BORROWED __attribute__((cpychecker_returns_borrowed_ref))
#else
#define BORROWED
#endif
#if defined(WITH_CPYCHECKER_STEALS_REFERENCE_TO_ARG_ATTRIBUTE)
#define STEALS(n) __attribute__((cpychecker_steals_reference_to_arg(n)))
#else
#define STEALS(n)
#endif
#if !defined(WITH_CPYCHECKER_TYPE_OBJECT_FOR_TYPEDEF_ATTRIBUTE) ||             \
    !defined(WITH_CPYCHECKER_SETS_EXCEPTION_ATTRIBUTE) ||                      \
    !defined(WITH_CPYCHECKER_NEGATIVE_RESULT_SETS_EXCEPTION_ATTRIBUTE)
#error not defined
#endif

extern PyObject *current(void) BORROWED;
extern int put(PyObject *spam, PyObject *item) STEALS(2);
extern int put_pair(PyObject *first, int n, PyObject *second)
    STEALS(1) STEALS(3);
BORROWED extern PyObject *swap(PyObject *item)
    __attribute__((__cpychecker_steals_reference_to_arg__(1)));

/* No effect. */
extern void fail(void) __attribute__((cpychecker_sets_exception));
extern int status(PyObject *)
    __attribute__((cpychecker_negative_result_sets_exception));
extern PyTypeObject Spam_Type
    __attribute__((cpychecker_type_object_for_typedef("SpamObject")));

int current_wrong(void) {
  PyObject *o = current();
  if (!o)
    return -1;
  Py_DECREF(o); // expected-warning {{Release of a borrowed reference from 'current'}}
  return 0;
}
// CHECK: cpychecker.c:[[#@LINE-3]]:{{.*}}warning: Release of a borrowed reference from 'current'

int current_right(void) {
  PyObject *o = current();
  return o ? 0 : -1;
}

int put_wrong(PyObject *spam) {
  PyObject *item = PyLong_FromLong(1000);
  if (!item)
    return -1;
  int result = put(spam, item);
  Py_DECREF(item); // expected-warning {{Release of a reference that was given away}}
  return result;
}

/* Also if it fails. */
int put_wrong_on_failure(PyObject *spam) {
  PyObject *item = PyLong_FromLong(1000);
  if (!item)
    return -1;
  if (put(spam, item) < 0) {
    Py_DECREF(item); // expected-warning {{Release of a reference that was given away}}
    return -1;
  }
  return 0;
}

int put_right(PyObject *spam) {
  PyObject *item = PyLong_FromLong(1000);
  if (!item)
    return -1;
  return put(spam, item);
}

/* The argument that isn't stolen. */
int put_first_wrong(PyObject *item) {
  PyObject *spam = PyList_New(0); // expected-warning {{Leak of the new reference from 'PyList_New'}}
  if (!spam)
    return -1;
  Py_INCREF(item);
  return put(spam, item);
}

int put_first_right(PyObject *item) {
  PyObject *spam = PyList_New(0);
  if (!spam)
    return -1;
  Py_INCREF(item);
  int result = put(spam, item);
  Py_DECREF(spam);
  return result;
}

int put_pair_wrong(void) {
  PyObject *a = PyLong_FromLong(1000);
  PyObject *b = PyLong_FromLong(2000); // expected-warning {{Leak of the new reference from 'PyLong_FromLong'}}
  if (a && b)
    return put_pair(a, 1, b);
  Py_XDECREF(a);
  return -1;
}

int put_pair_right(void) {
  PyObject *a = PyLong_FromLong(1000);
  PyObject *b = PyLong_FromLong(2000);
  if (a && b)
    return put_pair(a, 1, b);
  Py_XDECREF(a);
  Py_XDECREF(b);
  return -1;
}

int swap_wrong(PyObject *item) {
  Py_INCREF(item);
  PyObject *old = swap(item);
  if (!old)
    return -1;
  Py_DECREF(old); // expected-warning {{Release of a borrowed reference from 'swap'}}
  return 0;
}

int swap_right(PyObject *item) {
  Py_INCREF(item);
  return swap(item) ? 0 : -1;
}

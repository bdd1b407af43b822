// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The macros of include/pyrefcheck.h.
//
// RUN: %analyze_cc1 -I%source_dir/include -verify %s
// RUN: %analyze_cc1_cxx -x c++ -I%source_dir/include -verify %s

#include <Python.h>
#include <pyrefcheck.h>

#define ITEM 2
#ifdef __cplusplus
extern "C" {
#endif
PYREFCHECK_RETURNS_NEW PyObject *make(int size);
PYREFCHECK_RETURNS_BORROWED PyObject *current(void);
PYREFCHECK_STEALS(ITEM) int put(PyObject *spam, PyObject *item);
PYREFCHECK_STEALS(1) PYREFCHECK_STEALS(2)
PYREFCHECK_RETURNS_NEW PyObject *join(PyObject *a, PyObject *b);
PYREFCHECK_BORROWS_ARGUMENTS int look(PyObject *spam);
/* These replace what is known of the name. */
PYREFCHECK_BORROWS_ARGUMENTS int PyList_SetItem(PyObject *, Py_ssize_t,
                                                PyObject *);
#ifdef __cplusplus
}
#endif

int make_wrong(void) {
  PyObject *o = make(1); // expected-warning {{Leak of the new reference from 'make'}}
  return o ? 0 : -1;
}

int make_right(void) {
  PyObject *o = make(1);
  if (!o)
    return -1;
  Py_DECREF(o);
  return 0;
}

int current_wrong(void) {
  PyObject *o = current();
  if (!o)
    return -1;
  Py_DECREF(o); // expected-warning {{Release of a borrowed reference from 'current'}}
  return 0;
}

int current_right(void) {
  PyObject *o = current();
  if (!o)
    return -1;
  Py_INCREF(o);
  Py_DECREF(o);
  return 0;
}

int put_wrong(PyObject *spam) {
  PyObject *item = make(1);
  if (!item)
    return -1;
  int result = put(spam, item);
  Py_DECREF(item); // expected-warning {{Release of a reference that was given away}}
  return result;
}

int put_right(PyObject *spam) {
  PyObject *item = make(1);
  if (!item)
    return -1;
  return put(spam, item);
}

PyObject *join_wrong(void) {
  PyObject *a = make(1);
  PyObject *b = make(2);
  if (!a || !b) {
    Py_XDECREF(a);
    Py_XDECREF(b);
    return NULL;
  }
  PyObject *both = join(a, b);
  Py_DECREF(b); // expected-warning {{Release of a reference that was given away}}
  return both;
}

PyObject *join_right(void) {
  PyObject *a = make(1);
  PyObject *b = make(2);
  if (!a || !b) {
    Py_XDECREF(a);
    Py_XDECREF(b);
    return NULL;
  }
  return join(a, b);
}

int look_wrong(void) {
  PyObject *o = make(1); // expected-warning {{Leak of the new reference from 'make'}}
  if (!o)
    return -1;
  return look(o);
}

int look_right(void) {
  PyObject *o = make(1);
  if (!o)
    return -1;
  int result = look(o);
  Py_DECREF(o);
  return result;
}

int replaced_wrong(PyObject *list) {
  PyObject *o = make(1); // expected-warning {{Leak of the new reference from 'make'}}
  if (!o)
    return -1;
  return PyList_SetItem(list, 0, o);
}

int replaced_right(PyObject *list) {
  PyObject *o = make(1);
  if (!o)
    return -1;
  int result = PyList_SetItem(list, 0, o);
  Py_DECREF(o);
  return result;
}

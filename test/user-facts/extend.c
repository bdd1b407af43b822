// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts about the functions of a library, from a file; package options work in
// the driver and in -cc1.
//
// RUN: %analyze_cc1 -analyzer-config cpython.refcount:Annotations=%S/Inputs/spam.yaml -verify %s
// RUN: %analyze -Xclang -analyzer-config -Xclang cpython.refcount:Annotations=%S/Inputs/spam.yaml %s 2>&1 \
// RUN:   | %filecheck %s
// Together with other options, separated by ','.
// RUN: %analyze_cc1 -analyzer-config cpython.refcount:Annotations=%S/Inputs/spam.yaml,mode=deep -verify %s
// Several files.
// RUN: %analyze_cc1 -analyzer-config cpython.refcount:Annotations=%S/Inputs/override.yaml:%S/Inputs/spam.yaml \
// RUN:   -DOVERRIDE -verify %s
// A path that starts in the current directory.
// RUN: cd %S/Inputs && %analyze_cc1 -analyzer-config cpython.refcount:Annotations=spam.yaml -verify %s

#include <Python.h>

PyObject *Spam_New(int size);
PyObject *Spam_Peek(PyObject *spam);
int Spam_Put(PyObject *spam, PyObject *item);
int Spam_PUT(PyObject *spam, PyObject *item);
PyObject *Spam_List(Py_ssize_t size);

int new_wrong(void) {
  PyObject *spam = Spam_New(1); // expected-warning {{Leak of the new reference from 'Spam_New'}}
  return spam ? 0 : -1;
}
// CHECK: extend.c:[[#@LINE-3]]:{{.*}}warning: Leak of the new reference from 'Spam_New'

int new_right(void) {
  PyObject *spam = Spam_New(1);
  if (!spam)
    return -1;
  Py_DECREF(spam);
  return 0;
}

int peek_wrong(PyObject *spam) {
  PyObject *o = Spam_Peek(spam);
  if (!o)
    return -1;
  Py_DECREF(o); // expected-warning {{Release of a borrowed reference from 'Spam_Peek'}}
  return 0;
}

int peek_right(PyObject *spam) { return Spam_Peek(spam) ? 0 : -1; }

int put_wrong(PyObject *spam) {
  PyObject *o = Spam_New(1);
  if (!o)
    return -1;
  int result = Spam_Put(spam, o);
  Py_DECREF(o); // expected-warning {{Release of a reference that was given away}}
  return result;
}

int put_right(PyObject *spam) {
  PyObject *o = Spam_New(1);
  return o ? Spam_PUT(spam, o) : -1;
}

int list_wrong(void) {
  PyObject *o = Spam_List(1); // expected-warning {{Leak of the new reference from 'Spam_List'}}
  return o ? 0 : -1;
}

int bundled(PyObject *list) {
  PyObject *o = Spam_New(1);
#ifdef OVERRIDE
  // expected-warning@-2 {{Leak of the new reference from 'Spam_New'}}
#endif
  return o ? PyList_SetItem(list, 0, o) : -1;
}

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts that differ between versions: those of the Python.h that is used.
//
// RUN: %analyze_cc1 -analyzer-config cpython.refcount:Annotations=%S/Inputs/variants.yaml -verify %s

#include <Python.h>

PyObject *Spam_Now(void);
PyObject *Spam_Later(void);

int now(void) {
  PyObject *spam = Spam_Now(); // expected-warning {{Leak of the new reference from 'Spam_Now'}}
  return spam ? 0 : -1;
}

int later(void) {
  PyObject *spam = Spam_Later();
  return spam ? 0 : -1;
}

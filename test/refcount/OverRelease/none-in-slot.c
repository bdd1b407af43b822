// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// before Python 3.12 None has to be counted when a slot is set with
// the macro. (With PyTuple_SetItem it is found, see stolen-borrowed.c.)
//
// RUN: %analyze_cc1 -verify %s
// None is immortal from 3.12 on: nothing is wrong there.
// UNSUPPORTED: headers-ge-3.12

#include <Python.h>

PyObject *none_item(void) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyTuple_SET_ITEM(tuple, 0, Py_None); // expected-warning {{NoneStruct' is given away here}}
  return tuple;
}

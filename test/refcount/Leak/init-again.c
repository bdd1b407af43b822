// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// PyObject_Init sets the count to one: of what PyObject_New has initialised,
// it is that already.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  int number;
} Box;
extern PyTypeObject Box_Type;

PyObject *again_right(int number) {
  Box *box = PyObject_New(Box, &Box_Type);
  if (box == NULL)
    return NULL;
  box->number = number;
  return PyObject_Init((PyObject *)box, &Box_Type);
}

PyObject *again_wrong(int number) {
  Box *box = PyObject_New(Box, &Box_Type); // expected-warning {{Leak of the new reference from '_PyObject_New'}}
  if (box == NULL)
    return NULL;
  PyObject_Init((PyObject *)box, &Box_Type);
  if (number < 0)
    return NULL;
  return (PyObject *)box;
}

PyObject *memory_right(int number) {
  Box *box = (Box *)PyObject_Malloc(sizeof(Box));
  if (box == NULL)
    return NULL;
  return PyObject_Init((PyObject *)box, &Box_Type);
}

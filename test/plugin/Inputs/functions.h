// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <Python.h>

static inline int has_no_objects(void) {
  int *p = 0;
  return *p;
}

static inline PyObject *has_objects(PyObject *arg) {
  return PyObject_Repr(PyObject_Str(arg));
}

// Offered, but not used here.
static inline int try_incref(PyObject *arg) {
  Py_INCREF(arg);
  return 1;
}

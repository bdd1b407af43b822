// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Included by unity.c, which has the RUN line.
//
static PyObject *part_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // included-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (text == NULL)
    return NULL;
  return helper(text);
}

static PyObject *part_helper_wrong(PyObject *object) {
  return PyObject_Repr(object); // main-warning{{Leak of the new reference from 'PyObject_Repr'}}
}

static PyObject *part_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  PyObject *result = helper(text);
  Py_DECREF(text);
  return result;
}

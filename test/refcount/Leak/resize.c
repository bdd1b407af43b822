// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// _PyBytes_Resize and its like replace the reference in a variable.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

/* On failure the old object is gone and the variable NULL. */
static PyObject *resize_right(PyObject *self, PyObject *unused) {
  PyObject *bytes = PyBytes_FromStringAndSize(NULL, 100);
  if (bytes == NULL)
    return NULL;
  if (_PyBytes_Resize(&bytes, 10) < 0)
    return NULL;
  return bytes;
}

static PyObject *resize_cleanup_right(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyBytes_FromStringAndSize(NULL, 100);
  if (bytes == NULL)
    return NULL;
  if (_PyBytes_Resize(&bytes, 10) < 0)
    goto error;
  if (PyObject_SetAttrString(arg, "data", bytes) < 0)
    goto error;
  return bytes;
error:
  Py_XDECREF(bytes);
  return NULL;
}

static PyObject *resize_wrong(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyBytes_FromStringAndSize(NULL, 100);
  if (bytes == NULL)
    return NULL;
  if (_PyBytes_Resize(&bytes, 10) < 0) // expected-warning{{Leak of the new reference from '_PyBytes_Resize'}}
    return NULL;
  if (PyObject_SetAttrString(arg, "data", bytes) < 0)
    return NULL;
  return bytes;
}

static PyObject *before_resize_wrong(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyBytes_FromStringAndSize(NULL, 100); // expected-warning{{Leak of the new reference from 'PyBytes_FromStringAndSize'}}
  if (bytes == NULL)
    return NULL;
  Py_ssize_t size = PyObject_Size(arg);
  if (size < 0)
    return NULL;
  _PyBytes_Resize(&bytes, size);
  return bytes;
}

/* The result is the same for both outcomes: nobody has to look. */
static PyObject *unchecked_right(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyBytes_FromStringAndSize(NULL, 100);
  if (bytes == NULL)
    return NULL;
  Py_ssize_t size = PyObject_Size(arg);
  if (size < 0) {
    Py_DECREF(bytes);
    return NULL;
  }
  _PyBytes_Resize(&bytes, size);
  return bytes;
}

static PyObject *concat_right(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyBytes_FromString("head");
  PyBytes_Concat(&bytes, arg);
  return bytes;
}

static PyObject *concat_wrong(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyBytes_FromString("head");
  if (bytes == NULL)
    return NULL;
  PyBytes_Concat(&bytes, arg); // expected-warning{{Leak of the new reference from 'PyBytes_Concat'}}
  if (bytes == NULL)
    return NULL;
  return PyLong_FromSsize_t(PyBytes_GET_SIZE(bytes));
}

static PyObject *concat_temporary_wrong(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyBytes_FromString("head");
  if (bytes == NULL)
    return NULL;
  PyBytes_Concat(&bytes, PyBytes_FromObject(arg)); // expected-warning{{Leak of the new reference from 'PyBytes_FromObject'}}
  return bytes;
}

static PyObject *concat_temporary_right(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyBytes_FromString("head");
  if (bytes == NULL)
    return NULL;
  PyBytes_ConcatAndDel(&bytes, PyBytes_FromObject(arg));
  return bytes;
}

static PyObject *append_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyUnicode_FromString("head");
  PyUnicode_Append(&text, arg);
  return text;
}

static PyObject *append_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = PyUnicode_FromString("head");
  if (text == NULL)
    return NULL;
  PyUnicode_Append(&text, PyObject_Str(arg)); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  return text;
}

static PyObject *append_and_del_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyUnicode_FromString("head");
  if (text == NULL)
    return NULL;
  PyUnicode_AppendAndDel(&text, PyObject_Str(arg));
  return text;
}

static PyMethodDef methods[] = {
    {"resize_right", resize_right, METH_NOARGS, NULL},
    {"resize_cleanup_right", resize_cleanup_right, METH_O, NULL},
    {"resize_wrong", resize_wrong, METH_O, NULL},
    {"before_resize_wrong", before_resize_wrong, METH_O, NULL},
    {"unchecked_right", unchecked_right, METH_O, NULL},
    {"concat_right", concat_right, METH_O, NULL},
    {"concat_wrong", concat_wrong, METH_O, NULL},
    {"concat_temporary_wrong", concat_temporary_wrong, METH_O, NULL},
    {"concat_temporary_right", concat_temporary_right, METH_O, NULL},
    {"append_right", append_right, METH_O, NULL},
    {"append_wrong", append_wrong, METH_O, NULL},
    {"append_and_del_right", append_and_del_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

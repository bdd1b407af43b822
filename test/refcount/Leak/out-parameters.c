// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// New references that come through a pointer.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *fetch_right(PyObject *self, PyObject *arg) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  int failed = PyObject_DelAttrString(arg, "x");
  if (failed)
    PyErr_Clear();
  PyErr_Restore(type, value, traceback);
  if (PyErr_Occurred())
    return NULL;
  Py_RETURN_NONE;
}

/* Of the three, one is forgotten. */
static PyObject *fetch_wrong(PyObject *self, PyObject *arg) {
  if (PyObject_DelAttrString(arg, "x") < 0) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback); // expected-warning{{Leak of the new reference from 'PyErr_Fetch'}}
    Py_XDECREF(type);
    Py_XDECREF(traceback);
  }
  Py_RETURN_NONE;
}

static PyObject *fetch_released_right(PyObject *self, PyObject *arg) {
  if (PyObject_DelAttrString(arg, "x") < 0) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
  }
  Py_RETURN_NONE;
}

/* A converter that makes a new object. */
static PyObject *converter_wrong(PyObject *self, PyObject *args) {
  PyObject *path = NULL;
  if (!PyArg_ParseTuple(args, "O&", PyUnicode_FSConverter, &path)) // expected-warning{{Leak of the new reference from 'PyUnicode_FSConverter'}}
    return NULL;
  return PyLong_FromSsize_t(PyBytes_GET_SIZE(path));
}

static PyObject *converter_right(PyObject *self, PyObject *args) {
  PyObject *path = NULL;
  if (!PyArg_ParseTuple(args, "O&", PyUnicode_FSConverter, &path))
    return NULL;
  Py_ssize_t size = PyBytes_GET_SIZE(path);
  Py_DECREF(path);
  return PyLong_FromSsize_t(size);
}

/* A converter in the file: it owns what it says it owns, we can't know. */
static int to_text(PyObject *object, void *where) {
  *(PyObject **)where = PyObject_Str(object);
  return *(PyObject **)where != NULL;
}

static PyObject *own_converter_right(PyObject *self, PyObject *args) {
  PyObject *text = NULL;
  if (!PyArg_ParseTuple(args, "O&", to_text, &text))
    return NULL;
  PyObject *repr = PyObject_Repr(text);
  Py_DECREF(text);
  return repr;
}

/* Called by hand. */
static PyObject *converter_called_wrong(PyObject *self, PyObject *arg) {
  PyObject *path;
  if (!PyUnicode_FSConverter(arg, &path)) // expected-warning{{Leak of the new reference from 'PyUnicode_FSConverter'}}
    return NULL;
  return PyLong_FromSsize_t(PyBytes_GET_SIZE(path));
}

static PyObject *converter_called_right(PyObject *self, PyObject *arg) {
  PyObject *path;
  if (!PyUnicode_FSConverter(arg, &path))
    return NULL;
  Py_ssize_t size = PyBytes_GET_SIZE(path);
  Py_DECREF(path);
  return PyLong_FromSsize_t(size);
}

/* What is parsed with "O" is lent. */
static PyObject *parsed_right(PyObject *self, PyObject *args) {
  PyObject *a, *b = NULL;
  if (!PyArg_ParseTuple(args, "O|O", &a, &b))
    return NULL;
  return PyObject_Repr(b != NULL ? b : a);
}

/* PyDict_Next lends. */
static PyObject *next_right(PyObject *self, PyObject *arg) {
  PyObject *key, *value;
  Py_ssize_t position = 0, count = 0;
  while (PyDict_Next(arg, &position, &key, &value))
    if (key == value)
      count++;
  return PyLong_FromSsize_t(count);
}

static PyObject *next_wrong(PyObject *self, PyObject *arg) {
  PyObject *key, *value;
  Py_ssize_t position = 0, count = 0;
  while (PyDict_Next(arg, &position, &key, &value)) {
    Py_INCREF(key); // expected-warning{{Leak of a reference: it is added here}}
    int truth = PyObject_IsTrue(value);
    if (truth < 0)
      return NULL;
    Py_DECREF(key);
    count += truth;
  }
  return PyLong_FromSsize_t(count);
}

#if PY_VERSION_HEX >= 0x030D0000
static PyObject *get_item_ref_wrong(PyObject *self, PyObject *arg) {
  PyObject *value;
  if (PyDict_GetItemRef(arg, self, &value) < 0) // expected-warning{{Leak of the new reference from 'PyDict_GetItemRef'}}
    return NULL;
  if (value == NULL)
    Py_RETURN_NONE;
  return PyObject_Repr(value);
}

static PyObject *get_item_ref_right(PyObject *self, PyObject *arg) {
  PyObject *value;
  if (PyDict_GetItemRef(arg, self, &value) < 0)
    return NULL;
  if (value == NULL)
    Py_RETURN_NONE;
  PyObject *repr = PyObject_Repr(value);
  Py_DECREF(value);
  return repr;
}

static PyObject *optional_attr_wrong(PyObject *self, PyObject *arg) {
  PyObject *name;
  int found = PyObject_GetOptionalAttr(arg, self, &name); // expected-warning{{Leak of the new reference from 'PyObject_GetOptionalAttr'}}
  if (found < 0)
    return NULL;
  return PyBool_FromLong(found);
}

static PyObject *optional_attr_right(PyObject *self, PyObject *arg) {
  PyObject *name;
  int found = PyObject_GetOptionalAttr(arg, self, &name);
  if (found < 0)
    return NULL;
  Py_XDECREF(name);
  return PyBool_FromLong(found);
}
#endif

static PyMethodDef methods[] = {
    {"fetch_right", fetch_right, METH_O, NULL},
    {"fetch_wrong", fetch_wrong, METH_O, NULL},
    {"fetch_released_right", fetch_released_right, METH_O, NULL},
    {"converter_wrong", converter_wrong, METH_VARARGS, NULL},
    {"converter_right", converter_right, METH_VARARGS, NULL},
    {"own_converter_right", own_converter_right, METH_VARARGS, NULL},
    {"converter_called_wrong", converter_called_wrong, METH_O, NULL},
    {"converter_called_right", converter_called_right, METH_O, NULL},
    {"parsed_right", parsed_right, METH_VARARGS, NULL},
    {"next_right", next_right, METH_O, NULL},
    {"next_wrong", next_wrong, METH_O, NULL},
#if PY_VERSION_HEX >= 0x030D0000
    {"get_item_ref_wrong", get_item_ref_wrong, METH_O, NULL},
    {"get_item_ref_right", get_item_ref_right, METH_O, NULL},
    {"optional_attr_wrong", optional_attr_wrong, METH_O, NULL},
    {"optional_attr_right", optional_attr_right, METH_O, NULL},
#endif
    {NULL, NULL, 0, NULL},
};

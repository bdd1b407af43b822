// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A reference is added that nobody gives up.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *argument_wrong(PyObject *self, PyObject *arg) {
  Py_INCREF(arg); // expected-warning{{Leak of a reference: it is added here}}
  Py_ssize_t size = PyObject_Size(arg);
  if (size < 0) {
    Py_DECREF(arg);
    return NULL;
  }
  return PyLong_FromSsize_t(size);
}

static PyObject *argument_right(PyObject *self, PyObject *arg) {
  Py_INCREF(arg);
  Py_ssize_t size = PyObject_Size(arg);
  Py_DECREF(arg);
  if (size < 0)
    return NULL;
  return PyLong_FromSsize_t(size);
}

static PyObject *result_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  Py_XINCREF(text);
  return text;
}

static PyObject *result_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  return text;
}

static PyObject *returned_argument_wrong(PyObject *self, PyObject *arg) {
  Py_INCREF(arg);
  Py_INCREF(arg); // expected-warning{{Leak of a reference: it is added here}}
  return arg;
}

static PyObject *returned_argument_right(PyObject *self, PyObject *arg) {
  Py_INCREF(arg);
  return arg;
}

/* PyList_Append takes a reference of its own. */
static PyObject *append_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  Py_INCREF(arg); // expected-warning{{Leak of a reference: it is added here}}
  if (PyList_Append(list, arg) < 0) {
    Py_DECREF(arg);
    Py_DECREF(list);
    return NULL;
  }
  return list;
}

static PyObject *append_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  if (PyList_Append(list, arg) < 0) {
    Py_DECREF(list);
    return NULL;
  }
  return list;
}

/* PyTuple_SET_ITEM takes over the reference: here it has to be added. */
static PyObject *set_item_right(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (tuple == NULL)
    return NULL;
  Py_INCREF(arg);
  PyTuple_SET_ITEM(tuple, 0, arg);
  return tuple;
}

/* A borrowed item is kept safe during a call. */
static PyObject *item_wrong(PyObject *self, PyObject *arg) {
  PyObject *item = PyList_GetItem(arg, 0);
  if (item == NULL)
    return NULL;
  Py_INCREF(item); // expected-warning{{Leak of a reference: it is added here}}
  PyObject *repr = PyObject_Repr(item);
  if (repr == NULL)
    return NULL;
  Py_DECREF(item);
  return repr;
}

static PyObject *item_right(PyObject *self, PyObject *arg) {
  PyObject *item = PyList_GetItem(arg, 0);
  if (item == NULL)
    return NULL;
  Py_INCREF(item);
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(item);
  return repr;
}

#if PY_VERSION_HEX >= 0x030A0000
static PyObject *new_ref_wrong(PyObject *self, PyObject *arg) {
  PyObject *kept = Py_NewRef(arg); // expected-warning{{Leak of a reference: it is added here}}
  return PyObject_Repr(kept);
}

static PyObject *new_ref_right(PyObject *self, PyObject *arg) {
  PyObject *kept = Py_NewRef(arg);
  PyObject *repr = PyObject_Repr(kept);
  Py_DECREF(kept);
  return repr;
}

static PyObject *new_ref_returned(PyObject *self, PyObject *arg) {
  return Py_NewRef(arg);
}

static PyObject *xnew_ref_wrong(PyObject *self, PyObject *arg) {
  PyObject *item = Py_XNewRef(PyDict_GetItemString(arg, "item")); // expected-warning{{Leak of a reference: it is added here}}
  if (item == NULL)
    Py_RETURN_NONE;
  return PyObject_Repr(item);
}

static PyObject *xnew_ref_right(PyObject *self, PyObject *arg) {
  PyObject *item = Py_XNewRef(PyDict_GetItemString(arg, "item"));
  if (item == NULL)
    Py_RETURN_NONE;
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(item);
  return repr;
}
#endif

static PyMethodDef methods[] = {
    {"argument_wrong", argument_wrong, METH_O, NULL},
    {"argument_right", argument_right, METH_O, NULL},
    {"result_wrong", result_wrong, METH_O, NULL},
    {"result_right", result_right, METH_O, NULL},
    {"returned_argument_wrong", returned_argument_wrong, METH_O, NULL},
    {"returned_argument_right", returned_argument_right, METH_O, NULL},
    {"append_wrong", append_wrong, METH_O, NULL},
    {"append_right", append_right, METH_O, NULL},
    {"set_item_right", set_item_right, METH_O, NULL},
    {"item_wrong", item_wrong, METH_O, NULL},
    {"item_right", item_right, METH_O, NULL},
#if PY_VERSION_HEX >= 0x030A0000
    {"new_ref_wrong", new_ref_wrong, METH_O, NULL},
    {"new_ref_right", new_ref_right, METH_O, NULL},
    {"new_ref_returned", new_ref_returned, METH_O, NULL},
    {"xnew_ref_wrong", xnew_ref_wrong, METH_O, NULL},
    {"xnew_ref_right", xnew_ref_right, METH_O, NULL},
#endif
    {NULL, NULL, 0, NULL},
};

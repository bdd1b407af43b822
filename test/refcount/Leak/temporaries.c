// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// New references handed directly to a function that does not take them over.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *set_item_wrong(PyObject *self, PyObject *unused) {
  PyObject *dict = PyDict_New();
  if (dict == NULL)
    return NULL;
  if (PyDict_SetItemString(dict, "one", PyLong_FromLong(1)) < 0) { // expected-warning-re{{Leak of the new reference from 'PyLong_FromLong'{{.*}}[rank: high]}}
    Py_DECREF(dict);
    return NULL;
  }
  return dict;
}

static PyObject *set_item_right(PyObject *self, PyObject *unused) {
  PyObject *dict = PyDict_New();
  if (dict == NULL)
    return NULL;
  PyObject *one = PyLong_FromLong(1);
  if (one == NULL || PyDict_SetItemString(dict, "one", one) < 0) {
    Py_XDECREF(one);
    Py_DECREF(dict);
    return NULL;
  }
  Py_DECREF(one);
  return dict;
}

/* Key and value. */
static PyObject *both_wrong(PyObject *self, PyObject *arg) {
  PyObject *dict = PyDict_New();
  if (dict == NULL)
    return NULL;
  PyDict_SetItem(dict,
                 PyObject_Str(arg), // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
                 PyObject_Repr(arg)); // expected-warning{{Leak of the new reference from 'PyObject_Repr'}}
  return dict;
}

static PyObject *set_object_wrong(PyObject *self, PyObject *arg) {
  PyErr_SetObject(PyExc_KeyError, Py_BuildValue("(Oi)", arg, 1)); // expected-warning{{Leak of the new reference from 'Py_BuildValue'}}
  return NULL;
}

static PyObject *set_object_right(PyObject *self, PyObject *arg) {
  PyObject *value = Py_BuildValue("(Oi)", arg, 1);
  if (value != NULL) {
    PyErr_SetObject(PyExc_KeyError, value);
    Py_DECREF(value);
  }
  return NULL;
}

static PyObject *append_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  if (PyList_Append(list, PyObject_Type(arg)) < 0) { // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
    Py_DECREF(list);
    return NULL;
  }
  return list;
}

static PyObject *append_variable_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  PyObject *type = PyObject_Type(arg); // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
  if (type == NULL || PyList_Append(list, type) < 0) {
    Py_XDECREF(type);
    Py_DECREF(list);
    return NULL;
  }
  return list;
}

static PyObject *append_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  PyObject *type = PyObject_Type(arg);
  if (type == NULL || PyList_Append(list, type) < 0) {
    Py_XDECREF(type);
    Py_DECREF(list);
    return NULL;
  }
  Py_DECREF(type);
  return list;
}

static PyObject *set_attr_wrong(PyObject *self, PyObject *arg) {
  if (PyObject_SetAttrString(arg, "size", PyLong_FromLong(10)) < 0) // expected-warning{{Leak of the new reference from 'PyLong_FromLong'}}
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *set_attr_right(PyObject *self, PyObject *arg) {
  PyObject *size = PyLong_FromLong(10);
  if (size == NULL)
    return NULL;
  int failed = PyObject_SetAttrString(arg, "size", size);
  Py_DECREF(size);
  if (failed)
    return NULL;
  Py_RETURN_NONE;
}

/* The arguments of a call are borrowed by it. */
static PyObject *call_wrong(PyObject *self, PyObject *arg) {
  return PyObject_CallFunctionObjArgs(arg, PyDict_New(), NULL); // expected-warning{{Leak of the new reference from 'PyDict_New'}}
}

static PyObject *call_object_wrong(PyObject *self, PyObject *arg) {
  return PyObject_CallObject(arg, Py_BuildValue("(i)", 1)); // expected-warning{{Leak of the new reference from 'Py_BuildValue'}}
}

static PyObject *call_right(PyObject *self, PyObject *arg) {
  PyObject *dict = PyDict_New();
  if (dict == NULL)
    return NULL;
  PyObject *result = PyObject_CallFunctionObjArgs(arg, dict, NULL);
  Py_DECREF(dict);
  return result;
}

/* A temporary that is only read. */
static PyObject *read_wrong(PyObject *self, PyObject *arg) {
  long value = PyLong_AsLong(PyObject_GetAttrString(arg, "value")); // expected-warning{{Leak of the new reference from 'PyObject_GetAttrString'}}
  if (value == -1 && PyErr_Occurred())
    return NULL;
  return PyLong_FromLong(value + 1);
}

static PyObject *read_right(PyObject *self, PyObject *arg) {
  PyObject *attribute = PyObject_GetAttrString(arg, "value");
  if (attribute == NULL)
    return NULL;
  long value = PyLong_AsLong(attribute);
  Py_DECREF(attribute);
  if (value == -1 && PyErr_Occurred())
    return NULL;
  return PyLong_FromLong(value + 1);
}

static PyMethodDef methods[] = {
    {"set_item_wrong", set_item_wrong, METH_NOARGS, NULL},
    {"set_item_right", set_item_right, METH_NOARGS, NULL},
    {"both_wrong", both_wrong, METH_O, NULL},
    {"set_object_wrong", set_object_wrong, METH_O, NULL},
    {"set_object_right", set_object_right, METH_O, NULL},
    {"append_wrong", append_wrong, METH_O, NULL},
    {"append_variable_wrong", append_variable_wrong, METH_O, NULL},
    {"append_right", append_right, METH_O, NULL},
    {"set_attr_wrong", set_attr_wrong, METH_O, NULL},
    {"set_attr_right", set_attr_right, METH_O, NULL},
    {"call_wrong", call_wrong, METH_O, NULL},
    {"call_object_wrong", call_object_wrong, METH_O, NULL},
    {"call_right", call_right, METH_O, NULL},
    {"read_wrong", read_wrong, METH_O, NULL},
    {"read_right", read_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

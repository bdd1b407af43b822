// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// PyList_SetItem and PyTuple_SetItem take over, on failure too.
//
// Without the assertions of the macros of 3.8 to 3.10; with them see
// assertion.c.
//
// RUN: %analyze_cc1 -DNDEBUG -verify %s

#include <Python.h>

static PyObject *list_set_item_right(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  if (PyList_SetItem(arg, 0, type) < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *list_set_item_wrong(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg); // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
  if (type == NULL)
    return NULL;
  Py_INCREF(type);
  if (PyList_SetItem(arg, 0, type) < 0)
    return NULL;
  Py_RETURN_NONE;
}

/* The container is what leaks: it owns the item. One report. */
static PyObject *tuple_set_item_wrong(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1); // expected-warning{{Leak of the new reference from 'PyTuple_New'}}
  if (tuple == NULL)
    return NULL;
  if (PyTuple_SetItem(tuple, 0, PyObject_Type(arg)) < 0)
    return NULL;
  return tuple;
}

static PyObject *tuple_set_item_right(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (tuple == NULL)
    return NULL;
  if (PyTuple_SetItem(tuple, 0, PyObject_Type(arg)) < 0) {
    Py_DECREF(tuple);
    return NULL;
  }
  return tuple;
}

/* The macros store without a test. */
static PyObject *tuple_macro_right(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  PyObject *tuple = PyTuple_New(2);
  if (tuple == NULL) {
    Py_DECREF(type);
    return NULL;
  }
  PyTuple_SET_ITEM(tuple, 0, type);
  Py_INCREF(arg);
  PyTuple_SET_ITEM(tuple, 1, arg);
  return tuple;
}

static PyObject *tuple_macro_wrong(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Type'{{.*}}[rank: low]}}
  if (type == NULL)
    return NULL;
  PyObject *tuple = PyTuple_New(1);
  if (tuple == NULL)
    return NULL;
  PyTuple_SET_ITEM(tuple, 0, type);
  return tuple;
}

static PyObject *tuple_macro_incref_wrong(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Type'{{.*}}[rank: high]}}
  if (type == NULL)
    return NULL;
  PyObject *tuple = PyTuple_New(1);
  if (tuple == NULL) {
    Py_DECREF(type);
    return NULL;
  }
  Py_INCREF(type);
  PyTuple_SET_ITEM(tuple, 0, type);
  return tuple;
}

#ifndef PYPY_VERSION // see known-gaps/pypy-set-item.c
static PyObject *list_macro_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(1);
  if (list == NULL)
    return NULL;
  PyObject *text = PyObject_Str(arg);
  if (text == NULL) {
    Py_DECREF(list);
    return NULL;
  }
  PyList_SET_ITEM(list, 0, text);
  return list;
}

static PyObject *list_macro_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(1); // expected-warning-re{{Leak of the new reference from 'PyList_New'{{.*}}[rank: medium]}}
  if (list == NULL)
    return NULL;
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  PyList_SET_ITEM(list, 0, text);
  return list;
}
#endif

/* PyStructSequence_SET_ITEM is a macro of its own. */
static PyTypeObject Point_Type;

static PyObject *struct_sequence_right(PyObject *self, PyObject *arg) {
  PyObject *point = PyStructSequence_New(&Point_Type);
  if (point == NULL)
    return NULL;
  PyStructSequence_SET_ITEM(point, 0, PyLong_FromLong(1));
  PyStructSequence_SET_ITEM(point, 1, PyLong_FromLong(2));
  if (PyErr_Occurred()) {
    Py_DECREF(point);
    return NULL;
  }
  return point;
}

static PyObject *struct_sequence_wrong(PyObject *self, PyObject *arg) {
  PyObject *point = PyStructSequence_New(&Point_Type); // expected-warning{{Leak of the new reference from 'PyStructSequence_New'}}
  if (point == NULL)
    return NULL;
  PyStructSequence_SetItem(point, 0, PyLong_FromLong(1));
  PyObject *y = PyNumber_Long(arg);
  if (y == NULL)
    return NULL;
  PyStructSequence_SetItem(point, 1, y);
  return point;
}

/* Those that do not take over. */
static PyObject *insert_wrong(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg); // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
  if (type == NULL)
    return NULL;
  if (PyList_Insert(arg, 0, type) < 0) {
    Py_DECREF(type);
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject *insert_right(PyObject *self, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  int failed = PyList_Insert(arg, 0, type);
  Py_DECREF(type);
  if (failed)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *sequence_set_item_wrong(PyObject *self, PyObject *arg) {
  if (PySequence_SetItem(arg, 0, PyObject_Type(arg)) < 0) // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *set_add_wrong(PyObject *self, PyObject *arg) {
  PyObject *set = PySet_New(NULL);
  if (set == NULL)
    return NULL;
  if (PySet_Add(set, PyObject_Type(arg)) < 0) { // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
    Py_DECREF(set);
    return NULL;
  }
  return set;
}

static PyObject *pack_wrong(PyObject *self, PyObject *arg) {
  return PyTuple_Pack(1, PyObject_Type(arg)); // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
}

static PyMethodDef methods[] = {
    {"list_set_item_right", list_set_item_right, METH_O, NULL},
    {"list_set_item_wrong", list_set_item_wrong, METH_O, NULL},
    {"tuple_set_item_wrong", tuple_set_item_wrong, METH_O, NULL},
    {"tuple_set_item_right", tuple_set_item_right, METH_O, NULL},
    {"tuple_macro_right", tuple_macro_right, METH_O, NULL},
    {"tuple_macro_wrong", tuple_macro_wrong, METH_O, NULL},
    {"tuple_macro_incref_wrong", tuple_macro_incref_wrong, METH_O, NULL},
#ifndef PYPY_VERSION
    {"list_macro_right", list_macro_right, METH_O, NULL},
    {"list_macro_wrong", list_macro_wrong, METH_O, NULL},
#endif
    {"struct_sequence_right", struct_sequence_right, METH_O, NULL},
    {"struct_sequence_wrong", struct_sequence_wrong, METH_O, NULL},
    {"insert_wrong", insert_wrong, METH_O, NULL},
    {"insert_right", insert_right, METH_O, NULL},
    {"sequence_set_item_wrong", sequence_set_item_wrong, METH_O, NULL},
    {"set_add_wrong", set_add_wrong, METH_O, NULL},
    {"pack_wrong", pack_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

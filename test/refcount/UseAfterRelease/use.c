// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Use of an object after its last reference was given up, and code that looks
// like it.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

/* The type of an object that is gone, in a message. */
static PyObject *type_name_wrong(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_CallObject(arg, NULL);
  if (!s)
    return NULL;
  if (!PyUnicode_Check(s)) {
    Py_DECREF(s);
    PyErr_Format(PyExc_TypeError, "not a %s", Py_TYPE(s)->tp_name); // expected-warning {{Use of the object from 'PyObject_CallObject'}}
    return NULL;
  }
  return s;
}

static PyObject *type_name_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  if (!PyUnicode_Check(s)) {
    PyErr_Format(PyExc_TypeError, "not a %s", Py_TYPE(s)->tp_name);
    Py_DECREF(s);
    return NULL;
  }
  return s;
}

/* Given to a function of the API. */
static PyObject *api_wrong(PyObject *self, PyObject *arg) {
  PyObject *attr = PyObject_GetAttrString(arg, "name");
  if (!attr)
    return NULL;
  Py_DECREF(attr);
  return PyObject_Repr(attr); // expected-warning {{Use of the object from 'PyObject_GetAttrString' after the last reference known to keep it alive was released}}
}

static PyObject *api_right(PyObject *self, PyObject *arg) {
  PyObject *attr = PyObject_GetAttrString(arg, "name");
  if (!attr)
    return NULL;
  PyObject *repr = PyObject_Repr(attr);
  Py_DECREF(attr);
  return repr;
}

/* Returned. */
static PyObject *returned_wrong(PyObject *self, PyObject *arg) {
  PyObject *attr = PyObject_GetAttrString(arg, "name");
  Py_XDECREF(attr);
  return attr; // expected-warning {{Use of the object from 'PyObject_GetAttrString'}}
}

static PyObject *returned_right(PyObject *self, PyObject *arg) {
  PyObject *attr = PyObject_GetAttrString(arg, "name");
  Py_XINCREF(attr);
  Py_XDECREF(attr);
  return attr;
}

/* Increfed when it is too late. */
static PyObject *late_incref_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (!list)
    return NULL;
  Py_DECREF(list);
  Py_INCREF(list); // expected-warning {{Use of the object from 'PyList_New'}}
  return list;
}

static PyObject *early_incref_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (!list)
    return NULL;
  Py_INCREF(list);
  Py_DECREF(list);
  return list;
}

/* A member of a struct that begins with an object. */
typedef struct {
  PyObject_HEAD
  long number;
  PyObject *other;
} Thing;

static PyTypeObject Thing_Type;

static PyObject *member_wrong(PyObject *self, PyObject *arg) {
  Thing *t = PyObject_New(Thing, &Thing_Type);
  if (!t)
    return NULL;
  t->number = 42;
  t->other = NULL;
  Py_DECREF(t);
  return PyLong_FromLong(t->number); // expected-warning {{Use of the object from}}
}

static PyObject *member_right(PyObject *self, PyObject *arg) {
  Thing *t = PyObject_New(Thing, &Thing_Type);
  if (!t)
    return NULL;
  t->number = 42;
  t->other = NULL;
  long number = t->number;
  Py_DECREF(t);
  return PyLong_FromLong(number);
}

static PyObject *member_written_wrong(PyObject *self, PyObject *arg) {
  Thing *t = PyObject_New(Thing, &Thing_Type);
  if (!t)
    return NULL;
  t->number = 42;
  t->other = NULL;
  Py_DECREF(t);
  t->number = 0; // expected-warning {{Use of the object from}}
  Py_RETURN_NONE;
}

/* Two references. */
static PyObject *two_references_wrong(PyObject *self, PyObject *arg) {
  PyObject *n = PyLong_FromLong(1000);
  if (!n)
    return NULL;
  Py_INCREF(n);
  Py_DECREF(n);
  Py_DECREF(n);
  return PyNumber_Negative(n); // expected-warning {{Use of the object from 'PyLong_FromLong'}}
}

static PyObject *two_references_right(PyObject *self, PyObject *arg) {
  PyObject *n = PyLong_FromLong(1000);
  if (!n)
    return NULL;
  Py_INCREF(n);
  Py_DECREF(n);
  PyObject *result = PyNumber_Negative(n);
  Py_DECREF(n);
  return result;
}

/* Only the pointer is looked at, which Py_CLEAR has set to NULL. */
static PyObject *clear_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (s && !PyUnicode_Check(s))
    Py_CLEAR(s);
  if (s == NULL)
    return PyErr_Format(PyExc_TypeError, "no string");
  return s;
}

static PyObject *no_clear_wrong(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_CallObject(arg, NULL);
  if (s && !PyUnicode_Check(s))
    Py_DECREF(s);
  if (s == NULL)
    return PyErr_Format(PyExc_TypeError, "no string");
  return s; // expected-warning {{Use of the object from 'PyObject_CallObject'}}
}

/* The pointer itself may be compared and assigned. */
static PyObject *pointer_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  Py_DECREF(s);
  int same = s == arg;
  s = PyBool_FromLong(same);
  return s;
}

/* Released on one path only. */
static PyObject *one_path_wrong(PyObject *self, PyObject *arg) {
  PyObject *d = PyDict_New();
  if (!d)
    return NULL;
  int failed = PyDict_SetItemString(d, "arg", arg) < 0;
  if (failed)
    Py_DECREF(d);
  PyObject *copy = PyDict_Copy(d); // expected-warning {{Use of the object from 'PyDict_New'}}
  if (!failed)
    Py_DECREF(d);
  return copy;
}

static PyObject *one_path_right(PyObject *self, PyObject *arg) {
  PyObject *d = PyDict_New();
  if (!d)
    return NULL;
  if (PyDict_SetItemString(d, "arg", arg) < 0) {
    Py_DECREF(d);
    return NULL;
  }
  PyObject *copy = PyDict_Copy(d);
  Py_DECREF(d);
  return copy;
}

/* Used by a helper whose body can be seen, or can't. */
static long number_of(Thing *t) {
  return t->number; // expected-warning {{Use of the object from}}
}
extern long far_away(PyObject *o);

static PyObject *helper_wrong(PyObject *self, PyObject *arg) {
  Thing *t = PyObject_New(Thing, &Thing_Type);
  if (!t)
    return NULL;
  t->number = 42;
  t->other = NULL;
  Py_DECREF(t);
  return PyLong_FromLong(number_of(t));
}

static PyObject *unseen_wrong(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  Py_DECREF(s);
  return PyLong_FromLong(far_away(s)); // expected-warning {{Use of the object from 'PyObject_Str'}}
}

static PyObject *unseen_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  long n = far_away(s);
  Py_DECREF(s);
  return PyLong_FromLong(n);
}

/* A helper releases. */
static void drop(PyObject *o) { Py_XDECREF(o); }

static PyObject *helper_releases_wrong(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  drop(s);
  if (!s)
    return NULL;
  return PyObject_Repr(s); // expected-warning {{Use of the object from 'PyObject_Str'}}
}

static PyObject *helper_releases_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  PyObject *repr = PyObject_Repr(s);
  drop(s);
  return repr;
}

/* Others may hold it too: an object that came from memory is not tracked. */
typedef struct {
  PyObject_HEAD
  PyObject *held;
} Holder;

static PyObject *from_memory_right(PyObject *self, PyObject *arg) {
  PyObject *held = ((Holder *)self)->held;
  Py_INCREF(held);
  PyObject *r = PyObject_CallFunctionObjArgs(arg, held, NULL);
  Py_DECREF(held);
  if (!r)
    PyErr_Format(PyExc_ValueError, "%R", held);
  return r;
}

/* Stored in memory that outlives the function: the object lives there. */
static PyObject *global_cache;

static PyObject *stored_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  Py_INCREF(s);
  Py_XSETREF(((Holder *)self)->held, s);
  Py_DECREF(s);
  return PyObject_Repr(s);
}

static PyObject *cached_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  global_cache = s;
  Py_INCREF(s);
  Py_DECREF(s);
  return PyObject_Repr(s);
}

static PyMethodDef methods[] = {
    {"type_name_wrong", type_name_wrong, METH_O, NULL},
    {"type_name_right", type_name_right, METH_O, NULL},
    {"api_wrong", api_wrong, METH_O, NULL},
    {"api_right", api_right, METH_O, NULL},
    {"returned_wrong", returned_wrong, METH_O, NULL},
    {"returned_right", returned_right, METH_O, NULL},
    {"late_incref_wrong", late_incref_wrong, METH_O, NULL},
    {"early_incref_right", early_incref_right, METH_O, NULL},
    {"member_wrong", member_wrong, METH_O, NULL},
    {"member_right", member_right, METH_O, NULL},
    {"member_written_wrong", member_written_wrong, METH_O, NULL},
    {"two_references_wrong", two_references_wrong, METH_O, NULL},
    {"two_references_right", two_references_right, METH_O, NULL},
    {"clear_right", clear_right, METH_O, NULL},
    {"no_clear_wrong", no_clear_wrong, METH_O, NULL},
    {"pointer_right", pointer_right, METH_O, NULL},
    {"one_path_wrong", one_path_wrong, METH_O, NULL},
    {"one_path_right", one_path_right, METH_O, NULL},
    {"helper_wrong", helper_wrong, METH_O, NULL},
    {"unseen_wrong", unseen_wrong, METH_O, NULL},
    {"unseen_right", unseen_right, METH_O, NULL},
    {"helper_releases_wrong", helper_releases_wrong, METH_O, NULL},
    {"helper_releases_right", helper_releases_right, METH_O, NULL},
    {"from_memory_right", from_memory_right, METH_O, NULL},
    {"stored_right", stored_right, METH_O, NULL},
    {"cached_right", cached_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }

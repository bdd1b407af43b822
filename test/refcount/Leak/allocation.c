// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects of one's own types.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *value;
} Box;

static PyObject *new_right(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
  Box *self = (Box *)type->tp_alloc(type, 0);
  if (self == NULL)
    return NULL;
  self->value = PyObject_Str(args);
  if (self->value == NULL) {
    Py_DECREF(self);
    return NULL;
  }
  return (PyObject *)self;
}

static PyObject *new_wrong(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
  Box *self = (Box *)type->tp_alloc(type, 0); // expected-warning-re{{Leak of the new reference from '{{.*}}tp_alloc'{{.*}}[rank: medium]}}
  if (self == NULL)
    return NULL;
  self->value = PyObject_Str(args);
  if (self->value == NULL)
    return NULL;
  return (PyObject *)self;
}

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "box",
    .tp_new = new_right,
};
static PyTypeObject Wrong_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "wrong",
    .tp_new = new_wrong,
};

static PyObject *object_new_wrong(PyObject *self, PyObject *arg) {
  Box *box = PyObject_New(Box, &Box_Type); // expected-warning{{Leak of the new reference from}}
  if (box == NULL)
    return NULL;
  box->value = PyObject_Str(arg);
  if (box->value == NULL)
    return NULL;
  return (PyObject *)box;
}

static PyObject *object_new_right(PyObject *self, PyObject *arg) {
  Box *box = PyObject_New(Box, &Box_Type);
  if (box == NULL)
    return NULL;
  box->value = PyObject_Str(arg);
  if (box->value == NULL) {
    Py_DECREF(box);
    return NULL;
  }
  return (PyObject *)box;
}

/* The memory is given back without a deallocation. */
static PyObject *object_del_right(PyObject *self, PyObject *arg) {
  Box *box = PyObject_New(Box, &Box_Type);
  if (box == NULL)
    return NULL;
  box->value = PyObject_Str(arg);
  if (box->value == NULL) {
    PyObject_Del(box);
    return NULL;
  }
  return (PyObject *)box;
}

static PyObject *tp_free_right(PyObject *self, PyObject *arg) {
  Box *box = (Box *)Box_Type.tp_alloc(&Box_Type, 0);
  if (box == NULL)
    return NULL;
  box->value = PyObject_Str(arg);
  if (box->value == NULL) {
    Py_TYPE(box)->tp_free((PyObject *)box);
    return NULL;
  }
  return (PyObject *)box;
}

static PyObject *gc_new_wrong(PyObject *self, PyObject *arg) {
  Box *box = PyObject_GC_New(Box, &Box_Type); // expected-warning{{Leak of the new reference from}}
  if (box == NULL)
    return NULL;
  box->value = PyObject_Str(arg);
  if (box->value == NULL)
    return NULL;
  PyObject_GC_Track(box);
  return (PyObject *)box;
}

static PyObject *gc_new_right(PyObject *self, PyObject *arg) {
  Box *box = PyObject_GC_New(Box, &Box_Type);
  if (box == NULL)
    return NULL;
  box->value = PyObject_Str(arg);
  if (box->value == NULL) {
    PyObject_GC_Del(box);
    return NULL;
  }
  PyObject_GC_Track(box);
  return (PyObject *)box;
}

/* The value has to be released if the box can't be made. */
static PyObject *value_wrong(PyObject *self, PyObject *arg) {
  PyObject *value = PyObject_Str(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Str'{{.*}}[rank: low]}}
  if (value == NULL)
    return NULL;
  Box *box = PyObject_New(Box, &Box_Type);
  if (box == NULL)
    return NULL;
  box->value = value;
  return (PyObject *)box;
}

static PyObject *value_right(PyObject *self, PyObject *arg) {
  PyObject *value = PyObject_Str(arg);
  if (value == NULL)
    return NULL;
  Box *box = PyObject_New(Box, &Box_Type);
  if (box == NULL) {
    Py_DECREF(value);
    return NULL;
  }
  box->value = value;
  return (PyObject *)box;
}

/* Through a call of the type. */
static PyObject *call_type_wrong(PyObject *self, PyObject *arg) {
  PyObject *box = PyObject_CallObject((PyObject *)&Box_Type, NULL); // expected-warning{{Leak of the new reference from 'PyObject_CallObject'}}
  if (box == NULL)
    return NULL;
  if (PyObject_SetAttrString(box, "value", arg) < 0)
    return NULL;
  return box;
}

static PyObject *call_type_right(PyObject *self, PyObject *arg) {
  PyObject *box = PyObject_CallObject((PyObject *)&Box_Type, NULL);
  if (box == NULL)
    return NULL;
  if (PyObject_SetAttrString(box, "value", arg) < 0) {
    Py_DECREF(box);
    return NULL;
  }
  return box;
}

static PyMethodDef methods[] = {
    {"object_new_wrong", object_new_wrong, METH_O, NULL},
    {"object_new_right", object_new_right, METH_O, NULL},
    {"object_del_right", object_del_right, METH_O, NULL},
    {"tp_free_right", tp_free_right, METH_O, NULL},
    {"gc_new_wrong", gc_new_wrong, METH_O, NULL},
    {"gc_new_right", gc_new_right, METH_O, NULL},
    {"value_wrong", value_wrong, METH_O, NULL},
    {"value_right", value_right, METH_O, NULL},
    {"call_type_wrong", call_type_wrong, METH_O, NULL},
    {"call_type_right", call_type_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

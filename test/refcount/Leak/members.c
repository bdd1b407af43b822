// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// References that are stored in the object itself: they are its own from then on.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *value;
  PyObject *name;
} Box;

static int Box_init_right(PyObject *self, PyObject *args, PyObject *kwargs) {
  Box *box = (Box *)self;
  Py_XSETREF(box->value, PyList_New(0));
  if (box->value == NULL)
    return -1;
  Py_XSETREF(box->name, PyUnicode_FromString("box"));
  if (box->name == NULL)
    return -1;
  return 0;
}

static int Box_init_wrong(PyObject *self, PyObject *args, PyObject *kwargs) {
  Box *box = (Box *)self;
  PyObject *value = PyObject_Str(args); // expected-warning-re{{Leak of the new reference from 'PyObject_Str'{{.*}}[rank: medium]}}
  if (value == NULL)
    return -1;
  PyObject *name = PyObject_Repr(args);
  if (name == NULL)
    return -1;
  Py_XSETREF(box->value, value);
  Py_XSETREF(box->name, name);
  return 0;
}

/* Stored, with one reference too many. */
static int Box_init_extra_wrong(PyObject *self, PyObject *args, PyObject *kwargs) {
  Box *box = (Box *)self;
  PyObject *value = PyObject_Str(args); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (value == NULL)
    return -1;
  Py_INCREF(value);
  Py_XSETREF(box->value, value);
  return 0;
}

/* The argument is lent, the member needs a reference: before the store or
 * after it. */
static int Box_set_value_right(PyObject *self, PyObject *value, void *closure) {
  Box *box = (Box *)self;
  PyObject *old = box->value;
  Py_XINCREF(value);
  box->value = value;
  Py_XDECREF(old);
  return 0;
}

static int Box_set_name_right(PyObject *self, PyObject *value, void *closure) {
  Box *box = (Box *)self;
  if (value == NULL)
    return -1;
  Py_CLEAR(box->name);
  box->name = value;
  Py_INCREF(value);
  return 0;
}

static int Box_set_member_right(PyObject *self, PyObject *value, void *closure) {
  Box *box = (Box *)self;
  if (value == NULL)
    return -1;
  Py_XDECREF(box->name);
  box->name = value;
  Py_INCREF(box->name);
  return 0;
}

static int Box_set_value_wrong(PyObject *self, PyObject *value, void *closure) {
  Box *box = (Box *)self;
  if (value == NULL)
    return -1;
  Py_INCREF(value); // expected-warning{{Leak of a reference: it is added here}}
  int truth = PyObject_IsTrue(value);
  if (truth < 0)
    return -1;
  Py_XSETREF(box->value, value);
  return 0;
}

static int Box_set_twice_wrong(PyObject *self, PyObject *value, void *closure) {
  Box *box = (Box *)self;
  if (value == NULL)
    return -1;
  Py_INCREF(value);
  Py_XSETREF(box->value, value);
  Py_INCREF(value); // expected-warning{{Leak of a reference: it is added here}}
  return 0;
}

/* Both members get a reference. */
static int Box_set_both_right(PyObject *self, PyObject *value, void *closure) {
  Box *box = (Box *)self;
  if (value == NULL)
    return -1;
  Py_INCREF(value);
  Py_XSETREF(box->value, value);
  Py_INCREF(value);
  Py_XSETREF(box->name, value);
  return 0;
}

/* Two members change places. */
static PyObject *swap_right(PyObject *self, PyObject *unused) {
  Box *box = (Box *)self;
  PyObject *value = box->value;
  box->value = box->name;
  box->name = value;
  Py_RETURN_NONE;
}

/* The member is handed out: with a reference, and with one too many. */
static PyObject *Box_get_value_right(PyObject *self, void *closure) {
  Box *box = (Box *)self;
  if (box->value == NULL)
    Py_RETURN_NONE;
  Py_INCREF(box->value);
  return box->value;
}

static PyObject *Box_get_repr_wrong(PyObject *self, void *closure) {
  Box *box = (Box *)self;
  PyObject *value = box->value;
  if (value == NULL)
    Py_RETURN_NONE;
  Py_INCREF(value); // expected-warning{{Leak of a reference: it is added here}}
  return PyObject_Repr(value);
}

static PyObject *Box_get_repr_right(PyObject *self, void *closure) {
  Box *box = (Box *)self;
  PyObject *value = box->value;
  if (value == NULL)
    Py_RETURN_NONE;
  Py_INCREF(value);
  PyObject *repr = PyObject_Repr(value);
  Py_DECREF(value);
  return repr;
}

/* The member gives its reference to the caller. */
static PyObject *take_right(PyObject *self, PyObject *unused) {
  Box *box = (Box *)self;
  PyObject *value = box->value;
  if (value == NULL)
    Py_RETURN_NONE;
  box->value = NULL;
  return value;
}

/* Made on demand. */
static PyObject *cached_right(PyObject *self, PyObject *unused) {
  Box *box = (Box *)self;
  if (box->name == NULL) {
    box->name = PyObject_Str(self);
    if (box->name == NULL)
      return NULL;
  }
  Py_INCREF(box->name);
  return box->name;
}

static PyObject *cached_wrong(PyObject *self, PyObject *unused) {
  Box *box = (Box *)self;
  PyObject *name = PyObject_Str(self); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (name == NULL)
    return NULL;
  if (box->name == NULL)
    box->name = name;
  Py_INCREF(box->name);
  return box->name;
}

/* A second value replaces the first, which nobody else has seen. */
static PyObject *replaced_wrong(PyObject *self, PyObject *unused) {
  Box *box = (Box *)self;
  Py_CLEAR(box->value);
  box->value = PyLong_FromLong(1); // expected-warning{{Leak of the new reference from 'PyLong_FromLong'}}
  if (box->value == NULL)
    return NULL;
  box->value = PyLong_FromLong(2);
  if (box->value == NULL)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *replaced_right(PyObject *self, PyObject *unused) {
  Box *box = (Box *)self;
  Py_CLEAR(box->value);
  box->value = PyLong_FromLong(1);
  if (box->value == NULL)
    return NULL;
  Py_SETREF(box->value, PyLong_FromLong(2));
  if (box->value == NULL)
    return NULL;
  Py_RETURN_NONE;
}

/* In memory that the object points to. */
struct chain {
  struct chain *next;
  PyObject *value;
};

static PyObject *chain_right(PyObject *self, PyObject *arg) {
  struct chain *link = (struct chain *)PyCapsule_GetPointer(self, NULL);
  if (link == NULL)
    return NULL;
  link->next->value = PyObject_Str(arg);
  if (link->next->value == NULL)
    return NULL;
  Py_RETURN_NONE;
}

/* What deallocates the object gives up what it has: no leak, and nobody has to
 * clear the members. */
static void Box_dealloc(PyObject *self) {
  Box *box = (Box *)self;
  Py_XDECREF(box->value);
  Py_XDECREF(box->name);
  Py_TYPE(self)->tp_free(self);
}

static int Box_clear(PyObject *self) {
  Box *box = (Box *)self;
  Py_CLEAR(box->value);
  Py_CLEAR(box->name);
  return 0;
}

static int Box_traverse(PyObject *self, visitproc visit, void *arg) {
  Box *box = (Box *)self;
  Py_VISIT(box->value);
  Py_VISIT(box->name);
  return 0;
}

/* A heap type owns its type. */
static void Heap_dealloc(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  Box_clear(self);
  type->tp_free(self);
  Py_DECREF(type);
}

static void Exception_dealloc(PyObject *self) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyObject *result = PyObject_CallMethod(self, "close", NULL);
  if (result == NULL)
    PyErr_WriteUnraisable(self);
  else
    Py_DECREF(result);
  PyErr_Restore(type, value, traceback);
  Py_TYPE(self)->tp_free(self);
}

static void Leaky_dealloc(PyObject *self) {
  PyObject *result = PyObject_CallMethod(self, "close", NULL); // expected-warning{{Leak of the new reference from 'PyObject_CallMethod'}}
  if (result == NULL)
    PyErr_WriteUnraisable(self);
  Py_TYPE(self)->tp_free(self);
}

static PyGetSetDef getset[] = {
    {"value", Box_get_value_right, Box_set_value_right, NULL, NULL},
    {"name", NULL, Box_set_name_right, NULL, NULL},
    {"member", NULL, Box_set_member_right, NULL, NULL},
    {"wrong", Box_get_repr_wrong, Box_set_value_wrong, NULL, NULL},
    {"twice", Box_get_repr_right, Box_set_twice_wrong, NULL, NULL},
    {"both", NULL, Box_set_both_right, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_init = Box_init_right,
    .tp_dealloc = Box_dealloc,
    .tp_clear = Box_clear,
    .tp_traverse = Box_traverse,
    .tp_getset = getset,
};
static PyTypeObject Wrong_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_init = Box_init_wrong,
    .tp_dealloc = Leaky_dealloc,
};
static PyTypeObject Extra_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_init = Box_init_extra_wrong,
    .tp_dealloc = Exception_dealloc,
};
static PyType_Slot slots[] = {
    {Py_tp_dealloc, Heap_dealloc},
    {0, NULL},
};

static PyMethodDef methods[] = {
    {"swap_right", swap_right, METH_NOARGS, NULL},
    {"take_right", take_right, METH_NOARGS, NULL},
    {"cached_right", cached_right, METH_NOARGS, NULL},
    {"cached_wrong", cached_wrong, METH_NOARGS, NULL},
    {"replaced_wrong", replaced_wrong, METH_NOARGS, NULL},
    {"replaced_right", replaced_right, METH_NOARGS, NULL},
    {"chain_right", chain_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

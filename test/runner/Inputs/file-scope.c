// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What stands outside of functions; see file_scope.py.

#include <Python.h>

#define LIMIT 3
#define TWICE(x) ((x) * 2 + LIMIT)

typedef struct {
  PyObject_HEAD
  PyObject *name;
  int flags;
} Thing;

struct Holder {
  Thing *thing;
};

static struct Holder holder;

enum { First, Second };

static PyObject *make(int n);

static PyObject *by_struct(PyObject *self, PyObject *arg) {
  Thing *thing = (Thing *)self;
  PyObject *x = PyList_New(thing->flags);
  return thing->name ? x : NULL;
}

static PyObject *by_variable(PyObject *self, PyObject *arg) {
  PyObject *x = PyList_New(0);
  return holder.thing ? x : NULL;
}

static PyObject *by_macro(PyObject *self, PyObject *arg) {
  PyObject *x = PyList_New(0);
  return PyObject_Size(arg) > TWICE(2) ? x : NULL;
}

static PyObject *by_enum(PyObject *self, PyObject *arg) {
  PyObject *x = PyList_New(0);
  return PyObject_Size(arg) == Second ? x : NULL;
}

#define METHOD(which) static PyObject *which(PyObject *self, PyObject *arg)

METHOD(by_call) {
  PyObject *x = make(2);
  return self == arg ? x : NULL;
}

static PyObject *make(int n) {
  PyObject *x = PyTuple_New(n);
  return n == 2 ? x : NULL;
}

static void thing_dealloc(PyObject *self) {
  Py_XDECREF(((Thing *)self)->name);
  PyObject_Free(self);
}

PyTypeObject Thing_Type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "Thing",
                           .tp_basicsize = sizeof(Thing),
                           .tp_dealloc = thing_dealloc};

PyMethodDef methods[] = {{"by_struct", by_struct, METH_O, NULL},
                         {"by_variable", by_variable, METH_O, NULL},
                         {"by_macro", by_macro, METH_O, NULL},
                         {"by_enum", by_enum, METH_O, NULL},
#ifdef NEVER
                         {"never", never, METH_O, NULL},
#endif
                         {"by_call", by_call, METH_O, NULL},
                         {NULL, NULL, 0, NULL}};

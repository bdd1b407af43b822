// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code that releases what it did not acquire, and has to: deallocators, and
// whoever takes a reference out of the place that owned it.
//
// RUN: %analyze_cc1 -verify %s
// expected-no-diagnostics

#include <Python.h>

typedef struct {
  PyObject_HEAD
  PyObject *member;
} Thing;

static void thing_dealloc(PyObject *self) {
  Py_XDECREF(((Thing *)self)->member);
  Py_TYPE(self)->tp_free(self);
}

static void thing_dealloc_del(Thing *self) {
  Py_CLEAR(self->member);
  PyObject_Del(self);
}

static void thing_dealloc_gc(PyObject *self) {
  PyObject_GC_UnTrack(self);
  Py_CLEAR(((Thing *)self)->member);
  PyObject_GC_Del(self);
}

/* An instance of a heap type owns a reference to its type. */
static void thing_dealloc_heap(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  Py_XDECREF(((Thing *)self)->member);
  type->tp_free(self);
  Py_DECREF(type);
}

static int thing_clear(PyObject *self) {
  Py_CLEAR(((Thing *)self)->member);
  return 0;
}

static PyTypeObject Static_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.Static",
    .tp_dealloc = thing_dealloc,
    .tp_clear = thing_clear,
};
static PyTypeObject Del_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.Del",
    .tp_dealloc = (destructor)thing_dealloc_del,
};
static PyTypeObject Gc_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.Gc",
    .tp_dealloc = thing_dealloc_gc,
};

static PyType_Slot heap_slots[] = {
    {Py_tp_dealloc, (void *)thing_dealloc_heap},
    {Py_tp_clear, (void *)thing_clear},
    {0, NULL},
};

/* What was in the slot is ours once something else is there. */
static PyObject *swap_tuple(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  Py_INCREF(self);
  PyTuple_SET_ITEM(tuple, 0, self);
  PyObject *old = PyTuple_GET_ITEM(tuple, 0);
  Py_INCREF(arg);
  PyTuple_SET_ITEM(tuple, 0, arg);
  Py_DECREF(old);
  return tuple;
}

static PyObject *setref(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  Py_XSETREF(((Thing *)self)->member, s);
  Py_RETURN_NONE;
}

static PyObject *setref_local(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  Py_SETREF(s, PyObject_Repr(s));
  return s;
}

/* Out of the member, into the hands of the caller. */
static PyObject *pop(PyObject *self, PyObject *arg) {
  Thing *t = (Thing *)self;
  PyObject *popped = t->member;
  t->member = NULL;
  if (!popped)
    Py_RETURN_NONE;
  return popped;
}

static PyObject *pop_and_drop(PyObject *self, PyObject *arg) {
  Thing *t = (Thing *)self;
  PyObject *popped = t->member;
  t->member = NULL;
  Py_XDECREF(popped);
  Py_RETURN_NONE;
}

/* A global is released by whoever clears it. */
static PyObject *cache;

static PyObject *clear_cache(PyObject *self, PyObject *arg) {
  Py_CLEAR(cache);
  Py_RETURN_NONE;
}

static PyObject *replace_cache(PyObject *self, PyObject *arg) {
  PyObject *old = cache;
  Py_INCREF(arg);
  cache = arg;
  Py_XDECREF(old);
  Py_RETURN_NONE;
}

/* A constructor that fails releases the object that it made. */
static PyObject *thing_new(PyTypeObject *type, PyObject *args, PyObject *kw) {
  Thing *self = (Thing *)type->tp_alloc(type, 0);
  if (!self)
    return NULL;
  self->member = PyDict_New();
  if (!self->member) {
    Py_DECREF(self);
    return NULL;
  }
  return (PyObject *)self;
}
static PyTypeObject New_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "m.New",
    .tp_new = thing_new,
};

/* A static helper that eats its argument, as its callers expect. */
static PyObject *eating_repr(PyObject *o) {
  PyObject *repr = PyObject_Repr(o);
  Py_DECREF(o);
  return repr;
}

static PyObject *calls_eater(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  return s ? eating_repr(s) : NULL;
}

/* So may a function that others call: nothing is known of its parameter. */
void eat(PyObject *o) { Py_DECREF(o); }

/* A module that is initialised in one phase. */
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "m", NULL, -1,
                                        NULL};

PyMODINIT_FUNC PyInit_m(void) {
  PyObject *module = PyModule_Create(&definition);
  if (!module)
    return NULL;
  PyObject *error = PyErr_NewException("m.Error", NULL, NULL);
  if (!error) {
    Py_DECREF(module);
    return NULL;
  }
  if (PyModule_AddObject(module, "Error", error) < 0) {
    Py_DECREF(error);
    Py_DECREF(module);
    return NULL;
  }
  return module;
}

static PyMethodDef methods[] = {
    {"swap_tuple", swap_tuple, METH_O, NULL},
    {"setref", setref, METH_O, NULL},
    {"setref_local", setref_local, METH_O, NULL},
    {"pop", pop, METH_NOARGS, NULL},
    {"pop_and_drop", pop_and_drop, METH_NOARGS, NULL},
    {"clear_cache", clear_cache, METH_NOARGS, NULL},
    {"replace_cache", replace_cache, METH_O, NULL},
    {"calls_eater", calls_eater, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }
PyType_Slot *export_slots(void) { return heap_slots; }
PyTypeObject *export_types[] = {&Static_Type, &Del_Type, &Gc_Type, &New_Type};

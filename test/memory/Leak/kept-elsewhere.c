// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Resources that go where the code under analysis can't be followed.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <pthread.h>
#include <stdlib.h>

// One function detaches, another one attaches again.
void leave_right(void) { (void)PyEval_SaveThread(); }

PyThreadState *saved;
void enter_right(void) { PyEval_RestoreThread(saved); }

PyObject *early_wrong(PyObject *arg, int early) {
  PyThreadState *save = PyEval_SaveThread(); // expected-warning{{Leak of the detached thread state from 'PyEval_SaveThread': it is owned here and never released; a call of 'PyEval_RestoreThread' is missing}}
  if (early)
    return NULL;
  PyEval_RestoreThread(save);
  return NULL;
}

// The thread keeps it.
static pthread_key_t key;
char *thread_right(void) {
  char *p = calloc(1, 10);
  if (p == NULL)
    return NULL;
  if (pthread_setspecific(key, p) != 0)
    free(p);
  return NULL;
}

// A buffer that was filled by hand owns a reference.
PyObject *by_hand_right(PyObject *arg) {
  Py_buffer view;
  PyObject *text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  view.obj = text;
  PyBuffer_Release(&view);
  Py_RETURN_NONE;
}

// The type's deallocator knows its object by the name of another struct.
typedef struct {
  PyObject_HEAD
  PyObject *root;
} Base;

typedef struct {
  PyObject_HEAD
  PyObject *first;
} Map;

static PyObject *map_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
  Map *self = (Map *)type->tp_alloc(type, 0);
  if (self == NULL)
    return NULL;
  self->first = PyDict_New();
  return (PyObject *)self;
}

static void map_dealloc(Base *self) {
  Py_CLEAR(self->root);
  Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject Map_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "map",
    .tp_basicsize = sizeof(Map),
    .tp_new = map_new,
    .tp_dealloc = (destructor)map_dealloc,
};

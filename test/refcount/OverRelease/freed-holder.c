// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A struct that owns what its member points to, and gives that up before it is freed.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject *symbol;
} Node;

static void node_delete(Node *node) {
  Py_XDECREF(node->symbol);
  PyMem_Free(node);
}

static PyObject *last_key_right(PyObject *self, PyObject *dict) {
  PyObject *symbol, *value;
  Py_ssize_t position = 0;
  Node *node = PyMem_New(Node, 1);
  if (node == NULL)
    return PyErr_NoMemory();
  node->symbol = NULL;
  if (PyDict_Next(dict, &position, &symbol, &value)) {
    node->symbol = symbol;
    Py_INCREF(symbol);
  }
  node_delete(node);
  Py_RETURN_NONE;
}

typedef struct {
  PyObject_HEAD
  Node *tree;
} Tree;

static PyObject *set_key_wrong(Tree *self, PyObject *dict) {
  PyObject *symbol, *value;
  Py_ssize_t position = 0;
  if (PyDict_Next(dict, &position, &symbol, &value))
    self->tree->symbol = symbol; // expected-warning{{A borrowed reference from 'PyDict_Next' is stored in a member that the type's deallocator releases}}
  Py_RETURN_NONE;
}

static void tree_dealloc(Tree *self) {
  node_delete(self->tree);
  Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef methods[] = {
    {"last_key_right", last_key_right, METH_O, NULL},
    {"set_key_wrong", (PyCFunction)set_key_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject Tree_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "Tree",
    .tp_basicsize = sizeof(Tree),
    .tp_dealloc = (destructor)tree_dealloc,
    .tp_methods = methods,
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The nodes of an object's list are freed from its head; what its tail, too,
// points to is not forgotten. Found in subvertpy.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <stdlib.h>

struct node {
  struct node *next;
  PyObject *item;
};

typedef struct {
  PyObject_HEAD
  struct node *head, *tail;
  char *name, *title;
} Queue;

static PyObject *append(Queue *self, PyObject *item) {
  struct node *entry = calloc(sizeof(struct node), 1);
  if (entry == NULL)
    return PyErr_NoMemory();
  entry->item = (Py_INCREF(item), item);
  if (self->tail == NULL)
    self->tail = entry;
  else {
    self->tail->next = entry;
    self->tail = entry;
  }
  if (self->head == NULL)
    self->head = entry;
  Py_RETURN_NONE;
}

static PyObject *set_title(Queue *self, PyObject *unused) {
  self->title = malloc(10); // expected-warning {{stored in a member that no deallocator of the type frees}}
  Py_RETURN_NONE;
}

static void dealloc(Queue *self) {
  while (self->head) {
    struct node *entry = self->head;
    Py_DECREF(entry->item);
    self->head = entry->next;
    free(entry);
  }
  free(self->name);
  PyObject_Free(self);
}

static PyMethodDef methods[] = {{"append", (PyCFunction)append, METH_O, NULL},
                                {"set_title", (PyCFunction)set_title, METH_NOARGS, NULL},
                                {NULL, NULL, 0, NULL}};

PyTypeObject Queue_Type = {
    .ob_base = {PyObject_HEAD_INIT(NULL) 0},
    .tp_name = "queue",
    .tp_basicsize = sizeof(Queue),
    .tp_dealloc = (destructor)dealloc,
    .tp_methods = methods,
};

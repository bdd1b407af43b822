// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory in structs, in other memory, in self, in globals, and given back.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

typedef struct {
  PyObject_HEAD
  char *data;
  size_t size;
} Buffer;

static char *global;

// What belongs to an object is freed by its tp_dealloc.
int member_right(Buffer *self) {
  self->data = PyMem_Malloc(10);
  if (self->data == NULL)
    return -1;
  self->size = 10;
  return 0;
}

int member_late_right(Buffer *self, PyObject *arg) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  if (PyObject_IsTrue(arg) < 0) {
    PyMem_Free(p);
    return -1;
  }
  self->data = p;
  return 0;
}

int member_late_wrong(Buffer *self, PyObject *arg) {
  char *p = PyMem_Malloc(10); // expected-warning {{Leak of the memory from 'PyMem_Malloc': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: medium]}}
  if (p == NULL)
    return -1;
  if (PyObject_IsTrue(arg) < 0)
    return -1;
  self->data = p;
  return 0;
}

// Overwritten in the same function, it is lost.
int member_twice_wrong(Buffer *self) {
  self->data = PyMem_Malloc(10); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (self->data == NULL)
    return -1;
  self->data = PyMem_Malloc(20);
  return self->data ? 0 : -1;
}

int member_twice_right(Buffer *self) {
  self->data = PyMem_Malloc(10);
  if (self->data == NULL)
    return -1;
  PyMem_Free(self->data);
  self->data = PyMem_Malloc(20);
  return self->data ? 0 : -1;
}

int member_freed_right(Buffer *self) {
  self->data = PyMem_Malloc(10);
  if (self->data == NULL)
    return -1;
  PyMem_Free(self->data);
  self->data = NULL;
  return 0;
}

int global_right(void) {
  global = PyMem_Malloc(10);
  return global ? 0 : -1;
}

int global_once_right(void) {
  if (global == NULL) {
    char *p = PyMem_Malloc(10);
    if (p == NULL)
      return -1;
    global = p;
  }
  return 0;
}

int static_right(void) {
  static char *cache;
  if (cache == NULL)
    cache = PyMem_Calloc(1, 10);
  return cache ? 0 : -1;
}

// Given to the caller.
char *returned_right(void) { return PyMem_Malloc(10); }

int out_right(char **result) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return -1;
  *result = p;
  return 0;
}

int out_wrong(char **result, PyObject *arg) {
  char *p = PyMem_Malloc(10); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (p == NULL)
    return -1;
  if (PyObject_IsTrue(arg) < 0)
    return -1;
  *result = p;
  return 0;
}

struct pair {
  char *a, *b;
};

struct pair by_value_right(void) {
  struct pair p = {PyMem_Malloc(1), PyMem_Malloc(2)};
  return p;
}

// A struct on the stack.
int local_wrong(void) {
  struct pair p;
  p.a = PyMem_Malloc(1);
  p.b = PyMem_Malloc(2); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (p.a == NULL || p.b == NULL) {
    PyMem_Free(p.a);
    PyMem_Free(p.b);
    return -1;
  }
  PyMem_Free(p.a);
  return 0;
}

int local_right(void) {
  struct pair p;
  p.a = PyMem_Malloc(1);
  p.b = PyMem_Malloc(2);
  if (p.a == NULL || p.b == NULL) {
    PyMem_Free(p.a);
    PyMem_Free(p.b);
    return -1;
  }
  PyMem_Free(p.a);
  PyMem_Free(p.b);
  return 0;
}

// Memory in memory.
struct pair *outer_right(void) {
  struct pair *p = PyMem_Malloc(sizeof *p);
  if (p == NULL)
    return NULL;
  p->a = PyMem_Malloc(1);
  p->b = NULL;
  if (p->a == NULL) {
    PyMem_Free(p);
    return NULL;
  }
  return p;
}

struct pair *outer_wrong(void) {
  struct pair *p = PyMem_Malloc(sizeof *p); // expected-warning {{Leak of the memory from 'PyMem_Malloc': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: low]}}
  if (p == NULL)
    return NULL;
  p->b = NULL;
  p->a = PyMem_Malloc(1);
  if (p->a == NULL)
    return NULL;
  return p;
}

struct pair *inner_wrong(void) {
  struct pair *p = PyMem_Malloc(sizeof *p);
  if (p == NULL)
    return NULL;
  p->b = NULL;
  p->a = PyMem_Malloc(1); // expected-warning {{Leak of the memory from 'PyMem_Malloc': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: low]}}
  if (p->a == NULL) {
    PyMem_Free(p);
    return NULL;
  }
  p->b = PyMem_Malloc(2);
  if (p->b == NULL) {
    PyMem_Free(p);
    return NULL;
  }
  return p;
}

struct pair *inner_right(void) {
  struct pair *p = PyMem_Malloc(sizeof *p);
  if (p == NULL)
    return NULL;
  p->b = NULL;
  p->a = PyMem_Malloc(1);
  if (p->a == NULL) {
    PyMem_Free(p);
    return NULL;
  }
  p->b = PyMem_Malloc(2);
  if (p->b == NULL) {
    PyMem_Free(p->a);
    PyMem_Free(p);
    return NULL;
  }
  return p;
}

// A list that somebody else has.
struct node {
  struct node *next;
  int value;
};

int linked_right(struct node **head, int value) {
  struct node *n = PyMem_Malloc(sizeof *n);
  if (n == NULL)
    return -1;
  n->value = value;
  n->next = *head;
  *head = n;
  return 0;
}

// An array of pointers.
char **array_right(int n) {
  char **all = PyMem_New(char *, n);
  if (all == NULL)
    return NULL;
  for (int i = 0; i < n; ++i) {
    all[i] = PyMem_Malloc(10);
    if (all[i] == NULL) {
      while (--i >= 0)
        PyMem_Free(all[i]);
      PyMem_Free(all);
      return NULL;
    }
  }
  return all;
}

char **array_wrong(int n, PyObject *arg) {
  char **all = PyMem_New(char *, n); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (all == NULL)
    return NULL;
  for (int i = 0; i < n; ++i)
    all[i] = NULL;
  if (PyObject_IsTrue(arg) < 0)
    return NULL;
  return all;
}

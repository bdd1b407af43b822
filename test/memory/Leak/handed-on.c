// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that API functions take over: a capsule's, a thread's, a callback's.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>
#include <pythread.h>

struct data {
  int number;
};

static void destroy(PyObject *capsule) {
  PyMem_Free(PyCapsule_GetPointer(capsule, "data"));
}

// A capsule takes over if it is made.
PyObject *capsule_wrong(PyObject *self, PyObject *unused) {
  struct data *d = PyMem_Malloc(sizeof *d); // expected-warning {{Leak of the memory from 'PyMem_Malloc': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: low]}}
  if (d == NULL)
    return PyErr_NoMemory();
  d->number = 1;
  PyObject *capsule = PyCapsule_New(d, "data", destroy);
  if (capsule == NULL)
    return NULL;
  return capsule;
}

PyObject *capsule_right(PyObject *self, PyObject *unused) {
  struct data *d = PyMem_Malloc(sizeof *d);
  if (d == NULL)
    return PyErr_NoMemory();
  d->number = 1;
  PyObject *capsule = PyCapsule_New(d, "data", destroy);
  if (capsule == NULL)
    PyMem_Free(d);
  return capsule;
}

// Who does not look whether it was made hopes for success.
PyObject *unchecked(PyObject *self, PyObject *unused) {
  struct data *d = PyMem_Malloc(sizeof *d);
  if (d == NULL)
    return PyErr_NoMemory();
  return PyCapsule_New(d, "data", destroy);
}

int context_wrong(PyObject *capsule) {
  struct data *d = PyMem_Malloc(sizeof *d); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (d == NULL)
    return -1;
  if (PyCapsule_SetContext(capsule, d) < 0)
    return -1;
  return 0;
}

int context_right(PyObject *capsule) {
  struct data *d = PyMem_Malloc(sizeof *d);
  if (d == NULL)
    return -1;
  if (PyCapsule_SetContext(capsule, d) < 0) {
    PyMem_Free(d);
    return -1;
  }
  return 0;
}

static void run(void *arg) { PyMem_RawFree(arg); }

int thread_right(void) {
  struct data *d = PyMem_RawMalloc(sizeof *d);
  if (d == NULL)
    return -1;
  unsigned long id = PyThread_start_new_thread(run, d);
  if (id == (unsigned long)-1) {
    PyMem_RawFree(d);
    return -1;
  }
  return 0;
}

static int later(void *arg) {
  PyMem_RawFree(arg);
  return 0;
}

int pending_right(void) {
  struct data *d = PyMem_RawMalloc(sizeof *d);
  if (d == NULL)
    return -1;
  if (Py_AddPendingCall(later, d) < 0) {
    PyMem_RawFree(d);
    return -1;
  }
  return 0;
}

int pending_wrong(void) {
  struct data *d = PyMem_RawMalloc(sizeof *d); // expected-warning {{Leak of the memory from 'PyMem_RawMalloc'}}
  if (d == NULL)
    return -1;
  if (Py_AddPendingCall(later, d) < 0)
    return -1;
  return 0;
}

// A pointer as a number: it comes back.
PyObject *number_right(PyObject *self, PyObject *unused) {
  struct data *d = PyMem_Malloc(sizeof *d);
  if (d == NULL)
    return PyErr_NoMemory();
  return PyLong_FromVoidPtr(d);
}

int tss_right(Py_tss_t *key) {
  struct data *d = PyMem_RawMalloc(sizeof *d);
  if (d == NULL)
    return -1;
  if (PyThread_tss_set(key, d) != 0) {
    PyMem_RawFree(d);
    return -1;
  }
  return 0;
}

// What only looks at the memory, or copies it, takes nothing over.
PyObject *copied_wrong(PyObject *self, PyObject *unused) {
  char *p = PyMem_Malloc(10); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (p == NULL)
    return PyErr_NoMemory();
  memset(p, 'x', 10);
  return PyBytes_FromStringAndSize(p, 10);
}

PyObject *copied_right(PyObject *self, PyObject *unused) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return PyErr_NoMemory();
  memset(p, 'x', 10);
  PyObject *result = PyBytes_FromStringAndSize(p, 10);
  PyMem_Free(p);
  return result;
}

// The methods and members of a type are kept for its time.
PyObject *type_right(PyObject *bases) {
  PyType_Slot *slots = PyMem_Calloc(2, sizeof *slots);
  if (slots == NULL)
    return PyErr_NoMemory();
  PyMethodDef *methods = PyMem_Calloc(2, sizeof *methods);
  if (methods == NULL) {
    PyMem_Free(slots);
    return PyErr_NoMemory();
  }
  slots[0].slot = Py_tp_methods;
  slots[0].pfunc = methods;
  PyType_Spec spec = {"m.T", 0, 0, Py_TPFLAGS_DEFAULT, slots};
  PyObject *type = PyType_FromSpecWithBases(&spec, bases);
  PyMem_Free(slots);
  if (type == NULL)
    PyMem_Free(methods);
  return type;
}

PyObject *function_right(PyCFunction call, PyObject *module) {
  PyMethodDef *def = PyMem_Calloc(1, sizeof *def);
  if (def == NULL)
    return PyErr_NoMemory();
  def->ml_name = "f";
  def->ml_meth = call;
  def->ml_flags = METH_NOARGS;
  PyObject *f = PyCFunction_New(def, module);
  if (f == NULL)
    PyMem_Free(def);
  return f;
}

PyObject *getset_right(PyTypeObject *type) {
  PyGetSetDef *def = PyMem_Calloc(1, sizeof *def);
  if (def == NULL)
    return PyErr_NoMemory();
  PyObject *d = PyDescr_NewGetSet(type, def);
  if (d == NULL)
    PyMem_Free(def);
  return d;
}

// What a memory view shows stays with the view.
PyObject *memory_right(void) {
  char *p = PyMem_Malloc(10);
  if (p == NULL)
    return PyErr_NoMemory();
  return PyMemoryView_FromMemory(p, 10, PyBUF_READ);
}

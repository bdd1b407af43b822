// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The API without a thread state.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *allocate_wrong(PyObject *self, PyObject *arg) {
  char *p;
  Py_BEGIN_ALLOW_THREADS
  p = PyMem_Malloc(10); // expected-warning{{Call of 'PyMem_Malloc', which needs the GIL, while the thread state is detached}}
  Py_END_ALLOW_THREADS
  PyMem_Free(p);
  Py_RETURN_NONE;
}

static PyObject *allocate_right(PyObject *self, PyObject *arg) {
  char *p;
  Py_BEGIN_ALLOW_THREADS
  p = PyMem_RawMalloc(10);
  Py_END_ALLOW_THREADS
  PyMem_RawFree(p);
  Py_RETURN_NONE;
}

static PyObject *raise_wrong(PyObject *self, PyObject *arg) {
  Py_BEGIN_ALLOW_THREADS
  PyErr_SetString(PyExc_ValueError, "x"); // expected-warning{{Call of 'PyErr_SetString', which needs the GIL}}
  Py_END_ALLOW_THREADS
  return NULL;
}

static PyObject *raise_right(PyObject *self, PyObject *arg) {
  Py_BEGIN_ALLOW_THREADS
  Py_BLOCK_THREADS
  PyErr_SetString(PyExc_ValueError, "x");
  Py_UNBLOCK_THREADS
  Py_END_ALLOW_THREADS
  return NULL;
}

static PyObject *count_wrong(PyObject *self, PyObject *arg) {
  PyThreadState *save = PyEval_SaveThread();
  Py_INCREF(arg); // expected-warning-re{{Call of '{{.*}}Py_INCREF', which needs the GIL}}
  PyEval_RestoreThread(save);
  return arg;
}

static PyObject *count_right(PyObject *self, PyObject *arg) {
  PyThreadState *save = PyEval_SaveThread();
  PyEval_RestoreThread(save);
  Py_INCREF(arg);
  return arg;
}

// Reading what the object holds itself works, and is done.
static PyObject *read_right(PyObject *self, PyObject *args) {
  Py_ssize_t size;
  Py_BEGIN_ALLOW_THREADS
  size = PyTuple_GET_SIZE(args);
  Py_END_ALLOW_THREADS
  return PyLong_FromSsize_t(size);
}

// Of an object that is known to be bytes nothing but the pointer is read.
static PyObject *known_type_right(PyObject *self, PyObject *arg) {
  PyObject *bytes = PyBytes_FromStringAndSize(NULL, 10);
  if (bytes == NULL)
    return NULL;
  Py_BEGIN_ALLOW_THREADS
  PyBytes_AsString(bytes)[0] = 'x';
  Py_END_ALLOW_THREADS
  return bytes;
}

static PyObject *checked_type_right(PyObject *self, PyObject *arg) {
  if (!PyBytes_Check(arg))
    return NULL;
  Py_BEGIN_ALLOW_THREADS
  puts(PyBytes_AsString(arg));
  Py_END_ALLOW_THREADS
  Py_RETURN_NONE;
}

static void callback(void *data) {
  PyGILState_STATE state = PyGILState_Ensure();
  PyErr_Print();
  PyGILState_Release(state);
}

static PyObject *callback_right(PyObject *self, PyObject *args) {
  Py_BEGIN_ALLOW_THREADS
  callback(NULL);
  Py_END_ALLOW_THREADS
  Py_RETURN_NONE;
}

// What a function does whose caller may or may not hold the GIL.
void unknown_right(void) { PyErr_Clear(); }

static PyMethodDef methods[] = {
    {"allocate_wrong", allocate_wrong, METH_O, NULL},
    {"allocate_right", allocate_right, METH_O, NULL},
    {"raise_wrong", raise_wrong, METH_O, NULL},
    {"raise_right", raise_right, METH_O, NULL},
    {"count_wrong", count_wrong, METH_O, NULL},
    {"count_right", count_right, METH_O, NULL},
    {"read_right", read_right, METH_VARARGS, NULL},
    {"known_type_right", known_type_right, METH_O, NULL},
    {"checked_type_right", checked_type_right, METH_O, NULL},
    {"callback_right", callback_right, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Buffers, from PyObject_GetBuffer and from format codes.
//
// RUN: %analyze_cc1 -verify %s

#define PY_SSIZE_T_CLEAN
#include <Python.h>

PyObject *get_wrong(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0) // expected-warning {{Leak of the buffer from 'PyObject_GetBuffer': it is owned here and never released; a call of 'PyBuffer_Release' is missing [rank: high]}}
    return NULL;
  return PyLong_FromSsize_t(view.len);
}

PyObject *get_right(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0)
    return NULL;
  Py_ssize_t n = view.len;
  PyBuffer_Release(&view);
  return PyLong_FromSsize_t(n);
}

PyObject *error_wrong(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_ND) != 0) // expected-warning {{Leak of the buffer from 'PyObject_GetBuffer': it is owned here and never released; a call of 'PyBuffer_Release' is missing [rank: medium]}}
    return NULL;
  if (view.ndim != 1) {
    PyErr_SetString(PyExc_ValueError, "one dimension only");
    return NULL;
  }
  PyBuffer_Release(&view);
  Py_RETURN_NONE;
}

PyObject *error_right(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_ND) != 0)
    return NULL;
  if (view.ndim != 1) {
    PyErr_SetString(PyExc_ValueError, "one dimension only");
    PyBuffer_Release(&view);
    return NULL;
  }
  PyBuffer_Release(&view);
  Py_RETURN_NONE;
}

PyObject *parse_wrong(PyObject *self, PyObject *args) {
  Py_buffer view;
  if (!PyArg_ParseTuple(args, "y*", &view)) // expected-warning {{Leak of the buffer from 'PyArg_ParseTuple'}}
    return NULL;
  return PyBytes_FromStringAndSize(view.buf, view.len);
}

PyObject *parse_right(PyObject *self, PyObject *args) {
  Py_buffer view;
  if (!PyArg_ParseTuple(args, "y*", &view))
    return NULL;
  PyObject *result = PyBytes_FromStringAndSize(view.buf, view.len);
  PyBuffer_Release(&view);
  return result;
}

PyObject *codes_wrong(PyObject *self, PyObject *args) {
  Py_buffer s, z, w;
  if (!PyArg_ParseTuple(args, "s*z*w*", &s, &z, &w)) // expected-warning {{Leak of the buffer from 'PyArg_ParseTuple'}}
    return NULL;
  PyBuffer_Release(&s);
  PyBuffer_Release(&w);
  Py_RETURN_NONE;
}

PyObject *codes_right(PyObject *self, PyObject *args) {
  Py_buffer s, z, w;
  if (!PyArg_ParseTuple(args, "s*z*w*", &s, &z, &w))
    return NULL;
  PyBuffer_Release(&s);
  PyBuffer_Release(&z);
  PyBuffer_Release(&w);
  Py_RETURN_NONE;
}

// An error after one of two.
PyObject *second_wrong(PyObject *self, PyObject *args) {
  PyObject *a, *b;
  Py_buffer x, y;
  if (!PyArg_ParseTuple(args, "OO", &a, &b))
    return NULL;
  if (PyObject_GetBuffer(a, &x, PyBUF_SIMPLE) < 0) // expected-warning {{Leak of the buffer from 'PyObject_GetBuffer': it is owned here and never released; a call of 'PyBuffer_Release' is missing [rank: medium]}}
    return NULL;
  if (PyObject_GetBuffer(b, &y, PyBUF_SIMPLE) < 0)
    return NULL;
  PyBuffer_Release(&x);
  PyBuffer_Release(&y);
  Py_RETURN_NONE;
}

PyObject *second_right(PyObject *self, PyObject *args) {
  PyObject *a, *b;
  Py_buffer x, y;
  if (!PyArg_ParseTuple(args, "OO", &a, &b))
    return NULL;
  if (PyObject_GetBuffer(a, &x, PyBUF_SIMPLE) < 0)
    return NULL;
  if (PyObject_GetBuffer(b, &y, PyBUF_SIMPLE) < 0) {
    PyBuffer_Release(&x);
    return NULL;
  }
  PyBuffer_Release(&x);
  PyBuffer_Release(&y);
  Py_RETURN_NONE;
}

// A variable that tells whether there is something to release.
PyObject *cleared_right(PyObject *self, PyObject *args) {
  Py_buffer view = {NULL, NULL};
  PyObject *result = NULL;
  if (!PyArg_ParseTuple(args, "|y*", &view))
    goto done;
  if (view.obj == NULL) {
    result = PyBytes_FromString("");
    goto done;
  }
  result = PyBytes_FromStringAndSize(view.buf, view.len);
done:
  if (view.obj)
    PyBuffer_Release(&view);
  return result;
}

PyObject *by_pointer_right(PyObject *self, PyObject *args) {
  Py_buffer view = {NULL, NULL};
  PyObject *result = NULL;
  if (!PyArg_ParseTuple(args, "|y*", &view))
    goto done;
  result = PyLong_FromSsize_t(view.len);
done:
  if (view.buf != NULL)
    PyBuffer_Release(&view);
  return result;
}

PyObject *cleared_wrong(PyObject *self, PyObject *args) {
  Py_buffer view = {NULL, NULL};
  if (!PyArg_ParseTuple(args, "|y*", &view)) // expected-warning {{Leak of the buffer from 'PyArg_ParseTuple'}}
    return NULL;
  if (view.obj == NULL)
    return PyBytes_FromString("");
  return PyBytes_FromStringAndSize(view.buf, view.len);
}

// Filled in for another consumer, who releases it.
static int getbuffer(PyObject *self, Py_buffer *view, int flags) {
  static char data[10];
  return PyBuffer_FillInfo(view, self, data, sizeof data, 1, flags);
}

static int getbuffer_of_other(PyObject *self, Py_buffer *view, int flags) {
  return PyObject_GetBuffer(self, view, flags);
}

static PyBufferProcs procs = {getbuffer, NULL};
static PyBufferProcs other_procs = {getbuffer_of_other, NULL};

typedef struct {
  PyObject_HEAD
  Py_buffer view;
} Holder;

// Belongs to the object.
int member_right(Holder *self, PyObject *arg) {
  return PyObject_GetBuffer(arg, &self->view, PyBUF_SIMPLE);
}

// On the heap, handed to a capsule.
PyObject *heap_right(PyObject *arg, PyCapsule_Destructor release) {
  Py_buffer *view = PyMem_Malloc(sizeof *view);
  if (view == NULL)
    return PyErr_NoMemory();
  if (PyObject_GetBuffer(arg, view, PyBUF_SIMPLE) < 0) {
    PyMem_Free(view);
    return NULL;
  }
  PyObject *capsule = PyCapsule_New(view, "buffer", release);
  if (capsule == NULL) {
    PyBuffer_Release(view);
    PyMem_Free(view);
  }
  return capsule;
}

// A struct on the stack.
struct input {
  Py_buffer view;
  int number;
};

static int fill(PyObject *arg, struct input *in) {
  in->number = 1;
  // Of helpers_wrong.
  return PyObject_GetBuffer(arg, &in->view, PyBUF_SIMPLE); // expected-warning {{Leak of the buffer from 'PyObject_GetBuffer'}}
}

static void empty(struct input *in) {
  if (in->view.obj)
    PyBuffer_Release(&in->view);
}

int helpers_wrong(PyObject *arg) {
  struct input in = {0};
  if (fill(arg, &in) < 0)
    return -1;
  return (int)in.view.len;
}

int helpers_right(PyObject *arg) {
  struct input in = {0};
  if (fill(arg, &in) < 0)
    return -1;
  int n = (int)in.view.len;
  empty(&in);
  return n;
}

// PyMemoryView_FromBuffer copies the struct, but does not take it over. Where
// its parameter is no pointer to const, it might.
#if PY_VERSION_HEX >= 0x030B0000 && !defined(PYPY_VERSION)
PyObject *view_wrong(PyObject *self, PyObject *arg) {
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0) // expected-warning {{Leak of the buffer from 'PyObject_GetBuffer'}}
    return NULL;
  PyObject *result = PyMemoryView_FromBuffer(&view);
  if (result == NULL)
    return NULL;
  PyBuffer_Release(&view);
  return result;
}
#endif

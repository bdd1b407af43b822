// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that API functions hand out to be freed.
//
// RUN: %analyze_cc1 -verify %s

#pragma clang diagnostic ignored "-Wdeprecated-declarations"
#define PY_SSIZE_T_CLEAN
#include <Python.h>

PyObject *et_wrong(PyObject *self, PyObject *args) {
  char *name;
  if (!PyArg_ParseTuple(args, "et", "utf-8", &name)) // expected-warning {{Leak of the memory from 'PyArg_ParseTuple': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: high]}}
    return NULL;
  return PyUnicode_FromString(name);
}

// After a failure there is nothing to free.
PyObject *et_right(PyObject *self, PyObject *args) {
  char *name;
  if (!PyArg_ParseTuple(args, "et", "utf-8", &name))
    return NULL;
  PyObject *result = PyUnicode_FromString(name);
  PyMem_Free(name);
  return result;
}

PyObject *es_wrong(PyObject *self, PyObject *args) {
  char *name;
  int n;
  if (!PyArg_ParseTuple(args, "esi", NULL, &name, &n)) // expected-warning {{Leak of the memory from 'PyArg_ParseTuple'}}
    return NULL;
  if (n < 0)
    return PyErr_Format(PyExc_ValueError, "%d", n);
  PyObject *result = PyUnicode_FromString(name);
  PyMem_Free(name);
  return result;
}

PyObject *es_right(PyObject *self, PyObject *args) {
  char *name;
  int n;
  if (!PyArg_ParseTuple(args, "esi", NULL, &name, &n))
    return NULL;
  if (n < 0) {
    PyMem_Free(name);
    return PyErr_Format(PyExc_ValueError, "%d", n);
  }
  PyObject *result = PyUnicode_FromString(name);
  PyMem_Free(name);
  return result;
}

PyObject *two_wrong(PyObject *self, PyObject *args) {
  char *a, *b;
  if (!PyArg_ParseTuple(args, "etet", "utf-8", &a, "utf-8", &b)) // expected-warning {{Leak of the memory from 'PyArg_ParseTuple'}}
    return NULL;
  PyObject *result = PyUnicode_FromFormat("%s%s", a, b);
  PyMem_Free(a);
  return result;
}

PyObject *two_right(PyObject *self, PyObject *args) {
  char *a, *b;
  if (!PyArg_ParseTuple(args, "etet", "utf-8", &a, "utf-8", &b))
    return NULL;
  PyObject *result = PyUnicode_FromFormat("%s%s", a, b);
  PyMem_Free(a);
  PyMem_Free(b);
  return result;
}

// "et#" allocates if it finds NULL, else it uses what is there.
PyObject *sized_wrong(PyObject *self, PyObject *args) {
  char *name = NULL;
  Py_ssize_t n = 0;
  if (!PyArg_ParseTuple(args, "et#", "utf-8", &name, &n)) // expected-warning {{Leak of the memory from 'PyArg_ParseTuple'}}
    return NULL;
  return PyBytes_FromStringAndSize(name, n);
}

PyObject *sized_right(PyObject *self, PyObject *args) {
  char *name = NULL;
  Py_ssize_t n = 0;
  if (!PyArg_ParseTuple(args, "et#", "utf-8", &name, &n))
    return NULL;
  PyObject *result = PyBytes_FromStringAndSize(name, n);
  PyMem_Free(name);
  return result;
}

PyObject *sized_own_right(PyObject *self, PyObject *args) {
  char buffer[100], *name = buffer;
  Py_ssize_t n = sizeof buffer;
  if (!PyArg_ParseTuple(args, "es#", "utf-8", &name, &n))
    return NULL;
  return PyBytes_FromStringAndSize(name, n);
}

PyObject *optional_wrong(PyObject *self, PyObject *args, PyObject *kw) {
  static char *names[] = {"name", NULL};
  char *name = NULL;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "|et", names, "utf-8", &name)) // expected-warning {{Leak of the memory from 'PyArg_ParseTupleAndKeywords'}}
    return NULL;
  return PyUnicode_FromString(name ? name : "");
}

PyObject *optional_right(PyObject *self, PyObject *args, PyObject *kw) {
  static char *names[] = {"name", NULL};
  char *name = NULL;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "|et", names, "utf-8", &name))
    return NULL;
  PyObject *result = PyUnicode_FromString(name ? name : "");
  if (name)
    PyMem_Free(name);
  return result;
}

PyObject *wide_wrong(PyObject *self, PyObject *arg) {
  Py_ssize_t n;
  wchar_t *w = PyUnicode_AsWideCharString(arg, &n); // expected-warning {{Leak of the memory from 'PyUnicode_AsWideCharString': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: high]}}
  if (w == NULL)
    return NULL;
  return PyLong_FromSsize_t(n);
}

PyObject *wide_right(PyObject *self, PyObject *arg) {
  Py_ssize_t n;
  wchar_t *w = PyUnicode_AsWideCharString(arg, &n);
  if (w == NULL)
    return NULL;
  PyMem_Free(w);
  return PyLong_FromSsize_t(n);
}

#ifndef PYPY_VERSION
PyObject *ucs4_wrong(PyObject *self, PyObject *arg) {
  Py_UCS4 *w = PyUnicode_AsUCS4Copy(arg); // expected-warning {{Leak of the memory from 'PyUnicode_AsUCS4Copy'}}
  if (w == NULL)
    return NULL;
  return PyLong_FromLong(w[0]);
}
#endif

PyObject *ucs4_right(PyObject *self, PyObject *arg) {
  Py_UCS4 *w = PyUnicode_AsUCS4Copy(arg);
  if (w == NULL)
    return NULL;
  PyObject *result = PyLong_FromLong(w[0]);
  PyMem_Free(w);
  return result;
}

PyObject *double_wrong(PyObject *self, PyObject *arg) {
  char *s = PyOS_double_to_string(1.5, 'r', 0, 0, NULL); // expected-warning {{Leak of the memory from 'PyOS_double_to_string'}}
  if (s == NULL)
    return NULL;
  return PyUnicode_FromString(s);
}

PyObject *double_right(PyObject *self, PyObject *arg) {
  char *s = PyOS_double_to_string(1.5, 'r', 0, 0, NULL);
  if (s == NULL)
    return NULL;
  PyObject *result = PyUnicode_FromString(s);
  PyMem_Free(s);
  return result;
}

#ifndef PYPY_VERSION
int decode_wrong(const char *name) {
  wchar_t *w = Py_DecodeLocale(name, NULL); // expected-warning {{Leak of the memory from 'Py_DecodeLocale': it is owned here and never freed; a call of 'PyMem_RawFree' is missing}}
  return w == NULL;
}

int decode_right(const char *name) {
  wchar_t *w = Py_DecodeLocale(name, NULL);
  PyMem_RawFree(w);
  return 0;
}

// An embedding program may hand it on for good.
int decode_kept_right(const char *name) {
  wchar_t *w = Py_DecodeLocale(name, NULL);
  if (w == NULL)
    return -1;
  Py_SetProgramName(w);
  return 0;
}

int encode_wrong(const wchar_t *name) {
  char *s = Py_EncodeLocale(name, NULL); // expected-warning {{Leak of the memory from 'Py_EncodeLocale': it is owned here and never freed; a call of 'PyMem_Free' is missing}}
  return s == NULL;
}

int encode_right(const wchar_t *name) {
  char *s = Py_EncodeLocale(name, NULL);
  PyMem_Free(s);
  return 0;
}
#endif

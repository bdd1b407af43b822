// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reallocation, loops, moved pointers and cleanup at the end.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

// Growing in a loop.
PyObject *grow_right(PyObject *iterator) {
  size_t size = 4, n = 0;
  long *items = PyMem_New(long, size);
  PyObject *o;
  if (items == NULL)
    return PyErr_NoMemory();
  while ((o = PyIter_Next(iterator)) != NULL) {
    if (n == size) {
      long *more = PyMem_Realloc(items, 2 * size * sizeof *items);
      if (more == NULL) {
        PyMem_Free(items);
        Py_DECREF(o);
        return PyErr_NoMemory();
      }
      items = more;
      size *= 2;
    }
    items[n] = PyLong_AsLong(o);
    Py_DECREF(o);
    if (items[n] == -1 && PyErr_Occurred())
      break;
    ++n;
  }
  PyObject *result = PyErr_Occurred() ? NULL : PyLong_FromLong(items[0]);
  PyMem_Free(items);
  return result;
}

PyObject *grow_wrong(PyObject *iterator) {
  size_t size = 4, n = 0;
  long *items = PyMem_New(long, size); // expected-warning {{Leak of the memory from 'PyMem_Malloc': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: medium]}}
  PyObject *o;
  if (items == NULL)
    return PyErr_NoMemory();
  while ((o = PyIter_Next(iterator)) != NULL) {
    if (n == size) {
      Py_DECREF(o);
      break;
    }
    items[n] = PyLong_AsLong(o);
    Py_DECREF(o);
    if (items[n] == -1 && PyErr_Occurred())
      return NULL;
    ++n;
  }
  PyObject *result = PyErr_Occurred() ? NULL : PyLong_FromLong(items[0]);
  PyMem_Free(items);
  return result;
}

// To size zero is no way to free.
int member_grow_right(char **buffer, size_t n) {
  char *more = PyMem_Realloc(*buffer, n);
  if (more == NULL)
    return -1;
  *buffer = more;
  return 0;
}

// One for each turn.
int each_wrong(PyObject *list) {
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); ++i) {
    char *p = PyMem_Malloc(10); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
    if (p == NULL)
      return -1;
    if (PyObject_IsTrue(PyList_GET_ITEM(list, i)))
      continue;
    PyMem_Free(p);
  }
  return 0;
}

int each_right(PyObject *list) {
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); ++i) {
    char *p = PyMem_Malloc(10);
    if (p == NULL)
      return -1;
    if (PyObject_IsTrue(PyList_GET_ITEM(list, i))) {
      PyMem_Free(p);
      continue;
    }
    PyMem_Free(p);
  }
  return 0;
}

// The pointer is moved; the beginning is kept.
PyObject *moved_right(const char *s) {
  char *p = PyMem_Malloc(strlen(s) + 1), *start = p;
  if (p == NULL)
    return PyErr_NoMemory();
  for (; *s; ++s)
    *p++ = *s == '_' ? ' ' : *s;
  *p = 0;
  PyObject *result = PyUnicode_FromString(start);
  PyMem_Free(start);
  return result;
}

PyObject *moved_wrong(const char *s) {
  char *p = PyMem_Malloc(strlen(s) + 1), *start = p; // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (p == NULL)
    return PyErr_NoMemory();
  for (; *s; ++s)
    *p++ = *s == '_' ? ' ' : *s;
  *p = 0;
  return PyUnicode_FromString(start);
}

PyObject *behind_right(const char *s) {
  char *p = PyMem_Malloc(100);
  if (p == NULL)
    return PyErr_NoMemory();
  p += 10;
  PyObject *result = PyBytes_FromStringAndSize(p, 90);
  PyMem_Free(p - 10);
  return result;
}

// A header before the pointer that is handed out.
char *header_right(size_t n) {
  size_t *p = PyMem_Malloc(n + sizeof *p);
  if (p == NULL)
    return NULL;
  *p = n;
  return (char *)(p + 1);
}

// One way out.
PyObject *cleanup_right(PyObject *arg) {
  PyObject *result = NULL, *text = NULL;
  char *a = NULL, *b = NULL;
  a = PyMem_Malloc(10);
  if (a == NULL)
    goto done;
  text = PyObject_Str(arg);
  if (text == NULL)
    goto done;
  b = PyMem_Malloc(10);
  if (b == NULL)
    goto done;
  result = PyLong_FromLong(1);
done:
  PyMem_Free(a);
  PyMem_Free(b);
  Py_XDECREF(text);
  return result;
}

PyObject *cleanup_wrong(PyObject *arg) {
  PyObject *result = NULL, *text = NULL;
  char *a = NULL, *b = NULL;
  a = PyMem_Malloc(10); // expected-warning {{Leak of the memory from 'PyMem_Malloc': it is owned here and never freed; a call of 'PyMem_Free' is missing [rank: medium]}}
  if (a == NULL)
    goto done;
  text = PyObject_Str(arg);
  if (text == NULL)
    return NULL;
  b = PyMem_Malloc(10);
  if (b == NULL)
    goto done;
  result = PyLong_FromLong(1);
done:
  PyMem_Free(a);
  PyMem_Free(b);
  Py_XDECREF(text);
  return result;
}

PyObject *labels_right(PyObject *arg) {
  char *a = PyMem_Malloc(10);
  if (a == NULL)
    goto fail;
  char *b = PyMem_Malloc(10);
  if (b == NULL)
    goto fail_a;
  if (PyObject_IsTrue(arg) < 0)
    goto fail_b;
  PyMem_Free(b);
  PyMem_Free(a);
  Py_RETURN_NONE;
fail_b:
  PyMem_Free(b);
fail_a:
  PyMem_Free(a);
fail:
  return NULL;
}

PyObject *labels_wrong(PyObject *arg) {
  char *a = PyMem_Malloc(10);
  if (a == NULL)
    goto fail;
  char *b = PyMem_Malloc(10); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
  if (b == NULL)
    goto fail_a;
  if (PyObject_IsTrue(arg) < 0)
    goto fail_a;
  PyMem_Free(b);
  PyMem_Free(a);
  Py_RETURN_NONE;
fail_a:
  PyMem_Free(a);
fail:
  return NULL;
}

// On the heap only if it does not fit.
PyObject *small_right(const char *s, size_t n) {
  char fixed[64], *p = fixed;
  if (n > sizeof fixed) {
    p = PyMem_Malloc(n);
    if (p == NULL)
      return PyErr_NoMemory();
  }
  memcpy(p, s, n);
  PyObject *result = PyBytes_FromStringAndSize(p, (Py_ssize_t)n);
  if (p != fixed)
    PyMem_Free(p);
  return result;
}

PyObject *small_wrong(const char *s, size_t n) {
  char fixed[64], *p = fixed;
  if (n > sizeof fixed) {
    p = PyMem_Malloc(n); // expected-warning {{Leak of the memory from 'PyMem_Malloc'}}
    if (p == NULL)
      return PyErr_NoMemory();
  }
  memcpy(p, s, n);
  return PyBytes_FromStringAndSize(p, (Py_ssize_t)n);
}

// A flag tells.
PyObject *flag_right(PyObject *arg, int copy, char *given) {
  char *p = given;
  if (copy) {
    p = PyMem_Malloc(10);
    if (p == NULL)
      return PyErr_NoMemory();
  }
  PyObject *result = PyObject_Str(arg);
  if (copy)
    PyMem_Free(p);
  return result;
}

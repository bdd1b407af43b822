// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that is never freed; see Inputs/apply.py.
//
// RUN: %python %S/Inputs/apply.py %s %t %clang --config %cfg --analyze --analyzer-no-default-checks -Xclang -analyzer-checker=core -I%python_include | %filecheck %s

#include <Python.h>

int other(void);

static PyObject *fix_before_return(PyObject *self, PyObject *arg) {
  char *text = PyMem_Malloc(10);
  if (text == NULL)
    return PyErr_NoMemory();
  Py_ssize_t size = PyObject_Length(arg);
  if (size < 0)
    return NULL;
  PyMem_Free(text);
  return PyLong_FromSsize_t(size);
}
// CHECK-LABEL: fix_before_return
// CHECK: {{^}}  if (size < 0) {{{$}}
// CHECK-NEXT: {{^}}    PyMem_Free(text);{{$}}
// CHECK-NEXT: {{^}}    return NULL;{{$}}

static PyObject *fix_result(PyObject *self, PyObject *arg) {
  char *text = PyMem_Malloc(10);
  if (text == NULL)
    return PyErr_NoMemory();
  memset(text, 'x', 10);
  PyObject *result = PyUnicode_FromStringAndSize(text, 10);
  return result;
}
// CHECK-LABEL: fix_result
// CHECK: {{^}}  PyMem_Free(text);{{$}}
// CHECK-NEXT: {{^}}  return result;{{$}}

static PyObject *fix_as_soon_as_lost(PyObject *self, PyObject *arg) {
  char *text = NULL;
  PyObject *result = NULL;
  if (other())
    goto done;
  text = PyMem_RawMalloc(10);
  if (text == NULL)
    goto done;
  result = PyLong_FromLong(1);
done:
  return result;
}
// CHECK-LABEL: fix_as_soon_as_lost
// CHECK: {{^}}  PyMem_RawFree(text);{{$}}
// CHECK-NEXT: {{^}}  result = PyLong_FromLong(1);{{$}}

static PyObject *fix_object_memory(PyObject *self, PyObject *arg) {
  int *numbers = PyObject_Malloc(10 * sizeof(int));
  if (!numbers)
    return PyErr_NoMemory();
  for (int i = 0; i < 3; i++)
    numbers[i] = i;
  if (other()) {
    PyErr_SetString(PyExc_ValueError, "no");
    return NULL;
  }
  PyObject_Free(numbers);
  Py_RETURN_NONE;
}
// CHECK-LABEL: fix_object_memory
// CHECK: PyObject_Free(numbers);
// CHECK: return NULL;

// The result is read from it.
static long open_is_read(PyObject *arg) {
  long *numbers = PyMem_Malloc(10 * sizeof(long));
  if (!numbers)
    return -1;
  numbers[0] = PyLong_AsLong(arg);
  numbers[1] = 2;
  return numbers[0] + numbers[1];
}

// Through another pointer.
static long open_other_pointer(PyObject *arg) {
  long *numbers = PyMem_Malloc(10 * sizeof(long));
  if (!numbers)
    return -1;
  long *end = numbers + 1;
  *end = PyLong_AsLong(arg);
  return *end;
}

static PyObject *open_freed_on_one_way(PyObject *self, PyObject *arg) {
  char *text = PyMem_Malloc(10);
  if (text == NULL)
    return PyErr_NoMemory();
  if (other()) {
    PyMem_Free(text);
    if (other())
      goto error;
    Py_RETURN_NONE;
  }
  if (PyObject_Length(arg) < 0)
    goto error;
  PyMem_Free(text);
  Py_RETURN_NONE;
error:
  return NULL;
}

static PyMethodDef methods[] = {
    {"fix_before_return", fix_before_return, METH_O, NULL},
    {"fix_result", fix_result, METH_O, NULL},
    {"fix_as_soon_as_lost", fix_as_soon_as_lost, METH_O, NULL},
    {"fix_object_memory", fix_object_memory, METH_O, NULL},
    {"open_freed_on_one_way", open_freed_on_one_way, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
int main(void) {
  return methods[0].ml_flags + (int)open_is_read(NULL) +
         (int)open_other_pointer(NULL);
}

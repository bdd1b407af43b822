// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rank says what has to fail before the leak happens.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *nothing_fails(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Str'{{.*}}[rank: high]}}
  if (text == NULL)
    return NULL;
  Py_RETURN_NONE;
}

/* The caller's argument decides, nothing fails. */
static PyObject *condition(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Str'{{.*}}[rank: high]}}
  if (text == NULL)
    return NULL;
  if (PyUnicode_GET_LENGTH(text) > 10)
    return PyLong_FromLong(10);
  return text;
}

/* The same, but the code calls it an error. */
static PyObject *raised(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Str'{{.*}}[rank: medium]}}
  if (text == NULL)
    return NULL;
  if (PyUnicode_GET_LENGTH(text) > 10) {
    PyErr_SetString(PyExc_ValueError, "too long");
    return NULL;
  }
  return text;
}

/* What the interpreter is told is an error, whoever found it. */
extern int is_too_long(PyObject *text);
static PyObject *raised_elsewhere(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Str'{{.*}}[rank: medium]}}
  if (text == NULL)
    return NULL;
  if (is_too_long(text))
    return NULL;
  return text;
}

/* The code says that memory is exhausted. */
extern char *get_room(PyObject *text);
static PyObject *no_memory(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Str'{{.*}}[rank: low]}}
  if (text == NULL)
    return NULL;
  if (get_room(text) == NULL)
    return PyErr_NoMemory();
  return text;
}

/* An index that is less than the size the list was made with. */
static PyObject *cannot_fail(PyObject *self, PyObject *arg) {
  Py_ssize_t n = PyObject_Length(arg);
  if (n < 0)
    return NULL;
  PyObject *list = PyList_New(n); // expected-warning-re{{Leak of the new reference from 'PyList_New'{{.*}}[rank: low]}}
  if (list == NULL)
    return NULL;
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject *item = PySequence_GetItem(arg, i);
    if (item == NULL) {
      Py_DECREF(list);
      return NULL;
    }
    if (PyList_SetItem(list, i, item) < 0)
      return NULL;
  }
  return list;
}

/* Who knows whether the index is. */
static PyObject *may_fail(PyObject *self, PyObject *arg) {
  Py_ssize_t n = PyObject_Length(arg);
  if (n < 0)
    return NULL;
  PyObject *list = PyList_New(10); // expected-warning-re{{Leak of the new reference from 'PyList_New'{{.*}}[rank: medium]}}
  if (list == NULL)
    return NULL;
  Py_INCREF(arg);
  if (PyList_SetItem(list, n, arg) < 0)
    return NULL;
  return list;
}

static PyObject *ordinary_error(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Str'{{.*}}[rank: medium]}}
  if (text == NULL)
    return NULL;
  if (PyObject_SetAttrString(self, "text", text) < 0)
    return NULL;
  return text;
}

static PyObject *memory_only(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Str'{{.*}}[rank: low]}}
  if (text == NULL)
    return NULL;
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  Py_DECREF(list);
  return text;
}

/* The best of several ways to the same leak. */
static PyObject *several(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Str'{{.*}}[rank: medium]}}
  if (text == NULL)
    return NULL;
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  Py_DECREF(list);
  if (PyObject_SetAttrString(self, "text", text) < 0)
    return NULL;
  return text;
}

/* Both have to fail. */
static PyObject *error_and_memory(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Str'{{.*}}[rank: low]}}
  if (text == NULL)
    return NULL;
  if (PyObject_SetAttrString(self, "text", text) < 0) {
    PyErr_Clear();
    PyObject *list = PyList_New(0);
    if (list == NULL)
      return NULL;
    Py_DECREF(list);
  }
  return text;
}

/* Start-up happens once. */
static int add_version(PyObject *module) {
  PyObject *version = PyUnicode_FromString("1.0"); // expected-warning-re{{Leak of the new reference from 'PyUnicode_FromString'{{.*}}[rank: low]}}
  if (version == NULL)
    return -1;
  return PyObject_SetAttrString(module, "__version__", version);
}

static int exec_module(PyObject *module) {
  PyObject *author = PyUnicode_FromString("me"); // expected-warning-re{{Leak of the new reference from 'PyUnicode_FromString'{{.*}}[rank: low]}}
  if (author == NULL)
    return -1;
  return PyObject_SetAttrString(module, "author", author);
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, exec_module},
    {0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "ranks"};
static struct PyModuleDef slot_definition = {
    PyModuleDef_HEAD_INIT, .m_name = "slots", .m_slots = module_slots};

PyMODINIT_FUNC PyInit_slots(void) { return PyModuleDef_Init(&slot_definition); }

PyMODINIT_FUNC PyInit_ranks(void) {
  PyObject *module = PyModule_Create(&definition); // expected-warning-re{{Leak of the new reference from 'PyModule_Create{{.*}}[rank: low]}}
  if (module == NULL)
    return NULL;
  if (add_version(module) < 0)
    return NULL;
  return module;
}

static PyMethodDef methods[] = {
    {"nothing_fails", nothing_fails, METH_O, NULL},
    {"condition", condition, METH_O, NULL},
    {"raised", raised, METH_O, NULL},
    {"raised_elsewhere", raised_elsewhere, METH_O, NULL},
    {"no_memory", no_memory, METH_O, NULL},
    {"cannot_fail", cannot_fail, METH_O, NULL},
    {"may_fail", may_fail, METH_O, NULL},
    {"ordinary_error", ordinary_error, METH_O, NULL},
    {"memory_only", memory_only, METH_O, NULL},
    {"several", several, METH_O, NULL},
    {"error_and_memory", error_and_memory, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

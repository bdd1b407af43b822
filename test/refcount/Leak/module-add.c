// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// PyModule_AddObject takes over only on success, PyModule_AddObjectRef never,
// PyModule_Add always.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *add_object_wrong(PyObject *module, PyObject *arg) {
  PyObject *type = PyObject_Type(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Type'{{.*}}[rank: low]}}
  if (type == NULL)
    return NULL;
  if (PyModule_AddObject(module, "kind", type) < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *add_object_right(PyObject *module, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  if (PyModule_AddObject(module, "kind", type) < 0) {
    Py_DECREF(type);
    return NULL;
  }
  Py_RETURN_NONE;
}

/* Nobody looks at the result: what happens on success counts. */
static PyObject *add_object_unchecked(PyObject *module, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  PyModule_AddObject(module, "kind", type);
  Py_RETURN_NONE;
}

static PyObject *add_argument_right(PyObject *module, PyObject *arg) {
  Py_INCREF(arg);
  if (PyModule_AddObject(module, "kind", arg) < 0) {
    Py_DECREF(arg);
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject *add_argument_wrong(PyObject *module, PyObject *arg) {
  Py_INCREF(arg); // expected-warning-re{{Leak of a reference: it is added here{{.*}}[rank: low]}}
  if (PyModule_AddObject(module, "kind", arg) < 0)
    return NULL;
  Py_RETURN_NONE;
}

#if PY_VERSION_HEX >= 0x030A0000
static PyObject *add_object_ref_wrong(PyObject *module, PyObject *arg) {
  PyObject *type = PyObject_Type(arg); // expected-warning-re{{Leak of the new reference from 'PyObject_Type'{{.*}}[rank: high]}}
  if (type == NULL)
    return NULL;
  if (PyModule_AddObjectRef(module, "kind", type) < 0) {
    Py_DECREF(type);
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject *add_object_ref_right(PyObject *module, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  if (type == NULL)
    return NULL;
  int failed = PyModule_AddObjectRef(module, "kind", type);
  Py_DECREF(type);
  if (failed)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *add_object_ref_null_right(PyObject *module, PyObject *arg) {
  PyObject *type = PyObject_Type(arg);
  int failed = PyModule_AddObjectRef(module, "kind", type);
  Py_XDECREF(type);
  if (failed)
    return NULL;
  Py_RETURN_NONE;
}
#endif

#if PY_VERSION_HEX >= 0x030D0000
static PyObject *add_right(PyObject *module, PyObject *arg) {
  if (PyModule_Add(module, "kind", PyObject_Type(arg)) < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *add_wrong(PyObject *module, PyObject *arg) {
  Py_INCREF(arg); // expected-warning{{Leak of a reference: it is added here}}
  if (PyModule_Add(module, "kind", PyObject_Type(arg)) < 0)
    return NULL;
  Py_RETURN_NONE;
}
#endif

static PyMethodDef methods[] = {
    {"add_object_wrong", add_object_wrong, METH_O, NULL},
    {"add_object_right", add_object_right, METH_O, NULL},
    {"add_object_unchecked", add_object_unchecked, METH_O, NULL},
    {"add_argument_right", add_argument_right, METH_O, NULL},
    {"add_argument_wrong", add_argument_wrong, METH_O, NULL},
#if PY_VERSION_HEX >= 0x030A0000
    {"add_object_ref_wrong", add_object_ref_wrong, METH_O, NULL},
    {"add_object_ref_right", add_object_ref_right, METH_O, NULL},
    {"add_object_ref_null_right", add_object_ref_null_right, METH_O, NULL},
#endif
#if PY_VERSION_HEX >= 0x030D0000
    {"add_right", add_right, METH_O, NULL},
    {"add_wrong", add_wrong, METH_O, NULL},
#endif
    {NULL, NULL, 0, NULL},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Module initialisation: what is right is silent.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *error;
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "init"};
static PyTypeObject Box_Type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "init.Box"};

PyMODINIT_FUNC PyInit_init(void) {
  if (PyType_Ready(&Box_Type) < 0)
    return NULL;
  PyObject *module = PyModule_Create(&definition);
  if (module == NULL)
    return NULL;
  Py_INCREF(&Box_Type);
  if (PyModule_AddObject(module, "Box", (PyObject *)&Box_Type) < 0) {
    Py_DECREF(&Box_Type);
    Py_DECREF(module);
    return NULL;
  }
  error = PyErr_NewException("init.error", NULL, NULL);
  Py_XINCREF(error);
  if (PyModule_AddObject(module, "error", error) < 0) {
    Py_XDECREF(error);
    Py_CLEAR(error);
    Py_DECREF(module);
    return NULL;
  }
  if (PyModule_AddIntConstant(module, "one", 1) < 0) {
    Py_DECREF(module);
    return NULL;
  }
  return module;
}

/* The usual way, which ignores that something may fail. */
PyMODINIT_FUNC PyInit_short(void) {
  PyObject *module = PyModule_Create(&definition);
  if (module == NULL)
    return NULL;
  PyModule_AddObject(module, "version", PyUnicode_FromString("1.0"));
  PyObject *dict = PyModule_GetDict(module);
  PyObject *one = PyLong_FromLong(1);
  PyDict_SetItemString(dict, "one", one);
  Py_DECREF(one);
  return module;
}

/* A temporary leaks at each start. */
PyMODINIT_FUNC PyInit_wrong(void) {
  PyObject *module = PyModule_Create(&definition);
  if (module == NULL)
    return NULL;
  PyObject *dict = PyModule_GetDict(module);
  PyDict_SetItemString(dict, "one", PyLong_FromLong(1)); // expected-warning-re{{Leak of the new reference from 'PyLong_FromLong'{{.*}}[rank: low]}}
  return module;
}

/* A function that is given a module, to add to it, is a part of this, whoever
   calls it. */
int add_constants(PyObject *module) {
  PyObject *one = PyLong_FromLong(1); // expected-warning-re{{Leak of the new reference from 'PyLong_FromLong'{{.*}}[rank: low]}}
  if (one == NULL)
    return -1;
  return PyModule_AddIntConstant(module, "two", PyLong_AsLong(one) + 1);
}

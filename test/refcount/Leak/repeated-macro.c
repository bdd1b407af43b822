// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a macro does wrong time and again is told once, if it is of little
// weight; what matters is told each time.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "constants"};

#define ADD(Name)                                                             \
  PyDict_SetItemString(dict, #Name, PyUnicode_FromString(#Name))

PyMODINIT_FUNC PyInit_constants(void) {
  PyObject *module = PyModule_Create(&definition);
  if (module == NULL)
    return NULL;
  PyObject *dict = PyModule_GetDict(module);
  ADD(ONE); // expected-warning{{[rank: low]}} expected-note 0+{{}}
  ADD(TWO); // expected-note 0+{{}}
  ADD(THREE); // expected-note 0+{{}}
  return module; // expected-note 0+{{}}
}

#define FIND(Name) PyUnicode_FromString(Name)

static PyObject *twice_wrong(PyObject *self, PyObject *arg) {
  PyObject *one = FIND("one"); // expected-warning{{Leak of the new reference from 'PyUnicode_FromString'}} expected-note 0+{{}}
  PyObject *two = FIND("two"); // expected-warning{{Leak of the new reference from 'PyUnicode_FromString'}} expected-note 0+{{}}
  if (one == NULL || two == NULL) // expected-note 0+{{}}
    return PyErr_NoMemory();
  Py_RETURN_NONE; // expected-note 0+{{}}
}

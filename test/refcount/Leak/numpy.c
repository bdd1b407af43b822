// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NumPy's functions are macros that call through a table.
//
// RUN: %analyze_cc1 -verify -I%S/Inputs %s
// RUN: %analyze_cc1 -verify -I%S/Inputs -DNUMPY_2 %s
// RUN: %analyze_cc1 -verify -I%S/Inputs -DPY_ARRAY_UNIQUE_SYMBOL=my_api %s
// RUN: %analyze_cc1 -verify -I%S/Inputs -DNUMPY_2 \
// RUN:   -DPY_ARRAY_UNIQUE_SYMBOL=my_api -DNO_IMPORT_ARRAY %s

#include <Python.h>
#include <numpy/arrayobject.h>

static PyObject *array_wrong(PyObject *self, PyObject *arg) {
  PyObject *array = PyArray_FROM_O(arg); // expected-warning{{Leak of the new reference from 'PyArray_FromAny'}}
  if (array == NULL)
    return NULL;
  return PyLong_FromLong(PyArray_DESCR((PyArrayObject *)array)->type_num);
}

static PyObject *array_right(PyObject *self, PyObject *arg) {
  PyObject *array = PyArray_FROM_O(arg);
  if (array == NULL)
    return NULL;
  return PyArray_Return((PyArrayObject *)array);
}

static PyObject *descr_wrong(PyObject *self, PyObject *arg) {
  PyArray_Descr *descr = PyArray_DescrFromType(12);
  if (descr == NULL)
    return NULL;
  PyObject *array = PyArray_FromAny(arg, descr, 0, 0, 0, NULL);
  if (array == NULL)
    Py_DECREF(descr); // expected-warning{{The reference from 'PyArray_DescrFromType' is released twice}}
  return array;
}

static PyObject *descr_right(PyObject *self, PyObject *arg) {
  PyArray_Descr *descr = PyArray_DescrFromType(12);
  if (descr == NULL)
    return NULL;
  return PyArray_FromAny(arg, descr, 0, 0, 0, NULL);
}

static PyObject *lent_wrong(PyObject *self, PyObject *arg) {
  PyArray_Descr *descr = PyArray_DESCR((PyArrayObject *)arg);
  int type = descr->type_num;
  Py_DECREF(descr); // expected-warning{{Release of a borrowed reference from 'PyArray_DESCR'}}
  return PyLong_FromLong(type);
}

static PyObject *lent_right(PyObject *self, PyObject *arg) {
  return PyLong_FromLong(PyArray_DESCR((PyArrayObject *)arg)->type_num);
}

static PyObject *base_wrong(PyObject *self, PyObject *arg) {
  npy_intp len = 3;
  char *data = PyBytes_AsString(arg);
  PyObject *array = data ? PyArray_SimpleNewFromData(1, &len, 1, data) : NULL;
  if (array == NULL)
    return NULL;
  Py_INCREF(arg);
  if (PyArray_SetBaseObject((PyArrayObject *)array, arg) < 0) {
    Py_DECREF(arg); // expected-warning{{Release of a reference that is borrowed}}
    Py_DECREF(array);
    return NULL;
  }
  return array;
}

static PyObject *base_right(PyObject *self, PyObject *arg) {
  npy_intp len = 3;
  char *data = PyBytes_AsString(arg);
  PyObject *array = data ? PyArray_SimpleNewFromData(1, &len, 1, data) : NULL;
  if (array == NULL)
    return NULL;
  Py_INCREF(arg);
  if (PyArray_SetBaseObject((PyArrayObject *)array, arg) < 0) {
    Py_DECREF(array);
    return NULL;
  }
  return array;
}

static PyObject *c_array_wrong(PyObject *self, PyObject *arg) {
  double *data;
  npy_intp dims[1];
  PyObject *array = arg;
  PyArray_Descr *descr = PyArray_DescrFromType(12);
  if (PyArray_AsCArray(&array, &data, dims, 1, descr) < 0) // expected-warning{{Leak of the new reference from 'PyArray_AsCArray'}}
    return NULL;
  return PyFloat_FromDouble(data[0]);
}

static PyObject *c_array_right(PyObject *self, PyObject *arg) {
  double *data;
  npy_intp dims[1];
  PyObject *array = arg;
  PyArray_Descr *descr = PyArray_DescrFromType(12);
  if (PyArray_AsCArray(&array, &data, dims, 1, descr) < 0)
    return NULL;
  double first = data[0];
  PyArray_Free(array, data);
  return PyFloat_FromDouble(first);
}

static PyObject *item_wrong(PyObject *self, PyObject *arg) {
  PyArrayObject *array = (PyArrayObject *)arg;
  PyObject *item = array->descr->f->getitem(array->data, array); // expected-warning{{Leak of the new reference from 'PyArray_ArrFuncs.getitem'}}
  if (item == NULL)
    return NULL;
  return PyObject_Repr(item);
}

static PyObject *item_right(PyObject *self, PyObject *arg) {
  PyArrayObject *array = (PyArrayObject *)arg;
  return array->descr->f->getitem(array->data, array);
}

static PyMethodDef methods[] = {
    {"array_wrong", array_wrong, METH_O, NULL},
    {"array_right", array_right, METH_O, NULL},
    {"descr_wrong", descr_wrong, METH_O, NULL},
    {"descr_right", descr_right, METH_O, NULL},
    {"lent_wrong", lent_wrong, METH_O, NULL},
    {"lent_right", lent_right, METH_O, NULL},
    {"base_wrong", base_wrong, METH_O, NULL},
    {"base_right", base_right, METH_O, NULL},
    {"c_array_wrong", c_array_wrong, METH_O, NULL},
    {"c_array_right", c_array_right, METH_O, NULL},
    {"item_wrong", item_wrong, METH_O, NULL},
    {"item_right", item_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "m", NULL, -1,
                                    methods, NULL, NULL, NULL, NULL};

#ifndef NO_IMPORT_ARRAY
PyMODINIT_FUNC PyInit_m(void) {
  import_array();
  return PyModule_Create(&module);
}
#else
PyMODINIT_FUNC PyInit_m(void) { return PyModule_Create(&module); }
#endif

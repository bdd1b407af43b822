// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A borrowed reference given to a call that steals it.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *tuple_setitem_wrong(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyTuple_SetItem(tuple, 0, arg); // expected-warning {{A reference that is borrowed from the caller is given away here without being owned; Py_INCREF the object first}}
  return tuple;
}

static PyObject *tuple_setitem_right(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  Py_INCREF(arg);
  PyTuple_SetItem(tuple, 0, arg);
  return tuple;
}

static PyObject *tuple_macro_wrong(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyTuple_SET_ITEM(tuple, 0, arg); // expected-warning {{A reference that is borrowed from the caller is given away here}}
  return tuple;
}

/* The count may follow the store. */
static PyObject *tuple_macro_right(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyTuple_SET_ITEM(tuple, 0, arg);
  Py_INCREF(arg);
  return tuple;
}

static PyObject *list_setitem_wrong(PyObject *self, PyObject *args) {
  PyObject *list, *item;
  if (!PyArg_ParseTuple(args, "O!O", &PyList_Type, &list, &item))
    return NULL;
  if (PyList_SetItem(list, 0, item) < 0) // expected-warning {{A borrowed reference from 'PyArg_ParseTuple' is given away here}}
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *list_append_right(PyObject *self, PyObject *args) {
  PyObject *list, *item;
  if (!PyArg_ParseTuple(args, "O!O", &PyList_Type, &list, &item))
    return NULL;
  if (PyList_Append(list, item) < 0)
    return NULL;
  Py_RETURN_NONE;
}

/* From one container into another. */
static PyObject *move_wrong(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyObject *item = PyList_GetItem(arg, 0);
  if (!item) {
    Py_DECREF(tuple);
    return NULL;
  }
  PyTuple_SET_ITEM(tuple, 0, item); // expected-warning {{A borrowed reference from 'PyList_GetItem' is given away here}}
  return tuple;
}

static PyObject *move_right(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyObject *item = PyList_GetItem(arg, 0);
  if (!item) {
    Py_DECREF(tuple);
    return NULL;
  }
  Py_INCREF(item);
  PyTuple_SET_ITEM(tuple, 0, item);
  return tuple;
}

static PyObject *copy_wrong(PyObject *self, PyObject *arg) {
  PyObject *key, *value;
  Py_ssize_t pos = 0, i = 0;
  PyObject *tuple = PyTuple_New(PyDict_Size(arg));
  if (!tuple)
    return NULL;
  while (PyDict_Next(arg, &pos, &key, &value))
    PyTuple_SET_ITEM(tuple, i++, value); // expected-warning {{A borrowed reference from 'PyDict_Next' is given away here}}
  return tuple;
}

static PyObject *copy_right(PyObject *self, PyObject *arg) {
  PyObject *key, *value;
  Py_ssize_t pos = 0, i = 0;
  PyObject *tuple = PyTuple_New(PyDict_Size(arg));
  if (!tuple)
    return NULL;
  while (PyDict_Next(arg, &pos, &key, &value)) {
    Py_INCREF(value);
    PyTuple_SET_ITEM(tuple, i++, value);
  }
  return tuple;
}

/* Py_BuildValue: "N" steals, "O" does not. */
static PyObject *build_wrong(PyObject *self, PyObject *arg) {
  return Py_BuildValue("(iN)", 1, arg); // expected-warning {{A reference that is borrowed from the caller is given away here}}
}

static PyObject *build_right(PyObject *self, PyObject *arg) {
  return Py_BuildValue("(iO)", 1, arg);
}

/* The same reference given away twice. */
static PyObject *twice_wrong(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  return Py_BuildValue("(NN)", s, s); // expected-warning {{A reference is given away here that was given away before}}
}

static PyObject *twice_right(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(2);
  if (!tuple)
    return NULL;
  PyObject *s = PyObject_Str(arg);
  if (!s) {
    Py_DECREF(tuple);
    return NULL;
  }
  PyTuple_SET_ITEM(tuple, 0, s);
  Py_INCREF(s);
  PyTuple_SET_ITEM(tuple, 1, s);
  return tuple;
}

/* PyErr_Restore steals all three. */
static PyObject *restore_wrong(PyObject *self, PyObject *arg) {
  Py_INCREF(PyExc_ValueError);
  PyErr_Restore(PyExc_ValueError, arg, NULL); // expected-warning {{A reference that is borrowed from the caller is given away here}}
  return NULL;
}

static PyObject *restore_right(PyObject *self, PyObject *arg) {
  Py_INCREF(PyExc_ValueError);
  Py_INCREF(arg);
  PyErr_Restore(PyExc_ValueError, arg, NULL);
  return NULL;
}

static PyObject *set_object_right(PyObject *self, PyObject *arg) {
  PyErr_SetObject(PyExc_ValueError, arg);
  return NULL;
}

/* Static types. */
static PyTypeObject Wrong_Type = {PyVarObject_HEAD_INIT(NULL, 0) "m.Wrong"};
static PyTypeObject Right_Type = {PyVarObject_HEAD_INIT(NULL, 0) "m.Right"};

static int add_type_wrong(PyObject *module) {
  if (PyType_Ready(&Wrong_Type) < 0)
    return -1;
  return PyModule_AddObject(module, "Wrong", (PyObject *)&Wrong_Type); // expected-warning {{A reference to the static object 'Wrong_Type' is given away here without being owned; Py_INCREF it first}}
}

static int add_type_right(PyObject *module) {
  if (PyType_Ready(&Right_Type) < 0)
    return -1;
  Py_INCREF(&Right_Type);
  if (PyModule_AddObject(module, "Right", (PyObject *)&Right_Type) < 0) {
    Py_DECREF(&Right_Type);
    return -1;
  }
  return 0;
}

#if PY_VERSION_HEX >= 0x030A0000 && !defined(PYPY_VERSION)
static int add_type_ref_right(PyObject *module) {
  if (PyType_Ready(&Right_Type) < 0)
    return -1;
  return PyModule_AddObjectRef(module, "Right", (PyObject *)&Right_Type);
}
#endif

/* None has to be counted like any other object before Python 3.12. */
static PyObject *none_item(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyTuple_SetItem(tuple, 0, Py_None);
#if PY_VERSION_HEX < 0x030C0000
  // expected-warning@-2 {{NoneStruct' is given away here}}
#endif
  return tuple;
}

static PyObject *none_item_right(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  Py_INCREF(Py_None);
  PyTuple_SET_ITEM(tuple, 0, Py_None);
  return tuple;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)add_type_wrong},
    {Py_mod_exec, (void *)add_type_right},
#if PY_VERSION_HEX >= 0x030A0000 && !defined(PYPY_VERSION)
    {Py_mod_exec, (void *)add_type_ref_right},
#endif
    {0, NULL},
};

static PyMethodDef methods[] = {
    {"tuple_setitem_wrong", tuple_setitem_wrong, METH_O, NULL},
    {"tuple_setitem_right", tuple_setitem_right, METH_O, NULL},
    {"tuple_macro_wrong", tuple_macro_wrong, METH_O, NULL},
    {"tuple_macro_right", tuple_macro_right, METH_O, NULL},
    {"list_setitem_wrong", list_setitem_wrong, METH_VARARGS, NULL},
    {"list_append_right", list_append_right, METH_VARARGS, NULL},
    {"move_wrong", move_wrong, METH_O, NULL},
    {"move_right", move_right, METH_O, NULL},
    {"copy_wrong", copy_wrong, METH_O, NULL},
    {"copy_right", copy_right, METH_O, NULL},
    {"build_wrong", build_wrong, METH_O, NULL},
    {"build_right", build_right, METH_O, NULL},
    {"twice_wrong", twice_wrong, METH_O, NULL},
    {"twice_right", twice_right, METH_O, NULL},
    {"restore_wrong", restore_wrong, METH_O, NULL},
    {"restore_right", restore_right, METH_O, NULL},
    {"set_object_right", set_object_right, METH_O, NULL},
    {"none_item", none_item, METH_O, NULL},
    {"none_item_right", none_item_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }
PyModuleDef_Slot *export_slots(void) { return slots; }

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A method returns a new reference; a borrowed one is not enough.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *dict_item_wrong(PyObject *self, PyObject *arg) {
  PyObject *value = PyDict_GetItem(arg, self);
  if (!value)
    Py_RETURN_NONE;
  return value; // expected-warning {{Return of a borrowed reference from 'PyDict_GetItem' to a caller who receives a new reference; Py_INCREF it first}}
}

static PyObject *dict_item_right(PyObject *self, PyObject *arg) {
  PyObject *value = PyDict_GetItem(arg, self);
  if (!value)
    Py_RETURN_NONE;
  Py_INCREF(value);
  return value;
}

static PyObject *dict_item_with_error_wrong(PyObject *self, PyObject *arg) {
  PyObject *value = PyDict_GetItemWithError(arg, self);
  if (!value && !PyErr_Occurred())
    PyErr_SetObject(PyExc_KeyError, self);
  return value; // expected-warning {{Return of a borrowed reference from 'PyDict_GetItemWithError'}}
}

static PyObject *dict_item_with_error_right(PyObject *self, PyObject *arg) {
  PyObject *value = PyDict_GetItemWithError(arg, self);
  if (!value && !PyErr_Occurred())
    PyErr_SetObject(PyExc_KeyError, self);
  Py_XINCREF(value);
  return value;
}

static PyObject *list_item_wrong(PyObject *self, PyObject *arg) {
  return PyList_GetItem(arg, 0); // expected-warning {{Return of a borrowed reference from 'PyList_GetItem'}}
}

static PyObject *list_item_right(PyObject *self, PyObject *arg) {
  PyObject *item = PyList_GetItem(arg, 0);
  Py_XINCREF(item);
  return item;
}

/* Returns a new reference. */
static PyObject *sequence_item_right(PyObject *self, PyObject *arg) {
  return PySequence_GetItem(arg, 0);
}

static PyObject *tuple_macro_wrong(PyObject *self, PyObject *arg) {
  return PyTuple_GET_ITEM(arg, 0); // expected-warning {{Return of a reference that is borrowed from a container}}
}

static PyObject *tuple_macro_right(PyObject *self, PyObject *arg) {
  PyObject *item = PyTuple_GET_ITEM(arg, 0);
  Py_INCREF(item);
  return item;
}

/* The arguments. */
static PyObject *self_wrong(PyObject *self, PyObject *arg) {
  return self; // expected-warning {{Return of a reference that is borrowed from the caller}}
}

static PyObject *self_right(PyObject *self, PyObject *arg) {
  Py_INCREF(self);
  return self;
}

static PyObject *args_wrong(PyObject *self, PyObject *args) {
  return args; // expected-warning {{Return of a reference that is borrowed from the caller}}
}

static PyObject *argument_wrong(PyObject *self, PyObject *arg) {
  if (PyLong_CheckExact(arg))
    return arg; // expected-warning {{Return of a reference that is borrowed from the caller}}
  return PyNumber_Long(arg);
}

static PyObject *argument_right(PyObject *self, PyObject *arg) {
  if (PyLong_CheckExact(arg)) {
    Py_INCREF(arg);
    return arg;
  }
  return PyNumber_Long(arg);
}

static PyObject *parsed_wrong(PyObject *self, PyObject *args) {
  PyObject *o;
  if (!PyArg_ParseTuple(args, "O", &o))
    return NULL;
  return o; // expected-warning {{Return of a borrowed reference from 'PyArg_ParseTuple'}}
}

static PyObject *parsed_right(PyObject *self, PyObject *args) {
  PyObject *o;
  if (!PyArg_ParseTuple(args, "O", &o))
    return NULL;
  Py_INCREF(o);
  return o;
}

static PyObject *built_right(PyObject *self, PyObject *args) {
  PyObject *o;
  if (!PyArg_ParseTuple(args, "O", &o))
    return NULL;
  return Py_BuildValue("O", o);
}

static PyObject *keywords_wrong(PyObject *self, PyObject *args,
                                PyObject *kwargs) {
  if (!kwargs)
    return PyDict_New();
  return kwargs; // expected-warning {{Return of a reference that is borrowed from the caller}}
}

static PyObject *keywords_right(PyObject *self, PyObject *args,
                                PyObject *kwargs) {
  return kwargs ? PyDict_Copy(kwargs) : PyDict_New();
}

/* None, True and the like: test-by-version is in immortal.c. */
static PyObject *none_right(PyObject *self, PyObject *arg) { Py_RETURN_NONE; }
static PyObject *bool_right(PyObject *self, PyObject *arg) {
  if (arg == Py_None)
    Py_RETURN_TRUE;
  Py_RETURN_FALSE;
}

/* NULL is no reference. */
static PyObject *error_right(PyObject *self, PyObject *arg) {
  return PyErr_Format(PyExc_TypeError, "not a %s", Py_TYPE(arg)->tp_name);
}
static PyObject *no_memory_right(PyObject *self, PyObject *arg) {
  return PyErr_NoMemory();
}

#if PY_VERSION_HEX >= 0x030A0000
static PyObject *new_ref_right(PyObject *self, PyObject *arg) {
  return Py_NewRef(self);
}
static PyObject *new_xref_right(PyObject *self, PyObject *arg) {
  return Py_XNewRef(PyDict_GetItem(arg, self));
}
#endif

/* A static type. */
static PyTypeObject Thing_Type;

static PyObject *static_type_wrong(PyObject *self, PyObject *arg) {
  return (PyObject *)&Thing_Type; // expected-warning {{Return of a reference to a static object that is not owned}}
}

static PyObject *static_type_right(PyObject *self, PyObject *arg) {
  Py_INCREF(&Thing_Type);
  return (PyObject *)&Thing_Type;
}

/* Given away before. */
static PyObject *given_away_wrong(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(self);
  if (!s)
    return NULL;
  if (PyList_SetItem(arg, 0, s) < 0)
    return NULL;
  return s; // expected-warning {{Return of a reference that was given away before}}
}

static PyObject *given_away_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(self);
  if (!s)
    return NULL;
  Py_INCREF(s);
  if (PyList_SetItem(arg, 0, s) < 0) {
    Py_DECREF(s);
    return NULL;
  }
  return s;
}

static PyObject *appended_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(self);
  if (!s)
    return NULL;
  if (PyList_Append(arg, s) < 0) {
    Py_DECREF(s);
    return NULL;
  }
  return s;
}

/* A static helper lends its result: the caller adds the reference. */
static PyObject *lookup(PyObject *dict, const char *name) {
  PyObject *value = PyDict_GetItemString(dict, name);
  if (!value)
    PyErr_SetString(PyExc_KeyError, name);
  return value;
}

static PyObject *helper_right(PyObject *self, PyObject *arg) {
  PyObject *value = lookup(arg, "name");
  Py_XINCREF(value);
  return value;
}

static PyObject *helper_wrong(PyObject *self, PyObject *arg) {
  PyObject *value = lookup(arg, "name");
  return value; // expected-warning {{Return of a borrowed reference from 'PyDict_GetItemString'}}
}

/* Functions that are in no table have a contract that nobody knows. */
PyObject *public_lookup(PyObject *dict, PyObject *key) {
  return PyDict_GetItem(dict, key);
}
PyObject *identity(PyObject *o) { return o; }

/* Only borrowed on one of the ways. */
static PyObject *default_wrong(PyObject *self, PyObject *args) {
  PyObject *given = NULL;
  if (!PyArg_ParseTuple(args, "|O", &given))
    return NULL;
  if (!given)
    return PyDict_New();
  return given; // expected-warning {{Return of a borrowed reference from 'PyArg_ParseTuple'}}
}

static PyObject *default_right(PyObject *self, PyObject *args) {
  PyObject *given = NULL;
  if (!PyArg_ParseTuple(args, "|O", &given))
    return NULL;
  if (!given)
    given = PyDict_New();
  else
    Py_INCREF(given);
  return given;
}

/* The module's dictionary, a loaded module. */
static PyObject *module_dict_wrong(PyObject *self, PyObject *arg) {
  return PyModule_GetDict(self); // expected-warning {{Return of a borrowed reference from 'PyModule_GetDict'}}
}

static PyObject *module_dict_right(PyObject *self, PyObject *arg) {
  PyObject *dict = PyModule_GetDict(self);
  Py_XINCREF(dict);
  return dict;
}

/* From a table with flexible arguments. */
static PyObject *fastcall_wrong(PyObject *self, PyObject *const *args,
                                Py_ssize_t nargs) {
  if (nargs == 0)
    return self; // expected-warning {{Return of a reference that is borrowed from the caller}}
  return PyTuple_Pack(1, args[0]);
}

static PyMethodDef methods[] = {
    {"dict_item_wrong", dict_item_wrong, METH_O, NULL},
    {"dict_item_right", dict_item_right, METH_O, NULL},
    {"dict_item_with_error_wrong", dict_item_with_error_wrong, METH_O, NULL},
    {"dict_item_with_error_right", dict_item_with_error_right, METH_O, NULL},
    {"list_item_wrong", list_item_wrong, METH_O, NULL},
    {"list_item_right", list_item_right, METH_O, NULL},
    {"sequence_item_right", sequence_item_right, METH_O, NULL},
    {"tuple_macro_wrong", tuple_macro_wrong, METH_O, NULL},
    {"tuple_macro_right", tuple_macro_right, METH_O, NULL},
    {"self_wrong", self_wrong, METH_NOARGS, NULL},
    {"self_right", self_right, METH_NOARGS, NULL},
    {"args_wrong", args_wrong, METH_VARARGS, NULL},
    {"argument_wrong", argument_wrong, METH_O, NULL},
    {"argument_right", argument_right, METH_O, NULL},
    {"parsed_wrong", parsed_wrong, METH_VARARGS, NULL},
    {"parsed_right", parsed_right, METH_VARARGS, NULL},
    {"built_right", built_right, METH_VARARGS, NULL},
    {"keywords_wrong", (PyCFunction)(void (*)(void))keywords_wrong,
     METH_VARARGS | METH_KEYWORDS, NULL},
    {"keywords_right", (PyCFunction)(void (*)(void))keywords_right,
     METH_VARARGS | METH_KEYWORDS, NULL},
    {"none_right", none_right, METH_NOARGS, NULL},
    {"bool_right", bool_right, METH_O, NULL},
    {"error_right", error_right, METH_O, NULL},
    {"no_memory_right", no_memory_right, METH_NOARGS, NULL},
#if PY_VERSION_HEX >= 0x030A0000
    {"new_ref_right", new_ref_right, METH_NOARGS, NULL},
    {"new_xref_right", new_xref_right, METH_O, NULL},
#endif
    {"static_type_wrong", static_type_wrong, METH_NOARGS, NULL},
    {"static_type_right", static_type_right, METH_NOARGS, NULL},
    {"given_away_wrong", given_away_wrong, METH_O, NULL},
    {"given_away_right", given_away_right, METH_O, NULL},
    {"appended_right", appended_right, METH_O, NULL},
    {"helper_right", helper_right, METH_O, NULL},
    {"helper_wrong", helper_wrong, METH_O, NULL},
    {"default_wrong", default_wrong, METH_VARARGS, NULL},
    {"default_right", default_right, METH_VARARGS, NULL},
    {"module_dict_wrong", module_dict_wrong, METH_NOARGS, NULL},
    {"module_dict_right", module_dict_right, METH_NOARGS, NULL},
    {"fastcall_wrong", (PyCFunction)(void (*)(void))fastcall_wrong,
     METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }

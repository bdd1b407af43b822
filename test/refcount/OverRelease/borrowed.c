// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Py_DECREF of a reference that is only borrowed.
//
// RUN: %analyze_cc1 -Wno-deprecated-declarations -verify %s

#include <Python.h>

/* Items of tuples. */
static PyObject *tuple_item_wrong(PyObject *self, PyObject *arg) {
  PyObject *item = PyTuple_GetItem(arg, 0);
  if (!item)
    return NULL;
  int truth = PyObject_IsTrue(item);
  Py_DECREF(item); // expected-warning {{Release of a borrowed reference from 'PyTuple_GetItem', which is not owned}}
  return truth < 0 ? NULL : PyBool_FromLong(truth);
}

static PyObject *tuple_item_right(PyObject *self, PyObject *arg) {
  PyObject *item = PyTuple_GetItem(arg, 0);
  if (!item)
    return NULL;
  Py_INCREF(item);
  int truth = PyObject_IsTrue(item);
  Py_DECREF(item);
  return truth < 0 ? NULL : PyBool_FromLong(truth);
}

static PyObject *tuple_macro_wrong(PyObject *self, PyObject *arg) {
  PyObject *item = PyTuple_GET_ITEM(arg, 0);
  int truth = PyObject_IsTrue(item);
  Py_DECREF(item); // expected-warning {{Release of a}}
  return truth < 0 ? NULL : PyBool_FromLong(truth);
}

static PyObject *tuple_macro_right(PyObject *self, PyObject *arg) {
  PyObject *item = PyTuple_GET_ITEM(arg, 0);
  Py_INCREF(item);
  int truth = PyObject_IsTrue(item);
  Py_DECREF(item);
  return truth < 0 ? NULL : PyBool_FromLong(truth);
}

/* Items of lists and sequences. */
static PyObject *list_item_wrong(PyObject *self, PyObject *arg) {
  PyObject *item = PyList_GetItem(arg, 0);
  if (!item)
    return NULL;
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(item); // expected-warning {{Release of a borrowed reference from 'PyList_GetItem'}}
  return repr;
}

#ifndef PYPY_VERSION
static PyObject *list_macro_wrong(PyObject *self, PyObject *arg) {
  PyObject *item = PyList_GET_ITEM(arg, 0);
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(item); // expected-warning {{Release of a}}
  return repr;
}
#endif

/* PySequence_GetItem, however, returns a new reference. */
static PyObject *sequence_item_right(PyObject *self, PyObject *arg) {
  PyObject *item = PySequence_GetItem(arg, 0);
  if (!item)
    return NULL;
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(item);
  return repr;
}

#ifndef PYPY_VERSION
static PyObject *sequence_fast_wrong(PyObject *self, PyObject *arg) {
  PyObject *fast = PySequence_Fast(arg, "a sequence, please");
  if (!fast)
    return NULL;
  if (PySequence_Fast_GET_SIZE(fast) == 0) {
    Py_DECREF(fast);
    Py_RETURN_NONE;
  }
  PyObject *item = PySequence_Fast_GET_ITEM(fast, 0);
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(item); // expected-warning {{Release of a}}
  Py_DECREF(fast);
  return repr;
}
#endif

/* Dictionaries. */
static PyObject *dict_item_wrong(PyObject *self, PyObject *arg) {
  PyObject *value = PyDict_GetItem(arg, self);
  if (!value)
    Py_RETURN_NONE;
  PyObject *repr = PyObject_Repr(value);
  Py_DECREF(value); // expected-warning {{Release of a borrowed reference from 'PyDict_GetItem'}}
  return repr;
}

static PyObject *dict_string_wrong(PyObject *self, PyObject *arg) {
  PyObject *value = PyDict_GetItemString(arg, "key");
  Py_XDECREF(value); // expected-warning {{Release of a borrowed reference from 'PyDict_GetItemString'}}
  Py_RETURN_NONE;
}

static PyObject *dict_item_right(PyObject *self, PyObject *arg) {
  PyObject *value = PyDict_GetItem(arg, self);
  if (!value)
    Py_RETURN_NONE;
  return PyObject_Repr(value);
}

/* PyObject_GetItem returns a new reference, of a dictionary too. */
static PyObject *object_item_right(PyObject *self, PyObject *arg) {
  PyObject *value = PyObject_GetItem(arg, self);
  if (!value)
    return NULL;
  PyObject *repr = PyObject_Repr(value);
  Py_DECREF(value);
  return repr;
}

static PyObject *dict_next_wrong(PyObject *self, PyObject *arg) {
  PyObject *key, *value;
  Py_ssize_t pos = 0;
  while (PyDict_Next(arg, &pos, &key, &value)) {
    if (PyObject_SetAttr(self, key, value) < 0)
      return NULL;
    Py_DECREF(value); // expected-warning {{Release of a borrowed reference from 'PyDict_Next'}}
  }
  Py_RETURN_NONE;
}

static PyObject *dict_next_right(PyObject *self, PyObject *arg) {
  PyObject *key, *value;
  Py_ssize_t pos = 0;
  while (PyDict_Next(arg, &pos, &key, &value)) {
    Py_INCREF(key);
    Py_INCREF(value);
    int status = PyObject_SetAttr(self, key, value);
    Py_DECREF(key);
    Py_DECREF(value);
    if (status < 0)
      return NULL;
  }
  Py_RETURN_NONE;
}

/* Arguments. */
static PyObject *parsed_wrong(PyObject *self, PyObject *args) {
  PyObject *o;
  if (!PyArg_ParseTuple(args, "O", &o))
    return NULL;
  PyObject *repr = PyObject_Repr(o);
  Py_DECREF(o); // expected-warning {{Release of a borrowed reference from 'PyArg_ParseTuple'}}
  return repr;
}

static PyObject *parsed_right(PyObject *self, PyObject *args) {
  PyObject *o;
  if (!PyArg_ParseTuple(args, "O", &o))
    return NULL;
  Py_INCREF(o);
  PyObject *repr = PyObject_Repr(o);
  Py_DECREF(o);
  return repr;
}

static PyObject *parsed_with_keywords_wrong(PyObject *self, PyObject *args,
                                            PyObject *kwargs) {
  static char *names[] = {"text", "other", NULL};
  PyObject *text, *other = NULL;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "U|O!", names, &text,
                                   &PyList_Type, &other))
    return NULL;
  Py_XDECREF(other); // expected-warning {{Release of a borrowed reference from 'PyArg_ParseTupleAndKeywords'}}
  Py_RETURN_NONE;
}

static PyObject *unpacked_right(PyObject *self, PyObject *args) {
  PyObject *a = NULL, *b = NULL;
  if (!PyArg_UnpackTuple(args, "f", 2, 2, &a, &b))
    return NULL;
  return PyNumber_Add(a, b);
}

static PyObject *parameter_wrong(PyObject *self, PyObject *arg) {
  PyObject *repr = PyObject_Repr(arg);
  Py_DECREF(arg); // expected-warning {{Release of a reference that is borrowed from the caller}}
  return repr;
}

static PyObject *parameter_right(PyObject *self, PyObject *arg) {
  Py_INCREF(arg);
  PyObject *repr = PyObject_Repr(arg);
  Py_DECREF(arg);
  return repr;
}

static PyObject *self_wrong(PyObject *self, PyObject *arg) {
  Py_DECREF(self); // expected-warning {{Release of a reference that is borrowed from the caller}}
  Py_RETURN_NONE;
}

static PyObject *args_wrong(PyObject *self, PyObject *args) {
  int i;
  if (!PyArg_ParseTuple(args, "i", &i)) {
    Py_DECREF(args); // expected-warning {{Release of a reference that is borrowed from the caller}}
    return NULL;
  }
  return PyLong_FromLong(i);
}

/* A parameter that got another value is not the argument any more. */
static PyObject *reassigned_right(PyObject *self, PyObject *arg) {
  arg = PyNumber_Long(arg);
  if (!arg)
    return NULL;
  PyObject *repr = PyObject_Repr(arg);
  Py_DECREF(arg);
  return repr;
}

/* A reference for the memory, released by whoever replaces it there. */
typedef struct {
  PyObject_HEAD
  PyObject *member;
} Holder;

static PyObject *setref_right(PyObject *self, PyObject *arg) {
  Holder *h = (Holder *)self;
  Py_INCREF(arg);
  Py_XSETREF(h->member, arg);
  Py_RETURN_NONE;
}

static PyObject *replace_right(PyObject *self, PyObject *arg) {
  Holder *h = (Holder *)self;
  PyObject *old = h->member;
  Py_INCREF(arg);
  h->member = arg;
  Py_XDECREF(old);
  Py_RETURN_NONE;
}

static PyObject *clear_right(PyObject *self, PyObject *arg) {
  Py_CLEAR(((Holder *)self)->member);
  Py_RETURN_NONE;
}

/* Things of the interpreter and of modules. */
static PyObject *module_dict_wrong(PyObject *self, PyObject *arg) {
  PyObject *dict = PyModule_GetDict(self);
  if (!dict)
    return NULL;
  int status = PyDict_SetItemString(dict, "arg", arg);
  Py_DECREF(dict); // expected-warning {{Release of a borrowed reference from 'PyModule_GetDict'}}
  if (status < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *module_dict_right(PyObject *self, PyObject *arg) {
  PyObject *dict = PyModule_GetDict(self);
  if (!dict || PyDict_SetItemString(dict, "arg", arg) < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *attribute_dict_right(PyObject *self, PyObject *arg) {
  PyObject *dict = PyObject_GetAttrString(self, "__dict__");
  if (!dict)
    return NULL;
  int status = PyDict_SetItemString(dict, "arg", arg);
  Py_DECREF(dict);
  if (status < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *add_module_wrong(PyObject *self, PyObject *arg) {
  PyObject *module = PyImport_AddModule("__main__");
  if (!module)
    return NULL;
  int status = PyModule_AddIntConstant(module, "x", 1);
  Py_DECREF(module); // expected-warning {{Release of a borrowed reference from 'PyImport_AddModule'}}
  if (status < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *import_module_right(PyObject *self, PyObject *arg) {
  PyObject *module = PyImport_ImportModule("__main__");
  if (!module)
    return NULL;
  int status = PyModule_AddIntConstant(module, "x", 1);
  Py_DECREF(module);
  if (status < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *weakref_wrong(PyObject *self, PyObject *arg) {
  PyObject *o = PyWeakref_GetObject(arg);
  if (!o)
    return NULL;
  PyObject *repr = PyObject_Repr(o);
  Py_DECREF(o); // expected-warning {{Release of a borrowed reference from 'PyWeakref_GetObject'}}
  return repr;
}

static PyObject *weakref_right(PyObject *self, PyObject *arg) {
  PyObject *o = PyWeakref_GetObject(arg);
  if (!o)
    return NULL;
  Py_INCREF(o);
  PyObject *repr = PyObject_Repr(o);
  Py_DECREF(o);
  return repr;
}

#if PY_VERSION_HEX >= 0x030D0000
static PyObject *weakref_new_right(PyObject *self, PyObject *arg) {
  PyObject *o;
  if (PyWeakref_GetRef(arg, &o) < 0)
    return NULL;
  if (!o)
    Py_RETURN_NONE;
  PyObject *repr = PyObject_Repr(o);
  Py_DECREF(o);
  return repr;
}
#endif

/* A function that can't be seen and returns an object: it may have added the
   reference. */
extern PyObject *retained(PyObject *o);

static PyObject *escaped_right(PyObject *self, PyObject *arg) {
  PyObject *item = PyList_GetItem(arg, 0);
  if (!item)
    return NULL;
  PyObject *result = retained(item);
  Py_DECREF(item);
  return result;
}

static PyMethodDef methods[] = {
    {"tuple_item_wrong", tuple_item_wrong, METH_O, NULL},
    {"tuple_item_right", tuple_item_right, METH_O, NULL},
    {"tuple_macro_wrong", tuple_macro_wrong, METH_O, NULL},
    {"tuple_macro_right", tuple_macro_right, METH_O, NULL},
    {"list_item_wrong", list_item_wrong, METH_O, NULL},
#ifndef PYPY_VERSION
    {"list_macro_wrong", list_macro_wrong, METH_O, NULL},
#endif
    {"sequence_item_right", sequence_item_right, METH_O, NULL},
#ifndef PYPY_VERSION
    {"sequence_fast_wrong", sequence_fast_wrong, METH_O, NULL},
#endif
    {"dict_item_wrong", dict_item_wrong, METH_O, NULL},
    {"dict_string_wrong", dict_string_wrong, METH_O, NULL},
    {"dict_item_right", dict_item_right, METH_O, NULL},
    {"object_item_right", object_item_right, METH_O, NULL},
    {"dict_next_wrong", dict_next_wrong, METH_O, NULL},
    {"dict_next_right", dict_next_right, METH_O, NULL},
    {"parsed_wrong", parsed_wrong, METH_VARARGS, NULL},
    {"parsed_right", parsed_right, METH_VARARGS, NULL},
    {"parsed_with_keywords_wrong",
     (PyCFunction)(void (*)(void))parsed_with_keywords_wrong,
     METH_VARARGS | METH_KEYWORDS, NULL},
    {"unpacked_right", unpacked_right, METH_VARARGS, NULL},
    {"parameter_wrong", parameter_wrong, METH_O, NULL},
    {"parameter_right", parameter_right, METH_O, NULL},
    {"self_wrong", self_wrong, METH_NOARGS, NULL},
    {"args_wrong", args_wrong, METH_VARARGS, NULL},
    {"reassigned_right", reassigned_right, METH_O, NULL},
    {"setref_right", setref_right, METH_O, NULL},
    {"replace_right", replace_right, METH_O, NULL},
    {"clear_right", clear_right, METH_NOARGS, NULL},
    {"module_dict_wrong", module_dict_wrong, METH_O, NULL},
    {"module_dict_right", module_dict_right, METH_O, NULL},
    {"attribute_dict_right", attribute_dict_right, METH_O, NULL},
    {"add_module_wrong", add_module_wrong, METH_O, NULL},
    {"import_module_right", import_module_right, METH_O, NULL},
    {"weakref_wrong", weakref_wrong, METH_O, NULL},
    {"weakref_right", weakref_right, METH_O, NULL},
#if PY_VERSION_HEX >= 0x030D0000
    {"weakref_new_right", weakref_new_right, METH_O, NULL},
#endif
    {"escaped_right", escaped_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }

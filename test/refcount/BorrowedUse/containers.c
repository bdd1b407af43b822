// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Borrowed references after the release of the container that lent them.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *list_item_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *item = PyList_GetItem(list, 0);
  Py_DECREF(list);
  if (!item)
    return NULL;
  return PyObject_Repr(item); // expected-warning {{Use of a borrowed reference from 'PyList_GetItem' after its owner was released}}
}

static PyObject *list_item_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *item = PyList_GetItem(list, 0);
  Py_XINCREF(item);
  Py_DECREF(list);
  if (!item)
    return NULL;
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(item);
  return repr;
}

static PyObject *used_before_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *item = PyList_GetItem(list, 0);
  PyObject *repr = item ? PyObject_Repr(item) : NULL;
  Py_DECREF(list);
  return repr;
}

/* Returned, and the reference is added too late. */
static PyObject *late_incref_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *item = PyList_GetItem(list, 0);
  Py_DECREF(list);
  Py_XINCREF(item); // expected-warning {{Use of a borrowed reference from 'PyList_GetItem' after its owner was released}}
  return item;
}

static PyObject *early_incref_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *item = PyList_GetItem(list, 0);
  Py_XINCREF(item);
  Py_DECREF(list);
  return item;
}

static PyObject *returned_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *item = PyList_GetItem(list, 0);
  Py_DECREF(list);
  return item; // expected-warning {{Use of a borrowed reference from 'PyList_GetItem' after its owner was released}}
}

/* Released as well, after its owner. */
static PyObject *released_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *item = PyList_GetItem(list, 0);
  if (!item) {
    Py_DECREF(list);
    return NULL;
  }
  Py_DECREF(list);
  Py_DECREF(item); // expected-warning {{Use of a borrowed reference from 'PyList_GetItem' after its owner was released}}
  Py_RETURN_NONE;
}

/* Tuples: the function, and the macro. */
static PyObject *tuple_item_wrong(PyObject *self, PyObject *arg) {
  PyObject *tuple = PySequence_Tuple(arg);
  if (!tuple)
    return NULL;
  PyObject *item = PyTuple_GetItem(tuple, 0);
  Py_DECREF(tuple);
  return item ? PyObject_Repr(item) : NULL; // expected-warning {{Use of a borrowed reference from 'PyTuple_GetItem'}}
}

/* Attributes may live elsewhere, but nobody can be sure. */
static PyObject *attribute_item_wrong(PyObject *self, PyObject *arg) {
  PyObject *attr = PyObject_GetAttrString(arg, "options");
  if (!attr)
    return NULL;
  PyObject *value = PyDict_GetItemString(attr, "key");
  Py_DECREF(attr);
  if (!value)
    Py_RETURN_NONE;
  return PyObject_Repr(value); // expected-warning {{Use of a borrowed reference from 'PyDict_GetItemString'}}
}

static PyObject *attribute_item_right(PyObject *self, PyObject *arg) {
  PyObject *attr = PyObject_GetAttrString(arg, "options");
  if (!attr)
    return NULL;
  PyObject *value = PyDict_GetItemString(attr, "key");
  PyObject *repr = PyObject_Repr(value ? value : Py_None);
  Py_DECREF(attr);
  return repr;
}

/* A dictionary. */
static PyObject *dict_item_wrong(PyObject *self, PyObject *arg) {
  PyObject *copy = PyDict_Copy(arg);
  if (!copy)
    return NULL;
  PyObject *value = PyDict_GetItem(copy, self);
  Py_DECREF(copy);
  if (!value)
    Py_RETURN_NONE;
  return PyObject_Str(value); // expected-warning {{Use of a borrowed reference from 'PyDict_GetItem'}}
}

static PyObject *dict_next_wrong(PyObject *self, PyObject *arg) {
  PyObject *copy = PyDict_Copy(arg), *key, *value;
  Py_ssize_t pos = 0;
  if (!copy)
    return NULL;
  if (!PyDict_Next(copy, &pos, &key, &value)) {
    Py_DECREF(copy);
    Py_RETURN_NONE;
  }
  Py_DECREF(copy);
  return PyNumber_Add(value, self); // expected-warning {{Use of a borrowed reference from 'PyDict_Next'}}
}

static PyObject *dict_next_right(PyObject *self, PyObject *arg) {
  PyObject *copy = PyDict_Copy(arg), *key, *value;
  Py_ssize_t pos = 0;
  if (!copy)
    return NULL;
  if (!PyDict_Next(copy, &pos, &key, &value)) {
    Py_DECREF(copy);
    Py_RETURN_NONE;
  }
  PyObject *sum = PyNumber_Add(value, self);
  Py_DECREF(copy);
  return sum;
}

/* The dictionary of a module. */
static PyObject *module_dict_wrong(PyObject *self, PyObject *arg) {
  PyObject *module = PyImport_ImportModule("types");
  if (!module)
    return NULL;
  PyObject *dict = PyModule_GetDict(module);
  Py_DECREF(module);
  if (!dict)
    return NULL;
  return PyDict_Copy(dict); // expected-warning {{Use of a borrowed reference from 'PyModule_GetDict' after its owner was released}}
}

static PyObject *module_dict_right(PyObject *self, PyObject *arg) {
  PyObject *module = PyImport_ImportModule("types");
  if (!module)
    return NULL;
  PyObject *dict = PyModule_GetDict(module);
  PyObject *copy = dict ? PyDict_Copy(dict) : NULL;
  Py_DECREF(module);
  return copy;
}

/* PyImport_AddModule lends what sys.modules owns. */
static PyObject *main_dict_right(PyObject *self, PyObject *arg) {
  PyObject *module = PyImport_AddModule("__main__");
  if (!module)
    return NULL;
  PyObject *dict = PyModule_GetDict(module);
  return dict ? PyDict_Copy(dict) : NULL;
}

/* Two steps: the item of an item. */
static PyObject *two_steps_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *inner = PyList_GetItem(list, 0);
  PyObject *item = inner ? PyList_GetItem(inner, 0) : NULL;
  Py_DECREF(list);
  if (!item)
    return NULL;
  return PyObject_Repr(item); // expected-warning {{Use of a borrowed reference from 'PyList_GetItem'}}
}

static PyObject *two_steps_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *inner = PyList_GetItem(list, 0);
  PyObject *item = inner ? PyList_GetItem(inner, 0) : NULL;
  PyObject *repr = item ? PyObject_Repr(item) : NULL;
  Py_DECREF(list);
  return repr;
}

/* The owner has two references, or is somebody else's. */
static PyObject *two_references_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  Py_INCREF(list);
  PyObject *item = PyList_GetItem(list, 0);
  Py_DECREF(list);
  PyObject *repr = item ? PyObject_Repr(item) : NULL;
  Py_DECREF(list);
  return repr;
}

static PyObject *parameter_right(PyObject *self, PyObject *arg) {
  Py_INCREF(arg);
  PyObject *item = PyList_GetItem(arg, 0);
  Py_DECREF(arg);
  return item ? PyObject_Repr(item) : NULL;
}

static PyObject *parsed_right(PyObject *self, PyObject *args) {
  PyObject *list;
  if (!PyArg_ParseTuple(args, "O!", &PyList_Type, &list))
    return NULL;
  PyObject *item = PyList_GetItem(list, 0);
  return item ? PyObject_Repr(item) : NULL;
}

/* The container lives in the object, or in a global. */
typedef struct {
  PyObject_HEAD
  PyObject *items;
} Thing;
static PyObject *global_list;

static PyObject *in_self_right(PyObject *self, PyObject *arg) {
  PyObject *list = ((Thing *)self)->items;
  Py_INCREF(list);
  PyObject *item = PyList_GetItem(list, 0);
  Py_DECREF(list);
  return item ? PyObject_Repr(item) : NULL;
}

static PyObject *stored_in_self_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  Py_INCREF(list);
  Py_XSETREF(((Thing *)self)->items, list);
  PyObject *item = PyList_GetItem(list, 0);
  Py_DECREF(list);
  return item ? PyObject_Repr(item) : NULL;
}

static PyObject *stored_in_global_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  Py_XSETREF(global_list, list);
  PyObject *item = PyList_GetItem(list, 0);
  return item ? PyObject_Repr(item) : NULL;
}

/* The owner is in another container, which is alive. */
static PyObject *owner_kept_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  if (PyList_Append(arg, list) < 0) {
    Py_DECREF(list);
    return NULL;
  }
  PyObject *item = PyList_GetItem(list, 0);
  Py_DECREF(list);
  return item ? PyObject_Repr(item) : NULL;
}

/* In two containers: one of them lives. */
static PyObject *item_kept_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *item = PyList_GetItem(list, 0);
  if (!item || PyList_Append(arg, item) < 0) {
    Py_DECREF(list);
    return NULL;
  }
  Py_DECREF(list);
  return PyObject_Repr(item);
}

/* Only the pointer is compared. */
static PyObject *compared_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  PyObject *item = PyList_GetItem(list, 0);
  Py_DECREF(list);
  if (!item)
    return NULL;
  return PyBool_FromLong(item == self);
}

/* A loop: the variable gets an item of a list that is alive. */
static PyObject *loop_right(PyObject *self, PyObject *arg) {
  PyObject *list = PySequence_List(arg);
  if (!list)
    return NULL;
  Py_ssize_t size = PyList_Size(list);
  for (Py_ssize_t i = 0; i < size; i++) {
    PyObject *item = PyList_GetItem(list, i);
    if (!item || PyObject_SetItem(self, item, Py_None) < 0) {
      Py_DECREF(list);
      return NULL;
    }
  }
  Py_DECREF(list);
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"list_item_wrong", list_item_wrong, METH_O, NULL},
    {"list_item_right", list_item_right, METH_O, NULL},
    {"used_before_right", used_before_right, METH_O, NULL},
    {"late_incref_wrong", late_incref_wrong, METH_O, NULL},
    {"early_incref_right", early_incref_right, METH_O, NULL},
    {"returned_wrong", returned_wrong, METH_O, NULL},
    {"released_wrong", released_wrong, METH_O, NULL},
    {"tuple_item_wrong", tuple_item_wrong, METH_O, NULL},
    {"attribute_item_wrong", attribute_item_wrong, METH_O, NULL},
    {"attribute_item_right", attribute_item_right, METH_O, NULL},
    {"dict_item_wrong", dict_item_wrong, METH_O, NULL},
    {"dict_next_wrong", dict_next_wrong, METH_O, NULL},
    {"dict_next_right", dict_next_right, METH_O, NULL},
    {"module_dict_wrong", module_dict_wrong, METH_NOARGS, NULL},
    {"module_dict_right", module_dict_right, METH_NOARGS, NULL},
    {"main_dict_right", main_dict_right, METH_NOARGS, NULL},
    {"two_steps_wrong", two_steps_wrong, METH_O, NULL},
    {"two_steps_right", two_steps_right, METH_O, NULL},
    {"two_references_right", two_references_right, METH_O, NULL},
    {"parameter_right", parameter_right, METH_O, NULL},
    {"parsed_right", parsed_right, METH_VARARGS, NULL},
    {"in_self_right", in_self_right, METH_NOARGS, NULL},
    {"stored_in_self_right", stored_in_self_right, METH_O, NULL},
    {"stored_in_global_right", stored_in_global_right, METH_O, NULL},
    {"owner_kept_right", owner_kept_right, METH_O, NULL},
    {"item_kept_right", item_kept_right, METH_O, NULL},
    {"compared_right", compared_right, METH_O, NULL},
    {"loop_right", loop_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }

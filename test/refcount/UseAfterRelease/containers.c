// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects that a container took over, or holds as well: alive as long as the
// container is, gone if the container is released or never took them.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

/* PyList_SetItem and PyTuple_SetItem steal even if they fail. */
static PyObject *list_setitem_fails_wrong(PyObject *self, PyObject *arg) {
  PyObject *item = PyObject_Str(arg);
  if (!item)
    return NULL;
  if (PyList_SetItem(arg, 0, item) < 0) {
    PyErr_Format(PyExc_IndexError, "%U", item); // expected-warning {{Use of the object from 'PyObject_Str' after the last reference}}
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject *list_setitem_fails_right(PyObject *self, PyObject *arg) {
  PyObject *item = PyObject_Str(arg);
  if (!item)
    return NULL;
  Py_INCREF(item);
  if (PyList_SetItem(arg, 0, item) < 0) {
    PyErr_Format(PyExc_IndexError, "%U", item);
    Py_DECREF(item);
    return NULL;
  }
  return item;
}

static PyObject *tuple_setitem_fails_wrong(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyObject *item = PyObject_Str(arg);
  if (!item || PyTuple_SetItem(tuple, 0, item) < 0) {
    Py_DECREF(tuple);
    if (item)
      PySys_WriteStderr("%s\n", Py_TYPE(item)->tp_name); // expected-warning {{Use of the object from 'PyObject_Str'}}
    return NULL;
  }
  return tuple;
}

/* Stolen by a container that lives: still there. */
static PyObject *stolen_right(PyObject *self, PyObject *arg) {
  PyObject *item = PyObject_Str(arg);
  if (!item)
    return NULL;
  if (PyList_SetItem(arg, 0, item) < 0)
    return NULL;
  return PyObject_Repr(item);
}

static PyObject *stolen_by_new_right(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyObject *item = PyObject_Str(arg);
  if (!item) {
    Py_DECREF(tuple);
    return NULL;
  }
  PyTuple_SET_ITEM(tuple, 0, item);
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(tuple);
  return repr;
}

#ifndef PYPY_VERSION
static PyObject *stolen_by_new_list_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(1);
  if (!list)
    return NULL;
  PyObject *item = PyObject_Str(arg);
  if (!item) {
    Py_DECREF(list);
    return NULL;
  }
  PyList_SET_ITEM(list, 0, item);
  PyObject *repr = PyObject_Repr(item);
  Py_DECREF(list);
  return repr;
}
#endif

static PyObject *stolen_by_new_tuple_wrong(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyObject *item = PyObject_Str(arg);
  if (!item) {
    Py_DECREF(tuple);
    return NULL;
  }
  PyTuple_SET_ITEM(tuple, 0, item);
  Py_DECREF(tuple);
  return PyObject_Repr(item); // expected-warning {{Use of the object from 'PyObject_Str'}}
}

static PyObject *stolen_by_function_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(1);
  if (!list)
    return NULL;
  PyObject *item = PyObject_Str(arg);
  if (!item || PyList_SetItem(list, 0, item) < 0) {
    Py_DECREF(list);
    return NULL;
  }
  Py_DECREF(list);
  return PyObject_Repr(item); // expected-warning {{Use of the object from 'PyObject_Str'}}
}

/* PyList_Append takes a reference of its own. */
static PyObject *append_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (!list)
    return NULL;
  PyObject *item = PyObject_Str(arg);
  if (!item || PyList_Append(list, item) < 0) {
    Py_XDECREF(item);
    Py_DECREF(list);
    return NULL;
  }
  Py_DECREF(item);
  if (PyUnicode_GetLength(item) < 0) {
    Py_DECREF(list);
    return NULL;
  }
  return list;
}

static PyObject *append_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (!list)
    return NULL;
  PyObject *item = PyObject_Str(arg);
  if (!item || PyList_Append(list, item) < 0) {
    Py_XDECREF(item);
    Py_DECREF(list);
    return NULL;
  }
  Py_DECREF(item);
  Py_DECREF(list);
  return PyObject_Repr(item); // expected-warning {{Use of the object from 'PyObject_Str'}}
}

/* Where the append fails, the list has none. */
static PyObject *append_succeeds_right(PyObject *self, PyObject *arg) {
  PyObject *item = PyObject_Str(arg);
  if (!item)
    return NULL;
  if (PyList_Append(arg, item) < 0) {
    Py_DECREF(item);
    return NULL;
  }
  Py_DECREF(item);
  return PyObject_Repr(item);
}

static PyObject *append_fails_wrong(PyObject *self, PyObject *arg) {
  PyObject *item = PyObject_Str(arg);
  if (!item)
    return NULL;
  int status = PyList_Append(arg, item);
  Py_DECREF(item);
  if (status < 0)
    return PyErr_Format(PyExc_ValueError, "%U", item); // expected-warning {{Use of the object from 'PyObject_Str'}}
  Py_RETURN_NONE;
}

/* A dictionary holds keys and values. */
static PyObject *dict_right(PyObject *self, PyObject *arg) {
  PyObject *dict = PyDict_New();
  if (!dict)
    return NULL;
  PyObject *value = PyObject_Str(arg);
  if (!value || PyDict_SetItem(dict, value, value) < 0) {
    Py_XDECREF(value);
    Py_DECREF(dict);
    return NULL;
  }
  Py_DECREF(value);
  if (PyUnicode_GetLength(value) < 0) {
    Py_DECREF(dict);
    return NULL;
  }
  return dict;
}

static PyObject *dict_wrong(PyObject *self, PyObject *arg) {
  PyObject *dict = PyDict_New();
  if (!dict)
    return NULL;
  PyObject *value = PyObject_Str(arg);
  if (!value || PyDict_SetItemString(dict, "value", value) < 0) {
    Py_XDECREF(value);
    Py_DECREF(dict);
    return NULL;
  }
  Py_DECREF(value);
  Py_DECREF(dict);
  return PyObject_Repr(value); // expected-warning {{Use of the object from 'PyObject_Str'}}
}

/* A container inside of another goes with it. */
static PyObject *nested_wrong(PyObject *self, PyObject *arg) {
  PyObject *outer = PyTuple_New(1);
  if (!outer)
    return NULL;
  PyObject *inner = PyList_New(0);
  if (!inner) {
    Py_DECREF(outer);
    return NULL;
  }
  PyTuple_SET_ITEM(outer, 0, inner);
  Py_DECREF(outer);
  return PyList_AsTuple(inner); // expected-warning {{Use of the object from 'PyList_New'}}
}

static PyObject *nested_right(PyObject *self, PyObject *arg) {
  PyObject *outer = PyTuple_New(1);
  if (!outer)
    return NULL;
  PyObject *inner = PyList_New(0);
  if (!inner) {
    Py_DECREF(outer);
    return NULL;
  }
  PyTuple_SET_ITEM(outer, 0, inner);
  PyObject *tuple = PyList_AsTuple(inner);
  Py_DECREF(outer);
  return tuple;
}

/* PyModule_AddObject steals on success only: after a failure the reference is
   still ours. */
static int add_object_right(PyObject *module) {
  PyObject *error = PyErr_NewException("m.Error", NULL, NULL);
  if (!error)
    return -1;
  if (PyModule_AddObject(module, "Error", error) < 0) {
    PySys_WriteStderr("%s\n", Py_TYPE(error)->tp_name);
    Py_DECREF(error);
    return -1;
  }
  return PyObject_SetAttrString(error, "code", Py_None);
}

static int add_object_wrong(PyObject *module) {
  PyObject *error = PyErr_NewException("m.Error", NULL, NULL);
  if (!error)
    return -1;
  if (PyModule_AddObject(module, "Error", error) < 0) {
    Py_DECREF(error);
    PySys_WriteStderr("%s\n", Py_TYPE(error)->tp_name); // expected-warning {{Use of the object from 'PyErr_NewException'}}
    return -1;
  }
  return 0;
}

/* Kept by something that outlives the code, and by an object that we did not
   make. */
static PyObject *attribute_right(PyObject *self, PyObject *arg) {
  PyObject *value = PyObject_Str(arg);
  if (!value)
    return NULL;
  if (PyObject_SetAttrString(self, "value", value) < 0) {
    Py_DECREF(value);
    return NULL;
  }
  Py_DECREF(value);
  return PyObject_Repr(value);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)add_object_right},
    {Py_mod_exec, (void *)add_object_wrong},
    {0, NULL},
};

static PyMethodDef methods[] = {
    {"list_setitem_fails_wrong", list_setitem_fails_wrong, METH_O, NULL},
    {"list_setitem_fails_right", list_setitem_fails_right, METH_O, NULL},
    {"tuple_setitem_fails_wrong", tuple_setitem_fails_wrong, METH_O, NULL},
    {"stolen_right", stolen_right, METH_O, NULL},
    {"stolen_by_new_right", stolen_by_new_right, METH_O, NULL},
#ifndef PYPY_VERSION
    {"stolen_by_new_list_right", stolen_by_new_list_right, METH_O, NULL},
#endif
    {"stolen_by_new_tuple_wrong", stolen_by_new_tuple_wrong, METH_O, NULL},
    {"stolen_by_function_wrong", stolen_by_function_wrong, METH_O, NULL},
    {"append_succeeds_right", append_succeeds_right, METH_O, NULL},
    {"nested_wrong", nested_wrong, METH_O, NULL},
    {"attribute_right", attribute_right, METH_O, NULL},
    {"append_right", append_right, METH_O, NULL},
    {"append_wrong", append_wrong, METH_O, NULL},
    {"append_fails_wrong", append_fails_wrong, METH_O, NULL},
    {"dict_right", dict_right, METH_O, NULL},
    {"dict_wrong", dict_wrong, METH_O, NULL},
    {"nested_right", nested_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }
PyModuleDef_Slot *export_slots(void) { return slots; }

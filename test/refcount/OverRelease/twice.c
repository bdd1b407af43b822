// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The same reference released twice, or released after it was given away.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

static PyObject *twice_wrong(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  PyObject *repr = PyObject_Repr(s);
  if (!repr)
    Py_DECREF(s);
  Py_DECREF(s); // expected-warning {{The reference from 'PyObject_Str' is released twice}}
  return repr;
}

static PyObject *once_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  PyObject *repr = PyObject_Repr(s);
  if (!repr)
    Py_CLEAR(s);
  Py_XDECREF(s);
  return repr;
}

/* The error label releases what was released before. */
static PyObject *label_wrong(PyObject *self, PyObject *arg) {
  PyObject *key = NULL, *value = NULL;
  key = PyUnicode_FromString("key");
  if (!key)
    goto error;
  value = PyObject_Str(arg);
  if (!value)
    goto error;
  if (PyDict_SetItem(arg, key, value) < 0)
    goto error;
  Py_DECREF(key);
  if (PyObject_SetItem(self, value, arg) < 0)
    goto error;
  return value;
error:
  Py_XDECREF(key); // expected-warning {{Release of a reference that was given away before}}
  Py_XDECREF(value);
  return NULL;
}

static PyObject *label_right(PyObject *self, PyObject *arg) {
  PyObject *key = NULL, *value = NULL;
  key = PyUnicode_FromString("key");
  if (!key)
    goto error;
  value = PyObject_Str(arg);
  if (!value)
    goto error;
  if (PyDict_SetItem(arg, key, value) < 0)
    goto error;
  Py_CLEAR(key);
  if (PyObject_SetItem(self, value, arg) < 0)
    goto error;
  return value;
error:
  Py_XDECREF(key);
  Py_XDECREF(value);
  return NULL;
}

/* Stolen, then released. */
static PyObject *stolen_by_list_wrong(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  if (PyList_SetItem(arg, 0, s) < 0)
    return NULL;
  Py_DECREF(s); // expected-warning {{Release of a reference that was given away before}}
  Py_RETURN_NONE;
}

static PyObject *appended_to_list_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  if (PyList_Append(arg, s) < 0) {
    Py_DECREF(s);
    return NULL;
  }
  Py_DECREF(s);
  Py_RETURN_NONE;
}

static PyObject *stolen_by_tuple_wrong(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyObject *s = PyObject_Str(arg);
  if (!s) {
    Py_DECREF(tuple);
    return NULL;
  }
  PyTuple_SET_ITEM(tuple, 0, s);
  Py_DECREF(s); // expected-warning {{Release of a reference that was given away before}}
  return tuple;
}

static PyObject *stolen_by_tuple_right(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyObject *s = PyObject_Str(arg);
  if (!s) {
    Py_DECREF(tuple);
    return NULL;
  }
  Py_INCREF(s);
  PyTuple_SET_ITEM(tuple, 0, s);
  Py_DECREF(s);
  return tuple;
}

static PyObject *packed_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  PyObject *tuple = PyTuple_Pack(1, s);
  Py_DECREF(s);
  return tuple;
}

/* Stolen by a call that fails. */
static PyObject *setitem_fails_wrong(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyObject *s = PyObject_Str(arg);
  if (!s) {
    Py_DECREF(tuple);
    return NULL;
  }
  if (PyTuple_SetItem(tuple, 0, s) < 0) {
    Py_DECREF(s); // expected-warning {{The reference from 'PyObject_Str' is released twice}}
    Py_DECREF(tuple);
    return NULL;
  }
  return tuple;
}

static PyObject *setitem_fails_right(PyObject *self, PyObject *arg) {
  PyObject *tuple = PyTuple_New(1);
  if (!tuple)
    return NULL;
  PyObject *s = PyObject_Str(arg);
  if (!s) {
    Py_DECREF(tuple);
    return NULL;
  }
  if (PyTuple_SetItem(tuple, 0, s) < 0) {
    Py_DECREF(tuple);
    return NULL;
  }
  return tuple;
}

static PyObject *build_value_fails_wrong(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  PyObject *pair = Py_BuildValue("(Ni)", s, 1);
  if (!pair)
    Py_DECREF(s); // expected-warning-re {{{{Release of a reference that was given away before|The reference from 'PyObject_Str' is released twice}}}}
  return pair;
}

static PyObject *build_value_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  return Py_BuildValue("(Ni)", s, 1);
}

static PyObject *build_value_own_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  PyObject *pair = Py_BuildValue("(Oi)", s, 1);
  Py_DECREF(s);
  return pair;
}

static PyObject *build_value_succeeds_wrong(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  PyObject *pair = Py_BuildValue("[NN]", s, PyLong_FromLong(1));
  Py_DECREF(s); // expected-warning {{Release of a reference that was given away before}}
  return pair;
}

/* PyModule_AddObject steals, but not if it fails. */
static int add_object_wrong(PyObject *module) {
  PyObject *error = PyErr_NewException("m.Error", NULL, NULL);
  if (!error)
    return -1;
  int status = PyModule_AddObject(module, "Error", error);
  if (status == 0)
    Py_DECREF(error); // expected-warning {{Release of a reference that was given away before}}
  else
    Py_DECREF(error);
  return status;
}

static int add_object_right(PyObject *module) {
  PyObject *error = PyErr_NewException("m.Error", NULL, NULL);
  if (!error)
    return -1;
  int status = PyModule_AddObject(module, "Error", error);
  if (status < 0)
    Py_DECREF(error);
  return status;
}

#if PY_VERSION_HEX >= 0x030A0000 && !defined(PYPY_VERSION)
static int add_object_ref_right(PyObject *module) {
  PyObject *error = PyErr_NewException("m.Error", NULL, NULL);
  if (!error)
    return -1;
  int status = PyModule_AddObjectRef(module, "Error", error);
  Py_DECREF(error);
  return status;
}
#endif

/* The failing path of a statement releases, and so does what follows it. */
static PyObject *delitem_fails_wrong(PyObject *self, PyObject *arg) {
  PyObject *key = PyUnicode_FromString("key");
  if (!key)
    return NULL;
  if (PyDict_DelItem(arg, key) < 0) {
    Py_DECREF(key);
    PyErr_Clear();
  }
  Py_DECREF(key); // expected-warning {{The reference from 'PyUnicode_FromString' is released twice}}
  Py_RETURN_NONE;
}

static PyObject *delitem_fails_right(PyObject *self, PyObject *arg) {
  PyObject *key = PyUnicode_FromString("key");
  if (!key)
    return NULL;
  if (PyDict_DelItem(arg, key) < 0)
    PyErr_Clear();
  Py_DECREF(key);
  Py_RETURN_NONE;
}

/* Two functions, one reference. */
static void consume(PyObject *o) {
  Py_DECREF(o); // expected-warning {{The reference from 'PyObject_Str' is released twice}}
}

static PyObject *helper_wrong(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  Py_DECREF(s);
  consume(s);
  Py_RETURN_NONE;
}

static PyObject *helper_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  if (!s)
    return NULL;
  consume(s);
  Py_RETURN_NONE;
}

/* Two objects, one variable. */
static PyObject *two_objects_right(PyObject *self, PyObject *arg) {
  PyObject *s = PyObject_Str(arg);
  Py_XDECREF(s);
  s = PyObject_Repr(arg);
  Py_XDECREF(s);
  Py_RETURN_NONE;
}

/* In a loop: released in each round, made once. */
static PyObject *loop_wrong(PyObject *self, PyObject *arg) {
  PyObject *key = PyUnicode_FromString("key");
  if (!key)
    return NULL;
  for (int i = 0; i < 2; i++)
    Py_DECREF(key); // expected-warning {{The reference from 'PyUnicode_FromString' is released twice}}
  Py_RETURN_NONE;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)add_object_wrong},
    {Py_mod_exec, (void *)add_object_right},
#if PY_VERSION_HEX >= 0x030A0000 && !defined(PYPY_VERSION)
    {Py_mod_exec, (void *)add_object_ref_right},
#endif
    {0, NULL},
};

static PyMethodDef methods[] = {
    {"twice_wrong", twice_wrong, METH_O, NULL},
    {"once_right", once_right, METH_O, NULL},
    {"label_wrong", label_wrong, METH_O, NULL},
    {"label_right", label_right, METH_O, NULL},
    {"stolen_by_list_wrong", stolen_by_list_wrong, METH_O, NULL},
    {"appended_to_list_right", appended_to_list_right, METH_O, NULL},
    {"stolen_by_tuple_wrong", stolen_by_tuple_wrong, METH_O, NULL},
    {"stolen_by_tuple_right", stolen_by_tuple_right, METH_O, NULL},
    {"packed_right", packed_right, METH_O, NULL},
    {"setitem_fails_wrong", setitem_fails_wrong, METH_O, NULL},
    {"setitem_fails_right", setitem_fails_right, METH_O, NULL},
    {"build_value_fails_wrong", build_value_fails_wrong, METH_O, NULL},
    {"build_value_right", build_value_right, METH_O, NULL},
    {"build_value_own_right", build_value_own_right, METH_O, NULL},
    {"build_value_succeeds_wrong", build_value_succeeds_wrong, METH_O, NULL},
    {"delitem_fails_wrong", delitem_fails_wrong, METH_O, NULL},
    {"delitem_fails_right", delitem_fails_right, METH_O, NULL},
    {"helper_wrong", helper_wrong, METH_O, NULL},
    {"helper_right", helper_right, METH_O, NULL},
    {"two_objects_right", two_objects_right, METH_O, NULL},
    {"loop_wrong", loop_wrong, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMethodDef *export_methods(void) { return methods; }
PyModuleDef_Slot *export_slots(void) { return slots; }

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Static helpers do what their bodies show.
//
// RUN: %analyze_cc1 -verify %s

#include <Python.h>

/* Returns a new reference. */
static PyObject *make_pair_leaked(PyObject *a, PyObject *b) {
  return PyTuple_Pack(2, a, b); // expected-warning{{Leak of the new reference from 'PyTuple_Pack'}}
}

static PyObject *make_pair(PyObject *a, PyObject *b) {
  return PyTuple_Pack(2, a, b);
}

static PyObject *new_wrong(PyObject *self, PyObject *arg) {
  PyObject *pair = make_pair_leaked(self, arg);
  if (pair == NULL)
    return NULL;
  return PyObject_Repr(pair);
}

static PyObject *new_right(PyObject *self, PyObject *arg) {
  PyObject *pair = make_pair(self, arg);
  if (pair == NULL)
    return NULL;
  PyObject *repr = PyObject_Repr(pair);
  Py_DECREF(pair);
  return repr;
}

/* Returns what a container lends. */
static PyObject *lookup(PyObject *dict) {
  return PyDict_GetItemString(dict, "name");
}

static PyObject *lent_wrong(PyObject *self, PyObject *arg) {
  PyObject *name = lookup(arg);
  if (name == NULL)
    Py_RETURN_NONE;
  Py_INCREF(name); // expected-warning{{Leak of a reference: it is added here}}
  return PyObject_Repr(name);
}

static PyObject *lent_right(PyObject *self, PyObject *arg) {
  PyObject *name = lookup(arg);
  if (name == NULL)
    Py_RETURN_NONE;
  return PyObject_Repr(name);
}

/* Eats its argument. */
static int append_eat(PyObject *list, PyObject *item) {
  if (item == NULL)
    return -1;
  int failed = PyList_Append(list, item);
  Py_DECREF(item);
  return failed;
}

/* Does not. */
static int append_keep(PyObject *list, PyObject *item) {
  if (item == NULL)
    return -1;
  return PyList_Append(list, item);
}

static PyObject *eaten_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  if (append_eat(list, PyObject_Str(arg)) < 0) {
    Py_DECREF(list);
    return NULL;
  }
  return list;
}

static PyObject *kept_wrong(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  if (append_keep(list, PyObject_Str(arg)) < 0) { // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
    Py_DECREF(list);
    return NULL;
  }
  return list;
}

static PyObject *kept_right(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  PyObject *text = PyObject_Str(arg);
  if (append_keep(list, text) < 0) {
    Py_XDECREF(text);
    Py_DECREF(list);
    return NULL;
  }
  Py_DECREF(text);
  return list;
}

/* Forgets on its own error path what it should have eaten. */
static int insert_eat_wrong(PyObject *dict, const char *name, PyObject *value) {
  PyObject *key = PyUnicode_DecodeFSDefault(name);
  if (key == NULL)
    return -1;
  int failed = PyDict_SetItem(dict, key, value);
  Py_DECREF(key);
  Py_DECREF(value);
  return failed;
}

static PyObject *half_eaten_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (text == NULL)
    return NULL;
  if (insert_eat_wrong(arg, "text", text) < 0)
    return NULL;
  Py_RETURN_NONE;
}

/* The helper gives its result through a pointer. */
static int get_text(PyObject *object, PyObject **result) {
  *result = PyObject_Str(object);
  return *result != NULL ? 0 : -1;
}

static int get_text_leaked(PyObject *object, PyObject **result) {
  *result = PyObject_Str(object); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  return *result != NULL ? 0 : -1;
}

static PyObject *out_right(PyObject *self, PyObject *arg) {
  PyObject *text;
  if (get_text(arg, &text) < 0)
    return NULL;
  return text;
}

static PyObject *out_wrong(PyObject *self, PyObject *arg) {
  PyObject *text;
  if (get_text_leaked(arg, &text) < 0)
    return NULL;
  return PyLong_FromSsize_t(PyUnicode_GET_LENGTH(text));
}

/* A clean-up function. */
static void release_all(PyObject **objects, int count) {
  for (int i = 0; i < count; i++)
    Py_XDECREF(objects[i]);
}

static PyObject *array_right(PyObject *self, PyObject *arg) {
  PyObject *parts[2] = {NULL, NULL}, *result = NULL;
  parts[0] = PyObject_Str(arg);
  if (parts[0] == NULL)
    goto done;
  parts[1] = PyObject_Repr(arg);
  if (parts[1] == NULL)
    goto done;
  result = PyUnicode_Concat(parts[0], parts[1]);
done:
  release_all(parts, 2);
  return result;
}

static PyObject *array_wrong(PyObject *self, PyObject *arg) {
  PyObject *parts[2] = {NULL, NULL}, *result = NULL;
  parts[0] = PyObject_Str(arg);
  if (parts[0] == NULL)
    goto done;
  parts[1] = PyObject_Repr(arg); // expected-warning{{Leak of the new reference from 'PyObject_Repr'}}
  if (parts[1] == NULL)
    goto done;
  result = PyUnicode_Concat(parts[0], parts[1]);
done:
  release_all(parts, 1);
  return result;
}

/* Recursion: a body of its own that is not looked into again. */
static PyObject *deep(PyObject *object, int depth) {
  if (depth == 0)
    return PyObject_Str(object);
  PyObject *inner = deep(object, depth - 1);
  if (inner == NULL)
    return NULL;
  PyObject *list = PyList_New(1);
  if (list == NULL) {
    Py_DECREF(inner);
    return NULL;
  }
  PyList_SetItem(list, 0, inner);
  return list;
}

static PyObject *deep_right(PyObject *self, PyObject *arg) {
  return deep(arg, 3);
}

static PyMethodDef methods[] = {
    {"new_wrong", new_wrong, METH_O, NULL},
    {"new_right", new_right, METH_O, NULL},
    {"lent_wrong", lent_wrong, METH_O, NULL},
    {"lent_right", lent_right, METH_O, NULL},
    {"eaten_right", eaten_right, METH_O, NULL},
    {"kept_wrong", kept_wrong, METH_O, NULL},
    {"kept_right", kept_right, METH_O, NULL},
    {"half_eaten_wrong", half_eaten_wrong, METH_O, NULL},
    {"out_right", out_right, METH_O, NULL},
    {"out_wrong", out_wrong, METH_O, NULL},
    {"array_right", array_right, METH_O, NULL},
    {"array_wrong", array_wrong, METH_O, NULL},
    {"deep_right", deep_right, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A missing Py_DECREF is inserted where it is certain; see Inputs/apply.py.
//
// RUN: %python %S/Inputs/apply.py %s %t %clang --config %cfg --analyze --analyzer-no-default-checks -Xclang -analyzer-checker=core -I%python_include | %filecheck %s

#include <Python.h>

PyObject *helper(PyObject *);
int other(void);
const char *text_of(PyObject *);

static PyObject *fix_before_return(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  if (PyObject_SetAttrString(arg, "list", list) < 0) {
    return NULL;
  }
  return list;
}
// CHECK-LABEL: fix_before_return
// CHECK: {{^}}  if (PyObject_SetAttrString(arg, "list", list) < 0) {{{$}}
// CHECK-NEXT: {{^}}    Py_DECREF(list);{{$}}
// CHECK-NEXT: {{^}}    return NULL;{{$}}

static PyObject *fix_in_new_braces(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  if (PyObject_SetAttrString(arg, "list", list) < 0)
    return NULL; // why
  return list;
}
// CHECK-LABEL: fix_in_new_braces
// CHECK: {{^}}  if (PyObject_SetAttrString(arg, "list", list) < 0) {{{$}}
// CHECK-NEXT: {{^}}    Py_DECREF(list);{{$}}
// CHECK-NEXT: {{^}}    return NULL;{{$}}
// CHECK-NEXT: {{^}}  } // why{{$}}

static PyObject *fix_one_line(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (!list) return NULL;
  if (PyObject_SetAttrString(arg, "list", list) < 0) return NULL;
  return list;
}
// CHECK-LABEL: fix_one_line
// CHECK: < 0) { Py_DECREF(list); return NULL; }{{$}}

static PyObject *fix_after_comment(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (!list)
    return NULL;
  if (PyObject_SetAttrString(arg, "list", list) < 0) // (why)
    return PyErr_Format(PyExc_ValueError, "no");
  return list;
}
// CHECK-LABEL: fix_after_comment
// CHECK: {{^}}    { Py_DECREF(list); return PyErr_Format(PyExc_ValueError, "no"); }

static PyObject *fix_before_macro(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (!list)
    return NULL;
  if (PyList_Append(list, arg) < 0)
    goto error;
  if (other())
    Py_RETURN_NONE;
  return list;
error:
  Py_DECREF(list);
  return NULL;
}
// CHECK-LABEL: fix_before_macro
// CHECK: {{^}}  if (other()) {{{$}}
// CHECK-NEXT: {{^}}    Py_DECREF(list);{{$}}
// CHECK-NEXT: {{^}}    Py_RETURN_NONE;{{$}}
// CHECK-NEXT: {{^}}  }{{$}}

static PyObject *fix_possibly_null(PyObject *self, PyObject *arg) {
  PyObject *list = NULL;
  if (other())
    goto error;
  list = PyList_New(0);
  if (!list)
    goto error;
  if (PyList_Append(list, arg) < 0)
    goto error;
  return list;
error:
  return NULL;
}
// CHECK-LABEL: fix_possibly_null
// CHECK: {{^}}error:{{$}}
// CHECK-NEXT: {{^}}  Py_XDECREF(list);{{$}}
// CHECK-NEXT: {{^}}  return NULL;{{$}}

// The last use, long before the return.
static PyObject *fix_after_last_use(PyObject *self, PyObject *arg) {
  PyObject *key = PyUnicode_FromString("key");
  if (!key)
    return NULL;
  if (PyObject_SetItem(self, key, arg) < 0) {
    Py_DECREF(key);
    return NULL;
  }
  for (int i = 0; i < 3; i++)
    other();
  if (other())
    return PyLong_FromLong(1);
  Py_RETURN_NONE;
}

static PyObject *fix_last_use_in_statement(PyObject *self, PyObject *arg) {
  PyObject *key = PyUnicode_FromString("key");
  if (!key)
    return NULL;
  int failed = PyObject_SetItem(self, key, arg);
  other();
  if (failed)
    return NULL;
  Py_RETURN_NONE;
}
// CHECK-LABEL: fix_last_use_in_statement
// CHECK: Py_DECREF(key);

static PyObject *fix_new_from_arguments(PyObject *self, PyObject *arg) {
  PyObject *args = PyTuple_Pack(1, arg);
  if (!args)
    return NULL;
  PyObject *result = PyObject_CallObject(self, args);
  return result;
}
// CHECK-LABEL: fix_new_from_arguments
// CHECK: {{^}}  Py_DECREF(args);{{$}}
// CHECK-NEXT: {{^}}  return result;{{$}}

int fix_status(PyObject *self, PyObject *arg) {
  PyObject *item = PyObject_GetAttrString(arg, "item");
  if (!item)
    return -1;
  switch (PyObject_IsTrue(item)) {
  case -1:
    return -1;
  default:
    Py_DECREF(item);
    return 0;
  }
}
// CHECK-LABEL: fix_status
// CHECK: {{^}}  case -1:{{$}}
// CHECK-NEXT: {{^}}    Py_DECREF(item);{{$}}
// CHECK-NEXT: {{^}}    return -1;{{$}}

// Some ways lead here with the reference given away.
static PyObject *open_stolen_on_one_way(PyObject *self, PyObject *arg) {
  PyObject *item = PyLong_FromLong(1);
  if (!item)
    return NULL;
  if (other()) {
    if (PyList_SetItem(arg, 0, item) < 0)
      goto error;
    Py_RETURN_NONE;
  }
  if (PyList_Append(arg, item) < 0)
    goto error;
  Py_DECREF(item);
  Py_RETURN_NONE;
error:
  return NULL;
}

static PyObject *open_no_variable(PyObject *self, PyObject *arg) {
  if (PyList_Append(arg, PyLong_FromLong(1)) < 0)
    return NULL;
  Py_RETURN_NONE;
}

// The text is gone with the object.
static PyObject *open_text_is_used(PyObject *self, PyObject *arg) {
  PyObject *name = PyObject_Str(arg);
  if (!name)
    return NULL;
  const char *text = PyUnicode_AsUTF8(name);
  if (!text) {
    Py_DECREF(name);
    return NULL;
  }
  return PyLong_FromLong(text[0]);
}

static PyObject *open_overwritten(PyObject *self, PyObject *arg) {
  PyObject *item = PyObject_Str(arg);
  if (!item)
    return NULL;
  item = PyObject_Repr(arg);
  return item;
}

static PyObject *open_in_loop(PyObject *self, PyObject *arg) {
  PyObject *item = PyObject_Str(arg);
  if (!item)
    return NULL;
  while (other())
    other();
  Py_RETURN_NONE;
}

#define FAIL_IF(condition)                                                     \
  if (condition)                                                               \
  return NULL
static PyObject *open_return_in_macro(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  FAIL_IF(list == NULL);
  FAIL_IF(PyObject_SetAttrString(arg, "list", list) < 0);
  return list;
}

// What the name means is another variable.
static PyObject *open_other_scope(PyObject *self, PyObject *arg) {
  {
    PyObject *list = PyList_New(0);
    if (!list)
      return NULL;
    if (PyObject_SetAttrString(arg, "list", list) < 0)
      goto error;
    Py_DECREF(list);
  }
  Py_RETURN_NONE;
error:
  return NULL;
}

static PyMethodDef methods[] = {
    {"fix_before_return", fix_before_return, METH_O, NULL},
    {"fix_in_new_braces", fix_in_new_braces, METH_O, NULL},
    {"fix_one_line", fix_one_line, METH_O, NULL},
    {"fix_after_comment", fix_after_comment, METH_O, NULL},
    {"fix_before_macro", fix_before_macro, METH_O, NULL},
    {"fix_possibly_null", fix_possibly_null, METH_O, NULL},
    {"fix_after_last_use", fix_after_last_use, METH_O, NULL},
    {"fix_last_use_in_statement", fix_last_use_in_statement, METH_O, NULL},
    {"fix_new_from_arguments", fix_new_from_arguments, METH_O, NULL},
    {"open_stolen_on_one_way", open_stolen_on_one_way, METH_O, NULL},
    {"open_no_variable", open_no_variable, METH_O, NULL},
    {"open_text_is_used", open_text_is_used, METH_O, NULL},
    {"open_overwritten", open_overwritten, METH_O, NULL},
    {"open_in_loop", open_in_loop, METH_O, NULL},
    {"open_return_in_macro", open_return_in_macro, METH_O, NULL},
    {"open_other_scope", open_other_scope, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
int main(void) { return methods[0].ml_flags; }

// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Holders of references: what goes wrong is told where the holder is used, once
// for each use.
//
// RUN: %analyze_cc1_cxx -std=c++17 -Wno-return-stack-address -verify %s

#include "Inputs/Ref.h"
#include <memory>

static PyObject *detach_right(PyObject *, PyObject *) {
  Ref list(PyList_New(0));
  return list.detach();
}

static PyObject *detach_wrong(PyObject *, PyObject *) {
  Ref list(PyList_New(0)); // expected-warning {{Leak of the new reference from 'PyList_New'}}
  if (!list)
    return nullptr;
  list.detach();
  return PyLong_FromLong(3);
}

static PyObject *copies_right(PyObject *, PyObject *arg) {
  Ref a(PyObject_Str(arg)), b = a, c = std::move(a);
  c.swap(b);
  b = c;
  return b.detach();
}

static PyObject *borrow_right(PyObject *, PyObject *arg) {
  Ref item = Ref::borrow(PyList_GetItem(arg, 0));
  if (!item)
    return nullptr;
  return PyObject_Repr(item);
}

static PyObject *borrow_wrong(PyObject *, PyObject *arg) {
  PyObject *borrowed = PyList_GetItem(arg, 0);
  if (!borrowed)
    return nullptr;
  Ref item(borrowed); // expected-warning {{Release of a borrowed reference from 'PyList_GetItem'}}
  return PyObject_Repr(item);
}

static PyObject *conversion_wrong(PyObject *, PyObject *arg) {
  Ref text(PyObject_Str(arg)); // expected-warning {{given away before}}
  return text;
}

static PyObject *steal_right(PyObject *, PyObject *arg) {
  Ref list(PyList_New(1)), text(PyObject_Str(arg));
  if (!list || !text || PyList_SetItem(list, 0, text.detach()) < 0)
    return nullptr;
  return list.detach();
}

static PyObject *steal_wrong(PyObject *, PyObject *arg) {
  Ref list(PyList_New(1)), text(PyObject_Str(arg)); // expected-warning {{given away before}}
  if (!list || !text || PyList_SetItem(list, 0, text) < 0)
    return nullptr;
  return list.detach();
}

static PyObject *address_right(PyObject *, PyObject *) {
  Ref type, value, traceback;
  PyErr_Fetch(type.address(), value.address(), traceback.address());
  return PyLong_FromLong(3);
}

struct Decref {
  void operator()(PyObject *object) const { Py_XDECREF(object); }
};
using Unique = std::unique_ptr<PyObject, Decref>;

static PyObject *unique_right(PyObject *, PyObject *arg) {
  Unique text(PyObject_Str(arg));
  if (!text)
    return nullptr;
  text.reset(PyObject_Repr(text.get()));
  return text.release();
}

static PyObject *unique_leak(PyObject *, PyObject *arg) {
  Unique text(PyObject_Str(arg)); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  if (!text)
    return nullptr;
  text.release();
  return PyLong_FromLong(3);
}

static PyObject *unique_get(PyObject *, PyObject *arg) {
  Unique text(PyObject_Str(arg)); // expected-warning {{given away before}}
  return text.get();
}

template <typename T> static PyObject *first(T limit, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning {{Leak of the new reference from 'PyObject_Str'}}
  if (text && limit > 3)
    return nullptr;
  return text;
}

static PyObject *instances(PyObject *, PyObject *arg) {
  if (PyFloat_Check(arg))
    return first(PyFloat_AsDouble(arg), arg);
  return first(PyObject_Size(arg), arg);
}

static PyMethodDef methods[] = {
    {"detach_right", detach_right, METH_NOARGS, nullptr},
    {"detach_wrong", detach_wrong, METH_NOARGS, nullptr},
    {"copies_right", copies_right, METH_O, nullptr},
    {"borrow_right", borrow_right, METH_O, nullptr},
    {"borrow_wrong", borrow_wrong, METH_O, nullptr},
    {"conversion_wrong", conversion_wrong, METH_O, nullptr},
    {"steal_right", steal_right, METH_O, nullptr},
    {"steal_wrong", steal_wrong, METH_O, nullptr},
    {"address_right", address_right, METH_NOARGS, nullptr},
    {"unique_right", unique_right, METH_O, nullptr},
    {"unique_leak", unique_leak, METH_O, nullptr},
    {"unique_get", unique_get, METH_O, nullptr},
    {"instances", instances, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

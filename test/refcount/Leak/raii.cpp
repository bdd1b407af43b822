// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// C++: owners with a destructor, exceptions, casts.
//
// RUN: %analyze_cc1_cxx -verify %s

#include <Python.h>

namespace {

class Owner {
public:
  explicit Owner(PyObject *object) : object(object) {}
  ~Owner() { Py_XDECREF(object); }
  Owner(const Owner &) = delete;
  Owner &operator=(const Owner &) = delete;
  Owner(Owner &&other) : object(other.object) { other.object = nullptr; }
  PyObject *get() const { return object; }
  PyObject *release() {
    PyObject *result = object;
    object = nullptr;
    return result;
  }
  explicit operator bool() const { return object != nullptr; }

private:
  PyObject *object;
};

struct Failure {};

PyObject *owner_right(PyObject *self, PyObject *arg) {
  Owner text(PyObject_Str(arg));
  if (!text)
    return nullptr;
  if (PyObject_SetAttrString(self, "text", text.get()) < 0)
    return nullptr;
  return PyObject_Repr(text.get());
}

PyObject *owner_release_right(PyObject *self, PyObject *arg) {
  Owner text(PyObject_Str(arg));
  if (!text)
    return nullptr;
  if (PyObject_SetAttrString(self, "text", text.get()) < 0)
    return nullptr;
  return text.release();
}

PyObject *owner_release_wrong(PyObject *self, PyObject *arg) {
  Owner text(PyObject_Str(arg)); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (!text)
    return nullptr;
  return PyObject_Repr(text.release());
}

PyObject *owner_moved_right(PyObject *self, PyObject *arg) {
  Owner text(PyObject_Str(arg));
  if (!text)
    return nullptr;
  Owner other(static_cast<Owner &&>(text));
  return PyObject_Repr(other.get());
}

PyObject *owner_extra_wrong(PyObject *self, PyObject *arg) {
  Owner text(PyObject_Str(arg)); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (!text)
    return nullptr;
  Py_INCREF(text.get());
  return PyObject_Repr(text.get());
}

PyObject *plain_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (!text)
    return nullptr;
  Owner repr(PyObject_Repr(text));
  if (!repr)
    return nullptr;
  Py_DECREF(text);
  return repr.release();
}

PyObject *plain_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (!text)
    return nullptr;
  Owner repr(PyObject_Repr(text));
  Py_DECREF(text);
  if (!repr)
    return nullptr;
  return repr.release();
}

/* An exception that leaves the function. */
PyObject *throw_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (!text)
    throw Failure();
  Py_ssize_t size = PyUnicode_GET_LENGTH(text);
  Py_DECREF(text);
  if (size == 0)
    throw Failure();
  return PyLong_FromSsize_t(size);
}

PyObject *throw_before_release_wrong(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg); // expected-warning{{Leak of the new reference from 'PyObject_Str'}}
  if (!text)
    return nullptr;
  if (PyUnicode_GET_LENGTH(text) == 0)
    throw Failure();
  return text;
}

/* No caller of a method catches; the process ends. */
PyObject *throw_to_python_right(PyObject *self, PyObject *arg) {
  PyObject *text = PyObject_Str(arg);
  if (!text)
    return nullptr;
  if (PyUnicode_GET_LENGTH(text) == 0)
    throw Failure();
  return text;
}

/* References in C++ casts. */
PyObject *cast_wrong(PyObject *self, PyObject *arg) {
  auto *type = reinterpret_cast<PyTypeObject *>(PyObject_Type(arg)); // expected-warning{{Leak of the new reference from 'PyObject_Type'}}
  return PyLong_FromSsize_t(type->tp_basicsize);
}

PyObject *cast_right(PyObject *self, PyObject *arg) {
  auto *type = reinterpret_cast<PyTypeObject *>(PyObject_Type(arg));
  Py_ssize_t size = type->tp_basicsize;
  Py_DECREF(type);
  return PyLong_FromSsize_t(size);
}

/* An object of C++ that owns what it is given. */
struct Holder {
  PyObject *value = nullptr;
};

PyObject *holder_right(PyObject *self, PyObject *arg) {
  auto *holder = static_cast<Holder *>(PyCapsule_GetPointer(self, nullptr));
  if (!holder)
    return nullptr;
  holder->value = PyObject_Str(arg);
  if (!holder->value)
    return nullptr;
  Py_RETURN_NONE;
}

PyMethodDef methods[] = {
    {"owner_right", owner_right, METH_O, nullptr},
    {"owner_release_right", owner_release_right, METH_O, nullptr},
    {"owner_release_wrong", owner_release_wrong, METH_O, nullptr},
    {"owner_moved_right", owner_moved_right, METH_O, nullptr},
    {"owner_extra_wrong", owner_extra_wrong, METH_O, nullptr},
    {"plain_wrong", plain_wrong, METH_O, nullptr},
    {"plain_right", plain_right, METH_O, nullptr},
    {"throw_right", throw_right, METH_O, nullptr},
    {"throw_to_python_right", throw_to_python_right, METH_O, nullptr},
    {"cast_wrong", cast_wrong, METH_O, nullptr},
    {"cast_right", cast_right, METH_O, nullptr},
    {"holder_right", holder_right, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

} // namespace

PyMethodDef *exported = methods;

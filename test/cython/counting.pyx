# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# References that are counted by hand, with cpython.ref.
#
# RUN: %cython_verify_3 %s --out %t.3.c
# RUN: %cython_verify_0 %s --out %t.0.c
# RUN: %cython_verify_3 %s --out %t.3l.c --options='--line-directives'
# RUN: %cython_verify_cxx_3 %s --out %t.3.cpp --options='--cplus'
from cpython.ref cimport PyObject, Py_INCREF, Py_DECREF, Py_XDECREF
from cpython.list cimport PyList_New
from cpython.exc cimport PyErr_Clear

cdef extern from "Python.h":
    PyObject *PyList_GetItem_raw "PyList_GetItem" (object, Py_ssize_t) except NULL
    PyObject *PyUnicode_FromString_raw "PyUnicode_FromString" (char *) except NULL
    PyObject *PyObject_Repr_raw "PyObject_Repr" (object)
    PyObject *PyIter_Next_raw "PyIter_Next" (object) except? NULL
    object PyDict_GetItem_new "PyDict_GetItem" (object, object)
    int PyList_SetItem_raw "PyList_SetItem" (object, Py_ssize_t, object) except -1


def added_and_forgotten(x):
    y = [x]  # BUG: refcount.Leak high
    Py_INCREF(y)
    return 1


def added_and_given_up(x):
    y = [x]
    Py_INCREF(y)
    Py_DECREF(y)
    return 1


# A cast to object adds a reference: the one from the call remains.
def cast_to_object():
    cdef PyObject *p = PyUnicode_FromString_raw("a")  # BUG: refcount.Leak high
    s = <object>p
    return s


def cast_and_given_up():
    cdef PyObject *p = PyUnicode_FromString_raw("a")
    s = <object>p
    Py_DECREF(s)
    return s


def lost_on_a_path(x, bint early):
    cdef PyObject *p = PyObject_Repr_raw(x)  # BUG: refcount.Leak high
    if p is NULL:
        raise ValueError
    if early:
        return None
    Py_DECREF(<object>p)
    return x


def released_on_all_paths(x, bint early):
    cdef PyObject *p = PyObject_Repr_raw(x)
    if p is NULL:
        raise ValueError
    try:
        if early:
            return None
    finally:
        Py_DECREF(<object>p)
    return x


def borrowed_given_up(list items):
    cdef PyObject *p = PyList_GetItem_raw(items, 0)
    Py_XDECREF(p)  # BUG: refcount.OverRelease high
    return 1


def borrowed_added_to(list items):
    cdef PyObject *p = PyList_GetItem_raw(items, 0)
    s = <object>p
    return s


cdef PyObject *new_list() except NULL:
    o = []
    Py_INCREF(o)
    return <PyObject *>o


def of_cdef_function():
    cdef PyObject *p = new_list()
    s = <object>p
    Py_DECREF(s)
    return s


cdef class Holder:
    cdef PyObject *item

    def __cinit__(self, x):
        Py_INCREF(x)
        self.item = <PyObject *>x

    def __dealloc__(self):
        Py_XDECREF(self.item)

    def get(self):
        return <object>self.item


# What an item's look-up raises skips the release.
cdef int lost_by_an_error(object it, list into) except -1:
    cdef PyObject *p = PyIter_Next_raw(it)  # BUG: refcount.Leak medium
    if p is NULL:
        return 0
    into.append((<object>p)[0])
    Py_DECREF(<object>p)
    return 1


cdef int released_by_finally(object it, list into) except -1:
    cdef PyObject *p = PyIter_Next_raw(it)
    if p is NULL:
        return 0
    try:
        into.append((<object>p)[0])
    finally:
        Py_DECREF(<object>p)
    return 1


# Declared as if it returned a new reference: Cython gives it up.
def declared_wrongly(dict d, key):
    x = PyDict_GetItem_new(d, key)  # BUG: refcount.OverRelease high
    return len(x)


# Declared as if it took no reference over: Cython gives up its own as well.
def stolen_from_cython(list items, x):
    PyList_SetItem_raw(items, 0, x)  # BUG: refcount.OverRelease high
    return 1


def given_to_the_thief(list items, x):
    Py_INCREF(x)
    PyList_SetItem_raw(items, 0, x)
    return 1


def all_of_them(it, list into):
    lost_by_an_error(it, into)
    released_by_finally(it, into)

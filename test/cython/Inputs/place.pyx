# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
from cpython.ref cimport PyObject, Py_DECREF

cdef extern from "Python.h":
    PyObject *PyObject_Repr_raw "PyObject_Repr" (object)


# One report, wherever the wrapper and the helpers come in.
def forgets(x, bint early=False):
    cdef PyObject *p = PyObject_Repr_raw(x)
    if p is NULL:
        raise ValueError
    if early:
        return None
    Py_DECREF(<object>p)
    return x

# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Memory that is allocated by hand.
#
# RUN: %cython_verify_3 %s --out %t.3.c
# RUN: %cython_verify_0 %s --out %t.0.c
from libc.stdlib cimport malloc, free
from cpython.mem cimport PyMem_Malloc, PyMem_Free


def never_freed(int n):
    cdef int i
    cdef double *a = <double *>malloc(n * sizeof(double))  # BUG: memory.Leak high
    if a == NULL:
        raise MemoryError()
    try:
        for i in range(n):
            a[i] = i * 2.0
        return n
    finally:
        n = 0


def freed(int n):
    cdef int i
    cdef double *a = <double *>malloc(n * sizeof(double))
    if a == NULL:
        raise MemoryError()
    try:
        for i in range(n):
            a[i] = i * 2.0
        return n
    finally:
        free(a)


def wrong_family(int n):
    cdef char *p = <char *>PyMem_Malloc(n)
    if p == NULL:
        raise MemoryError()
    free(p)  # BUG: memory.MismatchedFree high


# "except:" itself does not fail.
def freed_by_except(items):
    cdef char *p = <char *>PyMem_Malloc(10)
    if p == NULL:
        raise MemoryError()
    try:
        for x in items:
            p[0] = x
    except:
        PyMem_Free(p)
        raise
    PyMem_Free(p)


def forgotten_by_except(items):
    cdef char *p = <char *>PyMem_Malloc(10)  # BUG: memory.Leak medium
    if p == NULL:
        raise MemoryError()
    for x in items:
        p[0] = x
    PyMem_Free(p)


cdef class Holder:
    cdef double *forgotten
    cdef double *freed

    def __cinit__(self, int n):
        self.forgotten = <double *>malloc(n)  # BUG: memory.Leak high
        self.freed = <double *>malloc(n)

    def __dealloc__(self):
        free(self.freed)

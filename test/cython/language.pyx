# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What Cython makes of the language itself is right, but for known bugs.
#
# RUN: %cython_verify_3 %s --out %t.3.c
# RUN: %cython_verify_0 %s --out %t.0.c
import os
from os import path


cdef object add(a, b):
    return a + b


cdef int status(a) except -1:
    if a:
        raise ValueError(a)
    return 0


def handles(a, b, int n):
    result = None
    try:
        status(a)
        result = add(a, b)
    except (ValueError, KeyError) as e:
        # Cython forgets what was to be returned if the finally clause raises.
        return [str(e)]  # BUG: refcount.Leak low
    except TypeError:
        raise
    finally:
        os.getpid()
    return result


def loops(items, n):
    total = 0
    for i, x in enumerate(items):
        if x is None:
            continue
        for k, v in x.items():
            total += v[k:n]
        while total:
            total -= 1
    else:
        total = [y for y in items if y] or {z: 1 for z in items}
    return total


def generator(n):
    for i in range(n):
        got = yield i, n
        if got:
            yield from got


# Cython's helper for this forgets a tuple that has not two elements.
def items_generator(mapping, seq):
    for k, v in mapping.items():
        yield k, v
    for (a, b), c in seq:
        yield a, b, c


def closure(a):
    def inner(b, c=a):
        return a + b + c

    return inner, lambda x: x(a)


def memoryview_sum(double[:] v):
    cdef double s = 0
    cdef Py_ssize_t i
    with nogil:
        for i in range(v.shape[0]):
            s += v[i]
    return s, v[1:]


cdef class Point:
    cdef public object x
    cdef readonly dict names
    cdef double[:] data

    def __cinit__(self, x, *args, **kwargs):
        self.x = x
        self.names = {}

    def __init__(self, x, y=None):
        self.names[x] = y

    def __getitem__(self, key):
        return self.names.get(key, self.x)

    def __setitem__(self, key, value):
        self.names[key] = value

    def __add__(self, other):
        return Point(self.x + other.x)

    def __iter__(self):
        return iter(self.names)

    cpdef object move(self, by, scale=None):
        self.x, old = self.x + by, self.x
        return f"{old!r} {by:>{scale}}" % (old,)

    @property
    def size(self):
        return len(self.names)

    @size.setter
    def size(self, value):
        del self.names[value]


class Plain(Point):
    attribute = path.join("a", "b")

    def method(self, *args, **kwargs):
        with open(self.attribute, *args, **kwargs) as f:
            assert f, args
            return [f]  # BUG: refcount.Leak low

    def moved(self, f):
        return super().move(f, scale=1)


cdef class Mapping:
    cdef object table

    def items(self):
        for k, v in self.table.items():
            yield k, v

    def keys(self):
        for k, _ in self.items():
            yield k


def lists(n):
    rows = [[0] * n for _ in range(n)]
    for i, row in enumerate(rows):
        first, *rest = row
        row.append(first)
        rows[i], rows[-1] = rest, row
    return sorted(rows, key=lambda r: r[0])

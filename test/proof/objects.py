# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What recipes make arguments from; runs in the interpreter under test.

Nothing made here is immortal or shared: each object is fresh, so that every
reference to it is known.
"""

import itertools
import sys

# How many methods written in Python have been called.
calls = 0
_numbers = itertools.count(1)


def number():
    return next(_numbers)


def count_call():
    global calls
    calls += 1


class UserError(Exception):
    """What the methods of a Raising object raise."""


class Fresh:
    """An object that runs no Python code, whatever is done with it."""


class Other:
    """An object that no function expects."""

    __slots__ = ()


class Weak:
    """One that can have weak references and attributes."""

    def method(self, *arguments):
        count_call()
        return [Fresh()]


DUNDERS = """abs add aenter aexit aiter and anext await bool bytes call ceil
complex contains del delattr delete delitem dir divmod enter eq exit float floor
floordiv format fspath ge get get_size getattr getitem gt hash iadd iand
ifloordiv ilshift imatmul imod imul index instancecheck int invert ior ipow
irshift isub iter itruediv ixor le len length_hint lshift lt matmul mod mul ne
neg next or pos pow radd rand rdivmod repr reversed rfloordiv rlshift rmatmul
rmod rmul ror round rpow rrshift rshift rsub rtruediv rxor set setattr setitem
str sub subclasscheck truediv trunc xor missing""".split()

ANSWERS = {
    "bool": True,
    "bytes": b"bytes from Python",
    "call": None,
    "complex": 1j,
    "contains": True,
    "delattr": None,
    "delitem": None,
    "dir": [],
    "divmod": (1, 2),
    "eq": True,
    "float": 1.5,
    "format": "format from Python",
    "fspath": "path/from/Python",
    "hash": 7,
    "instancecheck": True,
    "iter": (),
    "len": 2,
    "length_hint": 2,
    "ne": False,
    "repr": "repr from Python",
    "setattr": None,
    "setitem": None,
    "str": "str from Python",
    "subclasscheck": True,
}


def _counting(name):
    def method(self, *arguments):
        count_call()
        if name == "iter":
            return iter([Fresh(), Fresh()])
        if name == "getattr":
            raise AttributeError(*arguments)
        if name in ("index", "int"):
            return number() + 1000
        return ANSWERS[name] if name in ANSWERS else Fresh()

    return method


def _raising(name):
    def method(self, *arguments):
        count_call()
        raise UserError(name)

    return method


def _class(name, make, left_out, *bases):
    members = {
        "__%s__" % dunder: make(dunder) for dunder in DUNDERS if dunder not in left_out
    }
    return type(name, bases, members)


_FRAGILE = ("get", "set", "delete", "get_size", "next", "await", "del")
# Every operator is a method in Python that counts its calls ...
Noisy = _class("Noisy", _counting, _FRAGILE + ("missing",))
# ... and fails.
Raising = _class("Raising", _raising, ("get", "set", "delete", "get_size", "del"))


class Key:
    """A key of dicts and sets, with __hash__ and __eq__ in Python."""

    def __init__(self, value=None):
        self.value = number() if value is None else value

    def __hash__(self):
        count_call()
        return hash(self.value)

    def __eq__(self, other):
        count_call()
        return self.value == getattr(other, "value", None)


class Dying:
    """Its destruction runs Python code."""

    def __del__(self):
        count_call()


class Cell(bytearray):
    """A PyObject * in memory, for a PyObject ** parameter."""

    def __new__(cls, content=None):
        return bytearray.__new__(cls)

    def __init__(self, content=None):
        address = SENTINEL if content is None else id(content)
        if type(content) is int and content == 0:
            address, content = 0, None
        bytearray.__init__(self, address.to_bytes(8, sys.byteorder))
        self.content = content

    def read(self):
        return int.from_bytes(self[:8], sys.byteorder)


# What a Cell holds that no object was put into: never an object's address.
SENTINEL = 0x5E


class Array(bytearray):
    """A PyObject *const [], or any array of pointers."""

    def __new__(cls, *contents):
        return bytearray.__new__(cls)

    def __init__(self, *contents):
        data = b"".join(
            (c if isinstance(c, int) else id(c)).to_bytes(8, sys.byteorder)
            for c in contents
        )
        bytearray.__init__(self, data + bytes(8))
        self.contents = contents


class Memory(bytearray):
    """So many zeroed bytes."""


def text(value=None):
    """A str that nobody else has."""
    return "".join(["text ", str(number() if value is None else value)])


def name():
    """One that is an identifier."""
    return "".join(["name_", str(number())])


def raw():
    return b"".join([b"bytes ", str(number()).encode()])


def big():
    return 10**30 + number()


def real():
    return number() + 0.5

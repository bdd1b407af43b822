# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What recipes make arguments from; runs in the interpreter under test.

Nothing made here is immortal or shared: each object is fresh, so that every
reference to it is known.
"""

import ctypes
import itertools
import sys
import weakref  # noqa: F401

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
    "index": 1,
    "instancecheck": True,
    "int": 1,
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


_FRAGILE = ("get", "set", "delete", "get_size", "next", "anext", "await", "del")
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


def make_list():
    return [Fresh(), Fresh(), Fresh()]


def make_tuple():
    return tuple([Fresh(), Fresh(), Fresh()])


def make_dict():
    return {text(): Fresh(), Key(): Fresh()}


def make_set():
    return {Fresh(), Key()}


def first(mapping_or_set):
    return next(iter(mapping_or_set))


def make_class(*bases, **members):
    return type(name(), bases, members)


def make_function():
    def function(argument, other=Fresh(), *, keyword=Fresh()):
        return calls, argument

    return function


def make_generator():
    def generator():
        received = yield Fresh()
        while True:
            received = yield [received]

    return generator()


def make_coroutine():
    async def coroutine():
        return 1

    return coroutine()


def make_module():
    return type(sys)(name())


def make_error(kind=ValueError):
    return kind(text())


def make_traceback():
    try:
        raise ValueError
    except ValueError as error:
        return error.__traceback__


def make_frame():
    try:
        raise ValueError
    except ValueError as error:
        return error.__traceback__.tb_frame


def capsule(pointer=None, capsule_name=None):
    """A capsule without a destructor."""
    api = ctypes.pythonapi
    api.PyCapsule_New.restype = ctypes.py_object
    api.PyCapsule_New.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    return api.PyCapsule_New(pointer or id(Fresh), capsule_name, None)


def instancemethod(function):
    api = ctypes.pythonapi
    api.PyInstanceMethod_New.restype = ctypes.py_object
    api.PyInstanceMethod_New.argtypes = [ctypes.py_object]
    return api.PyInstanceMethod_New(function)


def make_cell():
    content = Fresh()
    return (lambda: content).__closure__[0]


_kept = []


def keep(value):
    """Something else has a reference to it, too."""
    _kept.append(value)
    return value

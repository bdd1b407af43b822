# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What recipes make arguments from; runs in the interpreter under test.

Nothing made here is immortal or shared: each object is fresh, so that every
reference to it is known.
"""

import builtins  # noqa: F401
import collections  # noqa: F401
import contextvars
import ctypes
import importlib.machinery  # noqa: F401
import io  # noqa: F401
import itertools
import json  # noqa: F401
import marshal  # noqa: F401
import os
import pickle  # noqa: F401
import sys
import time
import types
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
    content = Fresh()

    def function(argument=Fresh(), *arguments, keyword=Fresh(), **more) -> Fresh:
        count_call()
        return [Fresh() if content else None]

    return function


def make_plain_function():
    def function(argument, other):
        return [Fresh()]

    return function


def make_generator():
    def generator():
        while True:
            yield [Fresh()]

    return generator()


def make_coroutine():
    async def coroutine():
        return 1

    return coroutine()


def make_module():
    module = type(sys)(name())
    module.__file__ = text()
    return module


def make_error(kind=ValueError):
    return kind(text())


def encode_error():
    return UnicodeEncodeError(text(), text(), 1, 2, text())


def decode_error():
    return UnicodeDecodeError(text(), raw(), 1, 2, text())


def translate_error():
    return UnicodeTranslateError(text(), 1, 2, text())


def make_traceback():
    return types.TracebackType(None, make_frame(), 0, 1)


def make_frame():
    return make_generator().gi_frame


def _generator_with_local():
    local = Fresh()
    yield
    return local


_started = _generator_with_local()
next(_started)


def frame_with_local():
    return _started.gi_frame


def with_module(value):
    value.__module__ = text()
    return value


def watched_dict(watcher):
    value = make_dict()
    c_call("PyDict_Watch", watcher, value, result=ctypes.c_int)
    return value


def watched_type(watcher):
    value = make_class()
    c_call("PyType_Watch", watcher, value, result=ctypes.c_int)
    return value


def running_frame():
    """That of a call which goes on while the function is called."""
    frame = sys._getframe()
    while frame.f_code.co_name != "child":
        frame = frame.f_back
    return frame


def module_frame():
    frame = sys._getframe()
    while frame.f_back:
        frame = frame.f_back
    return frame


def make_cell():
    content = Fresh()
    return (lambda: content).__closure__[0]


def with_thing():
    value = Weak()
    value.thing = Fresh()
    return value


class Matching:
    """Its comparisons give fresh objects."""

    def __lt__(self, other):
        count_call()
        return Fresh()

    __le__ = __eq__ = __ne__ = __gt__ = __ge__ = __lt__
    __hash__ = None


class HasFileno:
    def fileno(self):
        count_call()
        return 1


class AsyncIterable:
    def __aiter__(self):
        count_call()
        return Noisy()


def without_name(module):
    del module.__name__
    return module


def linked_error():
    error = make_error()
    error.__cause__ = make_error(KeyError)
    error.__context__ = make_error(TypeError)
    error.__traceback__ = make_traceback()
    return error


def group_of_errors():
    return builtins.ExceptionGroup(text(), [make_error()])


def module_of_worker():
    return sys.modules["__main__"]


def entered(context):
    c_call("PyContext_Enter", context, result=ctypes.c_int)
    return context


_variable = contextvars.ContextVar("proof")
_variable.set(Fresh())


def variable_that_is_set():
    return _variable


def program_file():
    if not os.path.exists("program.py"):
        with open("program.py", "w") as f:
            f.write("first\nsecond\n")
    return "".join(["program", ".py"])


def sequence():
    return time.struct_time([Fresh() for _ in range(9)])


# Functions of the C API.

CAPSULE_NAME = b"proof.capsule"


def c_call(function_name, *arguments, result=ctypes.py_object):
    function = getattr(ctypes.pythonapi, function_name)
    function.restype = result
    converted = []
    for a in arguments:
        if a is None or isinstance(a, int):
            converted.append(ctypes.c_void_p(a))
        else:
            kind = ctypes.c_char_p if isinstance(a, bytes) else ctypes.py_object
            converted.append(kind(a))
    return function(*converted)


def capsule():
    return c_call("PyCapsule_New", id(Fresh), CAPSULE_NAME, None)


def instancemethod(function):
    return c_call("PyInstanceMethod_New", function)


def module_of(definition):
    """A module that was made from a PyModuleDef."""
    return c_call("PyModule_Create2", definition, 1013)


def type_of_module(core):
    """A type that knows its module."""
    module = module_of(core.module_def_of_self)
    return c_call("PyType_FromModuleAndSpec", module, core.type_spec, None)


def c_file(contents):
    """A FILE * to read from."""
    path = "file-%d" % number()
    with open(path, "wb") as f:
        f.write(contents)
    fopen = ctypes.CDLL(None).fopen
    fopen.restype = ctypes.c_void_p
    return fopen(path.encode(), b"r")


def out_file():
    fopen = ctypes.CDLL(None).fopen
    fopen.restype = ctypes.c_void_p
    return fopen(b"/dev/null", b"w")


def buffer_of(exporter):
    memory = Memory(256)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    c_call("PyObject_GetBuffer", exporter, address, 0, result=ctypes.c_int)
    return memory


def filled_buffer():
    memory = Memory(256)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    letters = ctypes.cast(CAPSULE_NAME, ctypes.c_void_p).value
    c_call("PyBuffer_FillInfo", address, None, letters, 5, 1, 0x18, result=ctypes.c_int)
    return memory


def c_frame():
    """A frame that was never run, for the functions that steal one."""
    code = make_plain_function().__code__
    state = c_call("PyThreadState_Get", result=ctypes.c_void_p)
    return c_call("PyFrame_New", state, code, {}, None)


def type_with_data(core):
    return c_call("PyType_FromSpec", core.data_type_spec)


def entered_repr(value):
    c_call("Py_ReprEnter", value, result=ctypes.c_int)
    return value


_kept = []


def keep(value):
    """Something else has a reference to it, too."""
    _kept.append(value)
    return value

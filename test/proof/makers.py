# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes lists, functions, frames, errors and the like for recipes; runs in the
interpreter under test."""

import builtins  # noqa: F401
import collections  # noqa: F401
import contextvars
import ctypes
import datetime  # noqa: F401
import importlib.machinery  # noqa: F401
import io  # noqa: F401
import json  # noqa: F401
import marshal  # noqa: F401
import os
import pickle  # noqa: F401
import sys
import time
import types
import weakref  # noqa: F401

from objects import *  # noqa: F401,F403
from objects import Fresh, Key, Memory, Noisy, Weak, count_call, name, number
from objects import raw, text


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


def raw_memory():
    """The address of memory for PyMem_RawFree."""
    return c_call("PyMem_RawMalloc", 16, result=ctypes.c_void_p)


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

# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""functions.py DIRECTORY PYTHON-INCLUDE COMMAND...: after an edit, findings in
functions that were not analysed again are where the functions are now."""

import glob
import json
import os
import re
import sys

from lsp import Client, expect, find, flags_file, main, own, write

TEXT = """#include <Python.h>
static PyObject *made(void) {
  return PyList_New(0);
}
int first(PyObject *o) {
  PyObject *x = PyObject_Str(o);
  return x != NULL;
}
int second(PyObject *o) {
  PyObject *y = made();
  return y != NULL;
}
int third(PyObject *o) {
  PyObject *z = PyObject_Repr(o);
  Py_XDECREF(z);
  return z != NULL;
}
"""


def analysed(directory):
    (name,) = glob.glob(os.path.join(directory, "cache", "pyrefcheck", "functions", "*"))
    with open(name, encoding="utf-8") as f:
        return len(re.findall(r"^entry \w+ -1$", json.load(f)["functions"], re.M))


def edits(directory, include, command):
    flags_file(directory, include)
    os.environ["XDG_CACHE_HOME"] = os.path.join(directory, "cache")
    path = os.path.join(directory, "a.c")
    client = Client(command)
    client.initialize(directory)
    write(path, TEXT)
    client.open(path)
    text = TEXT

    def step(new, pieces, count):
        nonlocal text
        client.change(path, new)
        text = new
        write(path, text)
        client.save(path)
        wanted = sorted(find(text, piece)["start"]["line"] for piece in pieces)

        def fits(shown):
            lines = sorted(d["range"]["start"]["line"] for d in shown)
            messages = [d["message"] for d in shown]
            return (
                lines == wanted
                and all(any("'%s'" % piece in m for m in messages) for piece in pieces)
                and not any("[stale]" in m for m in messages)
            )

        client.diagnostics(path, fits, "findings at %s" % pieces)
        # What was published may be the old findings, moved.
        for _ in range(600):
            if analysed(directory) == count:
                return
            client.wait(lambda m: True, "the analysis")
        expect(False, "analysed", analysed(directory), "instead of", count)

    shown = client.diagnostics(path, lambda own: len(own) == 2)
    expect(analysed(directory) == 3, "first", analysed(directory))
    # Between functions: nothing is analysed.
    step(text.replace("int second", "/* here */\n\nint second"), ["PyObject_Str", "PyList_New"], 0)
    # In one: that one.
    step(text.replace("  Py_XDECREF(z);\n", ""), ["PyObject_Str", "PyList_New", "PyObject_Repr"], 1)
    # In a helper: the one that calls it, too.
    step(
        text.replace("PyList_New(0)", "PyDict_New()"),
        ["PyObject_Str", "PyDict_New", "PyObject_Repr"],
        1,
    )
    # What all can see.
    step(text.replace("static PyObject *made", "#undef OTHER\nstatic PyObject *made"),
         ["PyObject_Str", "PyDict_New", "PyObject_Repr"], 3)
    client.shutdown()


if __name__ == "__main__":
    directory = sys.argv[1]
    os.makedirs(directory, exist_ok=True)
    main(edits, directory, sys.argv[2], sys.argv[3:])

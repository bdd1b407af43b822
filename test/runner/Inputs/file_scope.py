# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""file_scope.py DIRECTORY SOURCE COMMAND... -- FLAGS...: edits what stands
outside of functions, and prints how many are analysed again. What is found must
be what is found in the whole file."""

import os
import sys

from edits import Runs

EDITS = [
    ("another declaration", "enum {", "extern int unrelated;\nenum {"),
    ("a body after a macro", "make(2)", "make(3)"),
    ("another member", "  int flags;", "  int more;\n  int flags;"),
    ("a member's type", "  int more;", "  long more;"),
    ("a macro in a macro", "LIMIT 3", "LIMIT 4"),
    ("an enumerator", "{ First,", "{ Before, First,"),
    ("a parameter", "make(int n)", "make(long n)"),
    ("a macro for a name", "enum {", "#define arg other\nenum {"),
    ("a macro in one of a header", "enum {", "#define PyObject_Free(x) PyObject_Del(x)\nenum {"),
    ("a variable of the same name", "static struct Holder holder;", "static struct Holder holder = {0};"),
    ("a method less", '                         {"by_call", by_call, METH_O, NULL},\n', ""),
    ("another deallocator", ".tp_dealloc = thing_dealloc", ".tp_free = PyObject_Free"),
    ("a directive", "enum {", "#undef NOTHING\nenum {"),
    ("a header", "#define LIMIT", "#include <limits.h>\n#define LIMIT"),
    ("a condition", "#ifdef NEVER", "#ifdef NEVER_EVER"),
    ("before the header", "#include <Python.h>", "int unrelated_too;\n#include <Python.h>"),
    ("a space", "enum { Before", "enum  { Before"),
    ("a comment", "enum  {", "enum /* names */ {"),
]


def main():
    at = sys.argv.index("--")
    directory, source, *command = sys.argv[1:at]
    os.makedirs(directory)
    runs = Runs(directory, source, command, sys.argv[at + 1 :])
    with open(source, encoding="utf-8") as f:
        text = f.read()
    for what, old, new in [("at first", "", ""), *EDITS]:
        if old not in text:
            sys.exit("%s: no such text: %s" % (what, old))
        text = text.replace(old, new, -1 if what == "a parameter" else 1) if old else text
        with open(runs.path, "w", encoding="utf-8") as f:
            f.write(text)
        found = runs.by_function()
        if found is None:
            sys.exit("%s: it does not compile" % what)
        if found != runs.whole():
            sys.exit("%s: other findings than in the whole file" % what)
        print("%s: %d analysed, %d kept" % (what, *runs.counts()))


main()

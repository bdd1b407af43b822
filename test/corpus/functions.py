# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which function of a C file a line belongs to, without a compiler: the bodies of
all preprocessor branches count, also those that this build leaves out."""

import re
from functools import lru_cache

TOKEN = re.compile(
    r"""
      //[^\n]* | /\*.*?\*/                          # comments
    | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'     # literals
    | ^[ \t]*\#[ \t]*(?P<directive>\w+)(?:\\\n|/\*.*?\*/|[^\n])*
    | (?P<word>\w+) | (?P<mark>[{}();=])
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
# Words that may stand between the parameters and the body.
AFTER = {"const", "noexcept", "override", "final"}


def functions(text):
    """[(name, first line, last line)] of the function definitions of a file."""
    found = []
    braces = parens = 0
    branches = []  # nesting at each open #if: every branch starts from there
    names, last = [], None  # several names: one for each preprocessor branch
    switched = False
    first = line = position = 0
    for token in TOKEN.finditer(text):
        line += text.count("\n", position, token.start())
        position = token.start()
        directive, word, mark = token.group("directive", "word", "mark")
        if directive in ("if", "ifdef", "ifndef"):
            branches.append((braces, parens))
        elif directive in ("else", "elif") and branches:
            braces, parens = branches[-1]
            switched = True
        elif directive == "endif" and branches:
            branches.pop()
        elif word and not parens and word not in AFTER:
            last = word
        elif mark == "(":
            if parens == 0 and braces == 0:
                names = [*names, last] if switched else [last]
                switched = False
            parens += 1
        elif mark == ")":
            parens = max(parens - 1, 0)
        elif mark in (";", "=") and braces == 0 and parens == 0:
            names = []
        elif mark == "{" and not parens:
            if braces == 0:
                first = line + 1
            braces += 1
        elif mark == "}" and not parens:
            braces = max(braces - 1, 0)
            if braces == 0:
                found += [(name, first, line + 1) for name in names]
                names = []
    return found


@lru_cache(maxsize=None)
def functions_of_file(path):
    try:
        return functions(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return []


def function_at(path, line):
    for name, first, last in functions_of_file(path):
        # A return type or parameters on earlier lines belong to it as well.
        if first - 5 <= line <= last:
            if line >= first or not inside_other(path, line):
                return name
    return None


def inside_other(path, line):
    return any(first <= line <= last for _, first, last in functions_of_file(path))

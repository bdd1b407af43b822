# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads the functions that Python.h declares, and writes wrappers for them.

clang parses the headers; each function whose parameters can be passed becomes
a wrapper `void wrap_NAME(Value *a, Value *r)`, see core.h.
"""

import json
import re
import subprocess

HEADERS = ("Python.h", "structmember.h", "datetime.h", "frameobject.h", "marshal.h")

# Structs of functions, and where core.h has a pointer to one.
TABLES = {"PyDateTime_CAPI": "DateTimeApi"}

# How many arguments follow the named ones of a variadic function; those that
# nobody gives are NULL, which ends most lists.
VARIADIC = 6

OBJECT = re.compile(
    r"^(const )?(struct )?_?(Py\w*Object|PyWeakReference|_typeobject|_object) \*$"
)
INTEGER = re.compile(
    r"^(const )?(unsigned |signed )?(int|long|long long|short|char|_Bool|bool)"
    r"( unsigned)?( int)?$|^(enum|unsigned$|size_t)"
)


class Parameter:
    def __init__(self, name, spelling, kind):
        self.name = name
        self.type = spelling
        self.kind = kind


class Declaration:
    """A function; `problem` says why it has no wrapper."""

    def __init__(self, name, result_type, result, parameters, variadic):
        self.name = name
        self.callee = name
        self.result_type = result_type
        self.result = result
        self.parameters = parameters
        self.variadic = variadic
        self.is_inline = False
        self.va_list = bool(parameters) and parameters[-1].kind == "va_list"
        self.problem = None
        for p in parameters:
            if p.kind is None or p.kind == "va_list" and p is not parameters[-1]:
                self.problem = "a parameter of type '%s' cannot be passed" % p.type
        if result is None:
            self.problem = "a result of type '%s' cannot be received" % result_type

    @property
    def fixed(self):
        return self.parameters[:-1] if self.va_list else self.parameters

    @property
    def handles_objects(self):
        """Takes or returns objects, also through a pointer."""
        types = [self.result_type] + [p.type for p in self.parameters]
        return any(re.search(r"\bPy\w*Object \*", t) for t in types)


def kind_of(spelling, desugared):
    spelling = spelling.strip()
    desugared = (desugared or spelling).strip()
    if "va_list" in spelling or "va_list_tag" in desugared:
        return "va_list"
    if spelling == "void":
        return "v"
    if OBJECT.match(spelling) or OBJECT.match(desugared):
        return "o"
    if desugared.endswith(("*", "*const", "]")) or "(*)" in desugared:
        return "p"
    if desugared in ("double", "float"):
        return "d"
    if spelling == "Py_complex":
        return "c"
    if INTEGER.match(desugared) or INTEGER.match(spelling):
        return "i"
    return None


def result_spelling(function_type):
    """'PyObject *' of 'PyObject *(PyObject *, int)'."""
    function_type = function_type.split("__attribute__")[0].rstrip()
    depth = 0
    for i in range(len(function_type) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(function_type[i], 0)
        if function_type[i] == "(" and depth == 0:
            return function_type[:i].strip()
    return function_type


def members(record, name, pointer):
    """A Declaration for each function pointer in a struct of them."""
    for field in record.get("inner", []):
        spelling = field.get("type", {}).get("qualType", "")
        match = re.match(r"(.*)\(\*\)\((.*)\)$", spelling)
        if field["kind"] != "FieldDecl" or not match:
            continue
        parameters = [
            Parameter("arg%d" % i, t, kind_of(t, None))
            for i, t in enumerate(match[2].split(", "), 1)
        ]
        result_type = match[1].strip()
        result = kind_of(result_type, None)
        full_name = "%s.%s" % (name, field["name"])
        d = Declaration(full_name, result_type, result, parameters, False)
        d.callee = "%s->%s" % (pointer, field["name"])
        d.is_inline = True
        yield d


def parse(clang, include):
    """A Declaration for each function of the headers in a directory."""
    source = "".join("#include <%s>\n" % h for h in HEADERS)
    tree = json.loads(
        subprocess.run(
            [clang, "-x", "c", "-fsyntax-only", "-w", "-I", include]
            + ["-Xclang", "-ast-dump=json", "-"],
            input=source.encode(),
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    )
    typedefs = {}
    functions = {}
    previous = None
    for node in tree["inner"]:
        kind = node["kind"]
        if kind == "TypedefDecl" and node["name"] in TABLES:
            pointer = TABLES[node["name"]]
            for d in members(previous, node["name"], pointer):
                functions[d.name] = d
        previous = node
        if kind == "TypedefDecl":
            spelled = node["type"]
            typedefs[node["name"]] = spelled.get(
                "desugaredQualType", spelled["qualType"]
            )
        if kind != "FunctionDecl" or not re.match("_?Py", node["name"]):
            continue
        parameters = []
        for child in node.get("inner", []):
            if child["kind"] != "ParmVarDecl":
                continue
            name = child.get("name", "arg%d" % (len(parameters) + 1))
            spelling = child["type"]["qualType"]
            kind = kind_of(spelling, child["type"].get("desugaredQualType"))
            parameters.append(Parameter(name, spelling, kind))
        spelling = result_spelling(node["type"]["qualType"])
        result = kind_of(spelling, typedefs.get(spelling))
        variadic = bool(node.get("variadic"))
        name = node["name"]
        function = Declaration(name, spelling, result, parameters, variadic)
        function.is_inline = bool(node.get("inline"))
        functions.setdefault(name, function)
    return functions


def _wrapper_name(declaration):
    return "wrap_" + declaration.name.replace(".", "_")


def _wrapper(declaration):
    arguments = []
    for i, p in enumerate(declaration.fixed):
        if p.kind == "c":
            arguments.append("*(Py_complex *)a[%d].p" % i)
        elif p.kind == "p" and "(*" in p.type:
            arguments.append("a[%d].p" % i)
        else:
            member = {"o": "p"}.get(p.kind, p.kind)
            arguments.append("(%s)a[%d].%s" % (p.type, i, member))
    lines = []
    callee = declaration.callee
    if declaration.variadic or declaration.va_list:
        first = len(declaration.fixed)
        arguments += ["a[%d].p" % i for i in range(first, first + VARIADIC)]
    if declaration.va_list:
        callee = "va_" + declaration.name
        named = ["%s p%d" % (p.type, i) for i, p in enumerate(declaration.fixed)]
        passed = ["p%d" % i for i in range(len(named))]
        void = declaration.result == "v"
        lines += [
            "static %s %s(%s, ...) {"
            % (declaration.result_type, callee, ", ".join(named)),
            "  va_list va;",
            "  va_start(va, %s);" % passed[-1],
            "  %s%s(%s, va);"
            % (
                "" if void else declaration.result_type + " result = ",
                declaration.name,
                ", ".join(passed),
            ),
            "  va_end(va);",
            "" if void else "  return result;",
            "}",
        ]
    result = {
        "v": "(void)r; ",
        "i": "r->i = (long long)",
        "d": "r->d = ",
        "c": "static Py_complex c; r->p = &c; c = ",
    }.get(declaration.result, "r->p = (void *)")
    if declaration.result_type in ("Py_UCS4", "unsigned int"):
        result += "(int)"  # -1 shall stay -1
    lines += [
        "static void %s(Value *a, Value *r) {" % _wrapper_name(declaration),
        "  (void)a;",
        "  %s%s(%s);" % (result, callee, ", ".join(arguments)),
        "}",
    ]
    return lines


def c_source(declarations):
    """The C file with a wrapper for each."""
    lines = ['#include "core.h"', "#include <marshal.h>", "#include <stdarg.h>"]
    table = ["const Wrapper Wrappers[] = {"]
    for d in declarations:
        # Headers declare functions that the interpreter does not export.
        if not d.is_inline:
            lines.append("#pragma weak " + d.name)
        lines += _wrapper(d)
        kinds = "".join({"c": "p"}.get(p.kind, p.kind) for p in d.fixed)
        result = {"c": "p"}.get(d.result, d.result)
        function = "Wrappers" if "." in d.name else d.name
        table.append(
            '    {"%s", (void *)%s, %s, "%s", \'%s\'},'
            % (d.name, function, _wrapper_name(d), kinds, result)
        )
    table.append("    {NULL, NULL, NULL, NULL, 0}};")
    return "\n".join(lines + table) + "\n"

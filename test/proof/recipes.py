# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads recipes/*.ini, and makes the cases that each function is called in."""

import ast
import configparser
import fnmatch
import glob
import os

import facts

# Keys of a case that are not the name of a parameter.
WORDS = (
    "pending",
    "handled",
    "before",
    "since",
    "until",
    "ignore",
    "unwatched",
    "remains",
)
KIND_SECTIONS = {"o": "objects", "i": "integers", "d": "doubles", "c": "pointers"}


class NoRecipe(Exception):
    """No argument can be made."""


class Recipes:
    def __init__(self, paths):
        self.parser = configparser.ConfigParser(
            delimiters=("=",), comment_prefixes=("#",), interpolation=None
        )
        self.parser.optionxform = str
        self.places = {}
        for path in paths:
            files = glob.glob(os.path.join(path, "*.ini")) or [path]
            for file in sorted(files):
                self.read(file)
        self.patterns = [s for s in self.parser.sections() if "*" in s]

    def read(self, path):
        with open(path, encoding="utf-8") as f:
            lines = f.read().splitlines()
        for number, line in enumerate(lines, 1):
            if line.startswith("["):
                self.places[line.strip("[]")] = "%s:%d" % (path, number)
        self.parser.read_string("\n".join(lines), path)

    def skipped(self, name):
        """Why a function is not called, or None."""
        for pattern, reason in self.parser.items("skip"):
            if fnmatch.fnmatchcase(name, pattern):
                return " ".join(reason.split())
        return None

    def trusting(self, name):
        """Whether it does not look at the types of its arguments."""
        patterns = self.parser.options("unchecked")
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)

    def accepted(self, name):
        """Why it may do without memory what the table does not say, or None."""
        for pattern, reason in self.parser.items("without memory"):
            if fnmatch.fnmatchcase(name, pattern):
                return reason
        return None

    def type_names(self):
        """What Python calls a type that the table has another name for."""
        return dict(self.parser.items("type names"))

    def unknown(self, names):
        """What is wrong with sections about functions that do not exist."""
        special = set(KIND_SECTIONS.values()) | {
            "strings",
            "types",
            "skip",
            "cells",
            "unchecked",
            "type names",
            "without memory",
        }
        for section in self.parser.sections():
            if section in special or "*" in section:
                continue
            if section.split()[0] not in names:
                yield "%s: section [%s]: expected the name of a function in the table" % (
                    self.places[section],
                    section,
                )

    def _sections(self, function, section):
        """Those that a case looks into, the most special first."""
        public = function.name.lstrip("_")
        matching = [s for s in self.patterns if fnmatch.fnmatchcase(public, s)]
        return [section, function.name] + sorted(matching, key=len, reverse=True)

    def _argument(self, function, index, section):
        """The recipe of one parameter, the most special that there is."""
        p = function.fixed[index]
        name = function.names[index]
        keys = [name]
        if p.kind == "o" and all(q.kind != "o" for q in function.fixed[:index]):
            keys.append("self")
        for s in self._sections(function, section):
            for key in keys:
                if self.parser.has_option(s, key):
                    return self.parser.get(s, key)
        if p.kind in KIND_SECTIONS:
            general = KIND_SECTIONS[p.kind]
        elif p.type in ("const char *", "char *"):
            general = "strings"
        elif p.type.endswith("Object **"):
            general = "cells"
        else:
            general = "pointers"
        for s, key in ((general, name), ("types", p.type)):
            if self.parser.has_option(s, key):
                return self.parser.get(s, key)
        raise NoRecipe("no recipe for '%s %s'" % (p.type, name))

    def _case(self, function, section):
        arguments = []
        for i, name in enumerate(function.names[: len(function.fixed)]):
            arguments.append([name, self._argument(function, i, section)])
        more = None
        for s in (section, function.name):
            if more is None and self.parser.has_option(s, "..."):
                more = self.parser.get(s, "...")
        if more:
            source = "(%s,)" % more
            elements = ast.parse(source, mode="eval").body.elts
            for i, element in enumerate(elements):
                text = ast.get_source_segment(source, element)
                arguments.append(["...%d" % i, text])
        case = {
            "name": section[len(function.name) :].strip() or "success",
            "mode": "call",
        }
        case["arguments"] = arguments
        for word in WORDS:
            for s in self._sections(function, section)[::-1]:
                if self.parser.has_option(s, word):
                    text = self.parser.get(s, word)
                    case[word] = text.splitlines() if word == "before" else text
        return case

    def cases(self, function, wanted):
        """All cases of a function, for a version of Python. `function` is a
        Declaration whose `names` are those of the parameters in the table."""
        sections = [function.name] + [
            s
            for s in self.parser.sections()
            if s.startswith(function.name + " ") and " null " not in s
        ]
        base = []
        for section in sections:
            case = self._case(function, section)
            since = facts.version(case.get("since", "3.0"))
            until = facts.version(case.get("until", "4.0"))
            if since <= wanted <= until:
                base.append(case)
        if not base:
            return []
        cases = list(base)
        first = base[0]

        def vary(name, index, recipe, **more):
            arguments = [list(a) for a in first["arguments"]]
            arguments[index][1] = recipe
            case = dict(first, name=name, arguments=arguments, varied=True)
            cases.append(dict(case, **more))

        for i, p in enumerate(function.fixed):
            name = function.names[i]
            if p.type == "PyObject *" and not self.trusting(function.name):
                for word in ("Other", "Noisy", "Raising"):
                    label = "%s %s" % (word.lower().replace("other", "wrong"), name)
                    vary(label, i, word + "()", wrong=name)
        for i, p in enumerate(function.fixed):
            if p.kind in "op":
                name = function.names[i]
                section = "%s null %s" % (function.name, name)
                if self.parser.has_section(section):
                    case = self._case(function, section)
                    cases.append(dict(case, mode="null", null=name, varied=True))
                else:
                    vary("null " + name, i, "NULL", mode="null", null=name)
        for case in base:
            name = (case["name"] + " without memory").replace("success ", "")
            cases.append(dict(case, name=name, mode="memory", varied=True))
        return cases

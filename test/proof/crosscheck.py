#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the facts with what CPython documents in two data files.

`Doc/data/refcounts.dat` says what happens to references, `Doc/data/
stable_abi.dat` since when a function is in the limited API; neither is part of
pyrefcheck. Every difference must have its reason in crosscheck.ini.
"""

import argparse
import configparser
import csv
import fnmatch
import json
import os
import re
import sys
from collections import Counter

import facts

HERE = os.path.dirname(os.path.abspath(__file__))
# A pointer to an object, but not one to such a pointer.
OBJECT = re.compile(
    r"^(const )?(struct )?(PyObject|Py(Type|Var|Code|Frame)Object|TYPE) *\*$"
)


class Documented:
    """What refcounts.dat says about one function."""

    def __init__(self, line):
        self.line = line
        self.returns = ("", "")  # type and effect
        self.params = []  # (type, name, effect)

    def about_objects(self):
        texts = [self.returns[0]] + [kind for kind, _, _ in self.params]
        return any("Object" in text or text == "TYPE*" for text in texts)


def read_refcounts(path):
    functions = {}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            fields = line.split(":", 4)
            if len(fields) < 4:
                sys.exit(
                    "%s:%d: expected function:type:parameter:effect:comment, found "
                    "'%s'" % (path, number, line)
                )
            name, kind, param, effect = (field.strip() for field in fields[:4])
            if effect not in ("", "0", "+1", "-1", "null"):
                sys.exit(
                    "%s:%d: expected the effect 0, +1, -1, null or nothing, found "
                    "'%s'" % (path, number, effect)
                )
            if name not in functions:
                functions[name] = Documented(number)
                functions[name].returns = (kind, effect)
            elif kind != "void" and param not in ("", "TYPE"):
                functions[name].params.append((kind, param, effect))
    return functions


def read_stable_abi(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if not {"role", "name", "added"} <= set(rows.fieldnames or ()):
            sys.exit("%s:1: expected the columns role, name and added" % path)
        return {
            row["name"]: row["added"]
            for row in rows
            if row["role"] in ("func", "function")
        }


def newest(dump):
    """What the last version that has a function says about it."""
    result = {}
    for f in dump["functions"]:
        known = result.get(f["name"])
        if not known or facts.version(known.get("since", "3.0")) < facts.version(
            f.get("since", "3.0")
        ):
            result[f["name"]] = f
    return result


def successes(f):
    return [o for o in f["outcomes"] if o["fails"] == "never"]


def our_result(f):
    """As the document puts it: what a success does to the count of the result."""
    found = set()
    for outcome in successes(f):
        kind = outcome["returns"]["kind"]
        if kind == "new":
            found.add("+1")
        elif kind in ("borrowed", "indicator"):
            found.add("0")
        elif kind == "arg":
            added = any(
                e["kind"] == "add" and e["param"] == outcome["returns"]["from"]
                for e in outcome["effects"]
            )
            found.add("+1" if added else "0")
    if not found and all(o["returns"]["kind"] == "null" for o in f["outcomes"]):
        found.add("null")
    return found


def our_argument(f, param):
    """What the successes do to the count of the argument, or of what *param is.

    The document counts the reference that a container takes for itself (our
    'keeps'). One that is stolen and kept changes no count.
    """
    change = {"steal": -1, "release": -1, "keep": 1, "add": 1}
    stored = {"out_new": 1, "out_new_or_null": 1, "out_borrowed": 0, "out_replace": 0}
    found = set()
    for outcome in successes(f) or f["outcomes"]:
        effects = [e["kind"] for e in outcome["effects"] if e["param"] == param]
        if any(e in stored for e in effects):
            found.update(stored[e] for e in effects if e in stored)
        elif "out_null" not in effects:
            found.add(sum(change.get(e, 0) for e in effects))
    return {"%+d" % n if n else "0" for n in found}


def text(values):
    return " or ".join(sorted(values)) or "no reference"


def compare_references(documented, ours):
    """(class, function, what) for each difference, and what was compared."""
    compared = Counter()
    found = []
    for name in sorted(documented):
        theirs, f = documented[name], ours.get(name)
        if not f:
            if theirs.about_objects():
                found.append(("no entry", name, "documented in refcounts.dat"))
            else:
                compared["functions without objects"] += 1
            continue
        compared["functions"] += 1
        kind, effect = theirs.returns
        result = our_result(f)
        compared["results"] += 1
        if result != ({effect} if effect else set()):
            found.append(
                (
                    "result",
                    name,
                    "documented %s, we say %s"
                    % (effect or "no reference", text(result)),
                )
            )
        if len(theirs.params) != len(f["params"]):
            found.append(
                (
                    "parameters",
                    name,
                    "documented %d, we have %d"
                    % (len(theirs.params), len(f["params"])),
                )
            )
            continue
        for (kind, param, effect), mine in zip(theirs.params, f["params"]):
            change = our_argument(f, mine)
            if not effect and not OBJECT.match(kind) and change <= {"0"}:
                continue
            compared["arguments"] += 1
            if change != {effect}:
                found.append(
                    (
                        "argument",
                        "%s.%s" % (name, mine),
                        "documented %s, we say %s"
                        % (effect or "nothing", text(change)),
                    )
                )
    return found, compared


def compare_limited(documented, ours):
    compared = Counter()
    found = []
    for name in sorted(documented):
        if name not in ours:
            what = "limited API since %s" % documented[name]
            found.append(("not in the table", name, what))
            continue
        compared["limited"] += 1
        mine = ours[name].get("limited", "no version")
        if mine != documented[name]:
            found.append(
                ("limited", name, "documented %s, we say %s" % (documented[name], mine))
            )
    for name in sorted(set(ours) - set(documented)):
        if "limited" in ours[name]:
            found.append(
                (
                    "limited",
                    name,
                    "not documented, we say %s" % ours[name]["limited"],
                )
            )
    return found, compared


def read_reasons(path):
    """[(class, pattern, reason)]: each section is a reason, with names by class."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str
    with open(path, encoding="utf-8") as file:
        parser.read_file(file, path)
    reasons = []
    for reason in parser.sections():
        for kind, names in parser[reason].items():
            reasons += [(kind, name, reason) for name in names.split()]
    return reasons


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dump", required=True, help="the output of dump")
    parser.add_argument("--refcounts", required=True, help="refcounts.dat")
    parser.add_argument("--stable-abi", required=True, help="stable_abi.dat")
    parser.add_argument(
        "--reasons",
        default=os.path.join(HERE, "crosscheck.ini"),
        help="the explained differences (default: crosscheck.ini here)",
    )
    parser.add_argument(
        "--explained", action="store_true", help="list them with their reasons, too"
    )
    arguments = parser.parse_args()
    with open(arguments.dump, encoding="utf-8") as file:
        ours = newest(json.load(file))

    differences, compared = compare_references(
        read_refcounts(arguments.refcounts), ours
    )
    more, limited = compare_limited(read_stable_abi(arguments.stable_abi), ours)
    differences += more
    reasons = read_reasons(arguments.reasons)

    explained, unexplained, used = Counter(), Counter(), set()
    for kind, name, what in differences:
        matching = [
            r for r in reasons if r[0] == kind and fnmatch.fnmatchcase(name, r[1])
        ]
        used.update(matching)
        line = "%s: %s: %s" % (kind, name, what)
        if not matching:
            unexplained[kind] += 1
            print(line)
        else:
            explained[kind] += 1
            if arguments.explained:
                print("%s (%s)" % (line, matching[0][2]))
    unused = [r for r in reasons if r not in used]
    for kind, name, reason in unused:
        print(
            "%s: [%s] %s = %s: expected a difference of that class and name, found none"
            % (arguments.reasons, reason, kind, name)
        )
    compared.update(limited)
    print("compared: " + ", ".join("%d %s" % (n, k) for k, n in compared.items()))
    for kind in sorted(set(explained) | set(unexplained)):
        print(
            "%s: %d explained, %d unexplained"
            % (kind, explained[kind], unexplained[kind])
        )
    print("%d unexplained differences" % sum(unexplained.values()))
    return 1 if unexplained or unused else 0


if __name__ == "__main__":
    sys.exit(main())

# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""edits.py [options] DIRECTORY SOURCE COMMAND... -- FLAGS...: edits a copy of
SOURCE at random and compares what is found by function with what is found in
the whole file. COMMAND is `pyrefcheck`. The seed decides what is done."""

import argparse
import glob
import json
import os
import random
import re
import shutil
import subprocess
import sys

WORDS = [
    ("Py_DECREF(", "Py_XDECREF("),
    ("Py_XDECREF(", "Py_CLEAR("),
    ("Py_INCREF(", "Py_XINCREF("),
    ("NULL", "Py_None"),
    ("< 0", "== 0"),
    ("==", "!="),
    ("&&", "||"),
    ("return NULL", "return Py_None"),
    ("0", "1"),
]


def edit(lines, rng):
    """Something that people do to a line or two."""
    lines = list(lines)
    statements = [i for i, line in enumerate(lines) if line.strip().endswith(";")]
    at = rng.randrange(len(lines))
    kind = rng.choice("blank comment delete delete copy swap word word word space".split())
    if statements and kind in ("delete", "copy", "swap", "word"):
        at = rng.choice(statements)
    if kind == "blank":
        lines.insert(at, "")
    elif kind == "comment":
        lines.insert(at, "/* %d */" % rng.randrange(1000))
    elif kind == "delete":
        del lines[at]
    elif kind == "copy":
        lines.insert(at, lines[at])
    elif kind == "swap" and at + 1 < len(lines):
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    elif kind == "space":
        lines[at] = " " + lines[at]
    else:
        old, new = rng.choice(WORDS)
        fitting = [i for i, line in enumerate(lines) if old in line]
        if fitting:
            at = rng.choice(fitting)
            lines[at] = lines[at].replace(old, new, 1)
    return lines, "%s in line %d" % (kind, at + 1)


def edit_outside(lines, rng):
    """The same outside of functions, if those begin and end at the left."""
    lines = list(lines)
    outside, inside = [], False
    for i, line in enumerate(lines):
        inside |= line.startswith("{") or (line.endswith("{") and line.find("(") > 0 and not line.startswith(" "))
        if not inside:
            outside.append(i)
        inside &= not line.startswith("}")
    kind = rng.choice("delete copy swap member define number static declare".split())

    def choose(pattern):
        return rng.choice([i for i in outside if re.search(pattern, lines[i])] or outside)

    at = rng.choice(outside)
    if kind == "delete":
        del lines[at]
    elif kind == "copy":
        lines.insert(at, lines[at])
    elif kind == "swap" and at + 1 < len(lines):
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    elif kind == "member":
        at = choose(r"^\s+\w+ .*;$")
        lines.insert(at, "  int added_%d;" % rng.randrange(99))
    elif kind == "define":
        words = re.findall(r"[A-Za-z_]\w+", "\n".join(lines))
        lines.insert(at, "#define %s %s" % (rng.choice(words), rng.choice(words)))
    elif kind == "number":
        at = choose(r"\b\d+\b")
        lines[at] = re.sub(r"\b\d\b", lambda m: str(int(m.group()) + 1), lines[at])
    elif kind == "static":
        at = choose(r"^static ")
        lines[at] = lines[at].replace("static ", "", 1)
    elif kind == "declare":
        lines.insert(at, "extern int declared_%d;" % rng.randrange(99))
    return lines, "%s in line %d" % (kind, at + 1)


class Runs:
    def __init__(self, directory, source, command, flags):
        self.path = os.path.join(directory, "edited" + os.path.splitext(source)[1])
        self.cache = os.path.join(directory, "cache")
        self.command = command
        self.flags = flags

    def findings(self, *more):
        out = os.path.join(os.path.dirname(self.path), "out.json")
        command = self.command + ["check", "--quiet", "--fail-on=never", "--min-rank=low"]
        command += ["--format=json", "--output=" + out, *more, self.path, "--", *self.flags]
        run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if run.returncode:
            return None
        with open(out, encoding="utf-8") as f:
            return json.load(f)["findings"]

    def by_function(self):
        return self.findings("--by-function", "--cache-dir=" + self.cache)

    def whole(self):
        return self.findings("--no-cache")

    def counts(self):
        """How many functions were analysed by the last run, and how many were not."""
        (name,) = glob.glob(os.path.join(self.cache, "functions", "*"))
        with open(name, encoding="utf-8") as f:
            text = json.load(f)["functions"]
        new = len(re.findall(r"^entry \w+ -1$", text, re.M))
        return new, len(re.findall("^entry ", text, re.M)) - new


def main():
    flags = []
    arguments = sys.argv[1:]
    if "--" in arguments:
        at = arguments.index("--")
        arguments, flags = arguments[:at], arguments[at + 1 :]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--outside", action="store_true", help="edit only outside of functions")
    parser.add_argument("directory")
    parser.add_argument("source")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    shutil.rmtree(options.directory, ignore_errors=True)
    os.makedirs(options.directory)
    rng = random.Random(options.seed)
    runs = Runs(options.directory, options.source, options.command, flags)
    with open(options.source, encoding="utf-8", errors="surrogateescape") as f:
        versions = [f.read().split("\n")]
    analysed = kept = compared = 0
    what = "nothing"
    step = 0
    while step <= options.steps:
        lines = versions[-1]
        if step:
            lines, what = (edit_outside if options.outside else edit)(lines, rng)
            if rng.random() < 0.1:
                lines, what = rng.choice(versions), "back"
        with open(runs.path, "w", encoding="utf-8", errors="surrogateescape") as f:
            f.write("\n".join(lines))
        now = runs.by_function()
        if now is None:
            if not step:
                sys.exit("it does not compile")
            continue
        step += 1
        versions.append(lines)
        new, old = runs.counts()
        analysed, kept, compared = analysed + new, kept + old, compared + len(now)
        whole = runs.whole()
        if options.verbose:
            print("step %d: %s; %d analysed, %d kept, %d findings" % (step, what, new, old, len(now)))
        if whole is None:
            sys.exit("step %d (%s): cannot analyse the whole file" % (step, what))
        if now != whole:
            shutil.copy(runs.path, runs.path + ".failed")
            for finding in whole:
                if finding not in now:
                    print("only in the whole file:", json.dumps(finding, indent=1))
            for finding in now:
                if finding not in whole:
                    print("only by function:", json.dumps(finding, indent=1))
            sys.exit("step %d (%s): other findings than in the whole file" % (step, what))
    print("%d findings are the same" % compared)
    print("%d functions analysed, %d kept" % (analysed, kept))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Proves the API facts against live interpreters.

Calls every annotated function for which arguments can be made (recipes/) in
each outcome that can be provoked, and compares what happened to every reference
with what the table says. For each version of CPython with headers it prints how
many functions are proved, contradicted, and not callable, and each
contradiction. The exit status is 1 if there is one, or if too few functions are
proved.
"""

import argparse
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(HERE))

import declarations  # noqa: E402
import facts  # noqa: E402
import python_headers  # noqa: E402
import recipes  # noqa: E402
import verdict  # noqa: E402

# The share of public functions with objects that must be proved, and where.
WANTED_SHARE = 0.85
WANTED_VERSION = (3, 11)
CHUNKS = 6


class Interpreter:
    """A Python with headers."""

    def __init__(self, program):
        ask = (
            "import sys, sysconfig as s; print(*sys.version_info[:2],"
            "s.get_paths()['include'], sys.implementation.name, sep='\\n')"
        )
        lines = subprocess.run(
            [program, "-c", ask], stdout=subprocess.PIPE, check=True, text=True
        ).stdout.splitlines()
        self.program = program
        self.version = (int(lines[0]), int(lines[1]))
        self.include = lines[2]
        self.is_cpython = lines[3] == "cpython"
        self.name = "%d.%d" % self.version


def find_interpreters():
    """The program of each CPython whose headers test/python_headers.py finds."""
    for headers in python_headers.discover():
        if headers.is_pypy:
            continue
        name = "python%s" % headers.name
        prefix = os.path.dirname(os.path.dirname(headers.directory))
        program = os.path.join(prefix, "bin", name)
        if not os.path.exists(program):
            program = shutil.which(name)
        if program:
            yield Interpreter(program)


class Run:
    """The proof for one interpreter."""

    def __init__(self, interpreter, dump, options, directory):
        self.interpreter = interpreter
        self.options = options
        self.directory = directory
        self.module = os.path.join(directory, "_proof.so")
        self.table = facts.of_version(dump, interpreter.version)
        self.formats = facts.formats(dump)
        self.recipes = recipes.Recipes(options.recipes)
        self.functions = {}  # those that are called: name -> job
        self.without_state = []  # jobs of those that need no thread state
        self.reasons = {}  # those that are not: name -> why
        self.public = set()

    def prepare(self):
        """Chooses what is called and compiles the wrappers."""
        declared = declarations.parse(self.options.clang, self.interpreter.include)
        wrapped = []
        for name, d in sorted(declared.items()):
            entry = self.table.get(name)
            if d.handles_objects and not name.startswith("_"):
                if entry or not d.is_inline:
                    self.public.add(name)
            if not entry:
                if name in self.public and not self.options.partial:
                    self.reasons[name] = "no entry in the table"
                continue
            names = [p for p in entry["params"] if p != "..."]
            reason = self.recipes.skipped(name) or d.problem
            if entry.get("noreturn"):
                reason = reason or "does not return"
            if entry.get("align_last") and len(names) < len(d.fixed):
                extra = len(d.fixed) - len(names)
                names = ["_%d" % i for i in range(extra)] + names
            if entry["params"] == ["..."]:
                names = [p.name for p in d.parameters]
            if not reason and len(names) != len(d.parameters):
                reason = "the entry has %d parameters, the declaration %d" % (
                    len(names),
                    len(d.parameters),
                )
            if not reason:
                d.names = names
                try:
                    cases = self.recipes.cases(d, self.interpreter.version)
                    reason = None if cases else "no recipe for this version"
                except recipes.NoRecipe as error:
                    reason = str(error)
            if reason:
                self.reasons[name] = reason
                continue
            if self.options.only and name not in self.options.only:
                continue
            wrapped.append(d)
            self.functions[name] = {
                "name": name,
                "kinds": "".join({"c": "p"}.get(p.kind, p.kind) for p in d.fixed),
                "types": [p.type for p in d.fixed],
                "result": {"c": "p"}.get(d.result, d.result),
                "facts": entry,
                "cases": cases,
            }
            if not entry["needs_gil"]:
                self.without_state.append(
                    dict(
                        self.functions[name],
                        cases=[
                            dict(case, mode="detached")
                            for case in cases
                            if case["mode"] == "call" and not case.get("varied")
                        ],
                    )
                )
        source = os.path.join(self.directory, "wrappers.c")
        with open(source, "w") as f:
            f.write(declarations.c_source(wrapped))
        files = [source] + [os.path.join(HERE, f) for f in ("core.c", "things.c")]
        subprocess.run(
            [self.options.clang, "-w", "-O0", "-shared", "-fPIC", "-I", HERE]
            + ["-I", self.interpreter.include, "-o", self.module]
            + files,
            check=True,
        )

    def chunk(self, number):
        """Calls every CHUNKS'th function."""
        names = sorted(self.functions)[number::CHUNKS]
        return self.work(str(number), [self.functions[name] for name in names])

    def detached(self):
        """Calls what needs no thread state without one; the debug hooks of the
        allocators abort when memory is asked for that needs one."""
        return self.work("detached", self.without_state, PYTHONMALLOC="debug")

    def work(self, name, functions, **variables):
        """Calls functions in another process; what it reports."""
        job = os.path.join(self.directory, "job-%s.json" % name)
        report = os.path.join(self.directory, "report-%s.jsonl" % name)
        work = os.path.join(self.directory, "work-%s" % name)
        os.mkdir(work)
        with open(job, "w") as f:
            json.dump(
                {
                    "module": self.module,
                    "formats": self.formats,
                    "type_names": self.recipes.type_names(),
                    "debug": self.options.debug,
                    "functions": functions,
                },
                f,
            )
        environment = dict(os.environ, PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1")
        environment.pop("PYTHONMALLOC", None)
        environment.update(variables)
        subprocess.run(
            [self.interpreter.program, "-X", "utf8", os.path.join(HERE, "worker.py")]
            + [job, report],
            cwd=work,
            env=environment,
            check=True,
        )
        with open(report) as f:
            return [json.loads(line) for line in f]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    table = parser.add_mutually_exclusive_group(required=True)
    table.add_argument("--dump", help="what 'pyrefcheck-annotations dump' wrote")
    table.add_argument("--annotations-tool", help="the program pyrefcheck-annotations")
    parser.add_argument(
        "--python", action="append", help="an interpreter (default: all)"
    )
    parser.add_argument("--only", action="append", help="only this function")
    parser.add_argument(
        "--partial", action="store_true", help="the table does not have every function"
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", help="the report, as JSON")
    parser.add_argument("--clang", default="clang", help="parses and compiles")
    parser.add_argument(
        "--recipes",
        action="append",
        default=[os.path.join(HERE, "recipes")],
        help="more recipes, a file or a directory",
    )
    parser.add_argument(
        "--reasons", action="store_true", help="why others are not proved"
    )
    parser.add_argument("--debug", action="store_true")
    options = parser.parse_args()

    if options.dump:
        with open(options.dump, encoding="utf-8") as f:
            dump = json.load(f)
    else:
        dump = json.loads(
            subprocess.run(
                [options.annotations_tool, "dump"], stdout=subprocess.PIPE, check=True
            ).stdout
        )
    interpreters = [Interpreter(p) for p in options.python or []]
    interpreters = interpreters or list(find_interpreters())
    if not interpreters:
        sys.exit("prove.py: no CPython with headers found; expected --python PROGRAM")
    names = {f["name"] for f in dump["functions"] + dump["members"]}
    unknown = recipes.Recipes(options.recipes).unknown(names)
    for problem in [] if options.partial else unknown:
        sys.exit(problem)
    partial = options.only or options.partial
    report = {}
    status = 0
    with tempfile.TemporaryDirectory() as directory:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            runs = []
            for interpreter in interpreters:
                where = os.path.join(directory, interpreter.name)
                os.mkdir(where)
                run = Run(interpreter, dump, options, where)
                prepared = pool.submit(run.prepare)
                runs.append((run, prepared))
            for run, prepared in runs:
                start = time.time()
                prepared.result()
                chunks = [pool.submit(run.chunk, i) for i in range(CHUNKS)]
                detached = pool.submit(run.detached)
                lines = [line for chunk in chunks for line in chunk.result()]
                v = verdict.Verdict(run, lines, detached.result())
                v.print(time.time() - start)
                report[run.interpreter.name] = v.as_json()
                if v.contradicted:
                    status = 1
                if run.interpreter.version == WANTED_VERSION and not partial:
                    if v.share < WANTED_SHARE:
                        report[run.interpreter.name]["too_few"] = True
                        print(
                            "%s: expected at least %d %% proved"
                            % (v.name, 100 * WANTED_SHARE)
                        )
                        status = 1
    if options.out:
        with open(options.out, "w", encoding="utf-8") as f:
            json.dump(report, f, indent=1, sort_keys=True)
    return status


if __name__ == "__main__":
    sys.exit(main())

# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""random_session.py [--seed N] [--steps N] DIRECTORY PYTHON-INCLUDE
COMMAND...: opens, edits, saves, closes files and changes settings and flags at
random. What is shown at the end must be what a new server shows of the same
text; each request is answered, and nothing is left behind."""

import argparse
import os
import random
import time

from lsp import Client, expect, main, own, uri, write

HEADER = """#ifndef SHARED
#define SHARED
#include <Python.h>
static inline int in_header(void) {
  PyObject *x = PyLong_FromLong(1);
  return x != NULL;
}
#endif
"""
FUNCTIONS = """
int lossy%(n)d(void) {
  PyObject *x = PyLong_FromLong(%(n)d);
  return x != NULL;
}

PyObject *right%(n)d(void) {
  PyObject *x = PyList_New(0);
  if (x != NULL && PyList_Append(x, Py_None) < 0)
    Py_CLEAR(x);
  return x;
}
"""
LINES = ["", "/* c */", "  Py_DECREF(x);", "{", "  if (x) {", "}", "// \U0001F600 é", "extern int other;"]
SETTINGS = {"pyrefcheck": {"min-rank": "low"}}


def source(count):
    text = '#include "shared.h"\nint user(void) { return in_header(); }\n'
    return text + "".join(FUNCTIONS % {"n": n} for n in range(count))


class Session:
    def __init__(self, directory, include, rng, client):
        self.directory, self.include, self.rng, self.client = directory, include, rng, client
        self.header = os.path.join(directory, "shared.h")
        self.good = {self.header: HEADER}
        for n in range(3):
            self.good[os.path.join(directory, "a%d.c" % n)] = source(n + 2)
        self.open = {}  # the text in the editor
        self.asked = []
        for path, text in self.good.items():
            write(path, text)
        self.flags("")

    def flags(self, more):
        write(os.path.join(self.directory, "compile_flags.txt"), "-I%s\n%s" % (self.include, more))

    def ask(self, method, path, **params):
        params["textDocument"] = {"uri": uri(path)}
        self.asked.append(self.client.ask("textDocument/" + method, params))
        if self.rng.random() < 0.3:
            self.client.notify("$/cancelRequest", id=self.asked[-1])

    def change(self, path):
        lines = self.open[path].split("\n")
        at = self.rng.randrange(len(lines))
        kind = self.rng.choice("insert insert delete letter letter all".split())
        if kind == "insert":
            new = self.rng.choice(LINES)
            self.client.change(path, (at, 0, at, 0, new + "\n"))
            lines.insert(at, new)
        elif kind == "delete" and at + 1 < len(lines):
            self.client.change(path, (at, 0, at + 1, 0, ""))
            del lines[at]
        elif kind == "all":
            lines = self.good[path].split("\n")
            self.client.change(path, self.good[path])
        else:
            end = len(lines[at].encode("utf-16-le")) // 2
            self.client.change(path, (at, end, at, end, " "))
            lines[at] += " "
        self.open[path] = "\n".join(lines)

    def step(self):
        path = self.rng.choice(list(self.good))
        if path not in self.open:
            with open(path, encoding="utf-8") as f:
                self.open[path] = f.read()
            self.client.open(path)
            return
        kind = self.rng.choices(
            "change save close settings flags hover codeAction".split(), [70, 12, 5, 3, 2, 5, 3]
        )[0]
        if kind == "change":
            self.change(path)
        elif kind == "save":
            write(path, self.open[path])
            self.client.save(path)
        elif kind == "close":
            self.client.close(path)
            del self.open[path]
        elif kind == "settings":
            rank = self.rng.choice(["low", "medium", "high"])
            self.client.notify(
                "workspace/didChangeConfiguration", settings={"pyrefcheck": {"min-rank": rank}}
            )
        elif kind == "flags":
            self.flags(self.rng.choice(["", "-DX\n", "-std=nonsense\n"]))
            self.client.save(path)
        elif kind == "hover":
            self.ask(kind, path, position={"line": 5, "character": 18})
        else:
            whole = {"start": {"line": 0, "character": 0}, "end": {"line": 20, "character": 0}}
            self.ask(kind, path, range=whole, context={"diagnostics": []})

    def calm_down(self):
        """All is as it should be."""
        self.flags("")
        self.client.notify("workspace/didChangeConfiguration", settings=SETTINGS)
        for path, text in self.good.items():
            write(path, text)
            if path in self.open:
                self.client.change(path, text)
                self.open[path] = text
        for path in self.open:
            self.client.save(path)
        self.client.notify("workspace/didChangeWatchedFiles", changes=[])


def shown(client):
    """By file, what was told last."""
    last = {}
    for message in list(client.log):
        if message.get("method") == "textDocument/publishDiagnostics":
            last[message["params"]["uri"]] = message["params"]
    return {
        name: sorted((d["range"]["start"]["line"], d["code"], d["message"]) for d in own(params))
        for name, params in last.items()
        if own(params)
    }


def wait_until(condition, what, timeout=120):
    end = time.monotonic() + timeout
    while not condition():
        expect(time.monotonic() < end, "waited in vain for", what)
        time.sleep(0.1)


def random_session(options):
    rng = random.Random(options.seed)
    options.directory = os.path.abspath(options.directory)
    temporary = os.path.join(options.directory, "tmp")
    os.makedirs(temporary)
    env = {"TMPDIR": temporary, "XDG_CACHE_HOME": os.path.join(options.directory, "cache")}
    client = Client(options.command, env=env)
    client.initialize(options.directory)
    session = Session(options.directory, options.include, rng, client)
    for _ in range(options.steps):
        session.step()
        if rng.random() < 0.3:
            time.sleep(rng.choice([0, 0.01, 0.05, 0.3]))
    session.calm_down()
    fresh = Client(options.command, env=env)
    fresh.initialize(options.directory, options=SETTINGS)
    for path, text in session.open.items():
        fresh.open(path, text)
    # What is in the header is found in those that include it.
    sources = session.open.keys() - {session.header}
    expected = {uri(path) for path in session.open if sources}
    wait_until(lambda: set(shown(fresh)) == expected, "what a new server shows")
    wait_until(lambda: shown(client) == shown(fresh), "the same in the old one")
    # Nothing old comes after that.
    time.sleep(1)
    expect(shown(client) == shown(fresh), shown(client), shown(fresh))
    for id in session.asked:
        wait_until(lambda id=id: any(m.get("id") == id for m in client.log), "an answer")
    for c in (client, fresh):
        expect(c.shutdown() == 0, "exit status")
    expect(not os.listdir(temporary), os.listdir(temporary))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("directory")
    parser.add_argument("include")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    main(random_session, parser.parse_args())

#!/usr/bin/env python3
#
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures the editor's server: what it adds to a message that it passes on,
and the time until findings are there, against `clang --analyze` of the file."""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "editor", "Inputs"))
from lsp import Client, uri, write  # noqa: E402

FUNCTION = """
static PyObject *f%(n)d(PyObject *self, PyObject *arg) {
  PyObject *list = PyList_New(0);
  if (list == NULL)
    return NULL;
  PyObject *item = PyObject_GetAttrString(arg, "name%(n)d");
  if (item == NULL) {%(bug)s
    return NULL;
  }
  if (PyList_Append(list, item) < 0) {
    Py_DECREF(item);
    Py_DECREF(list);
    return NULL;
  }
  Py_DECREF(item);
  long total = 0;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++)
    total += PyLong_AsLong(PyList_GET_ITEM(list, i));
  if (PyErr_Occurred())
    Py_CLEAR(list);
  return total > %(n)d ? list : (Py_XDECREF(list), PyLong_FromLong(total));
}
"""


def source(functions):
    text = "#include <Python.h>\n"
    for n in range(functions):
        text += FUNCTION % {"n": n, "bug": "" if n == functions // 2 else "\n    Py_DECREF(list);"}
    text += "PyMethodDef methods[] = {\n"
    text += "".join('  {"f%d", f%d, METH_O, NULL},\n' % (n, n) for n in range(functions))
    return text + "  {NULL, NULL, 0, NULL}};\n"


def round_trips(command, repeat, payload):
    client = Client(command)
    client.initialize()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        id = client.ask("test/echo", payload)
        at, _ = client.wait_timed(lambda m: m.get("id") == id)
        times.append(at - start)
    client.shutdown()
    return times


def latency(options):
    fake = os.path.join(HERE, "..", "editor", "Inputs", "fake-clangd")
    added = 0
    for size in (100, 100000):
        payload = {"text": "x" * size}
        direct = statistics.median(round_trips([fake], options.repeat, payload))
        through = statistics.median(
            round_trips([options.server, "--clangd=" + fake], options.repeat, payload)
        )
        # There and back.
        added = (through - direct) / 2
        print("a message of %d bytes: added %.3f ms" % (size, added * 1000))
        if options.limit and size == 100 and added * 1000 > options.limit:
            sys.exit("more than %s ms" % options.limit)


def peak_memory(pid):
    with open("/proc/%d/status" % pid) as f:
        for line in f:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024


def synthetic(options):
    """A text, and where it is edited: what, the line's index, the new line."""
    lines = source(options.functions).split("\n")
    inside = lines.index("  long total = 0;", len(lines) // 3) + 1
    return lines, [
        ("a line between functions", 2, "/* %d */"),
        ("a declaration", 2, "extern int declared%d;"),
        ("a statement in one", inside, "  total += %d;"),
    ]


def real(options):
    """The same of a real source. It has no findings, perhaps: then nothing
    would be told. On what stands before an #include, all may depend."""
    with open(options.file, encoding="utf-8") as f:
        lines = ["#include <Python.h>"] + f.read().split("\n")
    lines += (FUNCTION % {"n": 0, "bug": ""}).split("\n")
    middle = len(lines) // 2

    def nearest(fits):
        found = [i for i in range(2, len(lines) - 1) if fits(lines[i - 1], lines[i])]
        return min(found, key=lambda i: abs(i - middle))

    between = nearest(lambda before, line: before == "}" and not line)
    inside = nearest(
        lambda before, line: re.match(r"\s+return\b.*;$", line) and before.rstrip().endswith((";", "{", "}"))
    )
    return lines, [
        ("a line between functions", between, "/* %d */"),
        ("a declaration", between, "extern int declared%d;"),
        ("a statement in one", inside, "  (void)%d;"),
    ]


def cpu_time(pid):
    """Of the process and what it has waited for."""
    with open("/proc/%d/stat" % pid) as f:
        times = f.read().rpartition(")")[2].split()[11:15]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def analysis(options, flags):
    lines, edits = real(options) if options.file else synthetic(options)
    text = "\n".join(lines)
    with tempfile.TemporaryDirectory() as directory:
        name = os.path.basename(options.file or "bench.c")
        path = write(os.path.join(directory, name), text)
        flags = ["-I" + options.python_include] + flags
        if options.file:
            flags.append("-I" + os.path.dirname(os.path.abspath(options.file)))
        write(os.path.join(directory, "compile_flags.txt"), "\n".join(flags) + "\n")
        config = os.path.join(os.path.dirname(options.server), "..", "lib", "pyrefcheck.cfg")
        # With the priority that the server gives it.
        command = ["nice", "-n", "10", options.clang, "--config", os.path.realpath(config), "--analyze"]
        command += ["--analyzer-no-default-checks", "-Xclang", "-analyzer-checker=core"]
        command += ["-w", *flags, "-o", os.devnull, path]
        times = []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
            times.append(time.perf_counter() - start)
        base = min(times)
        print("%d lines: clang --analyze takes %.2f s" % (len(lines), base))
        for again in ("", ", again (cached)"):
            client = Client([options.server, "--alone"])
            client.initialize(directory)
            start = time.perf_counter()
            client.open(path)
            client.diagnostics(path)
            took = time.perf_counter() - start
            print("open to findings%s: %.2f s, ratio %.2f" % (again, took, took / base))
            if again:
                break
            for edit in edits:
                saves(client, path, edit, base)
            print("memory: %.0f MB" % peak_memory(client.process.pid))
            client.shutdown()
        client.shutdown()


def saves(client, path, edit, base):
    """Each on what was there at first: no edit moves the place of another."""
    what, line, new = edit
    with open(path, encoding="utf-8") as f:
        before = f.read()
    times = []
    cpu = cpu_time(client.process.pid)
    for n in range(5):
        client.change(path, (line, 0, line + (n > 0), 0, new % n + "\n"))
        lines = before.split("\n")
        lines.insert(line, new % n)
        write(path, "\n".join(lines))
        start = time.perf_counter()
        client.save(path)
        client.diagnostics(path)
        times.append(time.perf_counter() - start)
    cpu = (cpu_time(client.process.pid) - cpu) / len(times)
    took = statistics.median(times)
    print("save to findings, %s: %.2f s, ratio %.2f; CPU %.2f s" % (what, took, took / base, cpu))
    client.change(path, before)
    write(path, before)
    client.save(path)
    client.diagnostics(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True, help="pyrefcheck-lsp")
    parser.add_argument("--clang", required=True)
    parser.add_argument("--python-include", required=True)
    parser.add_argument("--repeat", type=int, default=500)
    parser.add_argument("--functions", type=int, default=95, help="of 21 lines each")
    parser.add_argument("--limit", type=float, help="for a small message, in ms")
    parser.add_argument("--file", help="a real source, in place of one that is made up; its flags come after --")
    arguments, flags = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, flags = arguments[:at], arguments[at + 1 :]
    options = parser.parse_args(arguments)
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="pyrefcheck-bench")
    if not options.file:
        latency(options)
    analysis(options, flags)


if __name__ == "__main__":
    main()

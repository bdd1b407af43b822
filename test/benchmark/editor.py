#!/usr/bin/env python3
#
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures the editor's server: what it adds to a message that it passes on,
and the time until findings are there, against `clang --analyze` of the file."""

import argparse
import os
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


def analysis(options):
    with tempfile.TemporaryDirectory() as directory:
        path = write(os.path.join(directory, "bench.c"), source(options.functions))
        write(os.path.join(directory, "compile_flags.txt"), "-I%s\n" % options.python_include)
        config = os.path.join(os.path.dirname(options.server), "..", "lib", "pyrefcheck.cfg")
        # With the priority that the server gives it.
        command = ["nice", "-n", "10", options.clang, "--config", os.path.realpath(config), "--analyze"]
        command += ["--analyzer-no-default-checks", "-Xclang", "-analyzer-checker=core"]
        command += ["-w", "-I" + options.python_include, "-o", os.devnull, path]
        times = []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
            times.append(time.perf_counter() - start)
        base = min(times)
        with open(path) as f:
            lines = len(f.readlines())
        print("%d lines: clang --analyze takes %.2f s" % (lines, base))
        for name in ("", ", again (cached)"):
            client = Client([options.server, "--alone"])
            client.initialize(directory)
            start = time.perf_counter()
            client.open(path)
            client.diagnostics(path)
            took = time.perf_counter() - start
            print("open to findings%s: %.2f s, ratio %.2f" % (name, took, took / base))
            if name:
                break
            text = source(options.functions).split("\n")
            inside = text.index("  long total = 0;", len(text) // 3)
            for what, line in (("a line between functions", 2), ("a statement in one", inside)):
                saves = []
                for n in range(5):
                    new = "/* %d */" % n if line == 2 else "  total += %d;" % n
                    at = line if line == 2 else text.index("  long total = 0;", inside) + 1
                    client.change(path, (at, 0, at, 0, new + "\n"))
                    text.insert(at, new)
                    write(path, "\n".join(text))
                    start = time.perf_counter()
                    client.save(path)
                    client.diagnostics(path)
                    saves.append(time.perf_counter() - start)
                took = statistics.median(saves)
                print("save to findings, %s: %.2f s, ratio %.2f" % (what, took, took / base))
            print("memory: %.0f MB" % peak_memory(client.process.pid))
            client.shutdown()
        client.shutdown()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True, help="pyrefcheck-lsp")
    parser.add_argument("--clang", required=True)
    parser.add_argument("--python-include", required=True)
    parser.add_argument("--repeat", type=int, default=500)
    parser.add_argument("--functions", type=int, default=95, help="of 21 lines each")
    parser.add_argument("--limit", type=float, help="for a small message, in ms")
    options = parser.parse_args()
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="pyrefcheck-bench")
    latency(options)
    analysis(options)


if __name__ == "__main__":
    main()

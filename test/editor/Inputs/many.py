# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""many.py NAME DIRECTORY PYTHON-INCLUDE COMMAND...: many files, long files."""

import os
import sys
import time

from alone import LEAK, actions
from lsp import Client, expect, find, flags_file, main, own, uri, write

# A header of our own, so that 200 analyses do not take minutes.
SMALL_HEADER = """typedef struct { long ob_refcnt; } PyObject;
PyObject *PyLong_FromLong(long);
"""


def files(directory, include, command):
    """200 open files: each gets its findings, the one that is edited first."""
    write(os.path.join(directory, "Python.h"), SMALL_HEADER)
    write(os.path.join(directory, "compile_flags.txt"), "-I.\n")
    client = Client(command)
    client.initialize(directory)
    paths = []
    text = LEAK.replace("NULL", "0")
    for n in range(200):
        paths.append(write(os.path.join(directory, "f%03d.c" % n), text))
        client.open(paths[-1])
    client.change(paths[7], (0, 0, 0, 0, "\n\n"))
    versions = {}
    order = []
    while len(versions) < 200 or versions[uri(paths[7])] != 2:
        params = client.wait(
            lambda m: m.get("method") == "textDocument/publishDiagnostics", "200 files"
        )["params"]
        expect(len(own(params)) == 1, params)
        versions[params["uri"]] = params["version"]
        order.append(params["uri"])
    expect(order.index(uri(paths[7])) < 150, "the edited file does not wait for all")
    for path in paths:
        client.close(path)
    expect(client.shutdown() == 0, "exit status")


def lines(directory, include, command):
    """A file of 20,000 lines."""
    flags_file(directory, include)
    filler = "".join("static int filler%d;\nint f%d(void) {\n  filler%d = %d;\n  return filler%d;\n}\n" % (n, n, n, n, n) for n in range(4000))
    text = LEAK + filler
    path = write(os.path.join(directory, "long.c"), text)
    expect(text.count("\n") > 20000, "it is long")
    client = Client(command)
    client.initialize(directory)
    client.open(path)
    client.diagnostics(path)
    # Typing is not slow, and nothing of it is lost.
    start = time.monotonic()
    last = text.count("\n")
    for n in range(500):
        client.change(path, (last, n, last, n, "/*"[n] if n < 2 else "x"))
    client.change(path, (last, 500, last, 500, "*/"), (0, 0, 0, 0, "\n"))
    where = find("\n" + text, "PyLong_FromLong", start=text.index("int leak"))
    value = client.call("textDocument/hover", {"textDocument": {"uri": uri(path)}, "position": where["start"]})
    expect("new" in value["contents"]["value"], value)
    took = time.monotonic() - start
    expect(took < 20, took, "seconds for 500 edits")
    shown = client.diagnostics(path)
    expect(shown["version"] == 502, shown)
    expect(len(own(shown)) == 1, shown)
    expect(client.shutdown() == 0, "exit status")


if __name__ == "__main__":
    main(globals()[sys.argv[1]], sys.argv[2], sys.argv[3], sys.argv[4:])

# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""trouble.py NAME DIRECTORY PYTHON-INCLUDE COMMAND...: what users have that is
not as it should be."""

import os
import shutil
import sys
import time

from alone import LEAK
from lsp import Client, expect, flags_file, main, own, uri, write


def told(text, method="window/showMessage"):
    return lambda m: m.get("method") == method and text in m["params"]["message"]


def half_written(directory, include, command):
    """Nothing is known of the file before it compiles for the first time."""
    flags_file(directory, include)
    path = os.path.join(directory, "half.c")
    client = Client(command)
    client.initialize(directory)
    client.open(path, LEAK + "int f( {")
    client.wait(told("half.c was not analysed", "window/logMessage"))
    client.change(path, LEAK)
    (d,) = own(client.diagnostics(path))
    expect("stale" not in d["message"], d)
    # Each letter as it is typed, also of what is no text for long.
    line = LEAK.count("\n")
    for n, letter in enumerate('int g(void) { return Py_None == NULL ? "(" : 0; }'):
        client.change(path, (line, n, line, n, letter))
    shown = client.diagnostics(path)
    expect(shown["version"] == client.versions[path], shown)
    client.close(path)
    expect(client.shutdown() == 0, "exit status")
    # The compiler's errors are no news to who reads the text.
    expect(not any(told("")(m) for m in client.log), client.log)


def damaged(directory, include, command):
    """Files that cannot be read are named, and the findings come."""
    env = {"XDG_CACHE_HOME": write(os.path.join(directory, "file"), ""), "TMPDIR": os.path.relpath(directory)}
    client = Client(command, env=env)
    client.initialize(directory)
    for name, text, message in (
        ("compile_commands.json", "[{", "compile_commands.json: "),
        ("pyproject.toml", "[tool.pyrefcheck\n", "pyproject.toml:1:"),
    ):
        path = write(os.path.join(directory, name + ".d", "x.c"), LEAK)
        write(os.path.join(os.path.dirname(path), name), text)
        write(os.path.join(os.path.dirname(path), ".clangd"), "CompileFlags: {Add: -I%s}\n" % include)
        client.open(path)
        client.wait(told(message))
        client.diagnostics(path)
    # That was no directory.
    expect(any(told("results are not kept")(m) for m in client.log), client.log)
    expect(client.shutdown() == 0, "exit status")


def refused(directory, include, command):
    """Flags that clang refuses: the user is told, once, and not for each file."""
    flags_file(directory, include)
    flags = os.path.join(directory, "compile_flags.txt")
    write(flags, "-std=nonsense\n-I%s\n" % include)
    paths = [write(os.path.join(directory, name), LEAK) for name in ("x.c", "y.c")]
    client = Client(command)
    client.initialize(directory)
    client.open(paths[0])
    client.wait(told("x.c was not analysed: error: invalid value 'nonsense'"))
    client.open(paths[1])
    client.wait(told("y.c was not analysed", "window/logMessage"))
    client.change(paths[1], LEAK + "\n")
    client.save(paths[1])
    flags_file(directory, include)
    for path in paths:
        client.save(path)
        client.diagnostics(path)
    expect(client.shutdown() == 0, "exit status")
    expect(sum(told("")(m) for m in client.log) == 1, client.log)


def no_plugin(directory, include, command):
    """The program without the rest of the installation."""
    program = os.path.join(directory, "bin", "pyrefcheck-lsp")
    os.makedirs(os.path.dirname(program))
    shutil.copy(shutil.which(command[0]), program)
    client = Client([program] + command[1:])
    client.initialize(directory)
    client.open(write(os.path.join(directory, "x.c"), LEAK))
    client.wait(told("no pyrefcheck plugin found"))
    expect(client.shutdown() == 0, "exit status")


def no_clangd(directory, include, command):
    """It says so, and does its own part."""
    flags_file(directory, include)
    path = write(os.path.join(directory, "x.c"), LEAK)
    client = Client([shutil.which(command[0])] + command[1:], env={"PATH": directory})
    client.wait(told("--alone to do without"))
    client.initialize(directory)
    client.open(path)
    client.diagnostics(path)
    expect(client.shutdown() == 0, "exit status")


def folders(directory, include, command):
    """Several folders, each with its own flags and settings; two servers for
    the same project at once."""
    roots = [os.path.join(directory, name) for name in ("a", "b")]
    paths = []
    for root in roots:
        flags_file(root, include)
        paths.append(write(os.path.join(root, "x.c"), LEAK))
    write(os.path.join(roots[1], "pyproject.toml"), '[tool.pyrefcheck]\nexclude = ["y.c"]\n')
    excluded = write(os.path.join(roots[1], "y.c"), LEAK)
    clients = [Client(command), Client(command)]
    for client in clients:
        client.initialize(roots[0])
        client.notify(
            "workspace/didChangeWorkspaceFolders",
            event={"added": [{"uri": uri(roots[1]), "name": "b"}], "removed": []},
        )
        client.open(excluded)
        for path in paths:
            client.open(path)
    for client in clients:
        missing = {uri(path) for path in paths}
        while missing:
            params = client.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics")["params"]
            expect(params["uri"] in missing and own(params), params)
            missing.remove(params["uri"])
        expect(client.shutdown() == 0, "exit status")


def many_findings(directory, include, command):
    """A thousand findings in one file."""
    flags_file(directory, include)
    text = "#include <Python.h>\n" + "".join(
        "int f%d(void) {\n  PyObject *x = PyLong_FromLong(1);\n  return x != NULL;\n}\n" % n for n in range(1000)
    )
    path = write(os.path.join(directory, "x.c"), text)
    client = Client(command)
    client.initialize(directory)
    client.open(path)
    expect(len(own(client.diagnostics(path))) == 1000, "all of them")
    client.change(path, (0, 0, 0, 0, "\n"))
    shown = client.diagnostics(path)
    expect(len(own(shown)) == 1000 and shown["version"] == 2, "and again")
    client.close(path)
    client.diagnostics(path, lambda own: not own)
    expect(client.shutdown() == 0, "exit status")


def with_variable(text):
    """The processes that have it in their environment."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/environ" % pid, "rb") as f:
                if text.encode() in f.read().split(b"\0"):
                    found.append(int(pid))
        except OSError:
            pass
    return found


def leaving(directory, include, command):
    """The editor goes while an analysis runs: no process remains."""
    flags_file(directory, include)
    path = write(os.path.join(directory, "x.c"), LEAK)

    def terminate(client):
        client.process.terminate()

    def close(client):
        client.input.close()

    def leave(client):
        client.send({"jsonrpc": "2.0", "method": "exit"})

    for n, end in enumerate((Client.shutdown, terminate, close, leave, Client.kill)):
        runs = os.path.join(directory, "runs%d" % n)
        mark = "PYREFCHECK_TEST_LEAVING"
        value = "%d-%d" % (os.getpid(), n)
        env = {mark: value, "DELAY": "1000", "DEATHS": "/dev/null", "ANALYSES": runs}
        if end == Client.kill:  # only the analyzer itself can end by itself
            env["HANG"] = "1000"
        client = Client(command, env=env)
        client.initialize(directory)
        client.open(path)
        while not os.path.exists(runs):
            time.sleep(0.02)
        expect(len(with_variable(mark + "=" + value)) >= 2, "it runs")
        end(client)
        client.process.wait(timeout=60)
        limit = time.monotonic() + 60
        while with_variable(mark + "=" + value):
            expect(time.monotonic() < limit, "still there after", end)
            time.sleep(0.02)


if __name__ == "__main__":
    main(globals()[sys.argv[1]], sys.argv[2], sys.argv[3], sys.argv[4:])

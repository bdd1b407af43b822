# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""proxy.py NAME DIRECTORY PYTHON-INCLUDE COMMAND...: the server before clangd."""

import os
import signal
import sys
import time

from alone import LEAK, actions
from lsp import Client, Failure, expect, find, flags_file, main, own, uri, write

# A warning of the compiler, too.
BOTH = LEAK + "int warned(void) { }\n"


def others(params):
    return [d for d in params["diagnostics"] if d.get("source") != "pyrefcheck"]


def find_process(parent, name):
    """Of the children of a process, the one whose program is so called."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid) as f:
                before, _, after = f.read().rpartition(")")
            if int(after.split()[1]) == parent and name in before.split("(", 1)[1]:
                return int(pid)
        except OSError:
            pass
    raise Failure("no process", name)


def routing(directory, include, command):
    """Every message gets where it belongs (a fake clangd)."""
    client = Client(command, answer=False)
    result = client.initialize(directory)
    can = result["capabilities"]
    expect(can["executeCommandProvider"]["commands"] == ["clangd.x", "pyrefcheck.explain"], can)
    expect(can["spam"] == {"eggs": 1} and can["hoverProvider"] is True, can)
    expect(can["codeActionProvider"] == {"codeActionKinds": ["refactor"]}, can)
    expect(result["serverInfo"]["name"] == "fake", result)

    # Out of order.
    ids = [client.ask("test/reverse", id=id) for id in (11, "eleven", 12)]
    got = [client.wait(lambda m: "result" in m)["result"] for _ in ids]
    expect(got == list(reversed(ids)), got)

    # Requests in both directions under the same id.
    client.ask("test/ask", id=7)
    client.ask("test/never", id=8)
    question = client.wait(lambda m: m.get("method") == "client/question")
    expect(question["id"] == 7 and question["params"] == [7], question)
    client.send({"jsonrpc": "2.0", "id": 7, "result": "answer"})
    expect(client.result(7)["result"] == "answer", "the answer")

    # Cancellation; partial results.
    client.notify("$/cancelRequest", id=8)
    expect(client.result(8)["error"]["code"] == -32800, "cancelled")
    client.ask("test/partial", {"token": "t"}, id=9)
    values = [client.wait(lambda m: m.get("method") == "$/progress")["params"]["value"] for _ in range(3)]
    expect(values == [0, 1, 2], values)
    client.result(9)

    # What is not ours is not touched.
    big = client.call("test/raw")
    expect(big == {"b": 12345678901234567890, "a": 1500, "A": "/"}, big)
    expect(client.call("test/big", {"size": 3000000}) == "\u20ac" * 3000000, "3 MB")
    payload = {"text": "\u0000\U0001f600" * 300000}
    expect(client.call("test/echo", payload) == payload, "the same both ways")
    expect(client.call("test/environment")["arguments"] == ["--spam", "-j=3"], "clangd's options")
    expect(client.call("test/garbage") == "still here", "after garbage")

    # A command of ours, and one that only looks like it.
    client.call("workspace/executeCommand", {"command": "pyrefcheck.explain", "arguments": ["cpython.refcount.Leak"]})
    response = client.result(
        client.ask("workspace/executeCommand", {"command": "x", "arguments": ["pyrefcheck.explain"]})
    )
    expect(response["error"]["message"] == "method not found", response)
    # Errors: some are for the editor, others leave room for our part.
    params = {"textDocument": {"uri": uri(__file__)}, "position": {"line": 0, "character": 0}}
    for code in (-32001, -32800, -32801):
        response = client.result(client.ask("textDocument/hover", dict(params, code=code)))
        expect(response["error"]["code"] == code, response)
    # Diagnostics of files that are not open.
    publish = {"uri": "file:///no/such.c", "diagnostics": [{"message": "m"}], "x": 1}
    client.notify("test/publish", **publish)
    shown = client.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics")
    expect(shown["params"] == publish, shown)

    seen = client.call("test/seen")
    expect(seen.count("workspace/executeCommand") == 1, seen)
    expect(seen.count("response") == 1, seen)
    expect(seen[:2] == ["initialize", "initialized"], seen)

    # It ends: what was asked is answered, the editor is told, and another is
    # started, which is told what this one knew; but not for ever.
    path = os.path.join(directory, "r.c")
    client.open(path, "int x;\n")
    client.change(path, (0, 0, 0, 0, "\u20ac\n"))
    client.ask("test/ask", id=20)
    question = client.wait(lambda m: m.get("method") == "client/question" and m["id"] == 20)
    for n in range(5):
        pid = client.call("test/environment")["pid"]
        waiting = client.ask("test/never")
        client.notify("test/die")
        response = client.result(waiting)
        expect("clangd" in response["error"]["message"], response)
        told = [m["params"]["message"] for m in client.log if m.get("method") == "window/showMessage"]
        expect("status 3" in told[-1] and ("anew" in told[-1]) == (n < 4), n, told)
        if n == 4:
            break
        if n == 0:
            # Nobody waits for this answer any more.
            client.send({"jsonrpc": "2.0", "id": question["id"], "result": "late"})
        for _ in range(500):
            response = client.result(client.ask("test/environment"))
            if "result" in response:
                break
            time.sleep(0.02)
        expect(response["result"]["pid"] != pid, response)
        seen = client.call("test/seen")
        expect(seen[:3] == ["initialize", "initialized", "textDocument/didOpen"], seen)
        expect("response" not in seen, seen)
        opened = client.call("test/opened")
        expect(opened == {uri(path): {"version": 2, "text": "\u20ac\nint x;\n"}}, opened)
    response = client.result(client.ask("test/echo", {}))
    expect("clangd" in response["error"]["message"], response)
    expect(client.call("textDocument/hover", params) is None, "our hover")
    expect(client.shutdown() == 0, "exit status")


def sockets(directory, include, command):
    """The same through sockets."""
    client = Client(command, sockets=True)
    client.initialize(directory)
    for size in (10, 3000000):
        payload = {"text": "\u20ac" * size}
        ids = [client.ask("test/echo", payload) for _ in range(3)]
        for id in ids:
            expect(client.result(id)["result"] == payload, "the same both ways")
    expect(client.shutdown() == 0, "exit status")


def wait_for_both(client, path, what="both", count=1):
    return client.wait(
        lambda m: m.get("method") == "textDocument/publishDiagnostics"
        and m["params"]["uri"] == uri(path)
        and own(m["params"])
        and others(m["params"])
        and m["params"].get("version") == client.versions[path],
        what,
    )["params"]


def merged(directory, include, command):
    """With the real clangd: diagnostics, hover, code actions."""
    flags_file(directory, include)
    text = BOTH + "int g(PyObject *l, PyObject *i) { return PyList_SetItem(l, 0, i); }\n"
    path = write(os.path.join(directory, "m.c"), text)
    client = Client(command)
    client.initialize(directory)
    client.open(path)
    shown = wait_for_both(client, path)
    expect(len(own(shown)) == 1 and len(others(shown)) == 1, shown)
    # After each edit, the findings of both are those of that text.
    for n in range(3):
        client.change(path, (0, 0, 0, 0, "\n"))
        shown = wait_for_both(client, path)
        for d in shown["diagnostics"]:
            line = text.split("\n")[d["range"]["start"]["line"] - n - 1]
            expect("PyLong_FromLong" in line or "return x" in line or "warned" in line, line, d)
    text = "\n\n\n" + text

    def at(piece):
        return client.call(
            "textDocument/hover",
            {"textDocument": {"uri": uri(path)}, "position": find(text, piece)["start"]},
        )

    value = at("PyList_SetItem")["contents"]["value"]
    expect("steals" in value and "Py_ssize_t" in value, value)
    expect("pyrefcheck" not in at("leak(")["contents"]["value"], "nothing added")
    (leak,) = own(shown)
    titles = [a["title"] for a in actions(client, path, leak["range"])]
    expect("Suppress cpython.refcount.Leak here" in titles, titles)
    # clangd's completion.
    last = text.count("\n")
    client.change(path, (last, 0, last, 0, "void h(void) { PyList_Appe }\n"))
    found = client.call(
        "textDocument/completion",
        {"textDocument": {"uri": uri(path)}, "position": {"line": last, "character": 26}},
    )
    items = found["items"] if isinstance(found, dict) else found
    expect(any("PyList_Append" in i["label"] for i in items), items)
    client.change(path, (last, 0, last + 1, 0, ""))
    wait_for_both(client, path)
    # Corrected: ours go, clangd's stay.
    client.change(path, text.replace("return x", "Py_XDECREF(x); return x"))
    shown = client.diagnostics(path, lambda own: not own)
    shown = client.wait(
        lambda m: m.get("method") == "textDocument/publishDiagnostics"
        and not own(m["params"]) and others(m["params"])
        and m["params"]["version"] == client.versions[path],
        "clangd's alone",
    ) if not others(shown) or shown["version"] != client.versions[path] else shown
    client.close(path)
    expect(client.shutdown() == 0, "exit status")


def killed(directory, include, command):
    """clangd is killed while it works."""
    flags_file(directory, include)
    path = write(os.path.join(directory, "k.c"), BOTH)
    client = Client(command)
    client.initialize(directory)
    client.open(path)
    shown = wait_for_both(client, path)
    waiting = client.ask("workspace/symbol", {"query": "x"})
    os.kill(find_process(client.process.pid, "clangd"), signal.SIGKILL)
    response = client.result(waiting)
    expect("result" in response or "clangd" in response["error"]["message"], response)
    client.wait(
        lambda m: m.get("method") == "textDocument/publishDiagnostics"
        and own(m["params"]) and not others(m["params"]),
        "our part alone",
    )
    expect(any("anew" in str(m) for m in client.log), "the editor is told that, too")
    wait_for_both(client, path, "clangd's part is back")
    expect(any("ended by a signal" in str(m) for m in client.log), "the editor is told")
    expect(client.call("textDocument/hover", {
        "textDocument": {"uri": uri(path)},
        "position": find(BOTH, "PyLong_FromLong")["start"],
    })["contents"]["value"], "our hover")
    client.change(path, BOTH.replace("return x", "Py_XDECREF(x); return x"))
    client.diagnostics(path, lambda own: not own)
    client.change(path, BOTH)
    client.diagnostics(path)
    expect(client.shutdown() == 0, "exit status")


def analyzer(directory, include, command):
    """Our analyzer is killed: once, it is run again; else the findings are
    stale, and nothing else happens."""
    flags_file(directory, include)
    path = write(os.path.join(directory, "k.c"), BOTH)
    deaths = write(os.path.join(directory, "deaths"), "1\n")
    client = Client(command, env={"DEATHS": deaths})
    client.initialize(directory)
    client.open(path)
    shown = wait_for_both(client, path)
    expect("[stale" not in own(shown)[0]["message"], shown)
    write(deaths, "1\n2\n")
    client.change(path, (0, 0, 0, 0, "\n"))
    shown = client.diagnostics(path, lambda own: own and "[stale" in own[0]["message"])
    expect(len(others(shown)) == 1, shown)
    expect(any("crashed" in str(m) for m in client.log), "it is logged")
    client.change(path, (0, 0, 0, 0, "\n"))
    client.diagnostics(path, lambda own: own and "[stale" not in own[0]["message"])
    expect(client.shutdown() == 0, "exit status")


def cancelled(directory, include, command):
    """Typing ends analyses; one after the last change remains."""
    flags_file(directory, include)
    path = write(os.path.join(directory, "c.c"), LEAK)
    count = os.path.join(directory, "analyses")
    client = Client(command, env={"ANALYSES": count, "DELAY": "1", "DEATHS": "/dev/null"})
    client.initialize(directory)
    client.open(path)
    for n in range(30):
        client.change(path, (0, 0, 0, 0, "\n"))
        time.sleep(0.02)
    shown = client.diagnostics(path)
    expect(shown["version"] == 31, shown)
    expect(shown["diagnostics"][0]["range"]["start"]["line"] > 30, shown)
    with open(count) as f:
        runs = len(f.readlines())
    expect(runs <= 3, runs, "analyses for 31 texts")
    expect(client.shutdown() == 0, "exit status")


# What the extension clangd for VS Code says of itself, as far as it matters
# here: vscode-languageclient and clangd's own.
VSCODE = {
    "options": {"clangdFileStatus": True, "fallbackFlags": []},
    "encodings": ["utf-16"],
    "textDocument": {
        "publishDiagnostics": {
            "relatedInformation": True, "versionSupport": False, "dataSupport": True,
            "codeDescriptionSupport": True, "tagSupport": {"valueSet": [1, 2]},
        },
        "completion": {"editsNearCursor": True, "completionItem": {"snippetSupport": True}},
        "inactiveRegionsCapabilities": {"inactiveRegions": True},
        "semanticTokens": {
            "requests": {"range": True, "full": {"delta": True}}, "formats": ["relative"],
            "tokenTypes": ["variable", "function"], "tokenModifiers": ["static"],
        },
        "codeAction": {
            "isPreferredSupport": True, "disabledSupport": True, "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor"]}},
        },
    },
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "workspace": {"configuration": True, "didChangeWatchedFiles": {"dynamicRegistration": True}},
}
# Qt Creator.
QT = {"encodings": ["utf-16"], "textDocument": {"publishDiagnostics": {
    "categorySupport": True, "codeActionsInline": True, "relatedInformation": True}}}


def script(client, directory, path, kind):
    """A session without anything that depends on time."""
    client.initialize(directory, **kind)
    client.open(path)
    client.wait(
        lambda m: m.get("method") == "textDocument/publishDiagnostics" and others(m["params"])
    )
    document = {"textDocument": {"uri": uri(path)}}
    for method, piece in (
        ("hover", "leak("), ("definition", "x != "), ("references", "x != "),
        ("documentHighlight", "x != "), ("typeDefinition", "x != "), ("rename", "x != "),
        ("prepareRename", "x != "), ("signatureHelp", "FromLong(1"), ("completion", "FromLong(1"),
        ("declaration", "leak("), ("implementation", "leak("), ("switchSourceHeader", "leak("),
        ("symbolInfo", "leak("), ("prepareCallHierarchy", "leak("), ("prepareTypeHierarchy", "x !="),
        ("selectionRange", "leak("), ("linkedEditingRange", "leak("),
    ):
        params = dict(document, position=find(BOTH, piece)["start"])
        params.update(newName="y", context={"includeDeclaration": True})
        params["positions"] = [params["position"]]
        client.result(client.ask("textDocument/" + method, params))
    for method in ("documentSymbol", "foldingRange", "semanticTokens/full", "documentLink",
                   "semanticTokens/range", "ast", "formatting", "inlayHint", "codeLens", "nonsense"):
        params = dict(document, options={"tabSize": 2, "insertSpaces": True})
        params["range"] = find(BOTH, BOTH)
        client.result(client.ask("textDocument/" + method, params))
    where = find(BOTH, "warned")
    client.result(client.ask("textDocument/codeAction", dict(document, range=where, context={"diagnostics": []})))
    client.result(client.ask("workspace/symbol", {"query": "leak"}))
    client.notify("workspace/didChangeWatchedFiles", changes=[{"uri": uri(path), "type": 2}])
    client.notify("$/setTrace", value="off")
    memory = client.call("$/memoryUsage")
    expect("_total" in memory, memory)
    client.result(client.ask("workspace/executeCommand", {"command": "clangd.none"}))
    client.change(path, (0, 0, 0, 0, "int again(void) { }\n"))
    client.wait(
        lambda m: m.get("method") == "textDocument/publishDiagnostics"
        and len(others(m["params"])) == 2
    )
    client.close(path)
    client.result(client.ask("textDocument/documentSymbol", document))
    expect(client.shutdown() == 0, "exit status")


def comparable(log):
    """What clangd said: responses by id, diagnostics, other notifications."""
    responses, published, told = {}, [], []
    for message in log:
        if "method" not in message:
            result = message.get("result")
            if isinstance(result, dict) and "_total" in result:
                result.clear()  # memory
            if isinstance(result, list):
                message["result"] = [a for a in result if "cpython." not in str(a)]
            responses[message["id"]] = message
        elif message["method"] == "textDocument/publishDiagnostics":
            params = dict(message["params"], diagnostics=others(message["params"]))
            if message["params"]["diagnostics"] and not params["diagnostics"]:
                continue  # only ours, before clangd has said anything
            if params not in published[-1:]:
                published.append(params)
        elif message["method"] == "textDocument/inactiveRegions":
            told.append(message["params"])
    return responses, published, told


def same(directory, include, command):
    """The same session with clangd itself and through the server: clangd says
    the same, to each kind of client."""
    flags_file(directory, include)
    path = write(os.path.join(directory, "s.c"), BOTH + "#if 0\nint no;\n#endif\n")
    (clangd,) = [c.split("=", 1)[1] for c in command if c.startswith("--clangd=")]
    for kind in ({}, VSCODE, QT):
        logs = []
        for start in ([clangd], command):
            client = Client(start)
            script(client, directory, path, kind)
            logs.append(comparable(client.log))
            if kind.get("options"):
                states = [m for m in client.log if m.get("method") == "textDocument/clangd.fileStatus"]
                expect(states, "the status of files")
        direct, through = logs[0][0], logs[1][0]
        for responses in (direct, through):
            can = responses[1]["result"]["capabilities"]
            commands = can["executeCommandProvider"]["commands"]
            can["executeCommandProvider"]["commands"] = [c for c in commands if "pyrefcheck" not in c]
            expect(len(responses) > 30, responses.keys())
        expect(direct.keys() == through.keys(), "ids")
        for id in direct:
            expect(direct[id] == through[id], "response", id, direct[id], through[id])
        expect(logs[0][1:] == logs[1][1:], logs[0][1:], logs[1][1:])


if __name__ == "__main__":
    main(globals()[sys.argv[1]], sys.argv[2], sys.argv[3], sys.argv[4:])

# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""alone.py NAME DIRECTORY PYTHON-INCLUDE COMMAND...: the server without clangd."""

import os
import sys

from lsp import Client, Failure, expect, find, flags_file, main, own, uri, write

LEAK = """#include <Python.h>
PyObject *other(void) {
  return PyLong_FromLong(0);
}
int leak(void) {
  PyObject *x = PyLong_FromLong(1);
  return x != NULL;
}
"""
FIXED = "Py_XDECREF(x); "


def edits_of(action, client, path):
    (change,) = action["edit"]["documentChanges"]
    expect(change["textDocument"]["uri"] == uri(path), "uri of", change)
    expect(change["textDocument"]["version"] == client.versions[path], "version", change)
    return [
        (
            e["range"]["start"]["line"],
            e["range"]["start"]["character"],
            e["range"]["end"]["line"],
            e["range"]["end"]["character"],
            e["newText"],
        )
        for e in change["edits"]
    ]


def actions(client, path, where):
    return client.call(
        "textDocument/codeAction",
        {
            "textDocument": {"uri": uri(path)},
            "range": where,
            "context": {"diagnostics": []},
        },
    )


MENDED = """#include <Python.h>
/* \u20ac\U0001f600 */ PyObject *f(PyObject *o) { // \u20ac
  PyObject *list = PyList_New(0);
  if (!list)
    return NULL;
  /* \U0001f600 */ if (PyObject_SetAttrString(o, "list", list) < 0)
    return NULL;
  return list;
}
"""
AFTER = MENDED.replace("< 0)\n    return NULL;", "< 0) {\n    Py_DECREF(list);\n    return NULL;\n  }")


def fixes(directory, include, command):
    """The fix is applied, and the finding is gone; also with Windows' lines, and
    after the text before it has changed."""
    flags_file(directory, include)
    client = Client(command)
    client.initialize(directory)
    for name, end in (("unix.c", "\n"), ("windows.c", "\r\n")):
        path = os.path.join(directory, name)
        text = MENDED.replace("\n", end)
        write(path, text)
        client.open(path)
        (shown,) = client.diagnostics(path)["diagnostics"]
        client.change(path, (0, 0, 0, 0, "/**/" + end))
        text = "/**/" + end + text
        (shown,) = client.diagnostics(path)["diagnostics"]
        found = {a["title"]: a for a in actions(client, path, shown["range"])}
        action = found["Fix: insert 'Py_DECREF(list);'"]
        expect(action["kind"] == "quickfix" and action["diagnostics"], action)
        lines = text.split(end)
        for line, column, end_line, end_column, new in reversed(edits_of(action, client, path)):
            expect((line, column) == (end_line, end_column), "only inserts", action)
            # Columns are in UTF-16.
            units = lines[line].encode("utf-16-le")
            lines[line] = (units[: 2 * column] + new.encode("utf-16-le") + units[2 * column :]).decode("utf-16-le")
        text = end.join(lines)
        expect(text == ("/**/\n" + AFTER).replace("\n", end), text)
        client.change(path, text)
        client.diagnostics(path, lambda own: not own)
    expect(client.shutdown() == 0, "exit status")


def inline(directory, include, command):
    """clangd's extension: code actions are in the diagnostics."""
    flags_file(directory, include)
    client = Client(command)
    more = {"publishDiagnostics": {"codeActionsInline": True, "relatedInformation": True},
            "codeAction": {"codeActionLiteralSupport": {}}}
    client.initialize(directory, textDocument=more)
    path = write(os.path.join(directory, "inline.c"), MENDED)
    client.open(path)
    (shown,) = client.diagnostics(path)["diagnostics"]
    in_it = shown.pop("codeActions")
    expect([a["title"].split()[0] for a in in_it] == ["Fix:", "Suppress", "Explain"], in_it)
    asked = actions(client, path, shown["range"])
    expect([dict(a, diagnostics=[shown]) for a in in_it] == asked, in_it, asked)
    expect(client.shutdown() == 0, "exit status")


def helix(directory, include, command):
    """An editor that shows no related information, with what Helix says of
    itself: the path is in the message."""
    flags_file(directory, include)
    client = Client(command)
    kind = {
        "options": {"pyrefcheck": {"idle-delay": 100}},
        "encodings": ["utf-8", "utf-32", "utf-16"],
        "textDocument": {
            "publishDiagnostics": {"versionSupport": True, "relatedInformation": False},
            "hover": {"contentFormat": ["markdown"]},
        },
        "workspace": {"configuration": True, "workspaceFolders": True, "applyEdit": True},
    }
    expect(client.initialize(directory, **kind)["capabilities"]["positionEncoding"] == "utf-8", "UTF-8")
    client.notify("workspace/didChangeConfiguration", settings=kind["options"])
    write(os.path.join(directory, "h.h"), "static void use(PyObject *x) { PyErr_Clear(); }\n"
          "static int fails(PyObject *x) { return PyObject_SetAttrString(x, \"a\", x) < 0; }\n")
    text = MENDED.replace("<Python.h>", '<Python.h>\n#include "h.h"').replace(
        'PyObject_SetAttrString(o, "list", list) < 0', "fails(list)")
    path = write(os.path.join(directory, "helix.c"), text)
    client.open(path)
    (d,) = client.diagnostics(path)["diagnostics"]
    expect("relatedInformation" not in d and "data" not in d, d)
    lines = d["message"].split("\n")
    expect(lines[1].startswith("1. line 4: New reference"), lines)
    expect(any(line.split(". ")[1].startswith("h.h:2: ") for line in lines[1:]), lines)
    titles = [a["title"] for a in actions(client, path, d["range"])]
    expect(len(titles) == 3, titles)
    expect(client.shutdown() == 0, "exit status")


def basics(directory, include, command):
    flags_file(directory, include)
    path = write(os.path.join(directory, "a b", "sp\u00e4m \U0001f600.c"), LEAK)
    client = Client(command)
    result = client.initialize(directory)["capabilities"]
    expect(result["positionEncoding"] == "utf-16", result)
    expect(result["textDocumentSync"]["save"], result)
    client.open(path)
    shown = client.diagnostics(path)
    expect(shown["version"] == 1, shown)
    (d,) = shown["diagnostics"]
    expect(d["code"] == "cpython.refcount.Leak", d)
    expect(d["severity"] in (2, 3), d)
    expect(d["range"]["start"]["line"] in (5, 6), d)
    expect(d["relatedInformation"][0]["message"].startswith("1. "), d)
    expect(d["relatedInformation"][0]["location"]["uri"] == uri(path), d)
    page = d["codeDescription"]["href"]
    expect(page.startswith("file:///") and page.endswith("cpython.refcount.Leak.md"), d)

    # Lines before it: it moves at once, and is the same after the analysis.
    client.change(path, (0, 0, 0, 0, "\n\n"))
    (moved,) = client.diagnostics(path)["diagnostics"]
    expect(
        moved["range"]["start"]["line"] == d["range"]["start"]["line"] + 2,
        "moved",
        moved,
    )

    # Does not compile: stale. The text that it is about is gone: so is it.
    client.change(path, (0, 0, 0, 0, "int f( {\n"))
    (stale,) = client.diagnostics(path)["diagnostics"]
    expect("[stale" in stale["message"], stale)
    expect(stale["range"]["start"]["line"] == moved["range"]["start"]["line"] + 1, stale)
    client.change(path, (0, 0, 1, 0, ""))
    (fresh,) = client.diagnostics(path)["diagnostics"]
    expect("[stale" not in fresh["message"], fresh)

    # Suppress it, and take that back.
    found = actions(client, path, fresh["range"])
    titles = [a["title"] for a in found]
    expect("Suppress cpython.refcount.Leak here" in titles, titles)
    expect("Explain cpython.refcount.Leak" in titles, titles)
    expect(found[0]["diagnostics"] == [fresh], found[0], fresh)
    suppress = found[titles.index("Suppress cpython.refcount.Leak here")]
    (edit,) = edits_of(suppress, client, path)
    expect(edit[4].strip().startswith("/* pyrefcheck: ignore["), edit)
    client.change(path, edit)
    client.diagnostics(path, lambda own: not own)
    client.change(path, (edit[0], 0, edit[0] + 1, 0, ""))
    client.diagnostics(path)
    expect(actions(client, path, find(LEAK, "Python.h")) == [], "no actions elsewhere")

    # Explain it: no showDocument here.
    client.call(
        "workspace/executeCommand",
        {"command": "pyrefcheck.explain", "arguments": ["cpython.refcount.Leak"]},
    )
    text = [m for m in client.log if m.get("method") == "window/showMessage"]
    expect("leak" in text[-1]["params"]["message"].lower(), text)
    for bad in ({"command": "pyrefcheck.explain", "arguments": ["x"]}, {"command": "pyrefcheck.x"}):
        response = client.result(client.ask("workspace/executeCommand", bad))
        expect("expected" in response["error"]["message"], response)

    # Fix it.
    text = "\n\n" + LEAK
    at = find(text, "return x")["start"]
    client.change(path, (at["line"], at["character"], at["line"], at["character"], FIXED))
    client.diagnostics(path, lambda own: not own)
    # Undo; save; close.
    client.change(path, text)
    client.diagnostics(path)
    write(path, text)
    client.save(path)
    client.close(path)
    client.diagnostics(path, lambda own: not own)

    # Progress comes in pairs.
    kinds = [m["params"]["value"]["kind"] for m in client.log if m.get("method") == "$/progress"]
    expect(kinds.count("begin") >= 1, kinds)
    expect(kinds.count("begin") - kinds.count("end") in (0, 1), kinds)
    response = client.result(client.ask("textDocument/definition", {}))
    expect(response["error"]["code"] == -32601, response)
    expect(client.shutdown() == 0, "exit status")


def encodings(directory, include, command):
    """Columns after characters of all lengths, and all kinds of line ends."""
    flags_file(directory, include)
    line = '  /* \u00e4\u20ac\U0001f600 */ PyObject *x = PyLong_FromLong(1);'
    text = LEAK.replace("  PyObject *x = PyLong_FromLong(1);", line)
    text = text.replace("  return x != NULL;", "  /* \u00e4\U0001f600 */ return x != NULL;")
    for end in ("\n", "\r\n", "\r"):
        for wanted in ("utf-8", "utf-16", "utf-32"):
            if end != "\n" and wanted != "utf-16":
                continue
            content = text.replace("\n", end)
            path = write(os.path.join(directory, "e%d.c" % len(end)), content)
            client = Client(command)
            result = client.initialize(directory, encodings=["x", wanted, "utf-16"])
            expect(result["capabilities"]["positionEncoding"] == wanted, result)
            client.open(path)
            (d,) = client.diagnostics(path)["diagnostics"]
            steps = d["relatedInformation"]
            born = find(text, "PyLong_FromLong", wanted, text.index("int leak"))
            starts = [s["location"]["range"]["start"] for s in steps]
            expect(born["start"] in starts, end.encode(), wanted, born, starts, d)
            # An edit in the same line, after all of them.
            at = find(text, "1);", wanted, text.index("int leak"))["start"]
            client.change(path, (at["line"], at["character"], at["line"], at["character"], "2"))
            (d,) = client.diagnostics(path)["diagnostics"]
            expect(client.shutdown() == 0, "exit status")


def headers(directory, include, command):
    """What is only in an unsaved header counts; and findings in a header."""
    flags_file(directory, include)
    header = write(os.path.join(directory, "h.h"), "#define GIVE_UP(x) Py_XDECREF(x)\n")
    path = write(
        os.path.join(directory, "uses.c"),
        LEAK.replace("<Python.h>", '<Python.h>\n#include "h.h"').replace(
            "return x !=", "GIVE_UP(x); return x !="
        ),
    )
    client = Client(command)
    client.initialize(directory)
    client.open(path)
    client.open(header)
    # Nothing is wrong: nothing is published. An edit that proves the analysis.
    client.change(header, "#define GIVE_UP(x) (void)(x)\n")
    shown = client.diagnostics(path)
    expect(shown["version"] == 1, shown)
    client.change(header, "#define GIVE_UP(x) Py_XDECREF(x)\n")
    client.diagnostics(path, lambda own: not own)
    # A function in the header, not "static inline": nobody uses it.
    client.change(
        header,
        "#define GIVE_UP(x) Py_XDECREF(x)\n"
        "int in_header(void) {\n"
        "  PyObject *y = PyLong_FromLong(1);\n  return y != NULL;\n}\n",
    )
    shown = client.diagnostics(header)
    expect(shown["version"] == 4, shown)
    client.close(header)
    expect(client.shutdown() == 0, "exit status")


def unsaved(directory, include, command):
    """A file that is not on the disk (yet, or any more), in a directory that is
    not there either; saving it under another name; other kinds of URIs."""
    flags_file(directory, include)
    write(os.path.join(directory, "h.h"), "#define GIVE_UP(x) Py_XDECREF(x)\n")
    client = Client(command)
    client.initialize(directory)
    for uri_ in ("untitled:Untitled-1", "git:/x.c?ref", "x", ""):
        document = {"uri": uri_, "languageId": "c", "version": 1, "text": LEAK}
        client.notify("textDocument/didOpen", textDocument=document)
        client.notify("textDocument/didChange", textDocument=document, contentChanges=[{"text": ""}])
        client.notify("textDocument/didSave", textDocument=document)
        params = {"textDocument": document, "position": {"line": 2, "character": 10}}
        expect(client.call("textDocument/hover", params) is None, "hover")
        params["range"] = find(LEAK, LEAK)
        expect(not client.call("textDocument/codeAction", params), "actions")
        client.notify("textDocument/didClose", textDocument=document)
    with_header = LEAK.replace("<Python.h>", '<Python.h>\n#include "h.h"').replace(
        "int leak", "int right(void) { PyObject *y = PyLong_FromLong(1); GIVE_UP(y); return 0; }\nint leak"
    )
    for name, text in (("new.c", with_header), ("no such/directory/new.cpp", LEAK)):
        path = os.path.join(directory, name)
        client.open(path, text, language="cpp" if name.endswith("pp") else "c")
        (d,) = client.diagnostics(path)["diagnostics"]
        expect(d["range"]["start"]["line"] == find(text, "x = Py")["start"]["line"], d)
        for step in d["relatedInformation"]:
            expect(step["location"]["uri"] == uri(path), step)
        client.change(path, text.replace("return x", FIXED + "return x"))
        client.diagnostics(path, lambda own: not own)
        client.change(path, text)
        (d,) = client.diagnostics(path)["diagnostics"]
        # It is saved, and again under another name; the old one is deleted.
        write(path, text)
        client.save(path)
        client.close(path)
        client.diagnostics(path, lambda own: not own)
        other = write(os.path.join(directory, "other " + os.path.basename(name)), text)
        os.remove(path)
        client.open(other)
        client.diagnostics(other)
        # Deleted, too, but still open.
        os.remove(other)
        client.change(other, (0, 0, 0, 0, "\n"), text.replace("return x", FIXED + "return x"))
        client.diagnostics(other, lambda own: not own)
        client.save(other)
        client.change(other, text)
        (d,) = client.diagnostics(other)["diagnostics"]
        client.close(other)
    log = [m for m in client.log if "not analysed" in str(m)]
    expect(not log, log)
    expect(client.shutdown() == 0, "exit status")


def settings(directory, include, command):
    """Flags from a database and .clangd; pyproject.toml and the editor's own."""
    path = write(os.path.join(directory, "src", "s.c"), "#ifdef BUGGY\n" + LEAK + "#endif\n")
    write(
        os.path.join(directory, "build", "compile_commands.json"),
        '[{"directory": "..", "file": "src/s.c", "arguments": ["cc", "-DBUGGY", "-Inowhere", "-c", "src/s.c"]}]',
    )
    config = write(
        os.path.join(directory, ".clangd"),
        "CompileFlags:\n  Add: [-I%s]\n  Remove: -Inowhere\n---\n"
        "If: {PathMatch: other/.*}\nCompileFlags: {Add: -UBUGGY}\n" % include,
    )
    project = write(os.path.join(directory, "pyproject.toml"), "[tool.pyrefcheck]\n")
    client = Client(command)
    client.initialize(directory, options={"pyrefcheck": {"idle-delay": 100}})
    client.open(path)
    client.diagnostics(path)
    # pyproject.toml is read again.
    write(project, '[tool.pyrefcheck]\ndisable = ["cpython.refcount"]\n')
    client.save(path)
    client.diagnostics(path, lambda own: not own)
    write(project, '[tool.pyrefcheck]\ndisable = ["cpython.refcout"]\n')
    client.save(path)

    def warns(text):
        return lambda m: m.get("method") == "window/showMessage" and text in m["params"]["message"]

    message = client.wait(warns("unknown check"))["params"]["message"]
    expect("pyproject.toml:2:" in message, message)
    client.diagnostics(path)
    write(project, '[tool.pyrefcheck]\nexclude = ["src/"]\n')
    client.save(path)
    client.diagnostics(path, lambda own: not own)
    write(project, "")
    client.save(path)
    client.diagnostics(path)
    # The editor's settings come first, and may be wrong.
    for setting, text in (
        ({"checks": "x"}, "'pyrefcheck.checks': expected a list of strings"),
        ({"min-rank": 3}, "'pyrefcheck.min-rank': expected \"high\""),
        ({"timeout": 0}, "'pyrefcheck.timeout': expected a number"),
        ({"spam": 1}, "unknown setting 'pyrefcheck.spam'"),
        ({"enable": "yes"}, "'pyrefcheck.enable': expected true or false"),
        (3, "expected an object"),
    ):
        client.notify("workspace/didChangeConfiguration", settings={"pyrefcheck": setting})
        client.wait(warns(text), text)
    client.notify("workspace/didChangeConfiguration", settings={"pyrefcheck": {"enable": False}})
    client.diagnostics(path, lambda own: not own)
    client.notify("workspace/didChangeConfiguration", settings={"pyrefcheck": {}})
    client.diagnostics(path)
    # .clangd, too.
    write(config, "CompileFlags:\n  Add: [-I%s, -UBUGGY]\n" % include)
    client.save(path)
    client.diagnostics(path, lambda own: not own)
    expect(client.shutdown() == 0, "exit status")


def hover(directory, include, command):
    flags_file(directory, include)
    text = LEAK + "int g(PyObject *l, PyObject *i) { return PyList_SetItem(l, 0, i); }\n"
    path = write(os.path.join(directory, "hover.c"), text)
    client = Client(command)
    client.initialize(directory)
    client.open(path)
    client.diagnostics(path)

    def at(piece):
        return client.call(
            "textDocument/hover",
            {"textDocument": {"uri": uri(path)}, "position": find(text, piece)["start"]},
        )

    shown = at("PyList_SetItem")
    expect(shown["contents"]["kind"] == "markdown", shown)
    expect("steals" in shown["contents"]["value"], shown)
    expect(shown["range"] == find(text, "PyList_SetItem"), shown)
    expect(at("leak(") is None, "nothing is known of it")
    expect(client.shutdown() == 0, "exit status")


def protocol(directory, include, command):
    """Damage, and requests at the wrong time."""
    client = Client(command)
    response = client.result(client.ask("textDocument/hover", {}))
    expect(response["error"]["code"] == -32002, response)
    for bad in (
        b"Content-Length: x\r\n\r\n",
        b"Content-Length: 2\r\n\r\n{]",
        b"Content-Length: 4\r\n\r\nnull",
        b"Content-Length: 14\r\n\r\n{\"method\": [] ",
        b"garbage\r\n\r\n",
        b"Content-Length: 999999999999999999\r\n\r\n",
    ):
        client.send_bytes(bad)
        response = client.wait(lambda m: "error" in m and m["id"] is None, bad)
        expect(response["error"]["code"] in (-32700, -32600), response)
        # The next message is understood.
        client.result(client.ask("no/such"))
    client.send_bytes(b'Content-Length: 41\r\n\r\n{"id":1,"method":"initialize","params":x}\n')
    client.result(1)
    client.notify("textDocument/didOpen")
    client.notify("textDocument/didChange", textDocument={"uri": 3}, contentChanges=[{}])
    client.notify("textDocument/didClose", textDocument={"uri": "untitled:x"})
    client.initialize(directory)
    response = client.result(client.ask("no/such", {}, id="a\"b"))
    expect(response["error"]["code"] == -32601, response)
    expect(client.shutdown() == 0, "exit status")
    # Without shutdown; and when the editor dies.
    client = Client(command)
    client.initialize(directory)
    client.send({"jsonrpc": "2.0", "method": "exit"})
    expect(client.process.wait(timeout=30) == 1, "exit without shutdown")
    client = Client(command)
    client.process.stdin.close()
    expect(client.process.wait(timeout=30) == 1, "end of input")


if __name__ == "__main__":
    main(globals()[sys.argv[1]], sys.argv[2], sys.argv[3], sys.argv[4:])

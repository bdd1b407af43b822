# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A small client of language servers, for tests."""

import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
import traceback
import urllib.parse

TIMEOUT = int(os.environ.get("LSP_TIMEOUT", "120"))


class Failure(Exception):
    pass


def expect(condition, *what):
    if not condition:
        raise Failure(" ".join(str(w) for w in what))


def uri(path):
    return "file://" + urllib.parse.quote(os.path.abspath(path))


class Client:
    """Starts a server and talks with it. All messages from it are kept in
    `log`, in order."""

    def __init__(self, command, env=None, answer=True, sockets=False):
        pipes = (subprocess.PIPE, subprocess.PIPE)
        if sockets:  # as editors that run on Node.js have it
            ours, theirs = zip(socket.socketpair(), socket.socketpair())
            pipes = theirs
        self.process = subprocess.Popen(
            command,
            stdin=pipes[0],
            stdout=pipes[1],
            stderr=subprocess.DEVNULL if not os.environ.get("LSP_STDERR") else None,
            env=dict(os.environ, **(env or {})),
        )
        self.input, self.output = self.process.stdin, self.process.stdout
        if sockets:
            self.input, self.output = ours[0].makefile("wb"), ours[1].makefile("rb")
            for end in theirs:
                end.close()
        self.answer = answer
        self.log = []
        self.queue = queue.Queue()
        self.next_id = 0
        self.versions = {}
        self.lock = threading.Lock()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    # -- bytes

    def _read(self):
        stream = self.output
        while True:
            length = None
            while True:
                line = stream.readline()
                if not line:
                    self.queue.put(None)
                    return
                if line in (b"\r\n", b"\n"):
                    break
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            message = json.loads(stream.read(length).decode("utf-8"))
            message_time = time.perf_counter()
            self.log.append(message)
            if self.answer and "method" in message and "id" in message:
                self.send({"jsonrpc": "2.0", "id": message["id"], "result": None})
            self.queue.put((message_time, message))

    def send_bytes(self, data):
        with self.lock:
            self.input.write(data)
            self.input.flush()

    def send(self, message):
        body = json.dumps(message).encode("utf-8")
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    # -- messages

    def notify(self, method, **params):
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method, params=None, id=None):
        """Sends a request and returns its id."""
        if id is None:
            self.next_id += 1
            id = self.next_id
        message = {"jsonrpc": "2.0", "id": id, "method": method}
        if params is not None:
            message["params"] = params
        self.send(message)
        return id

    def wait(self, condition, what="a message", timeout=TIMEOUT):
        """The next message for which `condition` is true; others are left out."""
        return self.wait_timed(condition, what, timeout)[1]

    def wait_timed(self, condition, what="a message", timeout=TIMEOUT):
        end = time.monotonic() + timeout
        while True:
            try:
                item = self.queue.get(timeout=max(0.001, end - time.monotonic()))
            except queue.Empty:
                raise Failure("waited in vain for", what)
            if item is None:
                raise Failure("the server ended while waiting for", what)
            if condition(item[1]):
                return item

    def result(self, id, timeout=TIMEOUT):
        """The whole response."""
        return self.wait(
            lambda m: m.get("id") == id and "method" not in m,
            "the response to %s" % id,
            timeout,
        )

    def call(self, method, params=None):
        response = self.result(self.ask(method, params))
        expect("error" not in response, method, "failed:", response.get("error"))
        return response["result"]

    # -- the protocol

    def initialize(self, root=None, encodings=None, options=None, **more):
        capabilities = {
            "textDocument": {
                "publishDiagnostics": {
                    "relatedInformation": True,
                    "codeDescriptionSupport": True,
                    "versionSupport": True,
                    "dataSupport": True,
                },
                "codeAction": {
                    "codeActionLiteralSupport": {
                        "codeActionKind": {"valueSet": ["quickfix", "refactor"]}
                    }
                },
                "hover": {"contentFormat": ["markdown", "plaintext"]},
            },
            "window": {"workDoneProgress": True},
            "workspace": {"workspaceEdit": {"documentChanges": True}},
        }
        if encodings:
            capabilities["general"] = {"positionEncodings": encodings}
        for key, value in more.items():
            capabilities.setdefault(key, {}).update(value)
        params = {
            "processId": os.getpid(),
            "rootUri": uri(root) if root else None,
            "capabilities": capabilities,
        }
        if options is not None:
            params["initializationOptions"] = options
        result = self.call("initialize", params)
        self.notify("initialized")
        return result

    def open(self, path, text=None, language="c"):
        if text is None:
            with open(path, encoding="utf-8", newline="") as f:
                text = f.read()
        self.versions[path] = 1
        self.notify(
            "textDocument/didOpen",
            textDocument={
                "uri": uri(path),
                "languageId": language,
                "version": 1,
                "text": text,
            },
        )

    def change(self, path, *changes):
        """Each change is a text, or (line, column, line, column, text)."""
        self.versions[path] += 1
        content = []
        for change in changes:
            if isinstance(change, str):
                content.append({"text": change})
                continue
            line, column, end_line, end_column, text = change
            content.append(
                {
                    "range": {
                        "start": {"line": line, "character": column},
                        "end": {"line": end_line, "character": end_column},
                    },
                    "text": text,
                }
            )
        self.notify(
            "textDocument/didChange",
            textDocument={"uri": uri(path), "version": self.versions[path]},
            contentChanges=content,
        )

    def save(self, path):
        self.notify("textDocument/didSave", textDocument={"uri": uri(path)})

    def close(self, path):
        self.notify("textDocument/didClose", textDocument={"uri": uri(path)})

    def diagnostics(self, path, condition=lambda own: own, what="", timeout=TIMEOUT):
        """The next ones of a file whose own findings are as `condition` says."""

        def fits(message):
            if message.get("method") != "textDocument/publishDiagnostics":
                return False
            params = message["params"]
            return params["uri"] == uri(path) and condition(own(params))

        return self.wait(fits, what or "diagnostics of " + path, timeout)["params"]

    def shutdown(self):
        """The exit status."""
        self.call("shutdown")
        self.send({"jsonrpc": "2.0", "method": "exit"})
        return self.process.wait(timeout=30)

    def kill(self):
        self.process.kill()
        self.process.wait()


def own(params):
    return [d for d in params["diagnostics"] if d.get("source") == "pyrefcheck"]


def find(text, piece, encoding="utf-16", start=0):
    """The range of `piece` in `text`, in the protocol's terms."""
    at = text.index(piece, start)

    def units(s):
        if encoding == "utf-8":
            return len(s.encode("utf-8"))
        if encoding == "utf-16":
            return len(s.encode("utf-16-le")) // 2
        return len(s)

    def position(offset):
        before = text[:offset].replace("\r\n", "\n").split("\n")
        return {"line": len(before) - 1, "character": units(before[-1])}

    return {"start": position(at), "end": position(at + len(piece))}


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(text)
    return path


def flags_file(directory, python_include):
    write(os.path.join(directory, "compile_flags.txt"), "-I" + python_include + "\n")
    # Not that of a directory above: this may be in the build directory.
    write(os.path.join(directory, ".clang-tidy"), "Checks: '-*'\n")


def main(function, *arguments):
    try:
        function(*arguments)
    except Failure as failure:
        traceback.print_exc()
        print("FAILED:", *failure.args)
        sys.exit(1)
    print("ok")

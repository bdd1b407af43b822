# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""apply.py SOURCE SCRATCH COMMAND...: applies the fix of each finding, alone.

The findings in functions called fix_* have one: after it that finding is gone,
no other has come, and the file compiles without warnings. Those in open_* have
none. Prints each changed function.
"""

import os
import plistlib
import re
import subprocess
import sys


def analyze(command, source, output):
    subprocess.run(
        command + ["--analyzer-output", "plist", "-o", output, source],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    with open(output, "rb") as f:
        return plistlib.load(f)["diagnostics"]


def key(finding):
    return (finding["issue_context"], finding["description"])


def fixes(finding):
    found = []
    for piece in finding["path"]:
        for fix in piece.get("fixits", []):
            start, end = fix["remove_range"]
            # The second place is that of the last character that is removed:
            # these fixes only insert.
            assert (end["line"], end["col"]) < (start["line"], start["col"]), fix
            found.append((start["line"], start["col"], fix["insert_string"]))
    return found


def apply(text, found):
    lines = text.split("\n")
    for line, column, new in sorted(found, reverse=True):
        old = lines[line - 1]
        lines[line - 1] = old[: column - 1] + new + old[column - 1 :]
    return "\n".join(lines)


def function(text, name):
    """From its line to the brace in the first column."""
    return re.search(r"^[^\n]*\b%s\(.*?^}" % name, text, re.M | re.S).group(0)


def main():
    source, scratch = sys.argv[1:3]
    command = sys.argv[3:]
    os.makedirs(scratch, exist_ok=True)
    with open(source, newline="") as f:
        text = f.read()
    plist = os.path.join(scratch, "out.plist")
    before = analyze(command, source, plist)
    functions = set(re.findall(r"\b((?:fix|open)_\w+)\(", text))
    missing = functions - {f["issue_context"].split("(")[0].split("::")[-1] for f in before}
    bad = ["no finding in " + name for name in sorted(missing)]
    for finding in before:
        name = finding["issue_context"].split("(")[0].split("::")[-1]
        found = fixes(finding)
        if name.startswith("open_"):
            if found:
                bad.append("%s: a fix: %s" % (name, found))
            continue
        if not found:
            bad.append("%s: no fix" % name)
            continue
        changed = apply(text, found)
        path = os.path.join(scratch, os.path.basename(source))
        with open(path, "w", newline="") as f:
            f.write(changed)
        print(function(changed, name))
        after = analyze(command, path, plist)
        want = sorted(key(f) for f in before if f is not finding)
        if sorted(map(key, after)) != want:
            bad.append("%s: afterwards: %s" % (name, sorted(map(key, after))))
        compiled = subprocess.run(
            [a for a in command if a != "--analyze"]
            + ["-Qunused-arguments", "-fsyntax-only", "-Wall", "-Werror", "-Wno-unused-function", path],
            stderr=subprocess.PIPE,
            universal_newlines=True,
        )
        if compiled.returncode:
            bad.append("%s: %s" % (name, compiled.stderr))
    print("\n".join(bad))
    return 1 if bad else 0


sys.exit(main())

#!/usr/bin/env python3
#
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Has Cython translate a .pyx file, analyses the result, and compares what is
found with the comments in the .pyx file:

    p = f()   # BUG: refcount.Leak high

Each must be reported at its line, in the .pyx file, once; and nothing else may
be reported anywhere. "# BUG: none" says that a file has no bugs."""

import argparse
import collections
import os
import re
import shlex
import subprocess
import sys

EXPECTED = re.compile(r"#\s*BUG:\s*(.+)")
REPORT = re.compile(
    r"^(?P<file>[^\s:][^:]*):(?P<line>\d+):\d+: warning: .*?"
    r"(?:\[rank: (?P<rank>\w+)\] )?\[cpython\.(?P<check>[\w.]+)\]$",
    re.M,
)


def expected(path):
    found = collections.Counter()
    marked = False
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            match = EXPECTED.search(line)
            if not match:
                continue
            marked = True
            if match.group(1).strip() == "none":
                continue
            for bug in match.group(1).split(","):
                words = bug.split()
                if len(words) != 2:
                    sys.exit(
                        "%s:%d: expected '# BUG: CHECK RANK', not '%s'"
                        % (path, number, bug.strip())
                    )
                found[(os.path.basename(path), number, words[0], words[1])] += 1
    if not marked:
        sys.exit("%s: expected a '# BUG:' comment, or '# BUG: none'" % path)
    return found


def run(command):
    result = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    if result.returncode:
        sys.exit("%s\nfailed:\n%s" % (" ".join(command), result.stdout))
    return result.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source")
    parser.add_argument("--cython", required=True, help="the command")
    parser.add_argument("--analyze", required=True, help="the command")
    parser.add_argument("--out", required=True, help="the generated file")
    parser.add_argument("--options", default="", help="more for Cython")
    args = parser.parse_args()

    # Cython names the source as it is given.
    directory, name = os.path.split(os.path.abspath(args.source))
    os.makedirs(os.path.dirname(os.path.abspath(args.out)), exist_ok=True)
    out = os.path.abspath(args.out)
    os.chdir(directory)
    run([args.cython, "-3"] + shlex.split(args.options) + [name, "-o", out])
    output = run(shlex.split(args.analyze) + ["-w", "-o", os.devnull, out])

    wanted = expected(name)
    found = collections.Counter(
        (os.path.basename(m["file"]), int(m["line"]), m["check"], m["rank"])
        for m in REPORT.finditer(output)
    )
    faults = ["not found: %s:%d: %s %s" % bug for bug in (wanted - found).elements()]
    faults += ["too many: %s:%d: %s %s" % bug for bug in (found - wanted).elements()]
    if faults:
        print(output)
        sys.exit("\n".join(sorted(faults)))


if __name__ == "__main__":
    main()

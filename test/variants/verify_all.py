#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the -verify tests of a directory once more, with macros defined.

  verify_all.py [--compiling] [--include DIR] --at-least N
    --macro NAME[=VALUE]... DIRECTORY -- COMMAND...

COMMAND is what %analyze_cc1 stands for; DIR takes the place of its headers. A
test that has conditions (REQUIRES and the like) is left out. With --compiling,
so are those that do not compile with the macros: what they use is not there. At
least N must be left.
"""

import argparse
import concurrent.futures
import os
import re
import subprocess
import sys

PLAIN = re.compile(r"^// RUN: %analyze_cc1 -verify %s$", re.M)
CONDITIONS = re.compile(r"^// (REQUIRES|UNSUPPORTED|XFAIL):", re.M)


def tests(directory):
    for folder, _, names in sorted(os.walk(directory)):
        for name in sorted(names):
            if not name.endswith(".c") or os.path.basename(folder) == "Inputs":
                continue
            path = os.path.join(folder, name)
            with open(path, encoding="utf-8") as f:
                text = f.read()
            if len(PLAIN.findall(text)) == text.count("// RUN:") == 1:
                if not CONDITIONS.search(text):
                    yield path


def run(command):
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return done.returncode, done.stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--macro", action="append", default=[])
    parser.add_argument("--include")
    parser.add_argument("--compiling", action="store_true")
    parser.add_argument("--at-least", type=int, required=True)
    parser.add_argument("directory")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    command = [
        "-I" + options.include if options.include and word.startswith("-I") else word
        for word in options.command
    ]
    command += ["-D" + macro for macro in options.macro]
    # The analysis is what -analyze and the options after it are about.
    compiles = [
        "-fsyntax-only" if word == "-analyze" else word
        for word in command
        if not word.startswith("-analyzer-checker=")
    ]
    # Only a warning up to Clang 15.
    compiles.append("-Werror=implicit-function-declaration")

    def verify(path):
        if options.compiling and run(compiles + [path])[0] != 0:
            return path, None, ""
        return (path,) + run(command + ["-verify", path])

    passed = failed = left_out = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, status, output in pool.map(verify, tests(options.directory)):
            if status is None:
                left_out += 1
            elif status == 0:
                passed += 1
            else:
                failed += 1
                print("%s: failed\n%s" % (path, output))
    print("%d passed, %d failed, %d do not compile" % (passed, failed, left_out))
    return 1 if failed or passed < options.at_least else 0


if __name__ == "__main__":
    sys.exit(main())

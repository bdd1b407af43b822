#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""other_majors.py PLUGIN SOURCE CLANG...: loads the plugin into clangs that it
is not for. Either the plugin says so, or the dynamic linker finds a symbol
missing before any code of the plugin runs."""

import re
import subprocess
import sys

OURS = (
    r"\Apyrefcheck: this plugin is for clang \d+, but clang \d+ is loading it; "
    r"take the plugin from lib/pyrefcheck/clang-\d+, or run clang-\d+\n\Z"
)
THEIRS = r"\Aerror: unable to load plugin '(.*)': '\1: undefined symbol: \w+'\n\Z"


def main():
    plugin, source, *clangs = sys.argv[1:]
    bad = 0
    for clang in clangs:
        for action in (
            ["-fsyntax-only"],
            ["--analyze", "-Xclang", "-analyzer-checker=cpython"],
        ):
            done = subprocess.run(
                [clang, "-fplugin=" + plugin, *action, source],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                universal_newlines=True,
            )
            ok = done.returncode == 1 and (
                re.match(OURS, done.stdout) or re.match(THEIRS, done.stdout)
            )
            bad += not ok
            print("%s %s: %s\n%s" % (clang, action[0], "ok" if ok else "BAD", done.stdout))
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())

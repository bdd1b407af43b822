#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Finds the C headers of every Python on this machine.

As a program it prints them, one a line: version, a tab, the directory; e.g.
"3.11 <TAB> /usr/include/python3.11" or "pypy3.9 <TAB> ...". Nothing found is
executed: the version is read from patchlevel.h.
"""

import glob
import os
import re
import sys

OLDEST = (3, 8)

PATTERNS = (
    "/usr/include/python3.*",
    "/usr/local/include/python3.*",
    "/opt/python*/include/python3.*",
    "/usr/include/pypy3*",
    "/usr/local/include/pypy3*",
)
PYENV_PATTERNS = ("versions/*/include/python3.*", "versions/*/include/pypy3*")


class Headers:
    """One directory with a Python.h."""

    def __init__(self, directory):
        self.directory = directory
        with open(os.path.join(directory, "patchlevel.h"), errors="replace") as f:
            text = f.read()
        self.version = tuple(
            int(re.search(r"#\s*define\s+PY_%s_VERSION\s+(\d+)" % part, text)[1])
            for part in ("MAJOR", "MINOR", "MICRO")
        )
        self.is_pypy = "PYPY_VERSION" in text

    @property
    def minor(self):
        return self.version[1]

    @property
    def name(self):
        """"3.11" or "pypy3.9"."""
        prefix = "pypy" if self.is_pypy else ""
        return "%s%d.%d" % (prefix, self.version[0], self.version[1])


def read(directory):
    """The Headers of a directory, or None if there are none in it."""
    if not os.path.isfile(os.path.join(directory, "Python.h")):
        return None
    try:
        return Headers(directory)
    except (OSError, TypeError):
        return None


def _candidates():
    for pattern in PATTERNS:
        yield from sorted(glob.glob(pattern))
    # python3.N-config in PATH: the headers are beside it.
    for directory in os.environ.get("PATH", "").split(os.pathsep):
        for script in sorted(glob.glob(os.path.join(directory, "python3.*-config"))):
            name = os.path.basename(script)[: -len("-config")]
            prefix = os.path.dirname(os.path.dirname(os.path.realpath(script)))
            yield os.path.join(prefix, "include", name)
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    for pattern in PYENV_PATTERNS:
        yield from sorted(glob.glob(os.path.join(root, pattern)))


def discover():
    """One Headers for each version, the system's own preferred, sorted."""
    found = {}
    for directory in _candidates():
        headers = read(directory)
        if headers and headers.version >= OLDEST:
            found.setdefault(headers.name, headers)
    return sorted(found.values(), key=lambda h: (h.is_pypy, h.version))


def default():
    """The system's: /usr/include/python3.N, else the newest; or None."""
    everything = discover()
    system = [
        h
        for h in everything
        if not h.is_pypy and h.directory.startswith("/usr/include/")
    ]
    candidates = system or [h for h in everything if not h.is_pypy] or everything
    return candidates[-1] if candidates else None


if __name__ == "__main__":
    if sys.argv[1:] == ["--default"]:
        listed = [h for h in [default()] if h]
    elif not sys.argv[1:]:
        listed = discover()
    else:
        sys.exit("usage: python_headers.py [--default]")
    for one in listed:
        print("%s\t%s" % (one.name, one.directory))

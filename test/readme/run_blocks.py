#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the commands that a Markdown file shows.

Each ```sh block must have a comment on the line before it:

  <!-- test: run -->                   run it; it must succeed
  <!-- test: run, prints "REGEX" -->   and its output must match
  <!-- test: run in NAME, exits N, prints "REGEX" -->
                                       in a project; with that exit status
  <!-- test: elsewhere (WHERE) -->     not run here

The blocks are run one after the other in a new directory that looks like the
source directory with build/llvm-N in it. A project is a copy of the directory
NAME in --projects, made when it is needed first. The text shows the commands
for one version of LLVM; they are run for the one under test. A block in any
language after

  <!-- file: NAME -->

becomes that file, for the commands that follow; if it starts with "#!", they
can call it by its name. "file: NAME in PROJECT" puts it there.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys

SHOWN_LLVM = 22
MARKER = re.compile(
    r"<!-- test: (?:(?P<run>run)(?: in (?P<project>[\w-]+))?"
    r'(?:, exits (?P<status>\d+))?(?:, prints "(?P<prints>.*)")?'
    r"|elsewhere \(.+\)) -->$"
)
FILE = re.compile(
    r"<!-- file: (?P<name>[\w.-]+)(?: in (?P<project>[\w-]+))? -->$"
)


def blocks(path, section):
    """(line number, marker match or None, text) of each block that is a command
    or a file; only of the section of that name, if there is a name."""
    with open(path, encoding="utf-8") as f:
        lines = f.read().splitlines()
    start = None
    heading = ""
    for number, line in enumerate(lines):
        if start is None and line.startswith("## "):
            heading = line[3:]
        if section and heading != section:
            continue
        if start is None and re.match(r"```\w+$", line):
            start = number
        elif start is not None and line == "```":
            before = lines[start - 1] if start else ""
            marker = MARKER.match(before) or FILE.match(before)
            if marker or re.match(r"```(sh|shell|bash|console)$", lines[start]):
                yield start + 1, marker, "\n".join(lines[start + 1 : number])
            start = None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source-dir", required=True)
    parser.add_argument("--build-dir", required=True)
    parser.add_argument("--work-dir", required=True)
    parser.add_argument("--llvm", required=True)
    parser.add_argument("--projects", help="directory of the projects")
    # Python as a program of pyenv changes PATH, so this is no matter of the caller.
    parser.add_argument(
        "--path", action="append", default=[], help="goes before those of PATH"
    )
    parser.add_argument("--section", help="only what is under this heading")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()

    shutil.rmtree(options.work_dir, ignore_errors=True)
    os.makedirs(os.path.join(options.work_dir, "build"))
    for name in os.listdir(options.source_dir):
        if not name.startswith(".") and name not in ("build", "install"):
            os.symlink(
                os.path.join(options.source_dir, name),
                os.path.join(options.work_dir, name),
            )
    os.symlink(
        options.build_dir,
        os.path.join(options.work_dir, "build", "llvm-" + options.llvm),
    )

    def for_version(text):
        return re.sub(
            r"(\b(?:clang|llvm|scan-build)-|--llvm )%d\b" % SHOWN_LLVM,
            lambda m: m[1] + options.llvm,
            text,
        )

    def project(marker):
        """The directory that a marker is about."""
        if not marker["project"]:
            return options.work_dir
        directory = os.path.join(options.work_dir, "build", marker["project"])
        if not os.path.exists(directory):
            shutil.copytree(
                os.path.join(options.projects, marker["project"]), directory
            )
        return directory

    programs = os.path.join(options.work_dir, "build", "programs")
    environment = dict(os.environ)
    environment["PATH"] = os.pathsep.join(
        [programs, *options.path, environment["PATH"]]
    )
    environment["PYREFCHECK"] = os.path.join(options.build_dir, "lib")

    failures = 0
    ran = 0
    for path in options.files:
        for line, marker, text in blocks(path, options.section):
            where = "%s:%d" % (path, line)
            if not marker:
                print("%s: error: no <!-- test: ... --> before the block" % where)
                failures += 1
                continue
            if marker.re is FILE:
                is_program = text.startswith("#!") and not marker["project"]
                name = os.path.join(
                    programs if is_program else project(marker), marker["name"]
                )
                os.makedirs(os.path.dirname(name), exist_ok=True)
                # "x": what is there is a link to the source.
                with open(name, "x") as f:
                    f.write(for_version(text) + "\n")
                if is_program:
                    os.chmod(name, 0o755)
                continue
            if not marker["run"]:
                continue
            text = for_version(text)
            status = int(marker["status"] or 0)
            prints = (marker["prints"] or "").replace(
                "-%d" % SHOWN_LLVM, "-" + options.llvm
            )
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", text],
                cwd=project(marker),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                universal_newlines=True,
            )
            ran += 1
            print("%s: %s\n%s\n%s" % (where, "ran", text, done.stdout))
            if done.returncode != status:
                print("%s: error: exit status %d" % (where, done.returncode))
                failures += 1
            elif not re.search(prints, done.stdout):
                print("%s: error: did not print '%s'" % (where, prints))
                failures += 1
    print("%d blocks run, %d errors" % (ran, failures))
    return 1 if failures or not ran else 0


if __name__ == "__main__":
    sys.exit(main())

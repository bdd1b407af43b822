#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Analyses the pinned releases and writes every finding into one JSON file.

Exit status: 0 every file was analysed; 1 some file was not (compile error,
crash, timeout); 2 the run could not start."""

import argparse
import json
import sys
import time
from pathlib import Path

import corpus as corpus_module
from analyze import Analyzer, analyze, default_plugin
from corpus import CorpusError
from fetch import fetch


def add_analyzer_options(parser):
    parser.add_argument("--llvm", default="22", help="major version of clang")
    parser.add_argument(
        "--plugin",
        help="pyrefcheck.so or a clang configuration file (.cfg) that loads it; "
        "'none' for clang's own checkers; default: build/llvm-N/lib/pyrefcheck.so",
    )
    parser.add_argument(
        "--checkers",
        default="cpython",
        help="packages or checkers to enable and report (comma list)",
    )
    parser.add_argument("--python-include", help="directory that has Python.h")
    parser.add_argument("--cache", type=Path, default=corpus_module.DEFAULT_CACHE)
    parser.add_argument("--install", action="store_true", help="apt-get what is missing")


def add_job_options(parser):
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=int, default=300, help="seconds per file")


def make_analyzer(args, known, releases):
    """Fetches the releases, checks the headers, and says how to run clang."""
    fetch(releases, args.cache)
    include, libraries = corpus_module.check_environment(
        known, releases, args.install, args.python_include
    )
    plugin = None
    if args.plugin != "none" and not getattr(args, "syntax_only", False):
        root = corpus_module.ROOT
        plugin = Path(args.plugin or default_plugin(root, args.llvm)).resolve()
        if not plugin.is_file():
            raise CorpusError(f"no such file: {args.plugin}")
    return Analyzer(
        clang=corpus_module.clang(args.llvm),
        cache=args.cache.resolve(),
        python_include=include,
        libraries=libraries,
        plugin=plugin,
        checkers=tuple(args.checkers.split(",")),
        timeout=getattr(args, "timeout", None),
    )


def report_problems(problems):
    for entry in problems:
        place = f"{entry['release']}/{entry['file']}"
        print(f"NOT ANALYSED {place}: {entry['problem']}", file=sys.stderr)


def run(args):
    known = corpus_module.load()
    names = args.projects.split(",") if args.projects else None
    role = None if args.all else "corpus"
    releases = known.select(names, role)
    analyzer = make_analyzer(args, known, releases)
    work = [(r, unit) for r in releases for unit in r.files(analyzer.cache)]
    done = []

    def progress(item, findings, problem):
        done.append(item)
        state = problem or f"{len(findings)} findings"
        line = f"[{len(done)}/{len(work)}] {item[0].name} {item[1]}: {state}"
        if args.verbose:
            print(line, file=sys.stderr)

    start = time.monotonic()
    findings, problems = analyze(
        work, analyzer, args.jobs, args.syntax_only, progress
    )
    result = {
        "llvm": args.llvm,
        "releases": [release.name for release in releases],
        "problems": problems,
        "findings": findings,
    }
    if args.out:
        text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
        args.out.write_text(text, encoding="utf-8")
    report_problems(problems)
    print(
        f"{len(work)} files of {len(releases)} releases in "
        f"{time.monotonic() - start:.0f} s: {len(findings)} findings, "
        f"{len(problems)} files not analysed"
    )
    return 1 if problems else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_analyzer_options(parser)
    add_job_options(parser)
    parser.add_argument("--projects", help="comma list of project or project-version")
    parser.add_argument("--all", action="store_true", help="also the releases of bugs.py")
    parser.add_argument("--syntax-only", action="store_true", help="only parse the files")
    parser.add_argument("--verbose", action="store_true", help="one line per file")
    parser.add_argument("--out", type=Path, help="where to write the findings (JSON)")
    args = parser.parse_args()
    try:
        return run(args)
    except CorpusError as error:
        return corpus_module.fail(error)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints findings with the source around every note of their path, to be read."""

import argparse
import json
import sys
from pathlib import Path

import corpus as corpus_module
from corpus import CorpusError
from functions import function_at


def windows(lines, context, last):
    """Merged (first, last) ranges of context lines around each of the lines."""
    merged = []
    for line in sorted(set(lines)):
        begin, end = max(1, line - context), min(last, line + context)
        if merged and begin <= merged[-1][1] + 1:
            merged[-1][1] = end
        else:
            merged.append([begin, end])
    return merged


def render_file(path, name, notes, context):
    """The source of one file, each note below its line."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return [f"  {name}: no source"] + [f"    {n}: {t}" for _, n, t in notes]
    output = []
    for begin, end in windows([line for line, _, _ in notes], context, len(text)):
        inside = [line for line, _, _ in notes if begin <= line <= end]
        function = function_at(path, min(inside))
        output.append(f"--- {name}:{begin}-{end} ({function or 'no function'})")
        for number in range(begin, end + 1):
            output.append(f"{number:6}  {text[number - 1]}")
            output += [
                f"     >> {label}: {note}"
                for line, label, note in notes
                if line == number
            ]
    return output


def render(finding, index, cache, context):
    release = f"{finding['project']}-{finding['version']}"
    tree = cache / "src" / release
    place = f"{finding['file']}:{finding['line']}:{finding['column']}"
    output = [
        "=" * 80,
        f"[{index}] {release} {place} in {finding['function'] or 'no function'}",
        f"{finding['checker']} [{finding['rank']}]: {finding['message']}",
        f"key: {finding['key']}",
    ]
    by_file = {finding["file"]: [(finding["line"], "HERE", "reported at this line")]}
    for number, note in enumerate(finding["notes"], 1):
        label = f"{number}" + (f" (depth {note['depth']})" if note["depth"] else "")
        by_file.setdefault(note["file"], []).append((note["line"], label, note["text"]))
    for name, notes in by_file.items():
        output += render_file(tree / name, name, notes, context)
    return "\n".join(output)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("findings", type=Path, help="the JSON that run.py wrote")
    parser.add_argument("--project", help="project or project-version")
    parser.add_argument("--index", type=int, help="only that one, counted from 1")
    parser.add_argument("--rank", help="only that rank")
    parser.add_argument("--match", help="only findings whose key has that text")
    parser.add_argument("--list", action="store_true", help="one line for each")
    parser.add_argument("--context", type=int, default=10, help="lines on each side")
    parser.add_argument("--cache", type=Path, default=corpus_module.DEFAULT_CACHE)
    args = parser.parse_args()
    try:
        findings = json.loads(args.findings.read_text(encoding="utf-8"))["findings"]
    except (OSError, ValueError, KeyError) as error:
        return corpus_module.fail(CorpusError(f"{args.findings}: {error}"))
    if args.project:
        names = (args.project,)
        findings = [
            f
            for f in findings
            if f["project"] in names or f"{f['project']}-{f['version']}" in names
        ]
    shown = 0
    # The index does not change with the other filters.
    for index, f in enumerate(findings, 1):
        if args.index not in (None, index) or args.rank not in (None, f["rank"]):
            continue
        if args.match and args.match not in f["key"]:
            continue
        shown += 1
        if args.list:
            print(f"{index:4} {f['rank']:6} {f['file']}:{f['line']} {f['key']}")
        else:
            print(render(f, index, args.cache, args.context))
    print(f"{shown} of {len(findings)} findings", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the findings of run.py with the judged ones in expected/PROJECT.tsv.

Exit status: 0 the same and all judged; 1 something differs; 2 no comparison."""

import argparse
import csv
import json
import sys
from pathlib import Path

import corpus as corpus_module
from corpus import CorpusError

COLUMNS = ("key", "rank", "verdict", "reason")
VERDICTS = ("true", "false")
RANKS = ("high", "medium", "low", "none")


def read_expected(path):
    rows = {}
    if not path.is_file():
        return rows
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if tuple(row) != COLUMNS or None in row.values():
                raise CorpusError(f"{path.name}: bad line: {row}")
            if row["verdict"] not in (*VERDICTS, "?"):
                raise CorpusError(f"{path.name}: verdict '{row['verdict']}'")
            if row["key"] in rows:
                raise CorpusError(f"{path.name}: twice: {row['key']}")
            rows[row["key"]] = row
    return rows


def write_expected(path, rows):
    lines = ["\t".join(COLUMNS)]
    lines += ["\t".join(rows[key][c] for c in COLUMNS) for key in sorted(rows)]
    if rows or path.is_file():
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def compare_project(project, findings, expected):
    """Prints what differs; returns the number of differences."""
    found = {f["key"]: f for f in findings}
    differences = []
    for key in sorted(found.keys() - expected.keys()):
        f = found[key]
        differences.append(f"NEW      {f['file']}:{f['line']}: [{f['rank']}] {key}")
    for key in sorted(expected.keys() - found.keys()):
        verdict = expected[key]["verdict"]
        differences.append(f"GONE     (was {verdict}) {key}")
    for key in sorted(found.keys() & expected.keys()):
        f, row = found[key], expected[key]
        if row["verdict"] == "?":
            differences.append(f"UNJUDGED {f['file']}:{f['line']}: {key}")
        if row["rank"] != f["rank"]:
            differences.append(f"RANK     {row['rank']} -> {f['rank']}: {key}")
    for line in differences:
        print(line)
    return len(differences)


def update(project, findings, expected):
    """The list as it has to be; what is new has the verdict '?'."""
    rows = {}
    for f in findings:
        old = expected.get(f["key"], {"verdict": "?", "reason": ""})
        rows[f["key"]] = {**old, "key": f["key"], "rank": f["rank"]}
    return rows


def print_precision(pairs):
    """pairs: (finding, verdict) of every finding of the corpus."""
    print(f"{'rank':8}{'findings':>9}{'true':>6}{'false':>7}{'unjudged':>10}  precision")
    for rank in (*RANKS, "all"):
        verdicts = [v for f, v in pairs if rank in (f["rank"], "all")]
        if not verdicts:
            continue
        true, false = verdicts.count("true"), verdicts.count("false")
        judged = true + false
        precision = f"{100 * true / judged:.1f} %" if judged else "-"
        unjudged = len(verdicts) - judged
        print(
            f"{rank:8}{len(verdicts):9}{true:6}{false:7}{unjudged:10}  {precision:>9}"
        )


def run(args):
    data = json.loads(args.findings.read_text(encoding="utf-8"))
    if args.update:
        args.expected.mkdir(parents=True, exist_ok=True)
    elif not args.expected.is_dir():
        raise CorpusError(f"no such directory: {args.expected}; --update makes it")
    # Only what is judged: one release of each project, if it was analysed.
    judged = {r.name: r.project for r in corpus_module.load().select(role="corpus")}
    projects = [judged[name] for name in data["releases"] if name in judged]
    if not projects:
        raise CorpusError(f"{args.findings} has no release of the corpus")
    differences, pairs = 0, []
    for project in projects:
        findings = [
            f
            for f in data["findings"]
            if f["project"] == project and f"{project}-{f['version']}" in judged
        ]
        path = args.expected / f"{project}.tsv"
        expected = read_expected(path)
        if args.update:
            write_expected(path, update(project, findings, expected))
        differences += compare_project(project, findings, expected)
        for f in findings:
            row = expected.get(f["key"])
            pairs.append((f, row["verdict"] if row else "?"))
    for entry in data["problems"]:
        print(f"NOT ANALYSED {entry['release']}/{entry['file']}: {entry['problem']}")
    print_precision(pairs)
    total = differences + len(data["problems"])
    print(f"{total} differences in {len(projects)} projects")
    return 1 if total else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("findings", type=Path, help="the JSON that run.py wrote")
    parser.add_argument(
        "expected", type=Path, nargs="?", default=corpus_module.HERE / "expected"
    )
    parser.add_argument(
        "--update",
        action="store_true",
        help="rewrite the lists: add what is new with verdict '?', drop what is gone",
    )
    args = parser.parse_args()
    try:
        return run(args)
    except (CorpusError, OSError, ValueError) as error:
        return corpus_module.fail(error)


if __name__ == "__main__":
    sys.exit(main())

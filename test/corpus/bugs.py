#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Two tables: historical bugs (found in the buggy release, gone in the fixed one?)
and another analyzer's labelled findings (do we report the same lines?).

Exit status: 0 everything was analysed; 1 some file was not; 2 no run."""

import argparse
import csv
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import corpus as corpus_module
from analyze import analyze
from bugs_report import bug_tables, label_tables
from corpus import CorpusError, included_files
from functions import function_at
from matching import fits, is_leak, without_like
from run import add_analyzer_options, add_job_options, make_analyzer, report_problems

SHARED = corpus_module.ROOT.parent / "shared"
MISSES = corpus_module.HERE / "misses.tsv"
NEAR = 3  # lines between a label and a finding or note that are the same place


@dataclass
class Bug:
    """One row of dev-bugs.tsv and what became of it."""

    row: dict
    buggy: object = None
    fixed: object = None
    found: list = field(default_factory=list)  # findings in the buggy release
    gone: list = field(default_factory=list)  # those without a like in the fixed one
    reason: str = ""
    named: bool = False  # the row's object is named on the path of such a finding

    @property
    def outcome(self):
        if self.buggy is None:
            return "not available"
        if self.gone:
            return "caught" if self.fits else "another finding is gone"
        return "stays in the fixed release" if self.found else "missed"

    @property
    def fits(self):
        """Whether a checker for this kind of bug is among those that caught it."""
        kind = self.row["kind"]
        return any(fits(f, kind) for f in self.gone)


@dataclass
class Label:
    """One row of dev-labels.tsv and what became of it."""

    row: dict
    line: int
    group: str  # true, wrong (the note says why), or false
    same_function: list = field(default_factory=list)
    same_line: list = field(default_factory=list)


def read_rows(path):
    if not path.is_file():
        raise CorpusError(f"no such file: {path}")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = (line for line in stream if not line.startswith("#"))
        return list(csv.DictReader(rows, delimiter="\t"))


def units_with(release, cache, file):
    """The units that are that file or include it."""
    tree, units = release.tree(cache), release.files(cache)
    if file in units:
        return [file]
    return [unit for unit in units if file in included_files(tree, unit)]


def places_in(finding, file):
    """Lines of that file where the finding is or its path has a note."""
    places = [(finding["file"], finding["line"])]
    places += [(note["file"], note["line"]) for note in finding["notes"]]
    return [line for name, line in places if name == file]


def touches(finding, release, cache, row):
    """Whether the finding is in the row's function or has a note there."""
    if (finding["project"], finding["version"]) != (release.project, release.version):
        return False
    file, function = row["file"], row["function"]
    if finding["file"] == file and finding["function"] == function:
        return True
    path = release.tree(cache) / file
    return any(function_at(path, line) == function for line in places_in(finding, file))


def judge_bug(bug, findings, cache):
    if bug.buggy is None:
        return
    bug.found = [f for f in findings if touches(f, bug.buggy, cache, bug.row)]
    after = []
    if bug.fixed:
        after = [f for f in findings if touches(f, bug.fixed, cache, bug.row)]
    bug.gone = without_like(bug.found, after)
    lines = source_lines(bug.buggy.tree(cache) / bug.row["file"])
    word = re.compile(rf"\b{re.findall(r'[A-Za-z0-9_]+', bug.row['object'])[-1]}\b")
    for f in bug.gone:
        if fits(f, bug.row["kind"]):
            said = [f["message"], *(note["text"] for note in f["notes"])]
            said += [lines[number - 1] for number in places_in(f, bug.row["file"])]
            bug.named = bug.named or any(map(word.search, said))


def source_lines(path):
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def judge_label(label, findings, release, cache):
    row = label.row
    for f in findings:
        if is_leak(f) == (row["kind"] == "leak") and touches(f, release, cache, row):
            label.same_function.append(f)
            lines = places_in(f, row["file"])
            if any(abs(line - label.line) <= NEAR for line in lines):
                label.same_line.append(f)


def group_of(row):
    if row["published_verdict"] != "TP":
        return "false"
    wrong = row["note"].startswith(("infeasible", "not-a-bug"))
    return "wrong" if wrong else "true"


def read_labels(path, known):
    """[(label, release)]; lines are moved to those of the release analysed."""
    labels = []
    for row in read_rows(path):
        entry = known.labels.get(row["project"])
        if entry is None:
            raise CorpusError(f"projects.json has no labels entry for {row['project']}")
        shift = entry.get("shifts", {}).get(row["function"], 0)
        label = Label(row, int(row["line"]) + shift, group_of(row))
        labels.append((label, known.find(row["project"], entry["version"])))
    return labels


def read_bugs(path, known):
    bugs = []
    reasons = {miss_key(row): row["reason"] for row in read_rows(MISSES)}
    for row in read_rows(path):
        bug = Bug(row, known.find(row["project"], row["buggy_version"]))
        bug.fixed = known.find(row["project"], row["fixed_version"])
        stand_in = known.substitutes.get(row["project"], {})
        absent = row["buggy_version"] in stand_in
        if bug.buggy is None and not absent:
            raise CorpusError(f"projects.json lacks {row['project']} {row['buggy_version']}")
        bug.reason = reasons.get(miss_key(row), "")
        bugs.append(bug)
    known_keys = {miss_key(row) for row in read_rows(path)}
    for key in sorted(reasons.keys() - known_keys):
        print(f"misses.tsv: no such bug: {' '.join(key)}", file=sys.stderr)
    return bugs


def miss_key(row):
    return tuple(row[k] for k in ("project", "buggy_version", "function", "object"))


def collect_work(bugs, labels, cache):
    """Every (release, unit) that some row needs, once."""
    work = {}
    wanted = [(r, b.row["file"]) for b in bugs for r in (b.buggy, b.fixed) if r]
    wanted += [(release, label.row["file"]) for label, release in labels]
    for release, file in wanted:
        units = units_with(release, cache, file)
        if not units:
            raise CorpusError(f"{release.name}: no unit contains {file}")
        for unit in units:
            work[release.name, unit] = (release, unit)
    return [work[key] for key in sorted(work)]


def analyse(args, known, bugs, labels):
    releases = [r for b in bugs for r in (b.buggy, b.fixed) if r]
    releases += [release for _, release in labels]
    releases = list({r.name: r for r in releases}.values())
    analyzer = make_analyzer(args, known, releases)
    if args.load:
        saved = json.loads(args.load.read_text(encoding="utf-8"))
        return saved["findings"], saved["problems"]
    work = collect_work(bugs, labels, args.cache)
    findings, problems = analyze(work, analyzer, args.jobs)
    if args.save:
        result = {"llvm": args.llvm, "findings": findings, "problems": problems}
        text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
        args.save.write_text(text, encoding="utf-8")
    return findings, problems


def run(args):
    known = corpus_module.load()
    bugs = read_bugs(args.dev_bugs, known)
    labels = read_labels(args.dev_labels, known)
    findings, problems = analyse(args, known, bugs, labels)
    for bug in bugs:
        judge_bug(bug, findings, args.cache)
    for label, release in labels:
        judge_label(label, findings, release, args.cache)
    text = bug_tables(bugs) + label_tables([label for label, _ in labels])
    if args.out:
        args.out.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    report_problems(problems)
    return 1 if problems else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_analyzer_options(parser)
    add_job_options(parser)
    parser.set_defaults(checkers="cpython")
    parser.add_argument("--dev-bugs", type=Path, default=SHARED / "dev-bugs.tsv")
    parser.add_argument("--dev-labels", type=Path, default=SHARED / "dev-labels.tsv")
    parser.add_argument("--out", type=Path, help="where to write the tables (Markdown)")
    parser.add_argument("--save", type=Path, help="write the findings (JSON)")
    parser.add_argument("--load", type=Path, help="use saved findings, analyse nothing")
    args = parser.parse_args()
    try:
        return run(args)
    except CorpusError as error:
        return corpus_module.fail(error)


if __name__ == "__main__":
    sys.exit(main())

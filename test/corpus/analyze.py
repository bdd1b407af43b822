# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs clang's analyzer over the units of a release and reads its findings."""

import plistlib
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from corpus import CorpusError, included_files

RANK = re.compile(r"\s*\[rank: (high|medium|low)\]")
# Names of files and line numbers in a message say where, not what.
PLACE = re.compile(r"\b(?:at |on |in )?lines? \d+|\b[\w./-]+\.(?:c|cc|cpp|h):\d+(?::\d+)?")


@dataclass
class Analyzer:
    """How clang is started: everything that does not depend on the file."""

    clang: str
    cache: Path
    python_include: str
    libraries: dict
    plugin: Path = None  # a .so, a clang configuration file (.cfg), or None
    checkers: tuple = ("cpython",)
    core: bool = True
    timeout: int = 300

    def analyzer_flags(self):
        flags = ["--analyze", "--analyzer-output", "plist"]
        flags += ["--analyzer-no-default-checks"]
        enabled = list(self.checkers)
        if self.core and "core" not in enabled:
            enabled.insert(0, "core")
        if self.plugin and self.plugin.suffix == ".cfg":
            flags = ["--config", str(self.plugin), *flags]
        else:
            if self.plugin:
                flags.append(f"-fplugin={self.plugin}")
            else:
                flags += ["-Xclang", "-analyzer-config", "-Xclang", "unroll-loops=true"]
        for checker in enabled:
            flags += ["-Xclang", f"-analyzer-checker={checker}"]
        return flags

    def reports(self, checker):
        return any(checker == c or checker.startswith(c + ".") for c in self.checkers)


def unit_flags(release, analyzer, unit):
    """Functions of an included .c file are part of the program, not of a header.
    The plugin sets this by itself."""
    tree = release.tree(analyzer.cache)
    if any(name.endswith(".c") for name in included_files(tree, unit)):
        return ["-Xclang", "-analyzer-opt-analyze-headers"]
    return []


def run_unit(release, analyzer, unit, syntax_only=False):
    """(findings, problem) of one unit; problem is None or a short text."""
    common = release.compile_flags(
        analyzer.cache, analyzer.python_include, analyzer.libraries
    )
    with tempfile.TemporaryDirectory(prefix="pyrefcheck-") as scratch:
        plist = Path(scratch) / "out.plist"
        if syntax_only:
            mode = ["-fsyntax-only"]
        else:
            mode = analyzer.analyzer_flags()
            if not analyzer.plugin:
                mode += unit_flags(release, analyzer, unit)
            mode += ["-o", str(plist)]
        command = [analyzer.clang, *mode, *common, unit]
        try:
            done = subprocess.run(
                command,
                cwd=release.tree(analyzer.cache),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                timeout=analyzer.timeout,
            )
        except subprocess.TimeoutExpired:
            return [], f"timeout: no result after {analyzer.timeout} s"
        if done.returncode != 0:
            return [], classify(done.returncode, done.stderr)
        if syntax_only:
            return [], None
        if not plist.is_file():
            return [], "crash: no plist was written"
        with plist.open("rb") as stream:
            return read_plist(plistlib.load(stream), release, analyzer, unit), None


def classify(status, stderr):
    errors = [line for line in stderr.splitlines() if "error:" in line]
    crashed = status < 0 or status > 128 or "PLEASE submit a bug report" in stderr
    what = "crash" if crashed else "compile error"
    return f"{what}: " + (errors[0] if errors else f"exit status {status}")


def read_plist(data, release, analyzer, unit):
    tree = release.tree(analyzer.cache).resolve()
    names = [relative(tree, name) for name in data["files"]]
    findings = []
    for report in data["diagnostics"]:
        checker = report.get("check_name", "")
        place = report["location"]
        # A report that lies outside of the project is not about the project.
        if not analyzer.reports(checker) or names[place["file"]] is None:
            continue
        message, rank = split_rank(report["description"])
        findings.append(
            {
                "project": release.project,
                "version": release.version,
                "file": names[place["file"]],
                "function": report.get("issue_context", ""),
                "checker": checker,
                "line": place["line"],
                "column": place["col"],
                "message": message,
                "rank": rank,
                "notes": list(path_notes(report["path"], names)),
                "unit": unit,
            }
        )
    return findings


def relative(tree, name):
    path = tree / name  # an absolute name replaces the tree
    try:
        return str(path.resolve().relative_to(tree))
    except ValueError:
        return None


def split_rank(message):
    found = RANK.search(message)
    return RANK.sub("", message).strip(), found.group(1) if found else "none"


def path_notes(path, names):
    for piece in path:
        if piece["kind"] != "event":
            continue
        place = piece["location"]
        yield {
            "file": names[place["file"]] or "<outside>",
            "line": place["line"],
            "depth": piece.get("depth", 0),
            "text": split_rank(piece["message"])[0],
        }


def merge(findings):
    """Sorted, each once though several units include its file, and with keys."""
    unique = {}
    for f in findings:
        place = (f["project"], f["version"], f["file"], f["line"], f["column"])
        unique.setdefault(place + (f["checker"], f["message"]), f)
    ordered = [unique[place] for place in sorted(unique)]
    counts = {}
    for f in ordered:
        base = "|".join(
            (f["project"], f["file"], f["function"], f["checker"], plain(f["message"]))
        )
        place = (f["version"], base)
        counts[place] = counts.get(place, 0) + 1
        f["key"] = f"{base}|{counts[place]}"
    return ordered


def plain(message):
    """The message without line numbers, fit for a field of a tab-separated file."""
    return " ".join(PLACE.sub("", message).replace("|", "/").split())


def analyze(work, analyzer, jobs=1, syntax_only=False, progress=None):
    """Runs over [(release, unit)]: (merged findings, problems)."""

    def one(item):
        release, unit = item
        findings, problem = run_unit(release, analyzer, unit, syntax_only)
        if progress:
            progress(item, findings, problem)
        return findings, problem

    with ThreadPoolExecutor(max_workers=jobs) as pool:
        results = list(pool.map(one, work))
    problems = [
        {"release": release.name, "file": unit, "problem": problem}
        for (release, unit), (_, problem) in zip(work, results)
        if problem
    ]
    return merge([f for findings, _ in results for f in findings]), problems


def default_plugin(root, llvm):
    path = root / "build" / f"llvm-{llvm}" / "lib" / "pyrefcheck.so"
    if not path.is_file():
        raise CorpusError(f"{path.relative_to(root)} is not built; pass --plugin")
    return path

#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the plugin costs: clang's default checkers with ours over the default
checkers alone, on psycopg2, as a ratio of CPU time and of peak memory.

The two are run in turn, file by file, so that other load on the machine meets
both alike; each file counts with its least CPU time of the repetitions."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
sys.path.insert(0, str(CORPUS))

import corpus as corpus_module  # noqa: E402
from analyze import unit_flags  # noqa: E402
from corpus import CorpusError  # noqa: E402
from run import add_analyzer_options, make_analyzer  # noqa: E402


def measure(command, directory):
    """(CPU seconds, peak KiB) of one command; both of the process that analyses."""
    process = subprocess.Popen(
        command,
        cwd=directory,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status  # reaped: nothing is left to wait for
    if status != 0:
        raise CorpusError(f"status {status} of: {' '.join(map(str, command))}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def commands(release, analyzer, unit):
    """The command without and with the plugin."""
    # One process, whose resources are those of the analysis alone.
    base = [analyzer.clang, "--analyze", "-o", os.devnull]
    base += ["-fintegrated-cc1", *unit_flags(release, analyzer, unit)]
    ours = []
    if analyzer.plugin and analyzer.plugin.suffix == ".cfg":
        ours += ["--config", str(analyzer.plugin)]
    elif analyzer.plugin:
        ours += [f"-fplugin={analyzer.plugin}"]
    for checker in analyzer.checkers:
        ours += ["-Xclang", f"-analyzer-checker={checker}"]
    common = release.compile_flags(
        analyzer.cache, analyzer.python_include, analyzer.libraries
    )
    return [*base, *common, unit], [*base, *ours, *common, unit]


def run(args):
    known = corpus_module.load()
    (release,) = known.select([args.project], "corpus")
    analyzer = make_analyzer(args, known, [release])
    tree = release.tree(analyzer.cache)
    total, peak = [0.0, 0.0], [0, 0]
    slowest = []
    units = release.files(analyzer.cache)
    for unit in units:
        cpu = [float("inf"), float("inf")]
        memory = [float("inf"), float("inf")]
        pair = commands(release, analyzer, unit)
        for _ in range(args.repeat):
            for which in (0, 1):
                seconds, kib = measure(pair[which], tree)
                cpu[which] = min(cpu[which], seconds)
                memory[which] = min(memory[which], kib)
        for which in (0, 1):
            total[which] += cpu[which]
            peak[which] = max(peak[which], memory[which])
        slowest.append((cpu[1] - cpu[0], unit))
    print(f"{release.name}: {len(units)} files, clang-{args.llvm}, min of {args.repeat}")
    print(f"CPU    default {total[0]:8.2f} s    with ours {total[1]:8.2f} s")
    print(f"memory default {peak[0] / 1024:8.1f} MiB  with ours {peak[1] / 1024:8.1f} MiB")
    for extra, unit in sorted(slowest, reverse=True)[:3]:
        print(f"  {extra:+.2f} s in {unit}")
    ratio = total[1] / total[0]
    print(f"CPU ratio {ratio:.3f}, memory ratio {peak[1] / peak[0]:.3f}")
    if args.limit and ratio > args.limit:
        print(f"above the limit of {args.limit}", file=sys.stderr)
        return 1
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_analyzer_options(parser)
    parser.add_argument("--project", default="psycopg2")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--limit", type=float, help="exit 1 when the CPU ratio is above")
    args = parser.parse_args()
    try:
        return run(args)
    except CorpusError as error:
        return corpus_module.fail(error)


if __name__ == "__main__":
    sys.exit(main())

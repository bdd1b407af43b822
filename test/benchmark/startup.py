#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the plugin adds to the start of an analysis, on an empty file: time and
peak memory with clang alone, with the plugin loaded, and with all its checks;
and the share of the bundled table, which table.cpp measures by itself.

All are run in turn, so that other load on the machine meets them alike; what is
added is the median of the differences within each turn."""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class BenchmarkError(Exception):
    pass


def spread(values):
    """(median, lower quartile, upper quartile)"""
    ordered = sorted(values)
    quarter = (len(ordered) - 1) / 4
    return (
        statistics.median(ordered),
        ordered[int(quarter)],
        ordered[-1 - int(quarter)],
    )


def text(values, unit):
    return "{:8.2f} ({:.2f} .. {:.2f}) {}".format(*spread(values), unit)


def measure(command):
    """(CPU ms, elapsed ms, peak MiB)"""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - start
    process.returncode = status  # reaped: nothing is left to wait for
    if status != 0:
        raise BenchmarkError(f"status {status} of: {' '.join(command)}")
    cpu = usage.ru_utime + usage.ru_stime
    return 1000 * cpu, 1000 * elapsed, usage.ru_maxrss / 1024


def measure_clang(clang, plugin, repeat):
    """Prints what clang needs for an empty file, without and with the plugin."""
    base = [clang, "-fintegrated-cc1", "--analyze", "-o", os.devnull]
    source = ["-x", "c", os.devnull]
    variants = {
        "clang alone": [*base, *source],
        "plugin loaded": [*base, f"-fplugin={plugin}", *source],
        "all checks on": [*base, "--config", str(plugin.with_suffix(".cfg")), *source],
    }
    results = {name: [] for name in variants}
    for turn in range(repeat + 1):
        for name, command in variants.items():
            result = measure(command)
            if turn != 0:  # the first reads files from the disk
                results[name].append(result)
    units = ("CPU", "ms"), ("elapsed", "ms"), ("peak memory", "MiB")
    for which, (what, unit) in enumerate(units):
        print(f"{what}: median (quartiles) of {repeat}")
        alone = [result[which] for result in results["clang alone"]]
        for name, measured in results.items():
            values = [result[which] for result in measured]
            line = f"  {name:14}{text(values, unit)}"
            if name != "clang alone":
                added = [new - old for new, old in zip(values, alone)]
                line += f"   added{text(added, unit)}"
            print(line)


def measure_table(build, repeat):
    """Builds and runs table-benchmark; returns its lines as a dictionary."""
    command = ["cmake", "--build", str(build), "--target", "table-benchmark"]
    built = subprocess.run(command, capture_output=True, text=True)
    if built.returncode != 0:
        raise BenchmarkError(f"cannot build:\n{built.stdout}{built.stderr}")
    directory = build / "test" / "benchmark"
    modules = [
        str(directory / f"pyrefcheck{table}TableModule.so")
        for table in ("Bundled", "Empty")
    ]
    command = [str(directory / "table-benchmark"), *modules, str(repeat)]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode != 0:
        raise BenchmarkError(f"{' '.join(command)}: {ran.stderr}")
    lines = (line.split() for line in ran.stdout.splitlines())
    return {name: tuple(map(float, values)) for name, *values, _ in lines}


def report_table(measured):
    """Prints them; returns the milliseconds that the table costs."""
    load, empty = measured["load-table"], measured["load-empty"]
    share = (load[0] - empty[0]) / 1000
    pages = measured["faults-table"][0] - measured["faults-empty"][0]
    page = os.sysconf("SC_PAGE_SIZE") / 1024
    print(f"the table of {measured['functions'][0]:.0f} functions")
    print("  loaded        {:8.1f} ({:.1f} .. {:.1f}) us".format(*load))
    print("  an empty one  {:8.1f} ({:.1f} .. {:.1f}) us".format(*empty))
    for which in "known", "unknown":
        values = measured[f"look-up-{which}"]
        print("  a look-up     {:8.1f} ({:.1f} .. {:.1f}) ns".format(*values), end="")
        print(f", {which} names")
    print(f"share of the table: {share:.2f} ms, {pages * page:.0f} KiB")
    return share


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--llvm", default="22", help="major version of clang")
    parser.add_argument("--clang", help="the program; default: clang-N")
    parser.add_argument("--build", type=Path, help="default: build/llvm-N")
    parser.add_argument("--plugin", type=Path, help="default: lib/pyrefcheck.so there")
    parser.add_argument("--repeat", type=int, default=50)
    parser.add_argument(
        "--limit", type=float, help="exit 1 when the table costs more milliseconds"
    )
    args = parser.parse_args()
    build = (args.build or ROOT / "build" / f"llvm-{args.llvm}").resolve()
    plugin = (args.plugin or build / "lib" / "pyrefcheck.so").resolve()
    try:
        if args.repeat < 1:
            raise BenchmarkError("--repeat: expected at least 1")
        if not plugin.is_file():
            raise BenchmarkError(f"no such file: {plugin}")
        measure_clang(args.clang or f"clang-{args.llvm}", plugin, args.repeat)
        share = report_table(measure_table(build, args.repeat))
    except (BenchmarkError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if args.limit is not None and share > args.limit:
        print(f"the table is above the limit of {args.limit} ms", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

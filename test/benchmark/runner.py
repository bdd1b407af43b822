#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares `pyrefcheck check` with scan-build, and with itself.

The project is --files copies of --source, which must compile. Both get the
checks core and cpython, and analyse --jobs files at a time. scan-build also
compiles each file (it cannot do without), but with a compiler that does nothing
if --no-compile is given: then only the analyses are compared. Measured, in this
order, in one run:

  first     pyrefcheck with an empty cache
  again     unchanged
  touched   after one file was changed; compared with that file's own analysis
  scan      scan-build

Prints the ratios, and fails if one is above its limit.
"""

import argparse
import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time


def cpu_time():
    """Of the child processes that have ended, and theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(command, **options):
    """The seconds that it took, those of processors, and the ended process."""
    start, start_cpu = time.perf_counter(), cpu_time()
    done = subprocess.run(
        [str(c) for c in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
        **options,
    )
    return (time.perf_counter() - start, cpu_time() - start_cpu), done


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = pathlib.Path(__file__).resolve()
    parser.add_argument("--build", required=True, help="the build directory")
    parser.add_argument("--llvm", required=True, help="its version of LLVM")
    parser.add_argument("--include", required=True, help="where Python.h is")
    parser.add_argument("--source", default=here.parents[1] / "demo" / "planted.c")
    parser.add_argument("--files", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--repeat", type=int, default=1, help="medians of so many")
    parser.add_argument("--no-compile", action="store_true")
    parser.add_argument("--limit-scan", type=float, default=float("inf"))
    parser.add_argument("--limit-again", type=float, default=float("inf"))
    parser.add_argument("--limit-touched", type=float, default=float("inf"))
    options = parser.parse_args()
    build = pathlib.Path(options.build).resolve()
    flags = ["-I" + options.include, "-O1"]

    def once(work):
        project = work / "project"
        project.mkdir()
        names = ["file%d.c" % i for i in range(options.files)]
        for name in names:
            shutil.copy(str(options.source), str(project / name))
        commands = [
            {
                "directory": str(project),
                "file": name,
                "arguments": ["cc", "-c", *flags, "-o", name + ".o", name],
            }
            for name in names
        ]
        (project / "compile_commands.json").write_text(json.dumps(commands))
        make = ["all: " + " ".join(n + ".o" for n in names), "%.c.o: %.c"]
        make.append("\t$(CC) -c %s -o $@ $<" % " ".join(flags))
        (project / "Makefile").write_text("\n".join(make) + "\n")
        check = [build / "bin" / "pyrefcheck", "check", "--fail-on=never"]
        check += ["-j%d" % options.jobs, "--cache-dir", work / "cache"]

        times = {}
        times["first"], done = run(check + [project])
        found = done.stdout.strip().splitlines()[-1]
        if " in %d files" % options.files not in found:
            sys.exit("pyrefcheck did not do its work:\n" + done.stdout)
        times["again"], _ = run(check + [project])
        with open(str(project / names[0]), "a") as f:
            f.write("/* changed */\n")
        times["touched"], _ = run(check + [project])
        alone = work / "alone.c"
        shutil.copy(str(project / names[0]), str(alone))
        times["alone"], _ = run(check + ["--no-cache", alone, "--", *flags])
        environment = dict(os.environ)
        if options.no_compile:
            # ccc-analyzer calls this instead of a compiler.
            environment["CCC_CC"] = "true"
        scan = ["scan-build-" + options.llvm, "-o", work / "reports"]
        scan += ["--use-analyzer=" + (shutil.which("clang-" + options.llvm) or "")]
        scan += ["-load-plugin", build / "lib" / "pyrefcheck.so"]
        scan += ["-enable-checker", "cpython"]
        for package in ("deadcode", "unix", "security", "nullability"):
            scan += ["-disable-checker", package]
        scan += ["-analyzer-config", "unroll-loops=true,c++-container-inlining=true"]
        scan += ["make", "-C", project, "-j%d" % options.jobs]
        if options.no_compile:
            scan.append("-k")
        times["scan"], done = run(scan, env=environment)
        if "bugs found" not in done.stdout:
            sys.exit("scan-build did not do its work:\n" + done.stdout)
        print(found)
        print(done.stdout.strip().splitlines()[-2])
        return times

    results = []
    for _ in range(options.repeat):
        with tempfile.TemporaryDirectory() as work:
            results.append(once(pathlib.Path(work)))
    median, cpu = (
        {n: statistics.median(r[n][i] for r in results) for n in results[0]}
        for i in (0, 1)
    )
    for name in median:
        print("%-8s %7.2f s, CPU %7.2f s" % (name, median[name], cpu[name]))
    # Less disturbed by what else the machine does.
    print("CPU time: first / scan: %.3f" % (cpu["first"] / cpu["scan"]))
    ratios = [
        ("first / scan", median["first"] / median["scan"], options.limit_scan),
        ("again / first", median["again"] / median["first"], options.limit_again),
        (
            "touched / alone",
            median["touched"] / median["alone"],
            options.limit_touched,
        ),
    ]
    for name, ratio, limit in ratios:
        print("%s: %.3f%s" % (name, ratio, " TOO MUCH" if ratio > limit else ""))
    return any(ratio > limit for _, ratio, limit in ratios)


if __name__ == "__main__":
    sys.exit(main())

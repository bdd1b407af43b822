#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs in the interpreter under test: worker.py JOB.json REPORT.jsonl

For each function of the job a child is forked, which does one case after the
other and tells what it found. A child that dies is a result: the next one goes
on after the case that killed it.
"""

import gc
import importlib.util
import json
import os
import resource
import signal
import sys
import warnings

import measure

MAX_FAILED_ALLOCATIONS = 25
# Of the wall, on a machine that may be busy.
CASE_SECONDS = 60
PROBES = 1


def load(path):
    spec = importlib.util.spec_from_file_location("_proof", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def succeed(core, function, case):
    """An ordinary call, compared with the facts."""
    prover = measure.Prover(core, function, case)
    for _ in range(PROBES):
        prover.probe()
    comparison = prover.measure()
    if not comparison.issues and not case.get("varied"):
        comparison.check_memory(prover.remaining_blocks())
    yield dict(
        kind="call",
        seen=comparison.seen,
        issues=comparison.issues,
        unsure=comparison.unsure,
        failed=bool(comparison.outcome and comparison.outcome.get("fails")),
        returned=comparison.m.result if function["result"] != "d" else 0,
        exception=comparison.m.exception,
        python=comparison.m.python_calls > 0,
    )


def fail_allocations(core, function, case):
    """The same with each of the first allocations failing in turn."""
    prover = measure.Prover(core, function, case)
    prover.probe()
    for n in range(1, MAX_FAILED_ALLOCATIONS + 1):
        yield dict(kind="allocation", n=n)
        comparison = prover.measure(n)
        if not comparison.m.failed:
            break
        yield dict(
            kind="memory",
            n=n,
            seen=comparison.seen,
            issues=comparison.issues,
            exception=comparison.m.exception,
        )


def pass_null(core, function, case):
    m = measure.Measurement(core, function, case)
    m.build()
    m.call()
    yield dict(
        kind="null", parameter=case["null"], exception=m.exception, result=m.result
    )


def detach(core, function, case):
    """Without a thread state. What it returns is looked at elsewhere."""
    m = measure.Measurement(core, function, case)
    m.build()
    core.call(function["index"], m.values, 0, None, 0, True)
    yield dict(kind="detached")


MODES = {"call": succeed, "memory": fail_allocations, "null": pass_null, "detached": detach}


def child(core, function, first, output):
    """Does the cases of a function from `first` on."""

    def say(**what):
        os.write(output, json.dumps(what).encode() + b"\n")

    for i in range(first, len(function["cases"])):
        case = function["cases"][i]
        signal.alarm(CASE_SECONDS)
        say(case=i, kind="start")
        try:
            for found in MODES[case["mode"]](core, function, case):
                say(case=i, **found)
        except MemoryError:
            say(case=i, kind="broken", error="MemoryError outside of the call")
        except BaseException as error:
            if case.get("debug"):
                raise
            text = "%s: %s" % (type(error).__name__, error)
            say(case=i, kind="broken", error=text)
        if case["mode"] == "null":
            break


def run(core, function, report):
    """Forks children until each case was tried."""
    next_case = 0
    while next_case < len(function["cases"]):
        receive, send = os.pipe()
        process = os.fork()
        if process == 0:
            status = 1
            try:
                os.close(receive)
                child(core, function, next_case, send)
                status = 0
            finally:
                os._exit(status)
        os.close(send)
        data = b""
        while True:
            chunk = os.read(receive, 65536)
            if not chunk:
                break
            data += chunk
        os.close(receive)
        _, status = os.waitpid(process, 0)
        lines = [json.loads(line) for line in data.splitlines() if line.endswith(b"}")]
        for line in lines:
            if line["kind"] != "start":
                report(function["name"], line)
        last = max([line["case"] for line in lines], default=next_case)
        if os.WIFSIGNALED(status) or os.WEXITSTATUS(status):
            signal_number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            what = dict(case=last, kind="died", signal=signal_number)
            if lines and lines[-1]["kind"] == "allocation":
                what["n"] = lines[-1]["n"]
            report(function["name"], what)
        next_case = last + 1


def main():
    job_path, report_path = sys.argv[1:]
    with open(job_path) as f:
        job = json.load(f)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    core = load(job["module"])
    indexes = {name: i for i, name in enumerate(core.wrappers()) if name}
    # What functions print is of no interest.
    null = os.open(os.devnull, os.O_RDWR)
    with open(report_path, "w", buffering=1) as f:

        def report(name, what):
            f.write(json.dumps(dict(what, function=name)) + "\n")

        saved = os.dup(2)
        if not job.get("debug"):
            for stream in (0, 1, 2):
                os.dup2(null, stream)
        gc.collect()
        gc.freeze()
        for function in job["functions"]:
            if function["name"] not in indexes:
                report(function["name"], dict(case=0, kind="absent"))
                continue
            function["index"] = indexes[function["name"]]
            function["formats"] = job["formats"]
            function["type_names"] = job["type_names"]
            run(core, function, report)
        os.dup2(saved, 2)


if __name__ == "__main__":
    main()

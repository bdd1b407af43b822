# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sums up what the calls of one interpreter showed."""

import signal

BAD_CALL = ("SystemError",)


class Verdict:
    def __init__(self, run, lines, detached):
        self.run = run
        self.name = run.interpreter.name
        self.contradicted = {}  # name -> [text]
        self.proved = set()
        only = run.options.only
        self.unproved = {n: r for n, r in run.reasons.items() if not only or n in only}
        self.observed = {}  # name -> what was seen, for the report
        by_function = {}
        for line in lines:
            by_function.setdefault(line["function"], []).append(line)
        for name, function in run.functions.items():
            self.judge(name, function, by_function.get(name, []))
        self.judge_detached(detached)

    @property
    def share(self):
        public = self.run.public
        return len(public & self.proved) / max(1, len(public))

    def judge(self, name, function, lines):
        issues = []
        proved = False
        why = []
        nulls = {}
        seen_python = False
        died = []
        unchecked = {
            function["cases"][line["case"]].get("wrong")
            for line in lines
            if line["kind"] == "died"
        } - {None}
        for line in lines:
            kind = line["kind"]
            if kind == "absent":
                self.unproved[name] = "the interpreter does not export it"
                return
            case = function["cases"][line["case"]]
            label = case["name"]
            # It does not look at the type; that one of the calls with a wrong one
            # came back is luck, and what it did means nothing.
            if kind == "call" and case.get("wrong") in unchecked:
                continue
            if kind == "call":
                issues += [
                    "%s: %s: %s" % (label, line["seen"], i) for i in line["issues"]
                ]
                seen_python |= line["python"]
                if case.get("varied") or line["issues"]:
                    continue
                if line["unsure"]:
                    why += line["unsure"]
                elif line["failed"]:
                    why.append("%s raised %s" % (label, line["exception"]))
                else:
                    proved = True
            elif kind == "memory" and self.run.recipes.accepted(name):
                continue
            elif kind == "memory":
                issues += [
                    "%s %d: %s: %s" % (label, line["n"], line["seen"], i)
                    for i in line["issues"]
                ]
            elif kind == "null":
                nulls[line["parameter"]] = line["exception"] or "ok"
            elif kind == "died":
                if case["mode"] == "null":
                    nulls[case["null"]] = "crash"
                    continue
                text = "%s: died of %s" % (label, self.signal_name(line["signal"]))
                died.append(text)
                if not case.get("varied"):
                    why.append(text)
            elif kind == "broken":
                why.append("%s: %s" % (label, line["error"]))
        issues += self.null_issues(function["facts"], nulls)
        self.observed[name] = {
            "nulls": nulls,
            "runs_python": seen_python,
            "died": died,
            "why": why,
            "exceptions": sorted(
                {
                    "%s: %s"
                    % (function["cases"][line["case"]]["name"], line["exception"])
                    for line in lines
                    if line["kind"] == "call" and line["exception"]
                }
            ),
        }
        if issues:
            self.contradicted[name] = issues
        elif proved:
            self.proved.add(name)
        else:
            self.unproved[name] = "; ".join(dict.fromkeys(why)) or "nothing was seen"

    def judge_detached(self, lines):
        """A call without a thread state proves nothing if it goes well once, but
        something if it does not."""
        called = {line["function"] for line in lines if line["kind"] == "detached"}
        for line in lines:
            name = line["function"]
            if line["kind"] in ("died", "broken"):
                called.discard(name)
            if line["kind"] == "died":
                self.contradicted.setdefault(name, []).append(
                    "died of %s without a thread state, but the entry has needs_gil: "
                    "false" % self.signal_name(line["signal"])
                )
                self.proved.discard(name)
                self.unproved.pop(name, None)
        self.detached = called

    @staticmethod
    def signal_name(number):
        try:
            return signal.Signals(number).name
        except ValueError:
            return "exit"

    @staticmethod
    def null_issues(facts, nulls):
        for parameter, seen in nulls.items():
            ok = parameter in facts.get("null_ok", [])
            raises = parameter in facts.get("null_raises", [])
            text = "null %s: " % parameter
            if seen == "crash" and (ok or raises):
                yield text + "crashed, but the table says that NULL %s" % (
                    "is allowed" if ok else "raises"
                )
            elif ok and seen in BAD_CALL:
                yield text + "raised %s, but the table says that NULL is allowed" % seen
            elif raises and seen == "ok":
                yield text + "raised nothing, but the table says that NULL raises"

    def print(self, seconds):
        public = self.run.public
        print(
            "Python %s: %d proved, %d contradicted, %d not proved; of %d public functions "
            "with objects %d proved (%.1f %%); %d called without a thread state; %d s"
            % (
                self.name,
                len(self.proved),
                len(self.contradicted),
                len(self.unproved),
                len(public),
                len(public & self.proved),
                100 * self.share,
                len(self.detached),
                seconds,
            )
        )
        for name, issues in sorted(self.contradicted.items()):
            for issue in dict.fromkeys(issues):
                print("  %s: %s" % (name, issue))
        if self.run.options.reasons:
            for name, why in sorted(self.unproved.items()):
                mark = "*" if name in public else " "
                print("  %s %s is not proved: %s" % (mark, name, why))

    def as_json(self):
        return {
            "proved": sorted(self.proved),
            "contradicted": self.contradicted,
            "not_proved": self.unproved,
            "public": sorted(self.run.public),
            "share": round(self.share, 4),
            "observed": self.observed,
            "without_thread_state": sorted(self.detached),
        }

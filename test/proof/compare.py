# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what was measured with what the table says of a function."""

import re

# What outlives a call may hold several references to an argument.
MANY = 100
LIMITS = {"min": -(2**63), "max": 2**63 - 1}


def in_range(text, value):
    """Whether a number is what "0", "-1" or "0..max" says."""
    low, _, high = str(text).partition("..")
    low = LIMITS.get(low, low)
    high = LIMITS.get(high or low, high or low)
    try:
        return int(low) <= value <= int(high)
    except ValueError:
        return None


def shape(text):
    """('borrowed', 'list') of 'borrowed(list)'."""
    match = re.match(r"(\w+)(?:\((.*)\))?$", str(text))
    return (match[1], match[2]) if match else (str(text), None)


class Comparison:
    def __init__(self, function, case, measurement):
        self.function = function
        self.facts = function["facts"]
        self.case = case
        self.m = measurement
        self.issues = []
        self.unsure = []
        self.outcome = None
        self.candidates = 0
        names = [name for name, _ in case["arguments"]]
        self.pointers = [n for n, k in zip(names, function["kinds"]) if k != "o"]
        # Parameters whose references another effect changes, too.
        self.ignored = case.get("ignore", "").partition(":")[0].split()

    # Which outcome it was.

    def returned(self, outcome):
        kind, argument = shape(outcome["returns"])
        value = self.m.result
        result = self.function["result"]
        if kind in ("any", "void"):
            return True
        if result in ("o", "p"):
            if kind == "indicator":
                return (value != 0) == (self.m.pending_name is not None)
            if kind == "null":
                return value == 0
            if kind == "arg":
                return value == self.argument_address(argument)
            if kind in ("new", "borrowed", "nonnull"):
                return value != 0
            return bool(in_range(outcome["returns"], value))
        if result == "i":
            return bool(in_range(outcome["returns"], value))
        return True

    def raised(self, outcome):
        raises = outcome.get("raises", False)
        if raises == "maybe":
            return True
        if raises is False:
            # As it was before.
            return self.m.exception == self.m.pending_name
        return (raises is True) == (self.m.exception is not None)

    def wrote(self, outcome):
        for parameter, what in outcome.get("out", {}).items():
            address = self.m.outs.get(parameter)
            if address is None:
                continue
            kind = shape(what)[0]
            if kind == "null" and address not in (0, 0x5E):
                return False
            if kind in ("new", "borrowed") and address in (0, 0x5E):
                return False
        return True

    def argument_address(self, parameter):
        for (name, _), value in zip(self.case["arguments"], self.m.values):
            if name == parameter:
                return 0 if value is self.m.core.NULL else id(value)
        return None

    def choose(self, index):
        """Takes the index'th outcome that fits what came back, and sets what
        the call then should have given to and taken from its caller."""
        self.seen = self.describe()
        outcomes = [
            o for o in self.facts["outcomes"] if self.returned(o) and self.raised(o)
        ]
        fitting = [o for o in outcomes if self.wrote(o)] or outcomes
        failing = self.m.exception is not None
        fitting.sort(key=lambda o: bool(o.get("fails")) != failing)
        self.candidates = len(fitting)
        if fitting:
            self.outcome = fitting[index]
            self.claim()
        else:
            self.issues.append("no outcome of the table is like that")

    def describe(self):
        """What was seen, in a few words."""
        m = self.m
        kind = self.function["result"]
        if kind in "op":
            seen = (
                "NULL" if m.result == 0 else "an object" if kind == "o" else "a pointer"
            )
            same = [w for w in m.order if w.address == m.result]
            if kind == "o" and m.result and same and same[0].parameter:
                whole = same[0].role == "argument"
                seen = "'%s' itself" if whole else "an element of '%s'"
                seen %= same[0].parameter
        else:
            seen = "nothing" if kind == "v" else str(m.result)
        raised = m.exception if m.exception else "no exception"
        return "returned %s, %s" % (seen, raised)

    # What it should have done.

    def change(self, address, low, high=None):
        watched = self.m.watched.get(address)
        if watched:
            watched.low += low
            watched.high += low if high is None else high

    def addresses(self, parameter):
        """The objects that are given as a parameter."""
        for w in self.m.order:
            if parameter == "..." and not w.parameter:
                continue
            if w.role == "argument" and (
                w.parameter == parameter
                or parameter == "..."
                and w.parameter.startswith("...")
            ):
                yield w.address

    def claim(self):
        o = self.outcome
        self.kept = set(o.get("keeps", {}))
        if shape(o["returns"])[0] == "new" and self.m.result:
            self.change(self.m.result, 1)
        for effect, amount in (("steals", -1), ("releases", -1), ("adds", 1)):
            for parameter in o.get(effect, []):
                for address in self.addresses(parameter):
                    self.change(address, amount)
        for parameter, holder in o.get("keeps", {}).items():
            if holder == "any" or holder in self.pointers:
                for address in self.addresses(parameter):
                    self.change(address, 0, MANY)
        for parameter in o.get("replaces", []):
            for w in list(self.m.order):
                if w.role == "initial" and w.parameter == parameter:
                    self.change(w.address, -1)
            self.claim_out(parameter, "new_or_null")
        for parameter, what in o.get("out", {}).items():
            self.claim_out(parameter, what)
        self.claim_format(o)

    def claim_out(self, parameter, what):
        address = self.m.outs.get(parameter)
        if address in (None, 0, 0x5E):
            return
        if shape(what)[0] in ("new", "new_or_null"):
            self.change(address, 1)

    def claim_format(self, outcome):
        """Arguments that a format string says are stolen."""
        if "build" not in (self.facts.get("format") or {}):
            return
        units = self.function["formats"].get("build", {})
        values = dict(zip([n for n, _ in self.case["arguments"]], self.m.values))
        text = values[self.facts["format"]["build"]]
        text = bytes(text).decode() if text else ""
        arguments = [n for n, _ in self.case["arguments"] if n.startswith("...")]
        position = 0
        while text:
            unit = max(
                (u for u in units if text.startswith(u)), key=len, default=text[0]
            )
            text = text[len(unit) :]
            for role in units.get(unit, []):
                if role in ("stolen", "object") and position < len(arguments):
                    self.kept.add(arguments[position])
                if role == "stolen" and position < len(arguments):
                    for address in self.addresses(arguments[position]):
                        # A call may fail before it looks at the format.
                        self.change(address, -1, 0 if outcome.get("fails") else -1)
                position += 1

    # Whether it did.

    def finish(self):
        if self.outcome is None:
            return
        self.check_failure()
        for w in self.m.order:
            self.check_count(w)
        if self.m.result_known:
            self.check_known(
                self.m.result, "the result", shape(self.outcome["returns"])[0]
            )
        for parameter, known in self.m.outs_known.items():
            if known:
                what = self.outcome.get("out", {}).get(parameter)
                if what is None and parameter in self.outcome.get("replaces", []):
                    what = "new"
                address = self.m.outs[parameter]
                self.check_known(address, "*%s" % parameter, shape(what)[0])
        self.check_outs()
        self.check_keeps()
        self.check_type()
        # Warnings and hooks may be Python code, so may messages of errors.
        if self.m.python_calls and not self.facts.get("runs_python"):
            self.issues.append("ran Python code, but the entry has no runs_python")

    def check_failure(self):
        """That it failed for the reason that the table allows."""
        why = self.outcome.get("fails")
        exception = self.m.exception
        if self.outcome.get("raises") is not True or exception is None:
            return
        if why == "memory" and exception != "MemoryError" and not self.m.failed:
            # An argument of a wrong type is an error in the code that calls.
            if exception != "SystemError" and not self.case.get("wrong"):
                self.issues.append("fails: memory, but raised %s" % exception)
        if why == "type" and not self.case.get("wrong"):
            self.issues.append(
                "fails: type, but raised %s for another reason" % exception
            )

    def check_count(self, w):
        if w.immortal:
            if w.role in ("result", "out"):
                self.unsure.append("the result is immortal")
            return
        change = w.final - w.baseline
        kind, origin = shape(self.outcome["returns"])
        if (
            w.role == "result"
            and kind == "borrowed"
            and origin in ("interpreter", "immortal")
            and change < 1
            and "result" not in self.ignored
        ):
            self.issues.append(
                "the result died with the arguments, but is %s"
                % self.outcome["returns"]
            )
            return
        if w.low <= change <= w.high or w.parameter in self.ignored:
            return
        if w.became_immortal:
            self.unsure.append("'%s' became immortal" % w.parameter)
            return
        said = str(w.low) if w.low == w.high else "%d to %d" % (w.low, w.high)
        if w.role == "result":
            if change > w.high and (
                kind == "new"
                and self.facts.get("shared")
                or kind == "borrowed"
                and origin in ("interpreter", "immortal", "unknown")
                or self.function["result"] == "p"
            ):
                self.unsure.append("something else holds the new result")
                return
            name = "the result"
            said += " (%s)" % self.outcome["returns"]
        elif w.role == "out":
            name = "*%s" % w.parameter
        elif w.role == "argument":
            name = "'%s'" % w.parameter
        else:
            name = "an %s of '%s'" % (w.role, w.parameter)
        self.issues.append(
            "references of %s: %+d after all, but %s as the table says"
            % (name, change, said)
        )

    def check_known(self, address, name, kind):
        if self.m.core.immortal(address):
            self.unsure.append("%s is immortal" % name)
            return
        if self.m.is_everywhere(address):
            # Exact only around the call itself.
            if address != self.m.watched_address:
                self.unsure.append("too many hold %s, such as None" % name)
                return
            change = self.m.change_in_call
            if change != (kind in ("new", "new_or_null")) and self.facts.get(
                "runs_python"
            ):
                self.unsure.append("too many hold %s, such as None" % name)
                return
        else:
            change = self.m.known_changes[address]
        wanted = 1 if kind in ("new", "new_or_null") else 0
        if change != wanted:
            self.issues.append(
                "references of %s, which was there before: %+d, but %+d as the table says"
                % (name, change, wanted)
            )

    def check_outs(self):
        said = dict(self.outcome.get("out", {}))
        for parameter in self.outcome.get("replaces", []):
            said.setdefault(parameter, "replaced")
        for parameter, what in said.items():
            address = self.m.outs.get(parameter)
            if address is None:
                continue
            kind = shape(what)[0]
            if address == 0x5E:
                if kind != "untouched" and not self.case.get("wrong"):
                    self.issues.append(
                        "*%s was not written, but receives %s" % (parameter, what)
                    )
            elif kind == "null" and address:
                self.issues.append("*%s is not NULL" % parameter)
            elif kind in ("new", "borrowed") and not address:
                self.issues.append("*%s is NULL, but receives %s" % (parameter, what))
        for parameter, address in self.m.outs.items():
            if parameter in said or address == 0x5E or parameter.startswith("..."):
                continue
            if parameter in self.ignored:
                continue
            if any(
                w.role == "initial" and w.parameter == parameter for w in self.m.order
            ):
                continue
            self.issues.append(
                "*%s was written, but the table says nothing" % parameter
            )

    def check_keeps(self):
        """An argument that is held after a success must be said to be."""
        if self.outcome.get("fails") or self.m.exception:
            return
        keeps = self.outcome.get("keeps", {})
        for w in self.m.order:
            if w.role != "argument" or w.immortal or w.parameter in self.ignored:
                continue
            held = w.after - w.before - w.low
            variadic = w.parameter.startswith("...") and "..." in keeps
            said = w.parameter in self.kept or variadic
            # "any" is a possibility.
            must = keeps.get(w.parameter, "any") != "any" and not self.case.get(
                "varied"
            )
            if must and held < 1:
                self.issues.append("'%s' is not kept" % w.parameter)
            if not said and held > 0:
                self.issues.append(
                    "'%s' is kept, but the table does not say so" % w.parameter
                )

    def check_type(self):
        wanted = self.facts.get("type")
        other = self.function["type_names"].get(wanted)
        if (
            wanted
            and self.function["result"] == "o"
            and self.m.result_type
            and not {wanted.rpartition(".")[2], other} & set(self.m.result_type)
        ):
            self.issues.append(
                "the result is of type %s, not %s" % (self.m.result_type[0], wanted)
            )

    def describe_issues(self):
        return ["%s: %s" % (self.seen, issue) for issue in self.issues]

    def check_memory(self, blocks):
        """Blocks that remain, but for what the caller has to free."""
        owned = len(self.facts.get("out_memory", {}))
        if "allocates" in self.facts and self.m.result:
            owned += 1
        # What keeps an argument may need memory for that.
        holders = set(self.outcome.get("keeps", {}).values())
        if holders & ({"any"} | set(self.pointers)) or "remains" in self.case:
            return
        if blocks > owned:
            self.issues.append("%d blocks of memory remain after each call" % blocks)

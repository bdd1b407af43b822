# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads what `pyrefcheck-annotations dump` writes.

Each function becomes a dictionary whose outcomes are spelled as in the YAML
files: {"returns": "borrowed(list)", "raises": True, "steals": ["item"], ...}.
"""

RAISES = {"no": False, "yes": True}
LISTS = {"steal": "steals", "add": "adds", "release": "releases"}


def version(text):
    return tuple(int(part) for part in text.split("."))


def _returns(returns):
    kind = returns["kind"]
    if kind == "integer":
        low, high = returns.get("low"), returns.get("high")
        low = "min" if low is None else low
        high = "max" if high is None else high
        return "%s..%s" % (low, high)
    if "from" in returns:
        return "%s(%s)" % (kind, returns["from"])
    return kind


def _outcome(outcome):
    result = {"returns": _returns(outcome["returns"])}
    result["raises"] = RAISES.get(outcome["raises"], outcome["raises"])
    if outcome["fails"] != "never":
        result["fails"] = outcome["fails"]
    for effect in outcome["effects"]:
        kind, parameter = effect["kind"], effect["param"]
        if kind in LISTS:
            result.setdefault(LISTS[kind], []).append(parameter)
        elif kind == "keep":
            result.setdefault("keeps", {})[parameter] = effect["holder"]
        elif kind in ("out_replace", "out_consume"):
            result.setdefault("replaces", []).append(parameter)
        else:
            what = kind[len("out_") :]
            if "from" in effect:
                what += "(%s)" % effect["from"]
            result.setdefault("out", {})[parameter] = what
    return result


def of_version(dump, wanted):
    """The functions that a version of Python has, by name; those that are called
    through a pointer in a struct as "Struct.member"."""
    functions = {}
    for f in dump["functions"] + dump["members"]:
        if version(f.get("since", "3.0")) <= wanted <= version(f.get("until", "4.0")):
            functions[f["name"]] = dict(
                f, outcomes=[_outcome(o) for o in f["outcomes"]]
            )
    return functions


def formats(dump):
    """{"build": {"O": ["object"]}, ...}"""
    result = {}
    for f in dump["formats"]:
        result.setdefault(f["language"], {})[f["code"]] = f["roles"]
    return result

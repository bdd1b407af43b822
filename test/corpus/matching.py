# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""When two findings tell of the same thing, and which checker is for which bug."""

import re

from analyze import plain

# What a message is about: the parts in quotes. The rest is advice.
SUBJECT = re.compile(r"'([^']+)'")
RANKS = ("none", "low", "medium", "high")

PREFIX = "cpython.refcount."
LEAK = (PREFIX + "Leak",)
MEMORY_LEAK = ("cpython.memory.Leak",)
RELEASE = (PREFIX + "OverRelease", PREFIX + "UseAfterRelease", PREFIX + "Borrowed")

# The checkers that may rightly catch a kind of dev-bugs.tsv. These kinds are the
# ones that the totals are about; the others need checks that do not exist yet.
FITS = {
    "LEAK_INLINE_ARG": LEAK,
    "LEAK_ERROR_PATH": LEAK,
    "LEAK_OTHER": LEAK,
    "OVER_DECREF": RELEASE,
    "USE_AFTER_DECREF": RELEASE,
    "RETURN_BORROWED": RELEASE,
    "STOLEN_MISUSE": RELEASE,
    "BORROWED_USE_AFTER_OWNER": RELEASE,
    "MALLOC_LEAK": MEMORY_LEAK,
    "BUFFER_LEAK": MEMORY_LEAK,
    "MEMBER_OVERWRITE_LEAK": LEAK + MEMORY_LEAK,
    "DEALLOC_LEAK": LEAK + MEMORY_LEAK,
    "GIL": ("cpython.thread.",),
}


def counted(kind):
    return kind in FITS or kind.startswith("LEAK_")


def subject(finding):
    return set(SUBJECT.findall(plain(finding["message"])))


def similar(one, other):
    """The same checker speaks of the same object, and no less seriously: when a
    leak on an ordinary path is mended, one at memory exhaustion may remain."""
    if one["checker"] != other["checker"]:
        return False
    if RANKS.index(other["rank"]) < RANKS.index(one["rank"]):
        return False
    mine, theirs = subject(one), subject(other)
    return bool(mine & theirs) or mine == theirs


def without_like(before, after):
    """The findings of before that are not found again in after; each finding
    there stands for one, first for one of the same function."""
    left, rest = list(after), list(before)
    for same_function in (True, False):
        for f in list(rest):
            for g in left:
                if similar(f, g) and (f["function"] == g["function"] or not same_function):
                    left.remove(g)
                    rest.remove(f)
                    break
    return rest


def fits(finding, kind):
    return finding["checker"].startswith(FITS.get(kind, ()))


def is_leak(finding):
    return "leak" in (finding["checker"] + " " + finding["message"]).lower()


def pair_up(choices):
    """How many of these can have a finding of their own, given what fits each.

    choices: for every label the keys of the findings that match it."""
    owner = {}

    def place(index, tried):
        for key in choices[index]:
            if key not in tried:
                tried.add(key)
                if key not in owner or place(owner[key], tried):
                    owner[key] = index
                    return True
        return False

    return sum(place(index, set()) for index in range(len(choices)))

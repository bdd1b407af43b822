# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""When two findings tell of the same thing, and which checker is for which bug."""

import re

from analyze import plain

# What a message is about: the quoted parts and the names of the C-API.
SUBJECT = re.compile(r"'([^']+)'|\b(_?Py\w+)")

PREFIX = "cpython.refcount."
LEAK = (PREFIX + "Leak",)
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
}


def counted(kind):
    return kind in FITS or kind.startswith("LEAK_")


def subject(finding):
    return {a or b for a, b in SUBJECT.findall(plain(finding["message"]))}


def similar(one, other):
    """The same checker speaks of the same object."""
    if one["checker"] != other["checker"]:
        return False
    mine, theirs = subject(one), subject(other)
    return bool(mine & theirs) or mine == theirs

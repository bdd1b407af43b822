# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The Markdown tables of bugs.py."""

from matching import counted, pair_up


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell(c) for c in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def share(part, whole):
    return f"{part}/{whole} ({100 * part / whole:.0f} %)" if whole else "0/0"


def checkers(findings):
    names = {f["checker"].rsplit(".", 1)[-1] + " " + f["rank"] for f in findings}
    return ", ".join(sorted(names))


def versions(bug):
    """The versions of the row, and the stand-in where one was analysed."""
    texts = []
    for column, release in (("buggy_version", bug.buggy), ("fixed_version", bug.fixed)):
        text = bug.row[column]
        if release and release.version != text:
            text += f" ({release.version})"
        texts.append(text)
    return " → ".join(texts)


def bug_tables(bugs):
    head = ("project", "versions", "function", "kind", "object")
    head += ("outcome", "names the object", "reported", "reason of a miss")
    rows = []
    for bug in bugs:
        row = bug.row
        rows.append(
            (row["project"], versions(bug), row["function"], row["kind"], row["object"])
            + (bug.outcome, ("yes" if bug.named else "no") if bug.fits else "")
            + (checkers(bug.gone or bug.found),)
            + ("" if bug.outcome == "caught" else bug.reason,)
        )
    return (
        "## Historical bugs\n\n"
        "Caught: a checker for this kind of bug has a finding in that function of "
        "the buggy release that the fixed release does not have. It names the "
        "object when a note of its path or the source line there does; read those "
        "that do not.\n\n"
        + table(head, rows)
        + "\n### By kind\n\n"
        + kind_totals(bugs)
        + "\n"
    )


def kind_totals(bugs):
    head = ("kind", "rows", "available", "caught", "and names the object")
    head += ("any finding gone", "any finding", "missed without a reason")
    rows = []
    kinds = sorted({b.row["kind"] for b in bugs}, key=lambda k: (not counted(k), k))
    for kind in kinds:
        of_kind = [b for b in bugs if b.row["kind"] == kind]
        name = kind if counted(kind) else f"{kind} (not counted)"
        rows.append((name, *totals(of_kind)))
    rows.append(("**all counted**", *totals([b for b in bugs if counted(b.row["kind"])])))
    return table(head, rows)


def totals(bugs):
    available = [b for b in bugs if b.buggy]
    silent = [b for b in available if b.outcome != "caught" and not b.reason]
    return (
        len(bugs),
        len(available),
        share(sum(b.fits for b in available), len(available)),
        share(sum(b.fits and b.named for b in available), len(available)),
        share(sum(bool(b.gone) for b in available), len(available)),
        share(sum(bool(b.found) for b in available), len(available)),
        len(silent),
    )


def label_tables(labels):
    head = ("file", "function", "line", "kind", "label", "line here")
    head += ("same line ±3", "same function", "note")
    rows = [
        (label.row["file"], label.row["function"], label.row["line"])
        + (label.row["kind"], label.group, label.line)
        + (checkers(label.same_line) or "-", checkers(label.same_function) or "-")
        + (label.row["note"],)
        for label in labels
    ]
    return "## Labelled findings\n\n" + table(head, rows) + "\n" + label_totals(labels)


def label_totals(labels):
    head = ("project", "labels", "number", "same line ±3", "by a report of its own")
    head += ("same function",)
    rows = []
    projects = sorted({label.row["project"] for label in labels})
    groups = [(p, g) for p in projects for g in ("true", "wrong", "false")]
    groups += [("**all**", g) for g in ("true", "wrong", "false")]
    for project, group in groups:
        chosen = [
            label
            for label in labels
            if label.group == group and project in (label.row["project"], "**all**")
        ]
        lines = sum(bool(label.same_line) for label in chosen)
        own = pair_up([[f["key"] for f in label.same_line] for label in chosen])
        functions = sum(bool(label.same_function) for label in chosen)
        count = len(chosen)
        if count:
            rows.append(
                (project, group, count, share(lines, count), share(own, count))
                + (share(functions, count),)
            )
    return (
        "### Totals\n\n`wrong`: published as true, but the note says why it is none; "
        "`false`: published as false. Reports on these are likely false alarms.\n\n"
        + table(head, rows)
    )

#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""inspect_formats.py JSON SARIF PLIST HTML: checks what the four formats of one
run must have, the SARIF as GitHub's code scanning wants it."""

import html.parser
import json
import plistlib
import sys


def check_sarif(log, findings):
    assert log["version"] == "2.1.0" and len(log["runs"]) == 1
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"]
        assert rule["help"]["text"] and rule["help"]["markdown"].startswith("# ")
        properties = rule["properties"]
        assert properties["precision"] in ("very-high", "high", "medium", "low")
        assert properties["problem.severity"] in ("error", "warning", "recommendation")
        assert 0 < float(properties["security-severity"]) <= 10
        assert "security" in properties["tags"]
    assert len(run["results"]) == len(findings)
    for result, finding in zip(run["results"], findings):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding["check"]
        assert result["message"]["text"].startswith(finding["message"])
        assert result["partialFingerprints"]["primaryLocationLineHash"]
        check_location(result["locations"][0], finding["location"])
        flow = result["codeFlows"][0]["threadFlows"][0]["locations"]
        steps = finding["path"]
        assert len(flow) == len(steps) + 1
        for place, step in zip(flow, steps):
            check_location(place["location"], step["location"])
            assert place["location"]["message"]["text"] == step["message"]
        assert [r["id"] for r in result["relatedLocations"]] == [
            i + 1 for i in range(len(steps))
        ]
        assert "](1)" in result["message"]["text"]
        check_fix(result["fixes"], finding["fixes"])


def check_fix(fixes, expected):
    """One, of several insertions: several would be alternatives."""
    (fix,) = fixes
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "a%20b.c"
    assert "insert 'Py_DECREF(" in fix["description"]["text"]
    for replacement, part in zip(change["replacements"], expected):
        region = replacement["deletedRegion"]
        assert region["startLine"] == part["location"]["line"]
        assert region["startColumn"] == region["endColumn"] == part["location"]["column"]
        assert replacement["insertedContent"]["text"] == part["text"]
    assert len(change["replacements"]) == len(expected)


def check_location(location, expected):
    physical = location["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "a%20b.c", "uriBaseId": "%SRCROOT%"}
    region = physical["region"]
    for name in ("Line", "Column"):
        assert region["start" + name] == expected[name.lower()]
        assert region["end" + name] == expected["end" + name]


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.articles = 0
        self.text = ""
        self.open = []

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        assert not names.get("src") and not (names.get("href") or "#").startswith("http")
        self.articles += tag == "article"
        if tag not in ("meta", "input", "link", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text += data


def main():
    with open(sys.argv[1]) as f:
        findings = json.load(f)["findings"]
    assert len(findings) == 2
    with open(sys.argv[2]) as f:
        check_sarif(json.load(f), findings)
    with open(sys.argv[3], "rb") as f:
        data = plistlib.load(f)
    assert len(data["files"]) == 1
    assert len({d["issue_hash_content_of_line_in_context"] for d in data["diagnostics"]}) == 2
    for diagnostic, finding in zip(data["diagnostics"], findings):
        assert diagnostic["check_name"] == finding["check"]
        assert diagnostic["location"]["line"] == finding["location"]["line"]
        assert len(diagnostic["path"]) == len(finding["path"]) + 1
        fixes = diagnostic["path"][-1]["fixits"]
        assert [f["insert_string"] for f in fixes] == [f["text"] for f in finding["fixes"]]
    page = Page()
    with open(sys.argv[4], encoding="utf-8") as f:
        page.feed(f.read())
    page.close()
    assert not page.open and page.articles == 2
    for finding in findings:
        assert finding["message"] in page.text
        assert "insert 'Py_DECREF(" in page.text
        for step in finding["path"]:
            assert step["message"] in page.text


main()

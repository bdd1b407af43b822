#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""validate_sarif.py FILE: compares with the classes of PyPI's pydantic-sarif,
which are generated from the official schema."""

import json
import sys

from pydantic_sarif import model

with open(sys.argv[1]) as f:
    log = json.load(f)
model.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate(log)
print("%d results valid" % len(log["runs"][0]["results"]))

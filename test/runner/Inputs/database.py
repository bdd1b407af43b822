#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""database.py command|arguments DIRECTORY FILE... -- FLAG...: prints a
compile_commands.json of that form."""

import json
import shlex
import sys

form, directory = sys.argv[1:3]
split = sys.argv.index("--")
entries = []
for name in sys.argv[3:split]:
    arguments = ["cc", "-c", *sys.argv[split + 1 :], "-o", name + ".o", name]
    entry = {"directory": directory, "file": name}
    if form == "command":
        entry["command"] = " ".join(shlex.quote(a) for a in arguments)
    else:
        entry["arguments"] = arguments
    entries.append(entry)
json.dump(entries, sys.stdout, indent=1)

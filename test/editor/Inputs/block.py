# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""block.py PAGE TEST: prints the block of docs/editors.md that says it is
tested by TEST."""

import re
import sys

page, test = sys.argv[1:]
with open(page, encoding="utf-8") as f:
    blocks = re.findall(r"<!-- test: elsewhere \((.*?)\) -->\n```\w+\n(.*?)```", f.read(), re.S)
(found,) = [text for name, text in blocks if name == test]
sys.stdout.write(found)

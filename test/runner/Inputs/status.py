#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""status.py COMMAND...: succeeds if its exit status is 2."""

import subprocess
import sys

status = subprocess.run(sys.argv[1:]).returncode
if status != 2:
    sys.exit("exit status %d, expected 2" % status)

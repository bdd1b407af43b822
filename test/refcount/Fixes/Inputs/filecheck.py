# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""filecheck.py PYTHON-INCLUDE FILECHECK TEST: runs FileCheck with the prefix NEW
if those headers have Py_NewRef (3.10), else OLD."""

import os
import re
import subprocess
import sys

include, filecheck, test = sys.argv[1:]
with open(os.path.join(include, "patchlevel.h")) as f:
    minor = int(re.search(r"define\s+PY_MINOR_VERSION\s+(\d+)", f.read()).group(1))
prefix = "NEW" if minor >= 10 else "OLD"
sys.exit(subprocess.call([filecheck, test, "--check-prefixes=CHECK," + prefix]))

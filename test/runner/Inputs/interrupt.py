#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""interrupt.py PATH COMMAND...: interrupts the command as soon as a first result
is in that directory of the cache, or that file is not empty. Succeeds if its exit
status is then 2."""

import glob
import os
import signal
import subprocess
import sys
import time

process = subprocess.Popen(sys.argv[2:])
limit = time.monotonic() + 50


def reached(path):
    if os.path.isfile(path):
        return os.path.getsize(path) > 0
    return glob.glob(os.path.join(path, "results", "*", "*.json"))


while not reached(sys.argv[1]):
    if process.poll() is not None or time.monotonic() > limit:
        sys.exit("no result")
    time.sleep(0.05)
process.send_signal(signal.SIGINT)
start = time.monotonic()
status = process.wait(60)
if status != 2 or time.monotonic() - start > 20:
    sys.exit("exit status %d" % status)

# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Starts the program in data/bin that has the name of the command."""

import os
import sys


def start(name=None):
    here = os.path.dirname(os.path.abspath(__file__))
    directory = os.path.join(here, "data", "bin")
    program = os.path.join(directory, name or os.path.basename(sys.argv[0]))
    os.execv(program, [program] + sys.argv[1:])

/* Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <Python.h>
#if PY_VERSION_HEX >= 0x030B0000
#include <cpython/longintrepr.h>
#else
#include_next <longintrepr.h>
#endif

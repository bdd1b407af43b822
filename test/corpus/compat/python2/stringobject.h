/* Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Python 2's header; what it declared comes from ../python2.h. */

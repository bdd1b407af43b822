/*===- pyrefcheck.h - Facts about your own functions ------------*- C -*-===*\
|*                                                                          *|
|* Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.  *|
|* See LICENSE for license information.                                     *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                  *|
|*                                                                          *|
|*===----------------------------------------------------------------------===*|
|*                                                                          *|
|* Macros that tell pyrefcheck what a function does with references, for    *|
|* functions that it can't see into. Ship this file with your code: it      *|
|* needs nothing else, works in C89 and in C++, and means nothing to any    *|
|* compiler other than clang. The macros come before the declaration:       *|
|*                                                                          *|
|*   PYREFCHECK_RETURNS_BORROWED                                            *|
|*   PyObject *spam_current(void);                                          *|
|*                                                                          *|
|*   PYREFCHECK_RETURNS_NEW PYREFCHECK_STEALS(2)                            *|
|*   PyObject *spam_wrap(PyObject *owner, PyObject *item);                  *|
|*                                                                          *|
|* A function with one of them has no facts but those that its macros give. *|
|*                                                                          *|
\*===----------------------------------------------------------------------===*/

#ifndef PYREFCHECK_H
#define PYREFCHECK_H

#if defined(__clang__)
#define PYREFCHECK_ANNOTATE(TEXT)                                              \
  __attribute__((annotate("pyrefcheck:" TEXT)))
#else
#define PYREFCHECK_ANNOTATE(TEXT)
#endif
#define PYREFCHECK_TEXT(N) PYREFCHECK_TEXT_(N)
#define PYREFCHECK_TEXT_(N) #N

/** The result is a new reference, which the caller has to give up; or NULL
 *  and an exception. */
#define PYREFCHECK_RETURNS_NEW PYREFCHECK_ANNOTATE("returns_new")

/** The result is a borrowed reference, which the caller must not give up; or
 *  NULL and an exception. */
#define PYREFCHECK_RETURNS_BORROWED PYREFCHECK_ANNOTATE("returns_borrowed")

/** The function takes over the caller's reference to its Nth argument (the
 *  first is 1), also if it fails. For several arguments, repeat it. */
#define PYREFCHECK_STEALS(N) PYREFCHECK_ANNOTATE("steals:" PYREFCHECK_TEXT(N))

/** The function leaves the references of its arguments as they are, and keeps
 *  none; for one that needs none of the macros above. */
#define PYREFCHECK_BORROWS_ARGUMENTS PYREFCHECK_ANNOTATE("borrows_arguments")

#endif /* PYREFCHECK_H */

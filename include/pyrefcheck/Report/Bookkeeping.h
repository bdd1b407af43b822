//===- Bookkeeping.h - Whose doing a finding is -----------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// In a function that Cython has made of the user's, Cython counts references
/// to what the user's language calls an object. The user counts those behind
/// PyObject pointers, and those that are added or given up in so many words
/// (cpython.ref). The generated code tells them apart: Cython writes
/// __Pyx_INCREF and the like for its own, and what a call returns is its own if
/// a __Pyx_GOTREF follows.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_REPORT_BOOKKEEPING_H
#define PYREFCHECK_REPORT_BOOKKEEPING_H

#include "pyrefcheck/Model/ApiTypes.h"
#include "pyrefcheck/Report/Finding.h"

namespace pyrefcheck {

/// Where \p F, which is about what happens at \p Where, is to be shown in a file
/// that Cython has written: a wrong act of Cython's that follows from one of the
/// user's is shown at the user's. Nothing if each step was Cython's: that is
/// Cython's bug, or none, and nothing that the user could change.
Place usersPart(const Finding &F, Place Where, const ApiTypes &Types);

/// Whether the object was what the function was about to return when a finally
/// clause, or the end of a with statement, began. Cython puts it aside in a
/// temporary, which it does not release if an exception is raised there. That
/// is true, but nothing that the user has written.
bool isSavedResult(const Finding &F);

} // namespace pyrefcheck

#endif // PYREFCHECK_REPORT_BOOKKEEPING_H

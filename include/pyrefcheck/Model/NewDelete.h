//===- NewDelete.h - Memory of new and delete -------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What new makes is not tracked: the engine's own checkers do that. They know
/// nothing of the API's functions, though, so memory that goes from one to the
/// other is ours to report.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_NEWDELETE_H
#define PYREFCHECK_MODEL_NEWDELETE_H

#include "pyrefcheck/Model/PathEditor.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"

namespace pyrefcheck {

/// If \p Sym is what a new expression made with the operator new of the
/// standard library, and \p Freed frees memory of the family \p Of: says that
/// it must not.
bool reportNewFreed(SymbolRef Sym, const Family &Of, const CallRecord &Freed,
                    const Table &Facts, PathEditor &Editor);

/// If \p Call is the delete of memory that a function with facts allocated:
/// says that it must not.
bool reportDeleted(const clang::ento::CallEvent &Call, const Table &Facts,
                   PathEditor &Editor);

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_NEWDELETE_H

//===- FreedAfter.h - Who keeps what a call was given -----------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Code that frees memory after it gave it to a function of another file shows
/// that this function has not taken it over.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_FREEDAFTER_H
#define PYREFCHECK_MODEL_FREEDAFTER_H

#include "pyrefcheck/Model/FactLookup.h"
#include "pyrefcheck/Model/PathEditor.h"
#include "clang/AST/Expr.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"

namespace pyrefcheck {

/// Whether the function that \p LC is in frees what \p Var points to (which is
/// passed to \p Call) straight on from there: not only in a branch, which may
/// be the one for a callee that failed to take it over.
bool isFreedAfter(const clang::Expr *Call, const clang::VarDecl *Var,
                  const clang::LocationContext *LC, const FactLookup &Lookup);

/// Whether the code takes \p Call, whose body can't be seen, for one that takes
/// over the object in \p Var if it succeeds: it gives the object up if the call
/// fails, and does not touch it any more if not.
bool isHandedOver(const clang::Expr *Call, const clang::VarDecl *Var,
                  const clang::LocationContext *LC, const FactLookup &Lookup);

/// Whether \p D, or a function that it calls, gives back something of \p Of.
/// A function that never does leaves that to another one.
bool givesBack(const clang::Decl *D, const Family &Of,
               const FactLookup &Lookup);

/// The engine loses a lambda that is passed and returned by value. What those
/// among the arguments of \p Call capture and may give up is in their hands
/// from here on; false if there is nothing.
bool entrustClosures(const clang::ento::CallEvent &Call,
                     const FactLookup &Lookup, PathEditor &Editor);

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_FREEDAFTER_H

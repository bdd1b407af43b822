//===- Wording.h - What the reports say -------------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The words of all messages and path notes. A message names the kind, the
/// object and the act that would mend it, and no variable.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_REPORT_WORDING_H
#define PYREFCHECK_REPORT_WORDING_H

#include "pyrefcheck/Model/PathEditor.h"
#include "pyrefcheck/Report/Finding.h"
#include <string>

namespace pyrefcheck {
namespace wording {

/// \p Name as users write it: macros stand before some internal names.
std::string quoted(llvm::StringRef Name);

std::string leak(const ObjectState &O);
std::string useAfterRelease(const FoundFault &F);
std::string overRelease(const FoundFault &F);
std::string overdrawn(const ObjectState &O);
std::string storedUnowned(const ObjectState &O);
std::string overdrawnStatic(llvm::StringRef Name);
std::string storedUnownedStatic(llvm::StringRef Name);
std::string borrowedReturn(const FoundFault &F);
std::string borrowedUse(const FoundFault &F);
std::string memoryLeak(const ObjectState &O);
std::string memoryLostHere(const ObjectState &O);
std::string doubleFree(const FoundFault &F);
std::string useAfterFree(const FoundFault &F);
std::string mismatchedFree(const FoundFault &F);
std::string detachedCall(const FoundFault &F);
std::string keptType();
llvm::StringRef rank(Rank R);

std::string lostHere();
std::string lostByThrow();
std::string failed(llvm::StringRef Function);
/// What the step from \p Before (null: unknown so far) to \p After is, in
/// words; empty if nothing worth a note. \p By: the function called there, or
/// empty.
std::string step(const ObjectState *Before, const ObjectState &After,
                 llvm::StringRef By);

} // namespace wording
} // namespace pyrefcheck

#endif // PYREFCHECK_REPORT_WORDING_H

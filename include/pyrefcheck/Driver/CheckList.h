//===- CheckList.h - The checks, for the programs ---------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_CHECKLIST_H
#define PYREFCHECK_DRIVER_CHECKLIST_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace pyrefcheck {
namespace driver {

struct CheckInfo {
  llvm::StringLiteral Name;
  llvm::StringLiteral Help;
  llvm::StringLiteral Title;
};

/// From Checks/Checks.def.
llvm::ArrayRef<CheckInfo> allChecks();
/// Null if there is none of that name.
const CheckInfo *findCheck(llvm::StringRef Name);

/// Whether \p Pattern is \p Check or a package that it is in.
bool matchesCheck(llvm::StringRef Check, llvm::StringRef Pattern);
/// Whether \p Pattern names any check.
bool namesCheck(llvm::StringRef Pattern);
/// "unknown check 'x'; did you mean 'y'?"
std::string unknownCheck(llvm::StringRef Name);

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_CHECKLIST_H

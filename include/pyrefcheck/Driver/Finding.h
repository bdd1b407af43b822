//===- Finding.h - A finding as data ----------------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the programs know of a finding: nothing of clang, all in values.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_FINDING_H
#define PYREFCHECK_DRIVER_FINDING_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <string>
#include <vector>

namespace pyrefcheck {
namespace driver {

/// Best first; the same as in the plugin's messages.
enum class Rank { High, Medium, Low };

llvm::StringRef rankName(Rank R);
/// False if \p Name is no rank.
bool parseRank(llvm::StringRef Name, Rank &R);

/// A piece of a file; lines and columns count from 1, the end is exclusive.
struct Region {
  std::string File;
  unsigned Line = 0, Column = 0;
  unsigned EndLine = 0, EndColumn = 0;
};

/// One event on the path to the bug.
struct Step {
  Region Where;
  std::string Message;
  unsigned Depth = 0; ///< of the call stack
};

struct FixIt {
  Region Where;
  std::string Text;
};

struct Finding {
  std::string Check;    ///< "cpython.refcount.Leak"
  std::string Title;    ///< "Reference leak"
  std::string Message;  ///< without the rank
  std::string Function; ///< that it is in; may be empty
  Rank R = Rank::High;
  Region Where;
  std::vector<Step> Path; ///< without the last event, which repeats Message
  std::vector<FixIt> Fixes;
  std::string Fingerprint; ///< see Fingerprint.h
  // For FunctionResults only:
  int Entry = -1;     ///< the function whose analysis found it
  bool IsAct = false; ///< reported where something wrong is done

  /// The order in which findings are shown: by place.
  bool operator<(const Finding &Other) const;
};

/// What its fixes do, for people: "insert 'Py_DECREF(x);'".
std::string fixTitle(const Finding &F);

llvm::json::Value toJSON(const Finding &F);
/// False, and an error in \p Path, if \p V is not what toJSON() writes.
bool fromJSON(const llvm::json::Value &V, Finding &F, llvm::json::Path Path);

/// One of each bug: of those with the same check, place and message (a header
/// or an included source is seen by several units), the one with the best rank.
/// Sorts.
void removeDuplicates(std::vector<Finding> &Findings);

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_FINDING_H

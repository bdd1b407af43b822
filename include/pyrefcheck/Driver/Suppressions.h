//===- Suppressions.h - Comments that say: not here -------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_SUPPRESSIONS_H
#define PYREFCHECK_DRIVER_SUPPRESSIONS_H

#include "pyrefcheck/Driver/Finding.h"
#include <map>
#include <set>

namespace pyrefcheck {
namespace driver {

/// `pyrefcheck: ignore[CHECK, ...] REASON` in a comment. It is about the line
/// that it is on, or the next one with code if nothing else is on its own.
struct Suppression {
  unsigned Line = 0;   ///< where the comment is
  unsigned Target = 0; ///< the line it is about
  std::vector<std::string> Checks;
  std::string Reason;
  std::string Mistake; ///< why it counts for nothing
  bool Used = false;
};

/// Those in the text of a C or C++ file.
std::vector<Suppression> findSuppressions(llvm::StringRef Text);

/// The suppressions of all files that were looked at.
class Suppressions {
public:
  void addFile(const std::string &File);
  /// The same for a file whose text is not that on the disk.
  void add(const std::string &File, llvm::StringRef Text);

  /// Whether a comment suppresses \p F; the comment is used then.
  bool suppresses(const Finding &F);

  /// "file:line: warning: ..." of what is wrong or suppressed nothing. Comments
  /// about a check for which \p WasEnabled is false are left out.
  std::vector<std::string>
  complaints(llvm::StringRef Root,
             const std::set<std::string> &EnabledChecks) const;

private:
  std::map<std::string, std::vector<Suppression>> Files;
};

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_SUPPRESSIONS_H

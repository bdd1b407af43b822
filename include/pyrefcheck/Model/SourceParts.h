//===- SourceParts.h - The functions' texts in the main file ----*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Divides the main file into parts, one a function definition, and the rest:
/// what other functions can see without looking into a body. While the rest is
/// the same, the parts are the same functions in the same order, wherever
/// their lines have moved to.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_SOURCEPARTS_H
#define PYREFCHECK_MODEL_SOURCEPARTS_H

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <string>
#include <vector>

namespace clang {
class ASTContext;
class FunctionDecl;
class SourceManager;
} // namespace clang

namespace pyrefcheck {

class SourceParts {
public:
  struct Part {
    unsigned Begin = 0, End = 0; ///< offsets in the main file
    /// Up to here others see it: declarator, or all of it.
    unsigned Public = 0;
    uint64_t Hash = 0; ///< of the text
  };
  static constexpr unsigned None = ~0u;

  /// Finds the parts: one for each of \p Definitions that is written in the
  /// main file and in no other one.
  void read(llvm::ArrayRef<const clang::FunctionDecl *> Definitions,
            const clang::ASTContext &Ctx);

  const std::vector<Part> &parts() const { return Parts; }
  /// The index of the part that \p L is in, or None.
  unsigned partAt(clang::SourceLocation L) const;
  /// Shows what is in part \p I, as a declaration, to all others.
  void publish(unsigned I) { Parts[I].Public = Parts[I].End; }
  /// Part \p I is another one at another line, or if \p Facts are others.
  void dependOnLine(unsigned I) { Parts[I].Hash += lineOf(Parts[I].Begin); }
  void dependOn(unsigned I, llvm::StringRef Facts);
  /// The tokens of the main file that are not hidden in a body.
  std::string mainRest() const;
  /// A hash of all other files, and of macros from the command line.
  uint64_t restHash() const;
  unsigned lineOf(unsigned Offset) const;
  unsigned columnOf(unsigned Offset) const;

private:
  const clang::SourceManager *SM = nullptr;
  const clang::ASTContext *Ctx = nullptr;
  std::vector<Part> Parts; ///< in order
};

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_SOURCEPARTS_H

//===- WrittenMembers.h - Which members a body writes -----------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The engine does not look into every call whose body it could see (a limit is
/// reached, a recursion), and forgets everything that the function can reach.
/// Read without paths, bodies show which members nobody writes.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_WRITTENMEMBERS_H
#define PYREFCHECK_MODEL_WRITTENMEMBERS_H

#include "pyrefcheck/Model/FactLookup.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <memory>

namespace pyrefcheck {

class WrittenMembers {
public:
  explicit WrittenMembers(const FactLookup &Lookup) : Lookup(Lookup) {}

  /// Whether a call of \p FD may write \p Field of some struct. True unless
  /// its body, and those of all that it calls, show otherwise.
  bool mayWrite(const clang::FunctionDecl *FD, const clang::FieldDecl *Field);

  /// Reads the body of \p FD now; see BodyFacts.
  void read(const clang::FunctionDecl *FD) { summaryOf(FD); }

private:
  struct Summary {
    llvm::SmallPtrSet<const clang::FieldDecl *, 8> Written;
    /// Structs that went to somebody whose body is unknown.
    llvm::SmallPtrSet<const clang::RecordDecl *, 4> Given;
    bool Anything = false;
    bool Done = false;
  };

  class Reader;
  const Summary *summaryOf(const clang::FunctionDecl *FD);

  const FactLookup &Lookup;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Summary>>
      Summaries;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_WRITTENMEMBERS_H

//===- BodyFacts.h - What a function's body shows of it ---------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For calls that the engine does not look into: whether the callee returns a
/// new reference, and which arguments it may take over. A body is read once,
/// without paths; without one, the C API's own convention holds (arguments are
/// lent), unless the call looks otherwise.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_BODYFACTS_H
#define PYREFCHECK_MODEL_BODYFACTS_H

#include "pyrefcheck/Model/ApiTypes.h"
#include "pyrefcheck/Model/FactLookup.h"
#include "llvm/ADT/DenseMap.h"
#include <deque>

namespace pyrefcheck {

class BodyFacts {
public:
  BodyFacts(const FactLookup &Lookup, const ApiTypes &Types)
      : Lookup(Lookup), Types(Types) {}

  /// Facts for the result of \p FD, if its body shows that every result is a
  /// new reference or NULL; else null.
  const Function *result(const clang::FunctionDecl *FD);

  /// Reads the body of \p FD now. Where functions call each other, it makes a
  /// difference which one is read first.
  void read(const clang::FunctionDecl *FD) { summaryOf(FD); }

  /// Whether \p Call may take over the reference to, or keep without counting,
  /// the object given as argument \p Index.
  bool mayTake(const clang::ento::CallEvent &Call, unsigned Index);

  /// Whether \p FD may free, keep or pass on the memory that it gets as
  /// argument \p Index; true if its body can't be seen.
  bool mayKeepMemory(const clang::FunctionDecl *FD, unsigned Index);

private:
  struct Summary {
    bool ReturnsNew = false;
    uint32_t Takes = 0; ///< one bit a parameter
    uint32_t Keeps = 0; ///< the same, if it is memory
    bool Done = false;
    Function F;
    Outcome Outcomes[2];
  };

  class Reader;
  const Summary *summaryOf(const clang::FunctionDecl *FD);

  const FactLookup &Lookup;
  const ApiTypes &Types;
  std::deque<Summary> Storage;
  llvm::DenseMap<const clang::FunctionDecl *, Summary *> Summaries;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_BODYFACTS_H

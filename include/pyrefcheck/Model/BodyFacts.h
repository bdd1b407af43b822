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
/// lent), unless the call looks otherwise, or another file of the project has
/// it: programs that analyse a whole project let each file tell first what its
/// functions do, in a file with a line for each,
///
///   KEY <tab> 0|1 <tab> HEX <tab> HEX
///
/// which are: its name (in C++ with namespaces and type), whether each result
/// is a new reference or NULL, and, one bit a parameter, which objects it may
/// take over and which memory it may keep.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_BODYFACTS_H
#define PYREFCHECK_MODEL_BODYFACTS_H

#include "pyrefcheck/Model/ApiTypes.h"
#include "pyrefcheck/Model/FactLookup.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <deque>
#include <string>

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

  /// Writes what this file's functions do that others can call.
  void write(const clang::TranslationUnitDecl *TU, llvm::StringRef File);
  /// Reads what those of other files do. False if \p File can't be read.
  bool readOthers(llvm::StringRef File);
  /// Whether the body of \p FD is in another file, and known.
  bool isElsewhere(const clang::FunctionDecl *FD) const {
    return FD && !FD->hasBody() && elsewhere(FD);
  }
  /// In one line, what is known of \p FD from another file; else empty.
  std::string describe(const clang::FunctionDecl *FD) const;

private:
  struct Summary {
    bool ReturnsNew = false;
    uint32_t Takes = 0; ///< one bit a parameter
    uint32_t Keeps = 0; ///< the same, if it is memory
    bool Done = false;
    Function F;
    Outcome Outcomes[2];
    void finish(llvm::StringRef Name);
  };

  class Reader;
  const Summary *summaryOf(const clang::FunctionDecl *FD);
  const Summary *elsewhere(const clang::FunctionDecl *FD) const;
  bool mayTakeUnseen(const clang::CallExpr *CE, const clang::FunctionDecl *FD,
                     unsigned Index) const;

  const FactLookup &Lookup;
  const ApiTypes &Types;
  std::deque<Summary> Storage;
  llvm::DenseMap<const clang::FunctionDecl *, Summary *> Summaries;
  llvm::StringMap<Summary *> Others; ///< by key
};

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_BODYFACTS_H

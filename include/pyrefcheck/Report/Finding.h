//===- Finding.h - What was found, before it is shown -----------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Collects the findings of one check during the analysis of one function and
/// shows each bug once: on the path on which the least has to fail.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_REPORT_FINDING_H
#define PYREFCHECK_REPORT_FINDING_H

#include "pyrefcheck/Model/ApiTypes.h"
#include "pyrefcheck/Model/RefcountModel.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugType.h"
#include <map>
#include <string>

namespace pyrefcheck {

/// How likely it is that the path is taken.
enum class Rank {
  High,   ///< nothing has to fail
  Medium, ///< an ordinary error has to happen
  Low,    ///< memory exhaustion, or only at start-up
};

struct Finding {
  std::string Message; ///< without the rank; no variable names (one bug, once)
  SymbolRef Sym = nullptr;
  const clang::ento::MemRegion *Static = nullptr;
  const clang::ento::ExplodedNode *Node = nullptr;
  Place Where;         ///< where it is reported
  /// What happens at Node, if that is another place than Where.
  std::string LastNote;
  Rank R = Rank::High;
  /// The path ends with an exception.
  bool Thrown = false;
};

/// How likely the path to \p Event is. \p MemoryUnsafe: an ordinary error is
/// all that an attacker needs.
Rank rankOf(const PathEvent &Event, bool MemoryUnsafe);
/// The same for what had to fail (see getFailures()).
Rank rankOfFailures(unsigned Failed, bool MemoryUnsafe);

/// Lets one place of each function through.
class FirstPlaces {
public:
  bool insert(const clang::Decl *Function, const clang::Expr *E) {
    return Places.try_emplace(Function, E).first->second == E;
  }

private:
  llvm::DenseMap<const clang::Decl *, const clang::Expr *> Places;
};

class FindingSet {
public:
  void add(Finding F) { Findings.push_back(std::move(F)); }
  /// Gives all findings to the engine and forgets them. \p AtThrow, if given,
  /// is for what is lost where an exception leaves the function; else this is
  /// no bug.
  void flush(const clang::ento::BugType &Type, const ApiTypes &Types,
             clang::ento::BugReporter &BR,
             const clang::ento::BugType *AtThrow = nullptr);

private:
  std::vector<Finding> Findings;
  /// What this file's reports have shown, by place and message.
  std::map<std::pair<unsigned, std::string>, Rank> Shown;
};

/// \p P, or the call in the user's code that led there if \p P is in one of
/// the API's own headers.
Place userPlace(Place P, const ApiTypes &Types);

} // namespace pyrefcheck

#endif // PYREFCHECK_REPORT_FINDING_H

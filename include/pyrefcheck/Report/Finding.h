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
#include <tuple>

namespace pyrefcheck {

/// How likely it is that the path is taken.
enum class Rank {
  High,   ///< nothing has to fail
  Medium, ///< an ordinary error has to happen
  Low,    ///< memory exhaustion, or only at start-up
};

/// What could mend a finding, if a place for it is found.
enum class Remedy {
  None,
  Release,      ///< of the one reference, or memory, that is lost
  AddReference, ///< to the borrowed one that is returned
};

class FixFinder;

struct Finding {
  std::string Message; ///< without the rank; no variable names (one bug, once)
  SymbolRef Sym = nullptr;
  const clang::ento::MemRegion *Static = nullptr;
  const clang::ento::ExplodedNode *Node = nullptr;
  Place Where; ///< where it is reported
  /// What happens at Node, if that is another place than Where.
  std::string LastNote;
  Rank R = Rank::High;
  /// The path ends with an exception.
  bool Thrown = false;
  Remedy Mend = Remedy::None;
  /// What frees the memory that is lost; empty: Py_DECREF.
  llvm::StringRef Free;
};

/// A step of a finding's path, at a place in the source that the user wrote.
struct MappedNote {
  clang::SourceLocation At;
  std::string Text;

  bool operator==(const MappedNote &O) const {
    return At == O.At && Text == O.Text;
  }
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
  void clear() { Places.clear(); }

private:
  llvm::DenseMap<const clang::Decl *, const clang::Expr *> Places;
};

class FindingSet {
public:
  void add(Finding F) { Findings.push_back(std::move(F)); }
  /// Gives all findings to the engine and forgets them. \p AtThrow, if given,
  /// is for what is lost where an exception leaves the function; else this is
  /// no bug. With \p Mark (see FunctionCache), which goes into the messages,
  /// what other functions have shown makes no difference.
  void flush(const clang::ento::BugType &Type, const ApiTypes &Types,
             FixFinder &Fixes, clang::ento::BugReporter &BR,
             const clang::ento::BugType *AtThrow = nullptr,
             llvm::StringRef Mark = "");
  /// Shows what was found in generated code, at the end of the file. The engine
  /// can't: it takes locations from the code that it has analysed.
  void showMapped(const clang::ento::BugType &Type,
                  clang::ento::BugReporter &BR);

private:
  /// A finding in generated code.
  struct Mapped {
    std::string Message;
    clang::SourceLocation At;
    const clang::Decl *In = nullptr;
    std::vector<MappedNote> Notes;
    Rank R = Rank::Low;
  };
  void map(const Finding &F, clang::SourceLocation At, const ApiTypes &Types,
           clang::ento::BugReporter &BR);

  bool isRepeated(const Finding &F, clang::SourceLocation Expansion,
                  const clang::SourceManager &SM);

  std::vector<Finding> Findings;
  /// Where a macro has led to a finding: by function, place in the macro's text
  /// and message.
  std::map<std::tuple<const clang::Decl *, unsigned, std::string>, unsigned>
      InMacros;
  /// What this file's reports have shown, by place and message.
  std::map<std::pair<unsigned, std::string>, Rank> Shown;
  /// The best path to each, by the same.
  std::map<std::pair<unsigned, std::string>, Mapped> AllMapped;
};

/// \p P, or the call in the user's code that led there if \p P is in one of
/// the API's own headers or a helper that was generated.
Place userPlace(Place P, const ApiTypes &Types);

/// The statement at which the path is that lost an object at \p N.
const clang::Stmt *statementAfter(const clang::ento::ExplodedNode *N);

} // namespace pyrefcheck

#endif // PYREFCHECK_REPORT_FINDING_H

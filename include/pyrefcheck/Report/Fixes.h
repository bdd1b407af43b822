//===- Fixes.h - Changes that mend what was found ---------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A change is offered only where it is certain: on every path that the engine
/// has followed to that place the same is wrong, and there is no other path.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_REPORT_FIXES_H
#define PYREFCHECK_REPORT_FIXES_H

#include "pyrefcheck/Report/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseSet.h"
#include <map>
#include <vector>

namespace clang {
class ASTContext;
class CFGBlock;
class ParentMap;
class StackFrameContext;
} // namespace clang

namespace pyrefcheck {

using FixList = std::vector<clang::FixItHint>;

/// \p Code, a statement, before \p S; in braces if it has to be. Empty if \p S
/// stands where nothing can be inserted, as in a macro.
FixList insertBefore(const clang::Stmt *S, llvm::StringRef Code,
                     const clang::ParentMap &Parents,
                     const clang::ASTContext &Ctx);
/// \p Before and \p After around \p E.
FixList wrap(const clang::Expr *E, llvm::StringRef Before,
             llvm::StringRef After, const clang::ASTContext &Ctx);

/// Which local variables a piece of code must not name, lest it needs what is
/// given up before it.
enum class Naming {
  ToMemory,  ///< those that may point into memory: no numbers, no objects
  AnyPointer ///< all but numbers
};
bool names(const clang::Stmt *S, const clang::VarDecl *Var);
bool namesAny(const clang::Stmt *S, Naming Kind, const ApiTypes &Types);

/// Finds the changes for the findings of one check in one function.
class FixFinder {
public:
  FixFinder(clang::ento::ExplodedGraph &Graph, const ApiTypes &Types,
            const clang::Preprocessor &PP, unsigned PythonHex);

  /// Before find(): all that was found, also twice.
  void read(llvm::ArrayRef<Finding> All);
  FixList find(const Finding &F);

private:
  using Node = clang::ento::ExplodedNode;
  enum class Held { Lost, LostIfNotNull, Null, Other };

  /// How many nodes are looked at for all findings of a function; then there
  /// are no more fixes. The same in every run.
  static constexpr size_t MaxSteps = 1000000;

  FixList release(const Finding &F);
  FixList releaseBefore(const clang::Stmt *Before, const clang::VarDecl *Var,
                        const Finding &F);
  FixList addReference(const Finding &F);
  const clang::Stmt *placeOf(const Finding &F) const;

  // FixPaths.cpp
  bool isTopFrame(const Node *N) const;
  const clang::CFGBlock *entryOf(const clang::Stmt *Loop) const;
  bool isAt(const Node *N, const clang::Stmt *Target) const;
  const std::vector<const Node *> &lastNodesAt(const clang::Stmt *Target) const;
  std::vector<const Node *> endsAfter(const Node *From) const;
  bool spend(size_t Nodes) const;
  bool allWaysSeen(const clang::CFGBlock *To) const;

  // FixVariables.cpp
  std::vector<const clang::VarDecl *> holders(const Finding &F) const;
  bool isNameClear(const clang::VarDecl *Var, const clang::Stmt *Target) const;
  bool lendsNothing(const clang::VarDecl *Var, const Finding &F) const;

  // FixPaths.cpp
  bool losesAll(const clang::VarDecl *Var, const clang::Stmt *Target,
                const Finding &F, bool &MayBeNull) const;
  bool follow(const Node *End, const clang::StackFrameContext *Frame,
              const clang::VarDecl *Var, const clang::Stmt *Target,
              const Finding &F, bool &MayBeNull, bool &SawFinding) const;
  Held classify(llvm::ArrayRef<const Node *> Path, clang::ento::SVal V,
                const Finding &F, bool &SawFinding) const;

  clang::ento::ExplodedGraph &Graph;
  const ApiTypes &Types;
  const clang::Preprocessor &PP;
  unsigned PythonHex;
  const clang::LocationContext *Top = nullptr;
  /// Nodes at which a symbol's only reference is lost.
  llvm::DenseSet<std::pair<const Node *, SymbolRef>> Losses;
  /// Returns of borrowed references: the nodes after the fault.
  llvm::DenseSet<const Node *> Lent;
  /// The blocks that the engine has been in; filled when first asked for.
  mutable llvm::DenseSet<const clang::CFGBlock *> Entered;
  mutable std::map<const clang::Stmt *, std::vector<const Node *>> LastNodes;
  mutable size_t Left = MaxSteps;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_REPORT_FIXES_H

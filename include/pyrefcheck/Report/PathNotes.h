//===- PathNotes.h - The notes that follow a count --------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_REPORT_PATHNOTES_H
#define PYREFCHECK_REPORT_PATHNOTES_H

#include "pyrefcheck/Model/ApiTypes.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugReporterVisitors.h"
#include <string>

namespace pyrefcheck {

/// Tells, along a report's path, what happened to the references of one object
/// and which calls had to fail.
class PathNotes final : public clang::ento::BugReporterVisitor {
public:
  PathNotes(SymbolRef Sym, const clang::ento::MemRegion *Static,
            const ApiTypes &Types, std::string LastNote,
            const clang::Stmt *LastStmt)
      : Sym(Sym), Static(Static), Types(Types), LastNote(std::move(LastNote)),
        LastStmt(LastStmt) {}

  void Profile(llvm::FoldingSetNodeID &ID) const override;
  clang::ento::PathDiagnosticPieceRef
  VisitNode(const clang::ento::ExplodedNode *N,
            clang::ento::BugReporterContext &BRC,
            clang::ento::PathSensitiveBugReport &BR) override;

  /// What VisitNode() says at \p N, and where.
  std::string noteAt(const clang::ento::ExplodedNode *N,
                     const clang::SourceManager &SM,
                     clang::ento::PathDiagnosticLocation &L,
                     const clang::Decl *&In);

private:
  std::string describe(const clang::ento::ExplodedNode *N,
                       const clang::ento::ExplodedNode *Pred) const;

  SymbolRef Sym;
  const clang::ento::MemRegion *Static;
  const ApiTypes &Types;
  std::string LastNote;
  /// Where that stands, if it is not where the path ends.
  const clang::Stmt *LastStmt;
  bool First = true;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_REPORT_PATHNOTES_H

//===- Mapped.cpp - Findings in generated code ----------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A finding in code that Cython has generated is shown in the source that the
/// user wrote. The engine can only speak of statements that it has analysed, so
/// such reports don't go through it: they are handed to those who write
/// diagnostics as a whole, path included.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Report/Bookkeeping.h"
#include "pyrefcheck/Report/Finding.h"
#include "pyrefcheck/Report/PathNotes.h"
#include "pyrefcheck/Report/Wording.h"
#include "pyrefcheck/Support/ClangCompat.h"
#include "clang/AST/Expr.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugReporter.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"
#include <algorithm>

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

void FindingSet::map(const Finding &F, SourceLocation At, const ApiTypes &Types,
                     BugReporter &BR) {
  // One line of the user's source is many expressions: the same said of two of
  // them is said once.
  auto [It, New] = AllMapped.try_emplace({At.getRawEncoding(), F.Message});
  Mapped &Best = It->second;
  Rank R = isSavedResult(F) ? Rank::Low : F.R;
  if (!New && Best.R < R)
    return;
  const SourceManager &SM = BR.getSourceManager();
  PathNotes Notes(F.Sym, F.Static, Types, F.LastNote, statementAfter(F.Node));
  std::vector<MappedNote> Steps;
  // The first predecessor is the one that a node was made from: a path.
  for (const ExplodedNode *N = F.Node; N; N = N->getFirstPred()) {
    PathDiagnosticLocation L;
    const Decl *In = nullptr;
    std::string Text = Notes.noteAt(N, SM, L, In);
    if (Text.empty())
      continue;
    SourceLocation Users = Types.cython().userLocation(L.asLocation(), In);
    MappedNote Note{Users.isValid() ? Users : At, Text};
    if (Steps.empty() || !(Steps.back() == Note))
      Steps.push_back(std::move(Note));
  }
  std::reverse(Steps.begin(), Steps.end());
  if (!New && Best.R == R && Best.Notes.size() <= Steps.size())
    return;
  Best = {F.Message, At, F.Where.LC->getDecl(), std::move(Steps), R};
}

void FindingSet::showMapped(const BugType &Type, BugReporter &BR) {
  const SourceManager &SM = BR.getSourceManager();
  for (auto &Entry : AllMapped) {
    const Mapped &M = Entry.second;
    std::string Message =
        (M.Message + " [rank: " + wording::rank(M.R) + "]").str();
    PathDiagnosticLocation Where(M.At, SM);
    for (auto &Consumer : BR.getPathDiagnosticConsumers()) {
      auto Shown = compat::pathDiagnostic(Type.getCheckerName(), M.In,
                                          Type.getDescription(), Message,
                                          Type.getCategory(), Where);
      for (const MappedNote &Note : M.Notes) {
        // Whoever can't show several files would show nothing at all.
        if (!Consumer->supportsCrossFileDiagnostics() &&
            SM.getFileID(Note.At) != SM.getFileID(M.At))
          continue;
        Shown->getActivePath().push_back(
            std::make_shared<PathDiagnosticEventPiece>(
                PathDiagnosticLocation(Note.At, SM), Note.Text, true));
      }
      auto End = std::make_shared<PathDiagnosticEventPiece>(Where, Message);
      End->setPrunable(false);
      Shown->setEndOfPath(std::move(End));
      Consumer->HandlePathDiagnostic(std::move(Shown));
    }
  }
  AllMapped.clear();
}

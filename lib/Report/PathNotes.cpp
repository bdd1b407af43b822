//===- PathNotes.cpp - The notes that follow a count ----------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Report/PathNotes.h"
#include "pyrefcheck/Report/Finding.h"
#include "pyrefcheck/Report/Wording.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugReporter.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

void PathNotes::Profile(llvm::FoldingSetNodeID &ID) const {
  static int Tag = 0;
  ID.AddPointer(&Tag);
  ID.AddPointer(Sym);
  ID.AddPointer(Static);
}

/// The name of the function that the step to \p N calls.
static StringRef calleeAt(const ExplodedNode *N) {
  const auto *CE = dyn_cast_or_null<CallExpr>(N->getStmtForDiagnostics());
  const FunctionDecl *FD = CE ? CE->getDirectCallee() : nullptr;
  return FD && FD->getIdentifier() ? FD->getName() : StringRef();
}

std::string PathNotes::describe(const ExplodedNode *N,
                                const ExplodedNode *Pred) const {
  ProgramStateRef State = N->getState(), Before = Pred->getState();
  if (State == Before)
    return "";
  // A failure is told where it becomes certain.
  for (auto &[Result, Call] : openCalls(Before)) {
    const OpenCall *Now = getOpenCall(State, Result);
    bool Fails =
        Now ? Now->FailureCounted && !Call.FailureCounted
            : getFailures(State) != getFailures(Before) && !Call.FailureCounted;
    if (Fails)
      return wording::failed(Call.Call->F->Name);
  }
  if (Static) {
    int Was = getStatic(Before, Static).Owned;
    int Is = getStatic(State, Static).Owned;
    ObjectState A, B;
    for (int I = 0; I < Was; ++I)
      A.Ref.add();
    for (int I = 0; I < Is; ++I)
      B.Ref.add();
    return Was == Is ? "" : wording::step(&A, B, calleeAt(N));
  }
  if (!Sym)
    return "";
  const ObjectState *Was = getObject(Before, Sym);
  const ObjectState *Is = getObject(State, Sym);
  if (!Is || (Was && *Was == *Is))
    return "";
  return wording::step(Was, *Is, calleeAt(N));
}

std::string PathNotes::noteAt(const ExplodedNode *N, const SourceManager &SM,
                              PathDiagnosticLocation &L, const Decl *&In) {
  std::string Text;
  const Stmt *S = nullptr;
  if (First) {
    First = false;
    Text = LastNote;
    S = Text.empty() ? nullptr : LastStmt;
  }
  const ExplodedNode *Pred = N->getFirstPred();
  if (Text.empty() && Pred)
    Text = describe(N, Pred);
  if (Text.empty())
    return "";
  // The engine's name for the end of a function is the whole body; it is shown
  // at its return.
  auto StatementAt = [](const ExplodedNode *P) {
    const Stmt *At = P->getStmtForDiagnostics();
    return isa_and_nonnull<CompoundStmt>(At) ? nullptr : At;
  };
  if (!S)
    S = StatementAt(N);
  for (const ExplodedNode *P = N;
       !S && P && !LastNote.empty() &&
       P->getLocationContext() == N->getLocationContext();
       P = P->getFirstPred())
    S = StatementAt(P);
  const LocationContext *LC = N->getLocationContext();
  In = LC->getDecl();
  Place P = {dyn_cast_or_null<Expr>(S), LC};
  if (!P && LC->getParent() && Types.isNobodysCode(In))
    P = {dyn_cast_or_null<Expr>(LC->getStackFrame()->getCallSite()),
         LC->getStackFrame()->getParent()};
  if (P) {
    P = userPlace(P, Types);
    L = PathDiagnosticLocation(P.E, SM, P.LC);
    In = P.LC->getDecl();
  } else if (S) {
    L = PathDiagnosticLocation(S, SM, LC);
  } else {
    const auto *Value = dyn_cast_or_null<SymbolRegionValue>(Sym);
    const auto *Var = Value ? dyn_cast<VarRegion>(Value->getRegion()) : nullptr;
    L = PathDiagnosticLocation::createBegin(Var ? Var->getDecl() : In, SM);
  }
  return L.isValid() && L.asLocation().isValid() ? Text : "";
}

PathDiagnosticPieceRef PathNotes::VisitNode(const ExplodedNode *N,
                                            BugReporterContext &BRC,
                                            PathSensitiveBugReport &) {
  PathDiagnosticLocation L;
  const Decl *In = nullptr;
  std::string Text = noteAt(N, BRC.getSourceManager(), L, In);
  if (Text.empty())
    return nullptr;
  return std::make_shared<PathDiagnosticEventPiece>(L, Text, true);
}

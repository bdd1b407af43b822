//===- Returns.cpp - References that leave a function ---------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A function with a contract must give its caller a new reference. A helper
/// without one shows by its own returns what it means to give: if one path
/// returns a new reference, no path may return a borrowed one.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/FunctionCache.h"
#include "pyrefcheck/Model/RefcountModel.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

/// Whether \p LC is \p Outer or was entered from it.
static bool isWithin(const LocationContext *LC, const LocationContext *Outer) {
  for (; LC; LC = LC->getParent())
    if (LC->getStackFrame() == Outer->getStackFrame())
      return true;
  return false;
}

/// Takes note of a return of a new reference; true, with \p F, if it is a
/// borrowed one that other returns may show to be wrong.
bool RefcountModel::isLentReturn(const Expr *E, CheckerContext &C,
                                 FoundFault &F) const {
  const LocationContext *LC = C.getLocationContext();
  const auto *FD = dyn_cast<FunctionDecl>(LC->getDecl());
  if (!FD || isa<CXXMethodDecl>(FD) ||
      !Types.isObjectPointer(FD->getReturnType()) || Types.isInApiHeader(FD) ||
      Lookup.contractOf(FD) || Lookup.forFunction(FD))
    return false;
  FD = FD->getCanonicalDecl();
  ProgramStateRef State = C.getState();
  SVal V = C.getSVal(E);
  F.Kind = Fault::BorrowedReturn;
  F.At = {E, LC};
  if (SymbolRef Sym = ApiTypes::objectSymbol(V)) {
    const ObjectState *O = getObject(State, Sym);
    if (!O || !O->Birth || !isWithin(O->Birth.LC, LC) || O->Ref.isEscaped() ||
        O->Ref.isStored() || O->Interior)
      return false;
    if (O->Ref.origin() == Origin::Born && O->Ref.owned() > 0)
      ReturnsNewHere.insert(FD);
    F.Sym = Sym;
    F.Before = *O;
    return O->Ref.origin() == Origin::Borrowed && O->Ref.owned() == 0 &&
           O->Source;
  }
  F.Static = Types.staticObject(V);
  return F.Static && !Lookup.isMark(FD, cast<VarRegion>(F.Static)->getDecl()) &&
         getStatic(State, F.Static).Owned <= 0 && needsCounting(F.Static);
}

void RefcountModel::finishLentReturn(PathEditor &Editor, const FoundFault &F,
                                     CheckerContext &C) const {
  static SimpleProgramPointTag Tag("pyrefcheck", "return of a lent reference");
  ProgramStateRef Before = C.getState();
  const auto *FD = cast<FunctionDecl>(C.getLocationContext()->getDecl());
  if (const ExplodedNode *N = C.generateNonFatalErrorNode(Editor.State, &Tag))
    LentReturns.push_back({FD->getCanonicalDecl(), F, eventAt(N, Before)});
}

void RefcountModel::checkEndAnalysis(ExplodedGraph &G, BugReporter &,
                                     ExprEngine &Engine) const {
  loseThrown(G);
  llvm::DenseMap<const FunctionDecl *, bool> Asked;
  for (const LentReturn &L : LentReturns) {
    bool Here = ReturnsNewHere.count(L.FD);
    bool Before = !Here && ReturnsNew.count(L.FD);
    if (!Here)
      Asked[L.FD] = Before;
    if (Here || Before)
      for (RefcountObserver *O : Observers)
        O->faulted(L.Fault, L.Event);
  }
  ReturnsNew.insert(ReturnsNewHere.begin(), ReturnsNewHere.end());
  Cached->leave(Engine, ReturnsNewHere, Asked, ReturnsNew);
  ReturnsNewHere.clear();
  LentReturns.clear();
  Calling.State = nullptr;
}

/// Whether a function with \p Contract says by returning \p V that it failed.
static bool tellsFailure(const pyrefcheck::Function &Contract, SVal V) {
  bool Fails = false;
  for (const Outcome &O : Contract.Outcomes) {
    if (O.Returns.Kind == ResultKind::Integer) {
      auto Known = V.getAs<nonloc::ConcreteInt>();
      const llvm::APSInt *N = nullptr;
      if (Known)
        N = &static_cast<const llvm::APSInt &>(Known->getValue());
      if (N && (N->getExtValue() < O.Returns.Low ||
                N->getExtValue() > O.Returns.High))
        continue;
    } else if ((O.Returns.Kind == ResultKind::Null) != V.isZeroConstant()) {
      continue;
    }
    if (O.Fails == Failure::None)
      return false;
    Fails = true;
  }
  return Fails;
}

void RefcountModel::checkPreStmt(const ReturnStmt *RS,
                                 CheckerContext &C) const {
  const Expr *E = RS->getRetValue();
  if (!E)
    return;
  FoundFault Lent;
  bool IsLent = isLentReturn(E, C, Lent);
  if (!C.inTopFrame()) {
    PathEditor Editor(C.getState(), Types);
    if (IsLent)
      finishLentReturn(Editor, Lent, C);
    return;
  }
  const pyrefcheck::Function *Contract =
      Lookup.contractOf(C.getLocationContext()->getDecl());
  bool Owns =
      Contract && Contract->Outcomes.front().Returns.Kind == ResultKind::New;
  SVal V = C.getSVal(E);
  PathEditor Editor(C.getState(), Types);
  Editor.at({E, C.getLocationContext()});
  if (SymbolRef Sym = ApiTypes::objectSymbol(V)) {
    if (Owns)
      lend(Editor, Sym, C.getLocationContext());
    Editor.give(Sym, Owns);
  } else if (const MemRegion *R = Types.staticObject(V)) {
    bool Had = Editor.giveStatic(R);
    if (Owns && !Had && needsCounting(R)) {
      FoundFault F;
      F.Kind = Fault::BorrowedReturn;
      F.Static = R;
      F.At = {E, C.getLocationContext()};
      Editor.Faults.push_back(F);
    }
  } else {
    escapeReachable(V, Editor);
  }
  if (Contract && tellsFailure(*Contract, V))
    Editor.State = addFailure(Editor.State, Failure::Error);
  if (IsLent && Editor.Faults.empty())
    finishLentReturn(Editor, Lent, C);
  else
    finish(Editor, C);
}

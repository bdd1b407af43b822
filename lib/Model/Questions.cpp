//===- Questions.cpp - The same answer to the same question ---------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The engine can't compare an unknown object with a static one (x == Py_None)
/// and knows nothing of type tests that are calls. Code asks such questions
/// more than once and relies on getting the same answer, so each is asked of
/// the engine only once on a path.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/RefcountModel.h"
#include "clang/AST/Expr.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

const Question *RefcountModel::question(const void *Kind, SVal A,
                                        SVal B) const {
  llvm::FoldingSetNodeID ID;
  Question::Profile(ID, Kind, A, B);
  void *InsertPos;
  if (Question *Q = Questions.FindNodeOrInsertPos(ID, InsertPos))
    return Q;
  QuestionStorage.emplace_back(Kind, A, B);
  Questions.InsertNode(&QuestionStorage.back(), InsertPos);
  return &QuestionStorage.back();
}

void RefcountModel::checkPostStmt(const BinaryOperator *BO,
                                  CheckerContext &C) const {
  if (!BO->isEqualityOp() || !C.getSVal(BO).isUnknown())
    return;
  SVal L = C.getSVal(BO->getLHS()), R = C.getSVal(BO->getRHS());
  if (ApiTypes::objectSymbol(L))
    std::swap(L, R);
  if (!Types.staticObject(L) || !ApiTypes::objectSymbol(R))
    return;
  // What has another type than None is not None.
  const ObjectState *O = getObject(C.getState(), ApiTypes::objectSymbol(R));
  if (O && O->Ref.origin() == Origin::Born && !O->Type.empty()) {
    SVal Is = C.getSValBuilder().makeTruthVal(BO->getOpcode() == BO_NE,
                                              BO->getType());
    C.addTransition(
        C.getState()->BindExpr(BO, C.getLocationContext(), Is));
    return;
  }
  ProgramStateRef State = C.getState();
  const Question *Q =
      question(equalityQuestion(), L, ApiTypes::typeSubject(R, State));
  SymbolRef Answer = getAnswer(State, Q);
  QualType T = C.getASTContext().IntTy;
  if (!Answer) {
    Answer = compat::conjure(BO, T, C, equalityQuestion()).getAsSymbol();
    if (!Answer)
      return;
    State = setAnswer(State, Q, Answer);
  }
  SValBuilder &SVB = C.getSValBuilder();
  SVal Is = SVB.evalBinOp(State, BO->getOpcode() == BO_EQ ? BO_NE : BO_EQ,
                          nonloc::SymbolVal(Answer), SVB.makeIntVal(0, T),
                          BO->getType());
  C.addTransition(State->BindExpr(BO, C.getLocationContext(), Is));
}

/// The value of a pure call that was made before with the same arguments.
SVal RefcountModel::pureResult(const CallRecord &Record, SVal New,
                               PathEditor &Editor) const {
  if (!Record.F->Pure || Record.Args.empty() || Record.Args.size() > 2 ||
      !New.getAsSymbol())
    return New;
  const Question *Q = question(
      Record.F,
      ApiTypes::typeSubject(Record.Args.front().Value, Editor.State),
      Record.Args.back().Value);
  if (SymbolRef Answer = getAnswer(Editor.State, Q))
    return nonloc::SymbolVal(Answer);
  Editor.State = setAnswer(Editor.State, Q, New.getAsSymbol());
  return New;
}

/// Forgets questions about values that are gone. Not at once: in the middle of
/// PyList_Check(x), x itself may be used no more, while its type still is.
void RefcountModel::forgetQuestions(SymbolReaper &SR,
                                    PathEditor &Editor) const {
  auto IsGone = [&](SVal V) {
    SymbolRef Sym = V.getAsSymbol(/*IncludeBaseRegions=*/true);
    return Sym && SR.isDead(Sym);
  };
  constexpr size_t Few = 16;
  auto Known = answers(Editor.State);
  if (Known.size() <= Few)
    return;
  for (auto &[Q, Answer] : Known)
    if (IsGone(Q->A) || IsGone(Q->B))
      Editor.State = removeAnswer(Editor.State, Q);
}

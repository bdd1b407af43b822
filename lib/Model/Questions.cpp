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

/// The type that \p Asked stands for: a type object, or a bit of tp_flags.
const TypeFact *RefcountModel::typeAsked(SVal Asked) const {
  if (auto Bits = Asked.getAs<nonloc::ConcreteInt>()) {
    const llvm::APSInt &Value = Bits->getValue();
    return Value.isPowerOf2() ? Facts.findTypeOfFeature(Value.logBase2())
                              : nullptr;
  }
  const MemRegion *R = Types.staticObject(Asked);
  return R ? Facts.findTypeOfObject(cast<VarRegion>(R)->getDecl()->getName())
           : nullptr;
}

/// Whether the object whose type is \p Type (its ob_type) is an \p Asked: a
/// type object, or a bit of tp_flags. Unknown unless facts or an earlier answer
/// say what it is.
std::optional<bool> RefcountModel::isInstance(SVal Type, SVal Asked,
                                              ProgramStateRef State) const {
  SVal Object = ApiTypes::typeSubject(Type, State);
  SymbolRef Sym = Object != Type ? ApiTypes::objectSymbol(Object) : nullptr;
  const TypeFact *Other = Sym ? typeAsked(Asked) : nullptr;
  if (!Other)
    return std::nullopt;
  const ObjectState *O = getObject(State, Sym);
  if (O && O->Ref.origin() == Origin::Born)
    if (const TypeFact *Is = Facts.findType(O->Type))
      return Other->Name == Is->Name;
  // No object is of two of these types.
  for (auto &[Q, Answer] : answers(State)) {
    bool Equality = Q->Kind == equalityQuestion();
    const TypeFact *Is = typeAsked(Equality ? Q->A : Q->B);
    if (Is && Is->Name != Other->Name &&
        ApiTypes::objectSymbol(Equality ? Q->B : Q->A) == Sym &&
        State->isNonNull(nonloc::SymbolVal(Answer)).isConstrainedTrue())
      return false;
  }
  return std::nullopt;
}

/// "type->tp_flags & bit", where the API has no function for it, or only one
/// that gives all flags (the limited API).
void RefcountModel::answerFlags(const BinaryOperator *BO,
                                CheckerContext &C) const {
  ProgramStateRef State = C.getState();
  SVal Flags = C.getSVal(BO->getLHS());
  SVal Type = ApiTypes::flagsSubject(Flags);
  for (auto &[Q, Answer] : answers(State))
    if (Type.isUndef() && Answer == Flags.getAsSymbol())
      Type = Q->B;
  SVal Asked = C.getSVal(BO->getRHS());
  SVal Object = ApiTypes::typeSubject(Type, State);
  if (Object == Type || !typeAsked(Asked))
    return;
  static int Kind;
  SVal Result;
  if (auto Is = isInstance(Type, Asked, State)) {
    Result = *Is ? Asked : C.getSValBuilder().makeZeroVal(BO->getType());
  } else {
    const Question *Q = question(&Kind, Object, Asked);
    SymbolRef Answer = getAnswer(State, Q);
    if (!Answer) {
      Answer = compat::conjure(BO, BO->getType(), C, &Kind).getAsSymbol();
      if (!Answer)
        return;
      State = setAnswer(State, Q, Answer);
    }
    Result = nonloc::SymbolVal(Answer);
  }
  C.addTransition(State->BindExpr(BO, C.getLocationContext(), Result));
}

/// A pointer that is packed together with other bits is out of sight.
bool RefcountModel::escapePacked(const BinaryOperator *BO,
                                 CheckerContext &C) const {
  PathEditor Editor(C.getState(), Types);
  for (const Expr *Side : {BO->getLHS(), BO->getRHS()})
    if (auto Address = C.getSVal(Side).getAs<nonloc::LocAsInteger>())
      if (SymbolRef Sym = ApiTypes::objectSymbol(Address->getLoc()))
        Editor.escape(Sym);
  if (Editor.State == C.getState())
    return false;
  C.addTransition(Editor.State);
  return true;
}

void RefcountModel::checkPostStmt(const BinaryOperator *BO,
                                  CheckerContext &C) const {
  if (BO->isBitwiseOp() && escapePacked(BO, C))
    return;
  if (BO->getOpcode() == BO_And)
    return answerFlags(BO, C);
  if (!BO->isEqualityOp() || !C.getSVal(BO).isUnknown())
    return;
  SVal L = C.getSVal(BO->getLHS()), R = C.getSVal(BO->getRHS());
  if (ApiTypes::objectSymbol(L))
    std::swap(L, R);
  if (!Types.staticObject(L) || !ApiTypes::objectSymbol(R))
    return;
  ProgramStateRef State = C.getState();
  std::optional<bool> Known = isInstance(R, L, State);
  // What has another type than None is not None.
  const ObjectState *O = getObject(State, ApiTypes::objectSymbol(R));
  if (O && O->Ref.origin() == Origin::Born && !O->Type.empty())
    Known = false;
  if (Known) {
    SVal Is = C.getSValBuilder().makeTruthVal(
        *Known == (BO->getOpcode() == BO_EQ), BO->getType());
    C.addTransition(State->BindExpr(BO, C.getLocationContext(), Is));
    return;
  }
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

/// Two pointers that are equal on this path point to one object. Whose
/// references are whose can't be told then: nothing is said about a new one.
ProgramStateRef RefcountModel::uniteEqual(ProgramStateRef State, SVal Cond,
                                          bool Assumption) const {
  const SymExpr *E = hasObjects(State) ? Cond.getAsSymbol() : nullptr;
  while (const auto *Test = dyn_cast_or_null<SymIntExpr>(E)) {
    if (!BinaryOperator::isEqualityOp(Test->getOpcode()) ||
        static_cast<const llvm::APSInt &>(Test->getRHS()) != 0)
      return State;
    Assumption ^= Test->getOpcode() == BO_EQ;
    E = Test->getLHS();
  }
  const auto *Comparison = dyn_cast_or_null<SymSymExpr>(E);
  if (!Comparison || !BinaryOperator::isEqualityOp(Comparison->getOpcode()) ||
      (Comparison->getOpcode() == BO_EQ) != Assumption)
    return State;
  PathEditor Editor(State, Types);
  for (SymbolRef Sym : {Comparison->getLHS(), Comparison->getRHS()})
    Editor.escape(Sym);
  return Editor.State;
}

/// The value of a pure call that was made before with the same arguments.
SVal RefcountModel::pureResult(const CallRecord &Record, SVal New,
                               PathEditor &Editor) const {
  if (!Record.F->Pure || Record.Args.empty() || Record.Args.size() > 2 ||
      !New.getAsSymbol())
    return New;
  if (Record.Args.size() == 2)
    if (auto Is = isInstance(Record.Args[0].Value, Record.Args[1].Value,
                             Editor.State))
      return Editor.State->getStateManager().getSValBuilder().makeIntVal(
          *Is, New.getType(Editor.State->getStateManager().getContext()));
  const Question *Q = question(
      Record.F, ApiTypes::typeSubject(Record.Args.front().Value, Editor.State),
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

//===- Outcomes.cpp - Resolves the outcomes of calls lazily ---------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/Outcomes.h"
#include "pyrefcheck/Model/RefcountModel.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

bool pyrefcheck::sameEffect(const Effect &A, const Effect &B) {
  return A.Kind == B.Kind && A.Param == B.Param && A.Other == B.Other;
}

bool pyrefcheck::isCertain(const Function &F, const Effect &E) {
  return llvm::all_of(F.Outcomes, [&](const Outcome &O) {
    return llvm::any_of(
        O.Effects, [&](const Effect &Other) { return sameEffect(E, Other); });
  });
}

ProgramStateRef pyrefcheck::assumeRange(ProgramStateRef State,
                                        DefinedOrUnknownSVal V, QualType T,
                                        int64_t Low, int64_t High) {
  ASTContext &Ctx = State->getStateManager().getContext();
  if (!T->isIntegralOrEnumerationType() || !V.getAs<NonLoc>())
    return State;
  unsigned Bits = Ctx.getIntWidth(T);
  bool Unsigned = T->isUnsignedIntegerOrEnumerationType();
  llvm::APSInt Min = llvm::APSInt::getMinValue(Bits, Unsigned);
  llvm::APSInt Max = llvm::APSInt::getMaxValue(Bits, Unsigned);
  auto Clamp = [&](int64_t N) {
    llvm::APSInt Wide(llvm::APInt(64, static_cast<uint64_t>(N), true), false);
    if (llvm::APSInt::compareValues(Wide, Min) < 0)
      return Min;
    if (llvm::APSInt::compareValues(Wide, Max) > 0)
      return Max;
    return llvm::APSInt(Wide.extOrTrunc(Bits), Unsigned);
  };
  llvm::APSInt From = Clamp(Low), To = Clamp(High);
  if (From > To)
    return nullptr;
  if (From == Min && To == Max)
    return State;
  return State->assumeInclusiveRange(V, From, To, true);
}

/// \p State with the result constrained to what \p O returns; null if it can't
/// be that.
static ProgramStateRef constrain(ProgramStateRef State, SymbolRef Result,
                                 const pyrefcheck::Result &R) {
  SValBuilder &SVB = State->getStateManager().getSValBuilder();
  QualType T = Result->getType();
  if (Loc::isLocType(T)) {
    ConditionTruthVal IsNull = State->isNull(SVB.makeLoc(Result));
    bool WantNull = R.Kind == ResultKind::Null;
    if (R.Kind == ResultKind::Any || R.Kind == ResultKind::Void)
      return State;
    if (WantNull ? IsNull.isConstrainedFalse() : IsNull.isConstrainedTrue())
      return nullptr;
    return State->assume(SVB.makeLoc(Result), !WantNull);
  }
  if (R.Kind != ResultKind::Integer)
    return State;
  return assumeRange(State, nonloc::SymbolVal(Result), T, R.Low, R.High);
}

/// Like constrain(), but only asks.
static bool isPossible(ProgramStateRef State, SymbolRef Result,
                       const pyrefcheck::Result &R) {
  if (Loc::isLocType(Result->getType())) {
    SValBuilder &SVB = State->getStateManager().getSValBuilder();
    ConditionTruthVal IsNull = State->isNull(SVB.makeLoc(Result));
    if (R.Kind == ResultKind::Any || R.Kind == ResultKind::Void)
      return true;
    return R.Kind == ResultKind::Null ? !IsNull.isConstrainedFalse()
                                      : !IsNull.isConstrainedTrue();
  }
  return constrain(State, Result, R) != nullptr;
}

/// Of those that are left, the one that is most a success.
static const Outcome &firstOutcome(const OpenCall &Call) {
  size_t I = 0;
  while (!(Call.Outcomes & 1u << I))
    ++I;
  return Call.Call->F->Outcomes[I];
}

void RefcountModel::resolve(PathEditor &Editor, SymbolRef Result,
                            const OpenCall &Call, const Outcome &O) const {
  const CallRecord &Record = *Call.Call;
  Editor.State = closeCall(Editor.State, Result);
  Editor.at(Record.At, Record.F);
  // What was hoped for did not happen.
  for (const Effect &E : Record.Hoped)
    if (llvm::none_of(O.Effects,
                      [&](const Effect &Is) { return sameEffect(E, Is); }))
      Editor.undoKeep(Record.Args[E.Param].Sym);
  if (O.Returns.Kind == ResultKind::Null)
    for (ParamIndex I : Record.HeldByResult)
      Editor.undoKeep(Record.Args[I].Sym);
  for (const Effect &E : O.Effects) {
    if (E.Kind == EffectKind::Keep)
      continue; // applied at the call
    if (!isCertain(*Record.F, E))
      Editor.apply(E, Record);
    else if (E.Kind == EffectKind::Steal && O.Fails != Failure::None &&
             Record.Args[E.Param].Sym)
      // It took the reference and, failing, has put it nowhere.
      Editor.drop(Record.Args[E.Param].Sym);
  }
  if (O.Returns.Kind == ResultKind::Null)
    Editor.forget(Result);
  auto IsOut = [](const MemoryUse &Use) { return Use.Kind == MemoryKind::Out; };
  if (O.Fails == Failure::None)
    freeArguments(Editor, Record, MemoryKind::Reallocate);
  if (O.Fails != Failure::None && (Record.F->Format == FormatKind::Parse ||
                                   llvm::any_of(Record.F->Memory, IsOut)))
    for (SymbolRef Out : Record.Outs) // what was stored was taken back
      if (Out)
        Editor.forget(Out);

  ErrorState Now = getError(Editor.State);
  if (Now.Kind != ErrorKind::Open || Now.Sym != Result)
    return;
  switch (O.Raises) {
  case Raise::Yes:
    Editor.State = setError(Editor.State, {ErrorKind::Set, nullptr});
    break;
  case Raise::Clear:
    Editor.State = setError(Editor.State, {ErrorKind::Clear, nullptr});
    break;
  case Raise::Maybe:
    Editor.State = setError(Editor.State, {ErrorKind::Unknown, nullptr});
    break;
  case Raise::No: {
    // What can raise must not be called with an exception set; that it did not
    // raise leaves none.
    ErrorState Before = Record.Before;
    if (Before.Kind == ErrorKind::Unknown)
      Before.Kind = ErrorKind::Clear;
    else if (Before.Kind == ErrorKind::Open &&
             !getOpenCall(Editor.State, Before.Sym))
      Before = {ErrorKind::Unknown, nullptr};
    Editor.State = setError(Editor.State, Before);
    break;
  }
  }
}

void RefcountModel::assumeSuccess(PathEditor &Editor, SymbolRef Result,
                                  const OpenCall &Call) const {
  resolve(Editor, Result, Call, firstOutcome(Call));
}

ProgramStateRef RefcountModel::restrict(ProgramStateRef State, SymbolRef Result,
                                        OpenCall Call,
                                        uint32_t Outcomes) const {
  PathEditor Editor(State, Types);
  Call.Outcomes = Outcomes;
  if (!Call.FailureCounted)
    Call.FailureCounted = Editor.countFailure(Call);
  if ((Outcomes & (Outcomes - 1)) == 0) {
    const Outcome &O = firstOutcome(Call);
    resolve(Editor, Result, Call, O);
    llvm::SaveAndRestore<bool> Guard(Assuming, true);
    ProgramStateRef Constrained = constrain(Editor.State, Result, O.Returns);
    if (!Constrained)
      return nullptr;
    for (const Effect &E : O.Effects) {
      bool Out = static_cast<size_t>(E.Param) < Call.Call->Outs.size() &&
                 Call.Call->Outs[E.Param];
      bool IsNull =
          E.Kind == EffectKind::OutNull || E.Kind == EffectKind::OutConsume;
      if (!Out || !(IsNull || E.Kind == EffectKind::OutNew ||
                    E.Kind == EffectKind::OutBorrowed ||
                    E.Kind == EffectKind::OutReplace))
        continue;
      SValBuilder &SVB = State->getStateManager().getSValBuilder();
      Constrained =
          Constrained->assume(SVB.makeLoc(Call.Call->Outs[E.Param]), !IsNull);
      if (!Constrained)
        return nullptr;
    }
    return Constrained;
  }
  // All that are left return NULL: there is no object, whatever went wrong.
  bool AllNull = true;
  for (size_t I = 0; I != Call.Call->F->Outcomes.size(); ++I)
    if (Outcomes & 1u << I)
      AllNull &= Call.Call->F->Outcomes[I].Returns.Kind == ResultKind::Null;
  if (AllNull)
    Editor.forget(Result);
  return setOpenCall(Editor.State, Result, Call);
}

ProgramStateRef RefcountModel::narrow(ProgramStateRef State, SymbolRef Result,
                                      OpenCall Call) const {
  uint32_t Possible = 0;
  for (size_t I = 0; I != Call.Call->F->Outcomes.size(); ++I)
    if (Call.Outcomes & 1u << I &&
        isPossible(State, Result, Call.Call->F->Outcomes[I].Returns))
      Possible |= 1u << I;
  if (!Possible)
    return nullptr;
  if (Possible == Call.Outcomes)
    return State;
  return restrict(State, Result, Call, Possible);
}

ProgramStateRef RefcountModel::evalAssume(ProgramStateRef State, SVal Cond,
                                          bool Assumption) const {
  if (Assuming)
    return State;
  return nullTogether(narrowAll(uniteEqual(State, Cond, Assumption)), Cond);
}

/// Of what a function like PyErr_Fetch gives out, the first tells whether there
/// is anything: if it is NULL, so are the others.
ProgramStateRef RefcountModel::nullTogether(ProgramStateRef State,
                                            SVal Cond) const {
  SymbolRef Sym = Cond.getAsSymbol();
  if (const auto *Test = dyn_cast_or_null<SymIntExpr>(Sym))
    Sym = Test->getLHS();
  const ObjectState *O = State && Sym ? getObject(State, Sym) : nullptr;
  if (!O || !O->Source ||
      !State->isNull(State->getStateManager().getSValBuilder().makeLoc(Sym))
           .isConstrainedTrue())
    return State;
  auto IsOut = [](const Effect &E) {
    return E.Kind == EffectKind::OutNewOrNull;
  };
  if (llvm::count_if(O->Source->Outcomes.front().Effects, IsOut) < 2)
    return State;
  auto Record = llvm::find_if(Records, [&](const CallRecord &R) {
    auto First = llvm::find_if(R.Outs, [](SymbolRef Out) { return Out; });
    return R.F == O->Source && First != R.Outs.end() && *First == Sym;
  });
  if (Record == Records.end())
    return State;
  llvm::SaveAndRestore<bool> Guard(Assuming, true);
  for (SymbolRef Out : Record->Outs)
    if (ProgramStateRef Null =
            State && Out
                ? State->assume(
                      State->getStateManager().getSValBuilder().makeLoc(Out),
                      false)
                : nullptr)
      State = Null;
  return State;
}

ProgramStateRef RefcountModel::narrowAll(ProgramStateRef State) const {
  llvm::SaveAndRestore<bool> Guard(Assuming, true);
  for (auto &[Result, Call] : openCalls(State)) {
    State = narrow(State, Result, Call);
    if (!State)
      return nullptr;
  }
  return State;
}

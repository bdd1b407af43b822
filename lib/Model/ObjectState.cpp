//===- ObjectState.cpp - What ProgramState knows of objects ---------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/ObjectState.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramStateTrait.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace clang::ento;
using pyrefcheck::ObjectState;
using pyrefcheck::OpenCall;
using pyrefcheck::StaticState;

REGISTER_MAP_WITH_PROGRAMSTATE(ObjectMap, SymbolRef, ObjectState)
REGISTER_SET_WITH_PROGRAMSTATE(PassedSymbols, SymbolRef)
REGISTER_MAP_WITH_PROGRAMSTATE(OpenCallMap, SymbolRef, OpenCall)
REGISTER_MAP_WITH_PROGRAMSTATE(StaticMap, const MemRegion *, StaticState)
REGISTER_MAP_WITH_PROGRAMSTATE(AnswerMap, const pyrefcheck::Question *,
                               SymbolRef)
REGISTER_TRAIT_WITH_PROGRAMSTATE(IndicatorKind, unsigned)
REGISTER_TRAIT_WITH_PROGRAMSTATE(IndicatorSymbol, const void *)
REGISTER_TRAIT_WITH_PROGRAMSTATE(PathFailures, unsigned)
REGISTER_TRAIT_WITH_PROGRAMSTATE(ThreadState, unsigned)
REGISTER_TRAIT_WITH_PROGRAMSTATE(AttachedSymbol, const void *)

namespace pyrefcheck {

void ObjectState::Profile(llvm::FoldingSetNodeID &ID) const {
  ID.AddInteger(Ref.bits());
  ID.AddPointer(Source);
  ID.AddPointer(Birth.E);
  ID.AddPointer(Birth.LC);
  ID.AddPointer(Overdraft.E);
  ID.AddPointer(Overdraft.LC);
  ID.AddPointer(Lender);
  ID.AddPointer(Keeper);
  ID.AddString(Type);
  ID.AddBoolean(Interior);
  ID.AddBoolean(Parameter);
  ID.AddInteger(OwningStores);
  ID.AddPointer(OwningStore.E);
  ID.AddPointer(OwningStore.LC);
  ID.AddPointer(Home);
  ID.AddPointer(Within);
  ID.AddPointer(Of);
  ID.AddBoolean(Memory);
  ID.AddPointer(ForgottenIn);
  ID.AddBoolean(FromMember);
}

/// Symbols are numbered in the order of their making; addresses differ from
/// run to run.
static unsigned number(SymbolRef Sym) {
  const auto *Data = dyn_cast<SymbolData>(Sym);
  return Data ? Data->getSymbolID() : 0;
}

/// The entries of \p Map in an order that is the same in every run.
template <typename V, typename MapT>
static std::vector<std::pair<SymbolRef, V>> sorted(const MapT &Map) {
  std::vector<std::pair<SymbolRef, V>> Result;
  for (const auto &Entry : Map)
    Result.emplace_back(Entry.first, Entry.second);
  llvm::sort(Result, [](const auto &A, const auto &B) {
    return number(A.first) < number(B.first);
  });
  return Result;
}

const ObjectState *getObject(ProgramStateRef State, SymbolRef Sym) {
  return State->get<ObjectMap>(Sym);
}

ProgramStateRef setObject(ProgramStateRef State, SymbolRef Sym,
                          const ObjectState &O) {
  return State->set<ObjectMap>(Sym, O);
}

ProgramStateRef removeObject(ProgramStateRef State, SymbolRef Sym) {
  return State->remove<ObjectMap>(Sym);
}

bool wasPassed(ProgramStateRef State, SymbolRef Sym) {
  return State->contains<PassedSymbols>(Sym);
}

ProgramStateRef setPassed(ProgramStateRef State, SymbolRef Sym) {
  return State->add<PassedSymbols>(Sym);
}

void markPassedLive(ProgramStateRef State, clang::ento::SymbolReaper &SR) {
  for (SymbolRef Sym : State->get<PassedSymbols>())
    if (const ObjectState *O = getObject(State, Sym); O && O->Parameter)
      SR.markLive(Sym);
}

ProgramStateRef forgetPassed(ProgramStateRef State,
                             clang::ento::SymbolReaper &SR) {
  for (SymbolRef Sym : State->get<PassedSymbols>())
    if (SR.isDead(Sym))
      State = State->remove<PassedSymbols>(Sym);
  return State;
}

std::vector<std::pair<SymbolRef, ObjectState>> objects(ProgramStateRef State) {
  return sorted<ObjectState>(State->get<ObjectMap>());
}

bool hasObjects(ProgramStateRef State) {
  return !State->get<ObjectMap>().isEmpty();
}

void StaticState::Profile(llvm::FoldingSetNodeID &ID) const {
  ID.AddInteger(Owned);
  ID.AddPointer(Overdraft.E);
  ID.AddPointer(Overdraft.LC);
  ID.AddInteger(Stored);
  ID.AddPointer(Store.E);
  ID.AddPointer(Store.LC);
}

StaticState getStatic(ProgramStateRef State, const MemRegion *R) {
  const StaticState *S = State->get<StaticMap>(R);
  return S ? *S : StaticState();
}

ProgramStateRef setStatic(ProgramStateRef State, const MemRegion *R,
                          StaticState S) {
  return State->set<StaticMap>(R, S);
}

std::vector<std::pair<const MemRegion *, StaticState>>
statics(ProgramStateRef State) {
  std::vector<std::pair<const MemRegion *, StaticState>> Result;
  for (const auto &Entry : State->get<StaticMap>())
    Result.emplace_back(Entry.first, Entry.second);
  llvm::sort(Result, [](const auto &A, const auto &B) {
    return A.first->getString() < B.first->getString();
  });
  return Result;
}

ErrorState getError(ProgramStateRef State) {
  return {static_cast<ErrorKind>(State->get<IndicatorKind>()),
          static_cast<SymbolRef>(State->get<IndicatorSymbol>())};
}

ProgramStateRef setError(ProgramStateRef State, ErrorState E) {
  return State->set<IndicatorKind>(static_cast<unsigned>(E.Kind))
      ->set<IndicatorSymbol>(E.Sym);
}

ThreadStatus getThread(ProgramStateRef State) {
  return static_cast<ThreadStatus>(State->get<ThreadState>());
}

ProgramStateRef setThread(ProgramStateRef State, ThreadStatus T) {
  return State->set<ThreadState>(static_cast<unsigned>(T));
}

SymbolRef getAttached(ProgramStateRef State) {
  return static_cast<SymbolRef>(State->get<AttachedSymbol>());
}

ProgramStateRef setAttached(ProgramStateRef State, SymbolRef Sym) {
  return State->set<AttachedSymbol>(Sym);
}

const OpenCall *getOpenCall(ProgramStateRef State, SymbolRef Result) {
  return State->get<OpenCallMap>(Result);
}

ProgramStateRef setOpenCall(ProgramStateRef State, SymbolRef Result,
                            const OpenCall &Call) {
  return State->set<OpenCallMap>(Result, Call);
}

ProgramStateRef closeCall(ProgramStateRef State, SymbolRef Result) {
  return Result ? State->remove<OpenCallMap>(Result) : State;
}

std::vector<std::pair<SymbolRef, OpenCall>> openCalls(ProgramStateRef State) {
  return sorted<OpenCall>(State->get<OpenCallMap>());
}

const void *equalityQuestion() {
  static int Equality;
  return &Equality;
}

SymbolRef symbolEqualTo(ProgramStateRef State, const MemRegion *R) {
  for (const auto &[Q, Answer] : State->get<AnswerMap>()) {
    if (Q->Kind != equalityQuestion() || !Q->A.getAsRegion() ||
        Q->A.getAsRegion()->StripCasts() != R->StripCasts())
      continue;
    if (State->isNull(nonloc::SymbolVal(Answer)).isConstrainedFalse())
      return Q->B.getAsLocSymbol();
  }
  return nullptr;
}

SymbolRef getAnswer(ProgramStateRef State, const Question *Q) {
  const SymbolRef *Answer = State->get<AnswerMap>(Q);
  return Answer ? *Answer : nullptr;
}

ProgramStateRef setAnswer(ProgramStateRef State, const Question *Q,
                          SymbolRef Answer) {
  return State->set<AnswerMap>(Q, Answer);
}

std::vector<std::pair<const Question *, SymbolRef>>
answers(ProgramStateRef State) {
  std::vector<std::pair<const Question *, SymbolRef>> Result;
  for (const auto &Entry : State->get<AnswerMap>())
    Result.emplace_back(Entry.first, Entry.second);
  return Result;
}

ProgramStateRef removeAnswer(ProgramStateRef State, const Question *Q) {
  return State->remove<AnswerMap>(Q);
}

unsigned getFailures(ProgramStateRef State) {
  return State->get<PathFailures>();
}

ProgramStateRef addFailure(ProgramStateRef State, Failure F) {
  return State->set<PathFailures>(State->get<PathFailures>() |
                                  1u << static_cast<unsigned>(F));
}

} // namespace pyrefcheck

//===- Threads.cpp - Whether a thread state is attached -------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Between Py_BEGIN_ALLOW_THREADS and Py_END_ALLOW_THREADS the thread has no
/// thread state, and nearly nothing of the API may be called.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/RefcountModel.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

/// Whether \p F does more than read a member: such functions and macros are
/// used without a thread state on purpose, and work.
static bool acts(const pyrefcheck::Function &F, uint32_t Possible) {
  if (F.RunsPython || !F.Memory.empty())
    return true;
  for (size_t I = 0; I != F.Outcomes.size(); ++I) {
    const Outcome &O = F.Outcomes[I];
    // Who reads what an object holds has seen to its type before.
    if (Possible & 1u << I && O.Fails != Failure::Type &&
        (O.Raises != Raise::No || O.Returns.Kind == ResultKind::New ||
         llvm::any_of(O.Effects, [](const Effect &E) {
           return E.Kind == EffectKind::Add || E.Kind == EffectKind::Release ||
                  E.Kind == EffectKind::Steal || E.Kind == EffectKind::Keep;
         })))
      return true;
  }
  return false;
}

void RefcountModel::judgeThread(const CallRecord &Record,
                                PathEditor &Editor) const {
  const pyrefcheck::Function &F = *Record.F;
  if (F.NeedsGil && getThread(Editor.State) == ThreadStatus::Detached &&
      acts(F, possibleOutcomes(Record, Editor.State))) {
    FoundFault Found;
    Found.Kind = Fault::Detached;
    // Its notes tell where the thread state was detached.
    for (auto &[Sym, O] : objects(Editor.State))
      if (O.Of && O.Of->Thread == ThreadEffect::Detaches)
        Found.Sym = Sym;
    Found.At = Record.At;
    Found.By = &F;
    Editor.Faults.push_back(Found);
    Editor.State = setThread(Editor.State, ThreadStatus::Unknown);
  }
  for (const MemoryUse &Use : F.Memory) {
    const Family *Of = familyOf(Use);
    if (!Of || Of->Thread == ThreadEffect::None)
      continue;
    bool Detaches = Of->Thread == ThreadEffect::Detaches;
    ThreadStatus Now = ThreadStatus::Unknown;
    if (Use.Kind == MemoryKind::Allocate)
      Now = Detaches ? ThreadStatus::Detached : ThreadStatus::Attached;
    // What a library's classes detach, other classes of it attach again in ways
    // that can't be followed (gil_scoped_release, gil_scoped_acquire).
    if (Now == ThreadStatus::Detached &&
        Types.isInLibrary(Record.At.LC->getDecl()))
      Now = ThreadStatus::Unknown;
    else if (Use.Kind == MemoryKind::Free && Detaches)
      Now = ThreadStatus::Attached;
    Editor.State = setThread(Editor.State, Now);
    if (Detaches && Use.Kind == MemoryKind::Free && Use.Param >= 0)
      Editor.State = setAttached(Editor.State, Record.Args[Use.Param].Sym);
  }
}

/// What a call detaches, if it is known what is attached: Py_BLOCK_THREADS and
/// Py_UNBLOCK_THREADS give back what they got, whatever variable it is in.
/// \p IsOurs: it was detached here the first time, too.
SymbolRef RefcountModel::detachedAgain(const CallRecord &Record,
                                       PathEditor &Editor, bool &IsOurs) const {
  for (const MemoryUse &Use : Record.F->Memory) {
    const Family *Of = familyOf(Use);
    if (!Of || Of->Thread != ThreadEffect::Detaches ||
        Use.Kind != MemoryKind::Allocate)
      continue;
    SymbolRef Again = getAttached(Editor.State);
    Editor.State = setAttached(Editor.State, nullptr);
    const ObjectState *O = Again ? getObject(Editor.State, Again) : nullptr;
    IsOurs = !Again || (O && O->Ref.isReleased() && !O->Ref.isEscaped());
    if (Again && IsOurs)
      Editor.forget(Again);
    return Again;
  }
  return nullptr;
}

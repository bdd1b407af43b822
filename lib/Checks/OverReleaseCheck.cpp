//===- OverReleaseCheck.cpp - Giving up what is not owned -----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Checks/RefcountCheck.h"
#include "pyrefcheck/Report/Wording.h"

using namespace clang::ento;
using namespace pyrefcheck;

namespace {
class OverReleaseCheck final : public RefcountCheck {
public:
  OverReleaseCheck()
      : RefcountCheck("Release of a reference that is not owned", false) {}

  void onFault(const FoundFault &F, const PathEvent &Event) override {
    if (F.Kind == Fault::OverRelease)
      addFault(F, Event, wording::overRelease(F));
  }

  void onLoss(SymbolRef Sym, const ObjectState &O,
              const PathEvent &Event) override {
    if (O.Ref.isOverdrawn())
      addOverdraft(Sym, nullptr, O.Overdraft, wording::overdrawn(O), Event);
    else if (O.isStoredUnowned())
      addOverdraft(Sym, nullptr, O.OwningStore, wording::storedUnowned(O),
                   Event);
  }

  void lostStatic(const MemRegion *R, const StaticState &S,
                  const PathEvent &Event) override {
    llvm::StringRef Name = clang::cast<VarRegion>(R)->getDecl()->getName();
    if (S.isStoredUnowned())
      addOverdraft(nullptr, R, S.Store, wording::storedUnownedStatic(Name),
                   Event);
    else
      addOverdraft(nullptr, R, S.Overdraft, wording::overdrawnStatic(Name),
                   Event);
  }

private:
  void addOverdraft(SymbolRef Sym, const MemRegion *Static, Place Where,
                    std::string Message, const PathEvent &Event) {
    Finding Found;
    Found.Message = std::move(Message);
    Found.Sym = Sym;
    Found.Static = Static;
    Found.Node = Event.Node;
    Found.Where = Where;
    Found.R = rankOf(Event, /*MemoryUnsafe=*/true);
    Findings.add(std::move(Found));
  }
};
} // namespace

void pyrefcheck::registerOverReleaseCheck(CheckerManager &Mgr) {
  Mgr.registerChecker<OverReleaseCheck>()->attach(
      *Mgr.getChecker<RefcountModel>());
}

//===- LeakCheck.cpp - References that are never given up
//------------------===//
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
class LeakCheck final : public RefcountCheck {
public:
  LeakCheck() : RefcountCheck("Reference leak", true) {}

  void onLoss(SymbolRef Sym, const ObjectState &O,
              const PathEvent &Event) override {
    if (!O.Ref.isLeaked() && !O.isForgotten())
      return;
    // All members that a method overwrites are one bug.
    if (O.FromMember && !Overwriting.insert(O.Birth.LC->getDecl(), O.Birth.E))
      return;
    Finding Found;
    Found.Message = wording::leak(O);
    Found.Sym = Sym;
    Found.Node = Event.Node;
    Found.Where = O.Birth;
    Found.LastNote = wording::lostHere();
    Found.R = rankOf(Event, /*MemoryUnsafe=*/false);
    if (O.FromMember) // it takes a second call
      Found.R = std::max(Found.R, Event.Constructs ? Rank::Low : Rank::Medium);
    Findings.add(std::move(Found));
  }

private:
  FirstPlaces Overwriting;
};
} // namespace

void pyrefcheck::registerLeakCheck(CheckerManager &Mgr) {
  Mgr.registerChecker<LeakCheck>()->attach(*Mgr.getChecker<RefcountModel>());
}

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
    if (!O.Ref.isLeaked())
      return;
    Finding Found;
    Found.Message = wording::leak(O);
    Found.Sym = Sym;
    Found.Node = Event.Node;
    Found.Where = O.Birth;
    Found.LastNote = wording::lostHere();
    Found.R = rankOf(Event, /*MemoryUnsafe=*/false);
    Findings.add(std::move(Found));
  }
};
} // namespace

void pyrefcheck::registerLeakCheck(CheckerManager &Mgr) {
  Mgr.registerChecker<LeakCheck>()->attach(*Mgr.getChecker<RefcountModel>());
}

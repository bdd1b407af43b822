//===- LeakCheck.cpp - References that are never given up -----------------===//
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

  void onFault(const FoundFault &F, const PathEvent &Event) override {
    if (F.Kind == Fault::KeptType)
      addFault(F, Event, wording::keptType(), Rank::Medium);
  }

  void onLoss(SymbolRef Sym, const ObjectState &O,
              const PathEvent &Event) override {
    addLeak(Sym, O, Event, wording::leak(O), wording::lostHere());
  }
};
} // namespace

void pyrefcheck::registerLeakCheck(CheckerManager &Mgr) {
  Mgr.registerChecker<LeakCheck>()->attach(*Mgr.getChecker<RefcountModel>());
}

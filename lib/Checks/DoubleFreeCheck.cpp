//===- DoubleFreeCheck.cpp - Memory that is freed twice ------------------===//
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
class DoubleFreeCheck final : public RefcountCheck {
public:
  DoubleFreeCheck() : RefcountCheck("Double free", false, Subject::Memory) {}

  void onFault(const FoundFault &F, const PathEvent &Event) override {
    if (F.Kind == Fault::OverRelease)
      addFault(F, Event, wording::doubleFree(F));
  }
};
} // namespace

void pyrefcheck::registerDoubleFreeCheck(CheckerManager &Mgr) {
  Mgr.registerChecker<DoubleFreeCheck>()->attach(
      *Mgr.getChecker<RefcountModel>());
}

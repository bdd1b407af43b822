//===- MemoryLeakCheck.cpp - Memory that is never freed ------------------===//
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
class MemoryLeakCheck final : public RefcountCheck {
public:
  MemoryLeakCheck() : RefcountCheck("Memory leak", true, Subject::Memory) {}

  void onLoss(SymbolRef Sym, const ObjectState &O,
              const PathEvent &Event) override {
    addLeak(Sym, O, Event, wording::memoryLeak(O), wording::memoryLostHere(O));
  }
};
} // namespace

void pyrefcheck::registerMemoryLeakCheck(CheckerManager &Mgr) {
  Mgr.registerChecker<MemoryLeakCheck>()->attach(
      *Mgr.getChecker<RefcountModel>());
}

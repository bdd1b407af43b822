//===- UseAfterFreeCheck.cpp - Use of memory that is gone ----------------===//
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
class UseAfterFreeCheck final : public RefcountCheck {
public:
  UseAfterFreeCheck()
      : RefcountCheck("Use after free", false, Subject::Memory) {}

  void onFault(const FoundFault &F, const PathEvent &Event) override {
    if (F.Kind == Fault::UseAfterRelease || F.Kind == Fault::DanglingUse)
      addFault(F, Event, wording::useAfterFree(F));
  }
};
} // namespace

void pyrefcheck::registerUseAfterFreeCheck(CheckerManager &Mgr) {
  Mgr.registerChecker<UseAfterFreeCheck>()->attach(
      *Mgr.getChecker<RefcountModel>());
}

//===- UseAfterReleaseCheck.cpp - Use of what may be gone -----------------===//
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
class UseAfterReleaseCheck final : public RefcountCheck {
public:
  UseAfterReleaseCheck() : RefcountCheck("Use after release", false) {}

  void onFault(const FoundFault &F, const PathEvent &Event) override {
    if (F.Kind == Fault::UseAfterRelease)
      addFault(F, Event, wording::useAfterRelease(F));
  }
};
} // namespace

void pyrefcheck::registerUseAfterReleaseCheck(CheckerManager &Mgr) {
  Mgr.registerChecker<UseAfterReleaseCheck>()->attach(
      *Mgr.getChecker<RefcountModel>());
}

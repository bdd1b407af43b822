//===- DetachedCallCheck.cpp - Calls without a thread state ---------------===//
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
class DetachedCallCheck final : public RefcountCheck {
public:
  DetachedCallCheck()
      : RefcountCheck("Call without a thread state", false, Subject::Threads) {}

  void onFault(const FoundFault &F, const PathEvent &Event) override {
    addFault(F, Event, wording::detachedCall(F));
  }
};
} // namespace

void pyrefcheck::registerDetachedCallCheck(CheckerManager &Mgr) {
  Mgr.registerChecker<DetachedCallCheck>()->attach(
      *Mgr.getChecker<RefcountModel>());
}

//===- MismatchedFreeCheck.cpp - Memory freed by the wrong function ------===//
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
class MismatchedFreeCheck final : public RefcountCheck {
public:
  MismatchedFreeCheck()
      : RefcountCheck("Mismatched free", false, Subject::Memory) {}

  void onFault(const FoundFault &F, const PathEvent &Event) override {
    if (F.Kind == Fault::MismatchedFree)
      addFault(F, Event, wording::mismatchedFree(F));
  }
};
} // namespace

void pyrefcheck::registerMismatchedFreeCheck(CheckerManager &Mgr) {
  Mgr.registerChecker<MismatchedFreeCheck>()->attach(
      *Mgr.getChecker<RefcountModel>());
}

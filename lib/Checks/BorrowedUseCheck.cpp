//===- BorrowedUseCheck.cpp - Borrowed from what is gone ------------------===//
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
class BorrowedUseCheck final : public RefcountCheck {
public:
  BorrowedUseCheck()
      : RefcountCheck("Borrowed reference used too long", false) {}

  void onFault(const FoundFault &F, const PathEvent &Event) override {
    if (F.Kind == Fault::DanglingUse)
      addFault(F, Event, wording::borrowedUse(F));
  }
};
} // namespace

void pyrefcheck::registerBorrowedUseCheck(CheckerManager &Mgr) {
  Mgr.registerChecker<BorrowedUseCheck>()->attach(
      *Mgr.getChecker<RefcountModel>());
}

//===- BorrowedReturnCheck.cpp - Borrowed references as results -----------===//
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
class BorrowedReturnCheck final : public RefcountCheck {
public:
  BorrowedReturnCheck() : RefcountCheck("Borrowed reference returned", false) {}

  void onFault(const FoundFault &F, const PathEvent &Event) override {
    if (F.Kind == Fault::BorrowedReturn)
      addFault(F, Event, wording::borrowedReturn(F), Rank::High,
               Remedy::AddReference);
  }
};
} // namespace

void pyrefcheck::registerBorrowedReturnCheck(CheckerManager &Mgr) {
  Mgr.registerChecker<BorrowedReturnCheck>()->attach(
      *Mgr.getChecker<RefcountModel>());
}

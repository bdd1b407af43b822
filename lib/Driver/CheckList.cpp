//===- CheckList.cpp - The checks, for the programs -----------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/CheckList.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace pyrefcheck::driver;

static constexpr CheckInfo Checks[] = {
#define CHECK(CLASS, NAME, HELP, TITLE) {NAME, HELP, TITLE},
#include "pyrefcheck/Checks/Checks.def"
};

ArrayRef<CheckInfo> pyrefcheck::driver::allChecks() { return Checks; }

const CheckInfo *pyrefcheck::driver::findCheck(StringRef Name) {
  for (const CheckInfo &C : Checks)
    if (C.Name == Name)
      return &C;
  return nullptr;
}

bool pyrefcheck::driver::matchesCheck(StringRef Check, StringRef Pattern) {
  return !Pattern.empty() && Check.consume_front(Pattern) &&
         (Check.empty() || Check.front() == '.');
}

bool pyrefcheck::driver::namesCheck(StringRef Pattern) {
  return llvm::any_of(Checks, [&](const CheckInfo &C) {
    return matchesCheck(C.Name, Pattern);
  });
}

std::string pyrefcheck::driver::unknownCheck(StringRef Name) {
  const CheckInfo *Best = nullptr;
  unsigned Distance = Name.size() / 2 + 1;
  for (const CheckInfo &C : Checks)
    for (StringRef Candidate : {StringRef(C.Name), C.Name.rsplit('.').second}) {
      unsigned D = Candidate.edit_distance(Name, true, Distance);
      if (D < Distance) {
        Distance = D;
        Best = &C;
      }
    }
  std::string Text = "unknown check '" + Name.str() + "'";
  if (Best)
    Text += "; did you mean '" + Best->Name.str() + "'?";
  return Text;
}

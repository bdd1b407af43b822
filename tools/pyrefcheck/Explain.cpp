//===- Explain.cpp - Tells about checks -----------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Embedded.h"
#include "pyrefcheck/Driver/CheckList.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

cl::SubCommand pyrefcheck::ExplainCommand("explain",
                                          "Print the page of a check");
static cl::opt<std::string> Name(cl::Positional, cl::Required,
                                 cl::desc("CHECK"), cl::sub(ExplainCommand));

int pyrefcheck::listChecks() {
  for (const CheckInfo &C : allChecks())
    outs() << C.Name << "\n    " << C.Help << '\n';
  return Clean;
}

int pyrefcheck::explainCheck(StringRef Name) {
  const CheckInfo *Check = findCheck(Name);
  // The last part is enough.
  if (!Check)
    for (const CheckInfo &C : allChecks())
      if (C.Name.rsplit('.').second == Name)
        Check = &C;
  if (!Check)
    return complain(unknownCheck(Name) +
                    " ('pyrefcheck check --list-checks' lists them)");
  StringRef Page = embeddedFile(Check->Name.str() + ".md");
  if (Page.empty())
    outs() << Check->Name << "\n\n" << Check->Help << '\n';
  else
    outs() << Page;
  return Clean;
}

int pyrefcheck::runExplain() { return explainCheck(Name); }

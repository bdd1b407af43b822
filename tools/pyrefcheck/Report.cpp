//===- Report.cpp - What a run has found, and how it is written -----------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

void Report::sort() {
  removeDuplicates(Findings);
  removeDuplicates(Hidden);
  auto Unique = [](auto &List) {
    std::sort(List.begin(), List.end());
    List.erase(std::unique(List.begin(), List.end()), List.end());
  };
  Unique(Problems);
  Unique(Files);
}

bool Report::fails(const Threshold &T) const {
  auto Fails = [&](const Finding &F) { return T.includes(F.R); };
  return llvm::any_of(Findings, Fails) || llvm::any_of(Hidden, Fails);
}

Writer pyrefcheck::findWriter(StringRef Format) {
  return StringSwitch<Writer>(Format)
      .Case("text", writeText)
      .Case("json", writeJson)
      .Case("sarif", writeSarif)
      .Case("github", writeGithub)
      .Case("plist", writePlist)
      .Case("html", writeHtml)
      .Default(nullptr);
}

std::string pyrefcheck::plural(size_t N, StringRef One, StringRef Several) {
  std::string Word = N == 1            ? One.str()
                     : Several.empty() ? One.str() + "s"
                                       : Several.str();
  return std::to_string(N) + " " + Word;
}

std::string pyrefcheck::describeCounts(const std::vector<Finding> &Findings) {
  if (Findings.empty())
    return "no findings";
  std::string Ranks;
  for (Rank R : {Rank::High, Rank::Medium, Rank::Low}) {
    size_t N = std::count_if(Findings.begin(), Findings.end(),
                             [R](const Finding &F) { return F.R == R; });
    if (N)
      Ranks += (Ranks.empty() ? "" : ", ") + std::to_string(N) + " " +
               rankName(R).str();
  }
  return plural(Findings.size(), "finding") + " (" + Ranks + ")";
}

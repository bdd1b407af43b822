//===- GithubFormat.cpp - Annotations in a GitHub workflow ----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

/// What the workflow commands want escaped; in properties also ':' and ','.
static std::string escaped(StringRef Text, bool Property) {
  std::string Result;
  for (char C : Text)
    if (C == '%')
      Result += "%25";
    else if (C == '\r')
      Result += "%0D";
    else if (C == '\n')
      Result += "%0A";
    else if (Property && C == ':')
      Result += "%3A";
    else if (Property && C == ',')
      Result += "%2C";
    else
      Result += C;
  return Result;
}

void pyrefcheck::writeGithub(const Report &R, const WriterOptions &,
                             SourceFiles &, raw_ostream &OS) {
  for (const Finding &F : R.Findings) {
    StringRef Kind = F.R == Rank::High     ? "error"
                     : F.R == Rank::Medium ? "warning"
                                           : "notice";
    std::string Text = F.Message + " [rank: " + rankName(F.R).str() + "]";
    for (const Step &S : F.Path)
      Text += "\n" + relativeTo(S.Where.File, R.Root) + ":" +
              std::to_string(S.Where.Line) + ": " + S.Message;
    OS << "::" << Kind
       << " file=" << escaped(relativeTo(F.Where.File, R.Root), true)
       << ",line=" << F.Where.Line << ",endLine=" << F.Where.EndLine
       << ",col=" << F.Where.Column << ",endColumn=" << F.Where.EndColumn
       << ",title=" << escaped(F.Check, true) << "::" << escaped(Text, false)
       << '\n';
  }
  for (const Problem &P : R.Problems)
    OS << "::error file=" << escaped(relativeTo(P.File, R.Root), true)
       << ",title=pyrefcheck::not analysed: " << escaped(P.Why, false) << '\n';
}

//===- TextFormat.cpp - For people at a terminal --------------------------===//
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

namespace {
class TextWriter {
public:
  TextWriter(const WriterOptions &Options, SourceFiles &Files, raw_ostream &OS)
      : Options(Options), Files(Files), OS(OS) {}

  void write(const Finding &F) {
    place(F.Where);
    style(F.R == Rank::High ? "1;31" : "1;35");
    OS << "warning: ";
    style("0");
    style("1");
    OS << F.Message;
    style("0");
    OS << " [rank: " << rankName(F.R) << "] [" << F.Check << "]\n";
    source(F.Where);
    for (const Step &S : Options.Brief ? NoSteps : F.Path) {
      place(S.Where);
      style("1;36");
      OS << "note: ";
      style("0");
      OS << S.Message << '\n';
      source(S.Where);
    }
    if (!F.Fixes.empty()) {
      place(F.Fixes.front().Where);
      style("1;32");
      OS << "fix: ";
      style("0");
      OS << fixTitle(F) << '\n';
    }
    OS << '\n';
  }

private:
  void style(const char *Code) {
    if (Options.Color)
      OS << "\033[" << Code << 'm';
  }

  void place(const Region &R) {
    style("1");
    OS << relativeTo(R.File, Options.Directory) << ':' << R.Line << ':'
       << R.Column << ": ";
    style("0");
  }

  void source(const Region &R) {
    StringRef Line = Files.line(R.File, R.Line);
    if (Line.empty() || R.Column == 0)
      return;
    std::string Number = std::to_string(R.Line);
    OS << "  ";
    style("2");
    OS << Number << " | ";
    style("0");
    OS << Line << '\n';
    OS.indent(2 + Number.size());
    style("2");
    OS << " | ";
    style("0");
    // The same tabs; one space for a character of several bytes.
    for (char C : Line.take_front(R.Column - 1))
      if (!isContinuation(C))
        OS << (C == '\t' ? '\t' : ' ');
    style("1;32");
    OS << '^';
    size_t End = R.EndLine == R.Line ? R.EndColumn - 1 : Line.size();
    for (size_t I = R.Column; I < End && I < Line.size(); ++I)
      if (!isContinuation(Line[I]))
        OS << '~';
    style("0");
    OS << '\n';
  }

  static bool isContinuation(char C) { return (C & 0xc0) == 0x80; }

  const std::vector<Step> NoSteps;
  const WriterOptions &Options;
  SourceFiles &Files;
  raw_ostream &OS;
};
} // namespace

void pyrefcheck::writeText(const Report &R, const WriterOptions &Options,
                           SourceFiles &Files, raw_ostream &OS) {
  TextWriter Writer(Options, Files, OS);
  for (const Finding &F : R.Findings)
    Writer.write(F);
}

//===- Progress.cpp - What is going on, while it is -----------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Progress.h"
#include "Report.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

Progress::Progress(size_t Total, bool Quiet)
    : Total(Total), Quiet(Quiet),
      Terminal(sys::Process::StandardErrIsDisplayed()) {}

void Progress::started(StringRef File) {
  Current = relativeTo(File, workingDirectory());
  if (Terminal)
    show();
}

void Progress::finished(const UnitResult &R) {
  ++Done;
  Findings += R.Findings.size();
  if (!R.FromCache && R.How != UnitResult::NoApi)
    ++Analysed;
  if (Terminal || Clock::now() - LastShown > std::chrono::seconds(10))
    show();
}

void Progress::show() {
  if (Quiet)
    return;
  LastShown = Clock::now();
  double Seconds = std::chrono::duration<double>(LastShown - Start).count();
  std::string Line = "[" + std::to_string(Done) + "/" + std::to_string(Total) +
                     "] " + plural(Findings, "finding");
  if (Analysed >= 2) {
    auto Left = static_cast<unsigned>(Seconds / Done * (Total - Done) + 0.5);
    Line += ", about " + std::to_string(Left) + " s left";
  }
  if (!Terminal) {
    errs() << "pyrefcheck: " << Line << '\n';
    return;
  }
  Line += ": " + Current;
  unsigned Columns = sys::Process::StandardErrColumns();
  if (Columns > 1 && Line.size() > Columns - 1)
    Line.resize(Columns - 1);
  errs() << "\r\033[K" << Line;
}

void Progress::end() {
  if (Terminal && !Quiet)
    errs() << "\r\033[K";
}

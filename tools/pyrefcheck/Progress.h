//===- Progress.h - What is going on, while it is ---------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_PYREFCHECK_PROGRESS_H
#define PYREFCHECK_TOOLS_PYREFCHECK_PROGRESS_H

#include "pyrefcheck/Driver/Analysis.h"
#include <chrono>

namespace pyrefcheck {

/// On a terminal one line that changes; elsewhere a line every ten seconds.
class Progress {
public:
  Progress(size_t Total, bool Quiet);

  void started(llvm::StringRef File);
  void finished(const driver::UnitResult &R);
  /// Removes the line.
  void end();

private:
  void show();

  using Clock = std::chrono::steady_clock;
  size_t Total;
  size_t Done = 0;
  size_t Analysed = 0; ///< and not from the cache: tells the time left
  size_t Findings = 0;
  bool Quiet;
  bool Terminal;
  std::string Current;
  Clock::time_point Start = Clock::now();
  Clock::time_point LastShown = Clock::now();
};

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_PYREFCHECK_PROGRESS_H

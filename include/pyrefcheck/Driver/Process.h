//===- Process.h - Child processes with a time limit ------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_PROCESS_H
#define PYREFCHECK_DRIVER_PROCESS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <atomic>
#include <string>
#include <vector>

namespace pyrefcheck {
namespace driver {

struct ProcessResult {
  enum Kind { Exited, Signaled, TimedOut, Cancelled, NotStarted };
  Kind How = NotStarted;
  int Code = 0;       ///< exit status, signal, or errno
  std::string Output; ///< stdout, if it was asked for
  std::string Errors; ///< stderr

  bool success() const { return How == Exited && Code == 0; }
};

struct ProcessOptions {
  std::string Directory;                ///< empty: the current one
  double TimeLimit = 0;                 ///< in seconds; 0: none
  bool KeepOutput = false;              ///< else stdout is thrown away
  std::vector<std::string> Environment; ///< "NAME=value", added to ours
  const std::atomic<bool> *Cancel = nullptr;
  int Niceness = 0; ///< more than 0: lower priority
};

/// Runs \p Command, whose first element is looked up in the PATH, and waits. If
/// it takes too long or is cancelled, it and all its children are killed.
/// Thread safe (llvm::sys::Wait with a time limit is not).
ProcessResult runProcess(llvm::ArrayRef<std::string> Command,
                         const ProcessOptions &Options);

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_PROCESS_H

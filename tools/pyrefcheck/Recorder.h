//===- Recorder.h - Records what a build compiles ---------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_PYREFCHECK_RECORDER_H
#define PYREFCHECK_TOOLS_PYREFCHECK_RECORDER_H

#include "pyrefcheck/Driver/CompileDatabase.h"

namespace pyrefcheck {

/// Whether this program was started in the place of a compiler.
bool isRecorder(llvm::StringRef ProgramName);

/// Writes down the command and becomes the compiler.
int runRecorder(int argc, char **argv);

/// A directory with programs in the place of compilers. A build that uses them
/// leaves its commands there.
class Recorder {
public:
  /// \p Program: ourselves.
  static llvm::Expected<Recorder> create(const std::string &Directory,
                                         llvm::StringRef Program);

  /// Variables for the build: CC, CXX, and what the recorder needs.
  std::vector<std::string> environment() const;

  std::vector<driver::CompileCommand> commands() const;

private:
  std::string Directory;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_PYREFCHECK_RECORDER_H

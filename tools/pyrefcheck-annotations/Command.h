//===- Command.h - The subcommands of pyrefcheck-annotations ----*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Subcommands register themselves, so that what is compiled decides what the
/// program can do: pyrefcheck-annotations-compiler makes the bundled table and
/// thus cannot have `show`, which needs it.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_COMMAND_H
#define PYREFCHECK_TOOLS_COMMAND_H

#include "pyrefcheck/Annotations/Reader.h"
#include "llvm/Support/CommandLine.h"

namespace pyrefcheck {

class Command {
public:
  using RunFunction = int (*)();

  /// \p Run returns the exit status; it is called if \p Sub was chosen.
  Command(llvm::cl::SubCommand &Sub, RunFunction Run);

  /// Runs the command that was chosen; an error if it is none.
  static int runChosen(llvm::StringRef ProgramPath);

private:
  llvm::cl::SubCommand &Sub;
  RunFunction Run;
  Command *Next;
  static Command *First;
};

/// The facts that a user's file may refer to and add to; nullptr without a
/// bundled table.
const Table *bundledFacts();

/// What is known of \p Name ("Record.field" for a member), the oldest versions
/// first.
llvm::ArrayRef<Function> findFacts(const Table &Facts, llvm::StringRef Name);

/// False if there are any.
bool printErrors(const std::vector<AnnotationError> &Errors);

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_COMMAND_H

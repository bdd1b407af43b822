//===- Commands.h - The subcommands of pyrefcheck ---------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_PYREFCHECK_COMMANDS_H
#define PYREFCHECK_TOOLS_PYREFCHECK_COMMANDS_H

#include "Report.h"
#include "llvm/Support/CommandLine.h"
#include <atomic>

namespace pyrefcheck {

/// The exit status, as the README promises.
enum ExitStatus { Clean = 0, HasFindings = 1, CannotWork = 2 };

/// What comes before main() can tell the commands.
struct Invocation {
  std::string Program;            ///< path of this program
  bool HasFlags = false;          ///< "--" was given
  std::vector<std::string> Flags; ///< what stood after it
};

extern llvm::cl::SubCommand CheckCommand;
extern llvm::cl::SubCommand MergeCommand;
extern llvm::cl::SubCommand ExplainCommand;
extern llvm::cl::OptionCategory OwnOptions;

int runCheck(const Invocation &I);
int runMerge();
int runExplain();

/// The hidden option --generate: see Generate.cpp.
bool wantsGenerated();
int runGenerate();

int listChecks();
int explainCheck(llvm::StringRef Name);

/// Set by SIGINT and SIGTERM.
extern std::atomic<bool> Interrupted;

/// Prints "pyrefcheck: error: ..." and returns CannotWork.
int complain(const llvm::Twine &Message);
int complain(llvm::Error E);
void note(const llvm::Twine &Message);

//===-- Output, common to check and merge ---------------------------------===//

struct Output {
  Writer Write;
  std::string File; ///< empty: the terminal
};

/// From --format and --output, which come in pairs.
llvm::Expected<std::vector<Output>>
pairOutputs(const llvm::cl::list<std::string> &Formats,
            const llvm::cl::list<std::string> &Files);

/// \p Options are those of the terminal.
llvm::Error writeOutputs(const Report &R, const std::vector<Output> &Outputs,
                         WriterOptions Options, driver::SourceFiles &Files);

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_PYREFCHECK_COMMANDS_H

//===- Inputs.h - What is to be analysed, and how it is compiled *- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_PYREFCHECK_INPUTS_H
#define PYREFCHECK_TOOLS_PYREFCHECK_INPUTS_H

#include "Commands.h"
#include "pyrefcheck/Driver/CompileDatabase.h"

namespace pyrefcheck {

struct InputOptions {
  std::string Program;        ///< ourselves
  std::string Python;         ///< that builds and whose headers are used
  std::string StateDirectory; ///< where projects are built
  std::vector<std::string> Paths;
  bool HasFlags = false;
  std::vector<std::string> Flags; ///< for single files
  bool Rebuild = false;           ///< even if nothing has changed
};

/// The commands for all paths; says where it got them from. A build that came
/// only half the way is added to \p Problems.
llvm::Expected<std::vector<driver::CompileCommand>>
collectInputs(const InputOptions &Options, std::vector<Problem> &Problems);

/// compile_commands.json in \p Directory or a usual build directory in it;
/// empty if none.
std::string findDatabase(const std::string &Directory);

/// Finds out how the project in \p Directory is built and has that tell the
/// commands.
llvm::Expected<std::vector<driver::CompileCommand>>
buildProject(const std::string &Directory, const InputOptions &Options,
             std::vector<Problem> &Problems);

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_PYREFCHECK_INPUTS_H

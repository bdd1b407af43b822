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

/// What is below the first of two directories is below the second for people.
using PathMap = std::vector<std::pair<std::string, std::string>>;

std::string mapPath(const std::string &File, const PathMap &Map);
/// The same for all names in a message.
std::string mapText(llvm::StringRef Text, const PathMap &Map);

struct Inputs {
  std::vector<driver::CompileCommand> Commands;
  std::vector<Problem> Problems; ///< a build that came only half the way
  PathMap Copies;                ///< of projects, that were built
  PathMap Builds;                ///< where they put what they generate
};

/// The commands for all paths; says where it got them from.
llvm::Expected<Inputs> collectInputs(const InputOptions &Options);

/// compile_commands.json in \p Directory or a usual build directory in it;
/// empty if none.
std::string findDatabase(const std::string &Directory);

/// Finds out how the project in \p Directory is built and has that tell the
/// commands. \p Result gets the problems and the copy.
llvm::Expected<std::vector<driver::CompileCommand>>
buildProject(const std::string &Directory, const InputOptions &Options,
             Inputs &Result);

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_PYREFCHECK_INPUTS_H

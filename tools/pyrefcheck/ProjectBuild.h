//===- ProjectBuild.h - Has a build tell how it compiles --------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_PYREFCHECK_PROJECTBUILD_H
#define PYREFCHECK_TOOLS_PYREFCHECK_PROJECTBUILD_H

#include "Inputs.h"
#include "SourceCopy.h"
#include "pyrefcheck/Driver/Config.h"
#include "pyrefcheck/Driver/Process.h"

namespace pyrefcheck {

class ProjectBuild {
public:
  ProjectBuild(const std::string &Directory, const InputOptions &Options,
               Inputs &Result);

  using Commands = std::vector<driver::CompileCommand>;

  llvm::Expected<Commands> run();
  PathMap copies() const { return {Copy.map()}; }
  /// Build systems give generated files the names that they would have in the
  /// project.
  PathMap builds() const {
    return {{State + "/build/cmake", Directory}, {State + "/build", Directory}};
  }

private:
  bool has(const char *Name) const;
  std::string program(const char *Name) const;
  bool lock(short Kind) const;
  llvm::Expected<Commands> waitForTurn();
  llvm::Expected<Commands> readKept();
  llvm::Expected<std::string> stamp() const;
  driver::ProcessResult start(llvm::ArrayRef<std::string> Command,
                              llvm::ArrayRef<std::string> Added);
  llvm::Error execute(llvm::ArrayRef<std::string> Command,
                      llvm::ArrayRef<std::string> Added);
  llvm::Expected<Commands> exportFrom(llvm::ArrayRef<std::string> Configure,
                                      llvm::ArrayRef<std::string> Build);
  llvm::Expected<Commands> recordFrom(llvm::ArrayRef<std::string> Command);
  llvm::Expected<Commands> build();
  llvm::Error makeEnvironment();
  llvm::Error install(llvm::ArrayRef<std::string> Names);
  llvm::Error installForBackend();
  llvm::Expected<Commands> buildInEnvironment(llvm::Error Before);

  std::string Directory;
  const InputOptions &Options;
  Inputs &Result;
  std::string State; ///< where the build goes
  std::string Python;
  driver::BuildSystem System;
  SourceCopy Copy; ///< is built where the build is to be watched
  int Lock = -1;
  std::string Where;                    ///< commands are run
  std::string Log;                      ///< what they have said
  std::string Reason;                   ///< why the last one failed, in a line
  std::string EnvironmentPrograms;      ///< its directory of programs, if used
  std::vector<std::string> Environment; ///< its variables
};

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_PYREFCHECK_PROJECTBUILD_H

//===- Settings.h - The options of a check ----------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_PYREFCHECK_SETTINGS_H
#define PYREFCHECK_TOOLS_PYREFCHECK_SETTINGS_H

#include "Commands.h"
#include "Inputs.h"
#include "pyrefcheck/Driver/Analysis.h"
#include "pyrefcheck/Driver/Config.h"

namespace pyrefcheck {

/// The command line and pyproject.toml, understood.
struct Settings {
  InputOptions Inputs;
  driver::AnalysisOptions Analysis;
  std::vector<Output> Outputs;
  driver::Threshold Show, Fail;
  std::string Root;     ///< where names of files in reports start
  std::string Project;  ///< the same in patterns, fingerprints, shares
  std::string Baseline; ///< empty: none
  bool WriteBaseline = false;
  std::vector<std::string> Exclude;
  std::vector<std::string> Checks; ///< if any, only these
  std::vector<std::string> Disable;
  PathMap Paths; ///< of --map-path
  unsigned Shard = 1, Shards = 1;
  WriterOptions Terminal;
  bool Quiet = false;
};

llvm::Expected<Settings> readSettings(const Invocation &I);

/// What --list-checks and --explain ask for; null if neither was given.
bool answersQuestion(int &Status);

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_PYREFCHECK_SETTINGS_H

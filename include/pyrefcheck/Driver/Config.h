//===- Config.h - What pyproject.toml says ----------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_CONFIG_H
#define PYREFCHECK_DRIVER_CONFIG_H

#include "pyrefcheck/Driver/Finding.h"
#include "llvm/Support/Error.h"

namespace pyrefcheck {
namespace driver {

/// From which rank on findings count; or none does.
struct Threshold {
  bool Never = false;
  Rank Worst = Rank::Medium;

  bool includes(Rank R) const { return !Never && R <= Worst; }
};

/// The table [tool.pyrefcheck]. What is empty or 0 was not given. Paths are
/// absolute, except in Exclude, where they are patterns.
struct Config {
  std::string File; ///< empty: there is none
  std::string Directory;
  std::vector<std::string> Checks;
  std::vector<std::string> Disable;
  std::vector<std::string> Annotations;
  std::vector<std::string> Exclude;
  std::string MinRank;
  std::string FailOn;
  std::string Baseline;
  unsigned Timeout = 0;
  unsigned Jobs = 0;
};

/// Reads \p File. All errors are in the message, each with file and line.
llvm::Expected<Config> readConfig(llvm::StringRef File);

/// The table [build-system] of a project; all empty if there is none.
struct BuildSystem {
  std::string Backend; ///< "setuptools.build_meta"
  std::vector<std::string> Path;
  std::vector<std::string> Requires;
};

/// \p File need not exist.
llvm::Expected<BuildSystem> readBuildSystem(llvm::StringRef File);

/// The pyproject.toml for \p Directory: there or above; empty if none.
std::string findConfig(llvm::StringRef Directory);

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_CONFIG_H

//===- Toolchain.h - Which clang with which plugin --------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_TOOLCHAIN_H
#define PYREFCHECK_DRIVER_TOOLCHAIN_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace pyrefcheck {
namespace driver {

struct Toolchain {
  std::string Clang;        ///< the program
  std::string ClangVersion; ///< "22.1.8"
  std::string Config;       ///< pyrefcheck.cfg, which loads the plugin
  /// Changes whenever other results are to be expected.
  std::string Identity;
};

struct ToolchainOptions {
  std::string Program; ///< our own, beside which the plugins are
  std::string Clang;   ///< that one; empty: the one that fits the plugin
  unsigned Major =
      0; ///< that version; 0: our own if it is there, else the newest
  /// To remember what a clang says about itself; empty: ask it each time.
  std::string CacheDirectory;
};

llvm::Expected<Toolchain> findToolchain(const ToolchainOptions &Options);

/// The include directories of a Python, for files that come without flags.
/// Empty if it is none.
std::vector<std::string> pythonHeaderFlags(const std::string &Python);

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_TOOLCHAIN_H

//===- FunctionResults.h - Findings by function -----------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What was found in each function of a file, so that after an edit only those
/// are analysed that depend on it (see Model/FunctionCache.h, which decides
/// that, and whose file this keeps). Findings move with their functions.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_FUNCTIONRESULTS_H
#define PYREFCHECK_DRIVER_FUNCTIONRESULTS_H

#include "pyrefcheck/Driver/Finding.h"

namespace pyrefcheck {
namespace driver {

class FunctionResults {
public:
  /// Takes what the plugin wrote, and sorts \p Found into it; what \p Former
  /// knows is taken from there. False if they don't fit together.
  bool add(llvm::StringRef PluginText, llvm::StringRef Directory,
           std::vector<Finding> Found, const FunctionResults &Former);

  /// For the plugin's next run.
  const std::string &pluginText() const { return Text; }
  /// Each bug once, as if all had been found in one run.
  std::vector<Finding> findings() const;
  /// How many functions were analysed by the last run.
  unsigned analysed() const;

  llvm::json::Value toJSON() const;
  bool fromJSON(const llvm::json::Value &V, llvm::StringRef Directory);

private:
  struct Part {
    unsigned Line, Column, EndLine, EndColumn;
  };
  struct Entry {
    int Old = -1; ///< its number in the former run
    std::vector<Finding> Findings;
  };

  bool parse(llvm::StringRef PluginText, llvm::StringRef Directory);
  bool move(Finding &F, const FunctionResults &Former) const;
  bool move(Region &R, const FunctionResults &Former) const;
  size_t partOf(const Region &R) const;
  void forgetUnplaced();

  std::string Text;
  std::string MainFile;
  std::vector<Part> Parts;
  std::vector<Entry> Entries;
};

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_FUNCTIONRESULTS_H

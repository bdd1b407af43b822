//===- Project.h - Settings for the files of a project ----------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_EDITOR_PROJECT_H
#define PYREFCHECK_EDITOR_PROJECT_H

#include "pyrefcheck/Annotations/Reader.h"
#include "pyrefcheck/Annotations/Table.h"
#include "pyrefcheck/Driver/Config.h"
#include "pyrefcheck/Driver/Suppressions.h"
#include "llvm/Support/Chrono.h"
#include <memory>
#include <set>

namespace pyrefcheck {
namespace editor {

/// What the editor says, in initializationOptions or didChangeConfiguration:
/// the keys of [tool.pyrefcheck] and a few more.
struct EditorSettings {
  driver::Config Given;
  bool Enabled = true;
  unsigned IdleDelay = 500; ///< in ms
  bool OnChange = true;     ///< also between saves
  std::string Python = "python3";

  /// Takes over what is in \p V; relative paths are in \p Root. Returns what is
  /// wrong, a line each.
  std::vector<std::string> read(const llvm::json::Value &V,
                                llvm::StringRef Root);
};

/// What holds for the files below one pyproject.toml.
struct Project {
  std::string Root;
  std::vector<std::string> AnnotationFiles;
  std::vector<std::string> DisabledChecks;
  std::vector<std::string> Exclude;
  std::set<std::string> Baseline;
  driver::Threshold Show;
  double TimeLimit = 0;
  Table Facts; ///< the user's and the bundled ones

  bool excludes(llvm::StringRef File) const;

private:
  friend class Projects;
  OwnedTable UserFacts;
};

/// Reads each pyproject.toml once, and again when it or a file that it names
/// has changed.
class Projects {
public:
  /// For files outside of a project, names are relative to \p Fallback.
  std::shared_ptr<const Project> get(llvm::StringRef File,
                                     const EditorSettings &Settings,
                                     llvm::StringRef Fallback);
  void forget() { Known.clear(); }

  /// What was wrong since the last call.
  std::vector<std::string> takeErrors();

private:
  using Stamp = std::vector<std::pair<std::string, llvm::sys::TimePoint<>>>;
  struct Entry {
    std::shared_ptr<const Project> P;
    Stamp Times;
  };
  std::shared_ptr<const Project> make(const std::string &File,
                                      const EditorSettings &Settings,
                                      llvm::StringRef Fallback, Stamp &Times);

  std::map<std::string, Entry> Known;
  std::vector<std::string> Errors;
};

} // namespace editor
} // namespace pyrefcheck

#endif // PYREFCHECK_EDITOR_PROJECT_H

//===- CompileFlags.h - How clangd compiles a file --------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_EDITOR_COMPILEFLAGS_H
#define PYREFCHECK_EDITOR_COMPILEFLAGS_H

#include "pyrefcheck/Driver/CompileDatabase.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Chrono.h"
#include <map>
#include <memory>

namespace pyrefcheck {
namespace editor {

/// What the editor or the command line says about it.
struct CompileFlagOptions {
  std::string Directory;             ///< clangd's --compile-commands-dir
  std::vector<std::string> Fallback; ///< for a file without a command
  std::string Python = "python3";    ///< whose headers it sees then
  std::map<std::string, driver::CompileCommand> Commands; ///< by file
};

/// Finds the command that compiles a file by clangd's rules: the nearest
/// compile_commands.json (also in build/) or compile_flags.txt upward from the
/// file, changed by CompileFlags in .clangd and the user's config.yaml; a file
/// that the database does not have is compiled as its nearest neighbour.
class CompileFlags {
public:
  driver::CompileCommand get(const std::string &File,
                             const CompileFlagOptions &Options);

  /// What is wrong with files that were read since the last call.
  std::vector<std::string> takeErrors();

private:
  struct Database {
    llvm::sys::TimePoint<> Time;
    std::vector<driver::CompileCommand> Commands;
  };
  const Database *read(const std::string &Path);
  bool fromDirectory(const std::string &Directory, const std::string &File,
                     driver::CompileCommand &Command);
  const std::vector<std::string> &pythonFlags(const std::string &Python);

  std::map<std::string, Database> Databases;
  std::map<std::string, std::vector<std::string>> PythonFlags;
  std::vector<std::string> Errors;
};

/// What .clangd says in CompileFlags about one file.
struct ClangdConfig {
  std::vector<std::string> Add, Remove;
  std::string Compiler;
  std::string Database; ///< a directory, "Ancestors", "None" or empty

  /// Adds what \p Yaml, the text of a file in \p Directory, says for \p File.
  void read(llvm::StringRef Yaml, llvm::StringRef Directory,
            llvm::StringRef File);
  void apply(driver::CompileCommand &Command) const;
};

} // namespace editor
} // namespace pyrefcheck

#endif // PYREFCHECK_EDITOR_COMPILEFLAGS_H

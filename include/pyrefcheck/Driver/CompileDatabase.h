//===- CompileDatabase.h - Commands that compile files ----------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_COMPILEDATABASE_H
#define PYREFCHECK_DRIVER_COMPILEDATABASE_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace pyrefcheck {
namespace driver {

struct CompileCommand {
  std::string Directory;              ///< absolute
  std::string File;                   ///< absolute
  std::vector<std::string> Arguments; ///< with the compiler
};

/// Reads compile_commands.json, in which each entry has either `command` or
/// `arguments`. Relative directories are below that of \p FileName.
llvm::Expected<std::vector<CompileCommand>>
readCompileDatabase(llvm::StringRef FileName);

/// The arguments for clang that say what to compile and how: without the
/// compiler, without outputs, without what makes errors of warnings.
std::vector<std::string> languageArguments(const CompileCommand &Command);

/// Whether the file name is that of C or C++ source.
bool isSource(llvm::StringRef FileName);

/// The source files in the arguments of a compiler that was run in
/// \p Directory, if it was asked to compile (not only to link or preprocess).
std::vector<std::string> compiledFiles(llvm::StringRef Directory,
                                       const std::vector<std::string> &Args);

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_COMPILEDATABASE_H

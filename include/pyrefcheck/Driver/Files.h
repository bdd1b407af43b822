//===- Files.h - Paths, contents, hashes ------------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_FILES_H
#define PYREFCHECK_DRIVER_FILES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace pyrefcheck {
namespace driver {

/// An error that is only a message.
llvm::Error failure(const llvm::Twine &Message);

/// \p Path without "." and ".."; in \p Directory if it is relative.
std::string makeAbsolute(llvm::StringRef Path, llvm::StringRef Directory);
/// The same, in the working directory.
std::string makeAbsolute(llvm::StringRef Path);
std::string workingDirectory();

/// Whether \p Path is \p Directory or below it.
bool isBelow(llvm::StringRef Path, llvm::StringRef Directory);
/// \p Path as seen from \p Directory if it is below it, else \p Path.
std::string relativeTo(llvm::StringRef Path, llvm::StringRef Directory);

/// The content of a file, or an error that names it.
llvm::Expected<std::string> readFile(llvm::StringRef Path);
/// Writes a file so that nobody ever sees half of it.
llvm::Error writeFile(llvm::StringRef Path, llvm::StringRef Content);

/// 40 hexadecimal digits.
std::string hash(llvm::StringRef Content);

/// Each file's hash, computed once. Thread safe.
class FileHashes {
public:
  /// Empty if the file cannot be read.
  std::string get(const std::string &Path);

private:
  std::mutex Lock;
  std::map<std::string, std::string> Known;
};

/// The lines of files, read once.
class SourceFiles {
public:
  /// Null if the file cannot be read.
  const std::vector<std::string> *lines(const std::string &Path);
  /// Empty if there is no such line.
  llvm::StringRef line(const std::string &Path, unsigned Number);

  /// From now on, \p Path has this text.
  void add(const std::string &Path, llvm::StringRef Text);

private:
  std::map<std::string, std::pair<bool, std::vector<std::string>>> Known;
};

/// Whether \p Path matches \p Pattern: "*" and "?" within a name, "**" over
/// directories. A pattern without a slash is for a name anywhere, and what
/// matches a directory matches all in it.
bool matchesPath(llvm::StringRef Path, llvm::StringRef Pattern);

/// $XDG_CACHE_HOME/pyrefcheck, else ~/.cache/pyrefcheck; empty without a home.
std::string defaultCacheDirectory();

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_FILES_H

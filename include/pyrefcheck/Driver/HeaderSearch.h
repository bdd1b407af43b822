//===- HeaderSearch.h - Headers that a file might include -------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a file includes does not depend on the content of these headers alone:
/// a new one that is found first takes the place of another.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_HEADERSEARCH_H
#define PYREFCHECK_DRIVER_HEADERSEARCH_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"
#include <mutex>
#include <string>
#include <vector>

namespace pyrefcheck {
namespace driver {

/// Where a compiler with these arguments looks for headers that are not the
/// system's: the directories of options, and of the files that were read.
std::vector<std::string> headerDirectories(llvm::ArrayRef<std::string> Args,
                                           llvm::StringRef Directory,
                                           llvm::ArrayRef<std::string> Inputs);

/// Lists each directory once. Thread safe.
class HeaderSearch {
public:
  /// The files in \p Directories that have the name of an input and are none,
  /// in a fixed order, one a line. As long as that stays the same, no name
  /// leads to another file.
  std::string rivals(llvm::ArrayRef<std::string> Directories,
                     llvm::ArrayRef<std::string> Inputs);

private:
  struct Entry {
    std::string Name;
    bool MayBeFile, MayBeDirectory;
  };
  struct Wanted {
    llvm::StringSet<> Inputs, Names, Parents;
  };
  const std::vector<Entry> &list(const std::string &Directory);
  void collect(const std::string &Directory, const Wanted &W, unsigned Depth,
               std::vector<std::string> &Found);

  std::mutex Lock;
  llvm::StringMap<std::vector<Entry>> Known; ///< by Lock
};

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_HEADERSEARCH_H

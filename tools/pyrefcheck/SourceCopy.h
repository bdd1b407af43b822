//===- SourceCopy.h - A project's copy, to be built -------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What builds have left in a project's directory makes the next one compile
// less, and that would be analysed less, too. So the build gets a copy, in
// which everything is out of date; and the project stays as it is.
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_PYREFCHECK_SOURCECOPY_H
#define PYREFCHECK_TOOLS_PYREFCHECK_SOURCECOPY_H

#include "llvm/Support/Error.h"
#include <map>
#include <string>

namespace pyrefcheck {

class SourceCopy {
public:
  /// Of the project in \p Directory. \p Place is for the copy alone; nothing in
  /// \p Cache is copied.
  SourceCopy(const std::string &Directory, const std::string &Place,
             const std::string &Cache);

  /// The project in the copy.
  const std::string &directory() const { return Copy; }

  /// What is below the first is below the second in reality.
  std::pair<std::string, std::string> map() const { return {Place, Root}; }

  /// From nothing.
  llvm::Error make();

  /// Brings over what has been changed or removed in the project since. False
  /// if there is no copy.
  llvm::Expected<bool> refresh();

private:
  /// What a file was like when it was copied, by its name in the project.
  using Manifest = std::map<std::string, std::string>;

  llvm::Error linkSurroundings();
  llvm::Error copyRepository();
  llvm::Error copyFiles(Manifest &Known);
  llvm::Error copyFile(const std::string &Name);

  std::string Directory; ///< the project
  std::string Place;
  std::string Cache;
  std::string Root; ///< of its repository; the project if there is none
  std::string Copy;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_PYREFCHECK_SOURCECOPY_H

//===- TemporaryFiles.h - A directory for a test ------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TEST_UNIT_DRIVER_TEMPORARYFILES_H
#define PYREFCHECK_TEST_UNIT_DRIVER_TEMPORARYFILES_H

#include "pyrefcheck/Driver/Files.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "gtest/gtest.h"

namespace pyrefcheck {

/// A directory that goes away with the test.
class TemporaryFiles {
public:
  TemporaryFiles() {
    llvm::SmallString<128> Path, Real;
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("pyrefcheck-test", Path));
    EXPECT_FALSE(llvm::sys::fs::real_path(Path, Real));
    Directory = std::string(Real.str());
  }
  ~TemporaryFiles() { llvm::sys::fs::remove_directories(Directory); }

  std::string path(const std::string &Name) const {
    return Directory + "/" + Name;
  }

  /// The path.
  std::string write(const std::string &Name, llvm::StringRef Content) const {
    EXPECT_FALSE(llvm::errorToBool(driver::writeFile(path(Name), Content)));
    return path(Name);
  }

  std::string Directory;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_TEST_UNIT_DRIVER_TEMPORARYFILES_H

//===- Plist.h - Reads clang's analyzer output ------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_PLIST_H
#define PYREFCHECK_DRIVER_PLIST_H

#include "pyrefcheck/Driver/Finding.h"
#include "llvm/Support/Error.h"

namespace pyrefcheck {
namespace driver {

/// Reads what `clang --analyze --analyzer-output plist-multi-file` wrote. File
/// names that are not absolute are taken to be in \p Directory.
llvm::Expected<std::vector<Finding>> readPlist(llvm::StringRef FileName,
                                               llvm::StringRef Directory);

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_PLIST_H

//===- SourceNames.h - Names of functions in a source -----------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Guesses from the text of a C or C++ source, without its headers and macros,
/// which functions it has and which it calls. Tells for little time which files
/// may have anything to say to each other; what they say is the compiler's.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_SOURCENAMES_H
#define PYREFCHECK_DRIVER_SOURCENAMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"

namespace pyrefcheck {
namespace driver {

struct SourceNames {
  llvm::StringSet<> Own;      ///< functions that are defined here
  llvm::StringSet<> Exported; ///< those of them that others can call
  llvm::StringSet<> Called;   ///< what is followed by "(", and not Own
  bool NamesApi = false;      ///< whether it names anything of Python's
};

SourceNames readNames(llvm::StringRef Text);

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_SOURCENAMES_H

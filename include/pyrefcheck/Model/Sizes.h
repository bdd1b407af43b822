//===- Sizes.h - How many items a new container has -------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A list or a tuple that was made here has the size it was made with, until
/// something is done to it. To put an item at an index below that can't fail:
/// what is wrong in code for that case is of no more than low rank.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_SIZES_H
#define PYREFCHECK_MODEL_SIZES_H

#include "pyrefcheck/Model/ObjectState.h"
#include <optional>

namespace pyrefcheck {

/// Notes in the memory of \p New, the result of \p Call, what its size is.
ProgramStateRef noteSize(const CallRecord &Call, llvm::StringRef Type,
                         clang::ento::SVal New, ProgramStateRef State);

/// The size of a container, and where it is written.
struct KnownSize {
  clang::ento::Loc At;
  clang::ento::SVal Size;
};
/// The size of the container made here that \p Call puts something into, if the
/// index is known to be less.
std::optional<KnownSize> sizeAbove(const CallRecord &Call,
                                   ProgramStateRef State);

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_SIZES_H

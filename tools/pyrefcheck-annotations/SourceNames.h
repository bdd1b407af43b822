//===- SourceNames.h - The names in a line of C -----------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_SOURCENAMES_H
#define PYREFCHECK_TOOLS_SOURCENAMES_H

#include "llvm/ADT/StringRef.h"
#include <vector>

namespace pyrefcheck {

/// An identifier outside of comments and literals.
struct SourceName {
  llvm::StringRef Text;
  unsigned Column;        ///< counts bytes, from 1
  bool IsMember;          ///< after '.' or '->'
  bool BeforeParenthesis; ///< looks like a call
};

/// The identifiers in line \p Line (from 1) of the C or C++ \p Source, in
/// order. Nothing is preprocessed: of a macro, its name is there.
std::vector<SourceName> namesInLine(llvm::StringRef Source, unsigned Line);

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_SOURCENAMES_H

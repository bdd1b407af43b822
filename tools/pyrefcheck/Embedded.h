//===- Embedded.h - Text files compiled into the program --------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_PYREFCHECK_EMBEDDED_H
#define PYREFCHECK_TOOLS_PYREFCHECK_EMBEDDED_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace pyrefcheck {

struct EmbeddedFile {
  const char *Name;
  const char *Data;
  size_t Size;
};

/// The pages of the checks and the parts of the HTML report; written by
/// cmake/EmbedText.cmake.
llvm::ArrayRef<EmbeddedFile> embeddedFiles();

/// Empty if there is none of that name.
inline llvm::StringRef embeddedFile(llvm::StringRef Name) {
  for (const EmbeddedFile &F : embeddedFiles())
    if (Name == F.Name)
      return {F.Data, F.Size};
  return {};
}

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_PYREFCHECK_EMBEDDED_H

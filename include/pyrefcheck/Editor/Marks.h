//===- Marks.h - Findings that follow the text ------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_EDITOR_MARKS_H
#define PYREFCHECK_EDITOR_MARKS_H

#include "pyrefcheck/Driver/Finding.h"
#include "pyrefcheck/Editor/Document.h"
#include "llvm/ADT/STLExtras.h"

namespace pyrefcheck {
namespace editor {

/// A piece of a file. In an open file it is known by its bytes, and moves when
/// the text before it changes; elsewhere it stays as it is.
struct Spot {
  std::string Path;
  bool Open = false;
  bool Lost = false; ///< its own text was changed
  size_t Start = 0, End = 0;
  Range Fixed;

  void apply(llvm::StringRef Changed, const Edit &E);
};

/// A finding and where its places are now.
struct Mark {
  driver::Finding F;
  Spot Where;
  std::vector<Spot> Steps; ///< as F.Path
  std::vector<Spot> Fixes; ///< as F.Fixes
  bool Stale = false;      ///< from before the text did not compile any more

  void apply(llvm::StringRef Changed, const Edit &E);
};

/// The text of an open file, or null.
using OpenText = llvm::function_ref<const Text *(llvm::StringRef Path)>;

Mark makeMark(driver::Finding F, OpenText Open, Encoding E);

/// What the editor understands.
struct DiagnosticStyle {
  Encoding Positions = Encoding::UTF16;
  bool RelatedInformation = false;
  bool CodeDescription = false;
  bool Data = false;
};

/// \p Href is the check's page; it may be empty.
llvm::json::Value toDiagnostic(const Mark &M, OpenText Open,
                               const DiagnosticStyle &Style,
                               llvm::StringRef Href);

Range rangeOf(const Spot &S, OpenText Open, Encoding E);

} // namespace editor
} // namespace pyrefcheck

#endif // PYREFCHECK_EDITOR_MARKS_H

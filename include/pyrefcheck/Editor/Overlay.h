//===- Overlay.h - Unsaved text for clang -----------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_EDITOR_OVERLAY_H
#define PYREFCHECK_EDITOR_OVERLAY_H

#include "llvm/Support/Error.h"
#include <map>
#include <memory>
#include <string>

namespace pyrefcheck {
namespace editor {

/// The texts of files by path, as an editor has them.
using UnsavedTexts = std::map<std::string, std::shared_ptr<const std::string>>;

/// What `-ivfsoverlay` reads, and the texts, in a temporary directory.
class Overlay {
public:
  ~Overlay();

  /// Writes them; with none, file() stays empty.
  llvm::Error write(const UnsavedTexts &Texts);
  const std::string &file() const { return File; }

  /// For a file of which there is only the text, one that clang's driver, which
  /// knows no overlay, can find; it includes the other. After write().
  llvm::Expected<std::string> standIn(llvm::StringRef Path) const;

private:
  std::string Directory;
  std::string File;
};

} // namespace editor
} // namespace pyrefcheck

#endif // PYREFCHECK_EDITOR_OVERLAY_H

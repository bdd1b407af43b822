//===- Document.h - The text of an open file --------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_EDITOR_DOCUMENT_H
#define PYREFCHECK_EDITOR_DOCUMENT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <string>
#include <vector>

namespace pyrefcheck {
namespace editor {

/// In what the protocol counts columns.
enum class Encoding { UTF8, UTF16, UTF32 };

llvm::StringRef encodingName(Encoding E);
/// False if \p Name is none that we know.
bool parseEncoding(llvm::StringRef Name, Encoding &E);

/// As the protocol has it: both count from 0.
struct Position {
  int64_t Line = 0, Character = 0;
};
struct Range {
  Position Start, End;
};

llvm::json::Value toJSON(const Range &R);
/// False if \p V is no range.
bool readRange(const llvm::json::Value *V, Range &R);

/// A replacement in terms of bytes.
struct Edit {
  size_t From, To; ///< what was there
  size_t Length;   ///< of what is there now
};

/// A text, where its lines begin, and how to count in it. Lines end with \n,
/// \r\n or \r, for the protocol as for clang.
class Text {
public:
  Text() = default;
  explicit Text(std::string Content) : Content(std::move(Content)) {}

  llvm::StringRef str() const { return Content; }
  size_t lineCount() const { return starts().size(); }
  /// Without its end; counts from 0. Empty if there is none.
  llvm::StringRef line(size_t Number) const;

  /// Past the end of a line or the text is its end.
  size_t offset(Position P, Encoding E) const;
  Position position(size_t Offset, Encoding E) const;
  Range range(size_t Start, size_t End, Encoding E) const;
  /// Of clang's lines and columns, which count bytes and from 1.
  size_t offset(unsigned Line, unsigned Column) const;

  /// The name (letters, digits, _) around \p Offset.
  llvm::StringRef nameAt(size_t Offset) const;

  Edit replace(const Range &R, llvm::StringRef New, Encoding E);
  /// The edit is only of what differs: some editors send all, always.
  Edit replaceAll(llvm::StringRef New);

private:
  const std::vector<size_t> &starts() const;

  std::string Content;
  mutable std::vector<size_t> Starts; ///< empty: not known
};

/// The path in a file: URI; empty if it is another kind of URI.
std::string pathOfUri(llvm::StringRef Uri);
std::string uriOfPath(llvm::StringRef Path);

} // namespace editor
} // namespace pyrefcheck

#endif // PYREFCHECK_EDITOR_DOCUMENT_H

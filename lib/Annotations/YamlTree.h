//===- YamlTree.h - A YAML document with positions --------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// llvm::yaml hands out each node once, in the order of the file. The reader
/// asks for keys by name and in its own order, so the file is first copied into
/// a plain tree that remembers where everything stood.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_LIB_ANNOTATIONS_YAMLTREE_H
#define PYREFCHECK_LIB_ANNOTATIONS_YAMLTREE_H

#include "pyrefcheck/Annotations/Reader.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/MemoryBuffer.h"
#include <string>
#include <vector>

namespace pyrefcheck {

/// Both count from 1.
struct Position {
  unsigned Line = 1;
  unsigned Column = 1;
};

struct YamlNode {
  enum NodeKind { Nothing, Scalar, Map, List };

  NodeKind Kind = Nothing;
  bool Quoted = false; ///< a scalar that was not written plainly
  Position Pos;
  std::string Text; ///< of a scalar
  std::string Key;  ///< if this is a value in a map
  Position KeyPos;
  std::vector<YamlNode> Items; ///< elements of a list, values of a map

  bool isScalar() const { return Kind == Scalar; }
  bool isMap() const { return Kind == Map; }
  bool isList() const { return Kind == List; }

  /// The first value with this key, or nullptr.
  const YamlNode *find(llvm::StringRef Name) const;

  /// For messages: "a list", "'text'".
  std::string describe() const;
};

/// Collects the errors of one file.
class Diagnostics {
public:
  Diagnostics(llvm::StringRef File, std::vector<AnnotationError> &Errors)
      : File(File), Errors(Errors) {}

  /// Always false, so that `return error(...)` reads well.
  bool error(Position Pos, const llvm::Twine &Message);

  const std::string &file() const { return File; }

  /// How many errors there are, those of other files included.
  size_t count() const { return Errors.size(); }

private:
  std::string File;
  std::vector<AnnotationError> &Errors;
};

/// Reads the one YAML document in \p Buffer into \p Root. False after an error.
bool readYamlTree(llvm::MemoryBufferRef Buffer, Diagnostics &Diags,
                  YamlNode &Root);

/// False after an error: a value that is no map, a key used twice.
bool checkMap(const YamlNode &Node, llvm::StringRef What, Diagnostics &Diags);

/// As checkMap(); every key must be one of \p Allowed too.
bool checkKeys(const YamlNode &Node, llvm::StringRef What,
               llvm::ArrayRef<llvm::StringRef> Allowed, Diagnostics &Diags);

/// "; did you mean 'x'?" if an element of \p Allowed is similar to \p Found,
/// else an empty string.
std::string suggestion(llvm::StringRef Found,
                       llvm::ArrayRef<llvm::StringRef> Allowed);

/// "a, b, c"
std::string listed(llvm::ArrayRef<llvm::StringRef> Names);

/// \p Text in quotes, shortened and without control characters.
std::string quoted(llvm::StringRef Text);

} // namespace pyrefcheck

#endif // PYREFCHECK_LIB_ANNOTATIONS_YAMLTREE_H

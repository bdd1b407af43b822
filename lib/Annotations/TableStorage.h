//===- TableStorage.h - The memory behind an OwnedTable ---------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_LIB_ANNOTATIONS_TABLESTORAGE_H
#define PYREFCHECK_LIB_ANNOTATIONS_TABLESTORAGE_H

#include "pyrefcheck/Annotations/Table.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/StringSaver.h"
#include <vector>

namespace pyrefcheck {

/// Facts hold borrowed strings and arrays; this is whom they borrow them from.
class TableStorage {
public:
  llvm::StringRef save(llvm::StringRef Text) {
    return Text.empty() ? llvm::StringRef() : Strings.save(Text);
  }

  template <typename T> llvm::ArrayRef<T> save(llvm::ArrayRef<T> Array) {
    if (Array.empty())
      return {};
    return Array.copy(Memory);
  }

  /// A copy of \p F that borrows from nobody else.
  Function save(const Function &F);

  /// Sorts everything and sets Data to it.
  void finish();

  std::vector<Function> Functions, Members, EntryPoints;
  std::vector<FormatCode> Formats;
  std::vector<Slot> Slots;
  std::vector<Alias> Records, Prefixes, Headers;
  std::vector<TypeFact> Types;
  std::vector<Immortal> Immortals;
  std::vector<llvm::StringRef> Elements;
  std::vector<Family> Families;
  TableData Data;

private:
  llvm::BumpPtrAllocator Memory;
  llvm::StringSaver Strings{Memory};
};

} // namespace pyrefcheck

#endif // PYREFCHECK_LIB_ANNOTATIONS_TABLESTORAGE_H

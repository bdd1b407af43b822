//===- Table.h - Look-up of API facts ---------------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A set of API facts that can be asked by name. The bundled table is constant
/// data; a user's file makes a second table that is asked first.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_ANNOTATIONS_TABLE_H
#define PYREFCHECK_ANNOTATIONS_TABLE_H

#include "pyrefcheck/Annotations/Facts.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <vector>

namespace pyrefcheck {

/// The contents of one table, sorted by name where it says so. It owns nothing.
struct TableData {
  llvm::ArrayRef<Function> Functions;   ///< sorted by Name and version
  llvm::ArrayRef<Function> Members;     ///< the same, "Record.field"
  llvm::ArrayRef<Function> EntryPoints; ///< Name is a prefix: "PyInit_"
  llvm::ArrayRef<FormatCode> Formats;
  llvm::ArrayRef<Slot> Slots;
  llvm::ArrayRef<Alias> Records;  ///< struct tag -> the name used in Members
  llvm::ArrayRef<Alias> Prefixes; ///< "PyPy" -> "Py"
  llvm::ArrayRef<Immortal> Immortals;
  /// Members whose elements are references of the object:
  /// "PyTupleObject.ob_item".
  llvm::ArrayRef<llvm::StringRef> Elements;
  llvm::ArrayRef<TypeFact> Types;
  llvm::ArrayRef<Family> Families; ///< sorted by Name
  /// Chapter -> a header that declares its functions, if that is not Python.h.
  llvm::ArrayRef<Alias> Headers;
};

/// The table compiled into the program.
const TableData &bundledTable();

/// Stands for the newest version in look-ups by PY_VERSION_HEX.
constexpr unsigned NewestVersion = ~0u;

/// Facts in order of precedence: user tables first, the bundled one last.
class Table {
public:
  /// Later calls take precedence over earlier ones; \p Data must outlive this.
  void add(const TableData &Data);

  /// Whether \p Name is a renamed one ("PyPyList_New").
  bool isRenamed(llvm::StringRef Name) const;
  /// nullptr if nothing is known. Understands renamed prefixes. If the facts
  /// differ between versions, those for \p VersionHex; a name that this version
  /// does not have yet, or no more, is found too (somebody may supply it).
  const Function *findFunction(llvm::StringRef Name,
                               unsigned VersionHex = NewestVersion) const;
  /// \p Record may be a struct tag or a typedef name.
  const Function *findMember(llvm::StringRef Record, llvm::StringRef Field,
                             unsigned VersionHex = NewestVersion) const;
  /// The full names of the C++ functions whose last part is \p Name.
  std::vector<llvm::StringRef> qualifiedNames(llvm::StringRef Name) const;
  const Function *findSlot(llvm::StringRef Record, int Id,
                           unsigned VersionHex = NewestVersion) const;
  const Function *findEntryPoint(llvm::StringRef Name) const;
  /// The code that \p Format starts with (longest match), or nullptr.
  const FormatCode *findFormat(FormatKind Language,
                               llvm::StringRef Format) const;
  /// nullptr if \p Variable is no known static object.
  const Immortal *findImmortal(llvm::StringRef Variable) const;
  const TypeFact *findType(llvm::StringRef Name) const;
  /// Understands renamed prefixes.
  const TypeFact *findTypeOfObject(llvm::StringRef Variable) const;
  const TypeFact *findTypeOfFeature(int Bit) const;
  const Family *findFamily(llvm::StringRef Name) const;
  /// Of all tables; a name may be there several times.
  std::vector<Family> families() const;
  bool holdsElements(llvm::StringRef Record, llvm::StringRef Field) const;
  /// Whether the file \p Path is in the include directory of a library that
  /// some facts are about ("numpy/arrayobject.h": of NumPy).
  bool isLibraryHeader(llvm::StringRef Path) const;

private:
  llvm::SmallVector<const TableData *, 2> Tables; ///< highest precedence first
  /// Last part -> full names; made when it is first asked for.
  mutable llvm::StringMap<std::vector<llvm::StringRef>> Qualified;
  mutable bool QualifiedDone = false;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_ANNOTATIONS_TABLE_H

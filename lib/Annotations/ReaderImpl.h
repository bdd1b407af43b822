//===- ReaderImpl.h - Reads annotation files into a table -------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_LIB_ANNOTATIONS_READERIMPL_H
#define PYREFCHECK_LIB_ANNOTATIONS_READERIMPL_H

#include "TableStorage.h"
#include "YamlTree.h"
#include "pyrefcheck/Annotations/Reader.h"
#include "llvm/ADT/StringMap.h"

namespace pyrefcheck {

class FunctionReader;

struct OwnedTable::Storage : TableStorage {};

/// Reads any number of files into one table.
class AnnotationReader {
public:
  AnnotationReader(std::vector<AnnotationError> &Errors, const Table *Base);

  void readFile(const std::string &Path);
  void readBuffer(llvm::MemoryBufferRef Buffer);
  OwnedTable finish();

private:
  /// The kinds of names, each with its own set of them.
  enum Section {
    Functions,
    Members,
    EntryPoints,
    Formats,
    Slots,
    Records,
    Prefixes,
    Immortals,
    Elements,
    Types,
    Families,
    Limited,
  };

  /// Where and how a name was defined.
  struct Definition {
    enum State { Failed, Good, Unresolved, Resolving };
    State Is = Failed;
    size_t Index = 0; ///< in the section's vector, or in SameAs
    size_t Count = 1; ///< how many there are from Index on
    std::string File;
    unsigned Line = 0;
  };

  /// An entry with `same_as`, to be filled in when all files are read.
  struct SameAsEntry {
    Section In;
    std::string Target;
    std::string File;
    Position Pos;
    Function F; ///< what the entry itself says
  };

  /// A member or family that may come in a later file.
  struct NameUse {
    std::string Name;
    std::string File;
    Position Pos;
  };

  void readTop(const YamlNode &Root, Diagnostics &Diags);
  bool readText(const YamlNode &Root, llvm::StringRef Key, bool Required,
                Diagnostics &Diags, llvm::StringRef &Text);
  /// nullptr, after an error, if \p Name is already defined.
  Definition *define(Section In, llvm::StringRef Name, Position Pos,
                     Diagnostics &Diags);
  bool checkName(Section In, llvm::StringRef Name, Position Pos,
                 Diagnostics &Diags);
  void readFunctions(Section In, const YamlNode &Map, llvm::StringRef Chapter,
                     llvm::StringRef Source, Diagnostics &Diags);
  /// The versions of an entry with `extends`; empty after an error.
  std::vector<Function> readExtended(Section In, const YamlNode &Item,
                                     const Function &F, FunctionReader &Reader,
                                     Diagnostics &Diags);
  void readFormats(const YamlNode &Map, Diagnostics &Diags);
  void readFormat(FormatKind Language, const YamlNode &Item,
                  Diagnostics &Diags);
  void readSlots(const YamlNode &Map, Diagnostics &Diags);
  void readAliases(Section In, const YamlNode &Map, Diagnostics &Diags);
  void readImmortals(const YamlNode &Map, Diagnostics &Diags);
  void readFamilies(const YamlNode &Map, Diagnostics &Diags);
  void readHeaders(const YamlNode &List, llvm::StringRef Chapter,
                   Diagnostics &Diags);
  void readLimited(const YamlNode &Map, Diagnostics &Diags);
  void readElements(const YamlNode &List, Diagnostics &Diags);
  void readTypes(const YamlNode &Map, Diagnostics &Diags);

  std::vector<Function> &functions(Section In);
  /// The section that `same_as: Target` in \p In refers to, and whether
  /// anything of that name was defined there.
  Definition *findTarget(Section &In, llvm::StringRef Target);
  /// All versions of it; empty if there is none.
  llvm::ArrayRef<Function> findInBase(Section In, llvm::StringRef Name) const;
  void resolveSameAs();
  void resolveChain(Definition &Start);
  bool followChain(Definition &Start, std::vector<Definition *> &Path,
                   std::vector<Function> &Found);
  std::string suggestDefined(Section In, llvm::StringRef Name) const;
  void checkSlots();
  void checkFamilies();
  void applyLimited();

  std::vector<AnnotationError> &Errors;
  const Table *Base;
  OwnedTable Result;
  TableStorage *Storage;
  llvm::StringMap<Definition> Defined[Limited + 1];
  std::vector<SameAsEntry> SameAs;
  /// A name in the section `limited`; the entry may come in a later file.
  struct LimitedUse {
    NameUse Use;
    llvm::StringRef Version;
  };

  std::vector<NameUse> SlotUses, FamilyUses;
  std::vector<LimitedUse> LimitedUses;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_LIB_ANNOTATIONS_READERIMPL_H

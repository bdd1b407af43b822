//===- FunctionReader.h - The entry of one function -------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_LIB_ANNOTATIONS_FUNCTIONREADER_H
#define PYREFCHECK_LIB_ANNOTATIONS_FUNCTIONREADER_H

#include "ShapeExpansion.h"
#include "TableStorage.h"
#include "YamlTree.h"
#include "llvm/ADT/SmallVector.h"
#include <string>
#include <vector>

namespace pyrefcheck {

/// What the map of a function may have.
extern const llvm::ArrayRef<llvm::StringRef> FunctionKeys;

bool isIdentifier(llvm::StringRef Text);

/// A C++ function by its full name: "spam::Eggs::fry", "::fry".
bool isQualifiedName(llvm::StringRef Text);

/// "bytes", "collections.deque"
bool isTypeName(llvm::StringRef Text);

/// "3.13"
bool isVersion(llvm::StringRef Text);

/// Reads the keys of one function, member or entry point.
class FunctionReader {
public:
  FunctionReader(TableStorage &Storage, Diagnostics &Diags)
      : Storage(Storage), Diags(Diags) {}

  /// Fills \p F from the map \p Node. Reports every error it finds, and is
  /// false then. Name, Chapter and the default of Source are the caller's.
  bool read(const YamlNode &Node, Function &F);

  /// As read(), for an entry that may have `variants`. Appends to \p Versions
  /// what is the case in each range of versions, the oldest first; all begin as
  /// \p F.
  bool readVersions(const YamlNode &Node, const Function &F,
                    llvm::SmallVectorImpl<Function> &Versions);

  /// As read(), for an entry with `extends`: \p To begins as one version of
  /// what it extends, \p Base.
  bool readExtension(const YamlNode &Node, const Function &Base, Function &To);

  /// The part of read() that an entry with `same_as` has too.
  bool readOrigin(const YamlNode &Node, Function &F);

  /// A family of memory that an entry mentions; it may come in a later file.
  struct FamilyName {
    std::string Name;
    Position Pos;
  };
  /// Those of everything read so far.
  std::vector<FamilyName> Families;

private:
  bool readVariant(const YamlNode &Main, const YamlNode &Node,
                   Function &Variant);

  /// The keys that say what happens to a parameter, one bit each.
  enum UseKind : unsigned {
    Steals = 1,
    StealsOnSuccess = 2,
    Adds = 4,
    Releases = 8,
    Keeps = 16,
    Out = 32,
    Replaces = 64,
    Expects = 128,
    Format = 256,
    NullOk = 512,
    NullRaises = 1024,
    Reallocates = 2048,
    Frees = 4096,
    OutMemory = 8192,
    Escapes = 16384,
    Overwrites = 32768,
  };

  /// One mention of a parameter.
  struct Use {
    UseKind Kind;
    Position Pos;
    Effect What; ///< Kind is only meaningful for Out
  };
  using Uses = llvm::SmallVector<Use, 8>;

  static bool conflict(UseKind A, UseKind B);
  static llvm::StringRef keyName(UseKind Kind);

  bool error(Position Pos, const llvm::Twine &Message);
  /// Forgets the entry that was read before.
  void beginEntry();
  bool readParams(const YamlNode &Node);
  bool param(const YamlNode &Node, llvm::StringRef Name, Position Pos,
             ParamIndex &Index);
  void addUse(Uses &To, UseKind Kind, Position Pos, Effect What);
  void readParamList(const YamlNode &Node, UseKind Kind, Uses &To);
  void readParamMap(const YamlNode &Node, UseKind Kind, Uses &To);
  /// True, and everything done, if \p Item is `param: memory(FAMILY)`.
  bool readOutMemory(const YamlNode &Item, ParamIndex Param, Uses &To);
  void readEffects(const YamlNode &Node, Uses &To);
  /// The keys that only a function has, not its outcomes.
  void readFunctionEffects(const YamlNode &Node);
  bool readFamily(const YamlNode &Node, llvm::StringRef Text, MemoryKind Kind,
                  ParamIndex Param);
  void readAllocates(const YamlNode &Node);
  void checkAgainst(const Uses &Outer, const Uses &Inner, bool Success);
  void readFormat(const YamlNode &Node);
  bool readFlag(const YamlNode &Node, llvm::StringRef Key,
                bool Default = false);
  llvm::StringRef readText(const YamlNode &Node, llvm::StringRef Key);
  void readReturns(const YamlNode &Node);
  void readOutcomes(const YamlNode &List);
  void readOutcome(const YamlNode &Node);
  void readRaises(const YamlNode &Node, Outcome &O);
  void applyClears(const YamlNode &Node);
  void addEffects(const Uses &From, bool FunctionLevel, bool Success,
                  llvm::SmallVectorImpl<Effect> &To);
  void finishOutcomes();
  static llvm::ArrayRef<Effect> inOrder(llvm::SmallVectorImpl<Effect> &Effects);
  bool extendOutcomes(const YamlNode &Node, const Function &Base);

  TableStorage &Storage;
  Diagnostics &Diags;

  // The state of one call of read().
  bool Ok = true;
  llvm::SmallVector<llvm::StringRef, 8> Params;
  Uses FunctionUses;
  llvm::SmallVector<Outcome, 4> Outcomes;
  /// What each of Outcomes says itself.
  std::vector<Uses> OutcomeUses;
  std::vector<Expectation> Expectations;
  std::vector<MemoryUse> Memory;
  std::vector<bool> SaysRaises;
  Function *F = nullptr;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_LIB_ANNOTATIONS_FUNCTIONREADER_H

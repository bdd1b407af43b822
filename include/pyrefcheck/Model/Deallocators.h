//===- Deallocators.h - What the end of an object gives up ------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Knows, for each struct that some type object in the file has as its objects
/// (sizeof in tp_basicsize), which members the type's deallocator and the
/// functions it calls do not even mention: what such a member owns is lost
/// with the object. Says so only if all of that code can be seen.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_DEALLOCATORS_H
#define PYREFCHECK_MODEL_DEALLOCATORS_H

#include "pyrefcheck/Model/ApiTypes.h"
#include "pyrefcheck/Model/FactLookup.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include <string>
#include <vector>

namespace pyrefcheck {

class Deallocators {
public:
  Deallocators(const FactLookup &Lookup, const ApiTypes &Types)
      : Lookup(Lookup), Types(Types) {}

  /// Finds the types of \p TU, whose contracts must have been read.
  void read(const clang::TranslationUnitDecl *TU);

  /// Whether nothing that happens at the end of an object touches \p Field.
  bool forgets(const clang::FieldDecl *Field) const;

  /// Whether neither \p Dealloc nor a function that it calls releases a type.
  bool keepsType(const clang::FunctionDecl *Dealloc) const;

  /// In words, all that forgets() would tell.
  void describe(std::vector<std::string> &Lines) const;

private:
  using Functions = llvm::SmallSetVector<const clang::FunctionDecl *, 4>;
  struct End {
    Functions Destructors;
    bool Done = false;
    bool Known = true; ///< all code that runs then can be seen
    llvm::DenseSet<const clang::FieldDecl *> Mentioned;
  };
  End &endOf(const clang::RecordDecl *Struct, End &E) const;
  class TypeReader;
  class EndReader;
  class TypeReleaseFinder;

  const FactLookup &Lookup;
  const ApiTypes &Types;
  mutable llvm::MapVector<const clang::RecordDecl *, End> Ends;
  mutable llvm::DenseMap<const clang::FunctionDecl *, bool> KeepType;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_DEALLOCATORS_H

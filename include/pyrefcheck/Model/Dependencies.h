//===- Dependencies.h - What a function's analysis may look at --*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The functions of a file, with a name for each that lasts from one run to the
/// next, and which others each of them refers to: the analysis of a function
/// depends on no body but those that it can get to.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_DEPENDENCIES_H
#define PYREFCHECK_MODEL_DEPENDENCIES_H

#include "pyrefcheck/Model/ApiTypes.h"
#include "pyrefcheck/Model/SourceParts.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <cstdint>
#include <vector>

namespace pyrefcheck {

/// The definition of \p FD as the engine knows it, or null.
const clang::FunctionDecl *definitionOf(const clang::FunctionDecl *FD);

class FactLookup;

class Dependencies {
public:
  static constexpr unsigned None = ~0u;

  /// Finds all functions that may be analysed, and what they refer to; divides
  /// the main file into \p Parts.
  void read(const clang::TranslationUnitDecl *TU, const ApiTypes &Types,
            const FactLookup &Lookup, SourceParts &Parts);

  unsigned size() const { return static_cast<unsigned>(Nodes.size()); }
  const clang::Decl *decl(unsigned I) const { return Nodes[I].D; }
  /// The part of the main file that it is written in, or None.
  unsigned part(unsigned I) const { return Nodes[I].Part; }
  uint64_t key(unsigned I) const { return Nodes[I].Key; }
  unsigned find(const clang::Decl *D) const;
  /// The one with this key; None if there are none or several.
  unsigned find(uint64_t Key) const;

  /// Those in \p Parts, by whose change the analysis of a function may change,
  /// and all that can get to one of them.
  std::vector<bool> reaching(const std::vector<bool> &Parts) const;
  /// All that \p I can get to, with \p I.
  std::vector<unsigned> reachable(unsigned I) const;
  /// By part, a hash of the functions that it refers to, in order: it decides
  /// in which order the engine takes the functions.
  std::vector<uint64_t> calls(size_t NumParts) const;
  /// Functions that nobody wants analysed.
  const std::vector<const clang::Decl *> &nobodys() const { return Nobodys; }
  /// Callees first; those that call each other in an order that does not
  /// depend on who calls them.
  std::vector<unsigned> bottomUp() const;

private:
  struct Node {
    const clang::Decl *D;
    unsigned Part = None;
    uint64_t Key = 0;
    /// May be run where no reference shows it.
    bool Special = false;
    std::vector<unsigned> Uses;
    std::vector<unsigned> InOrder; ///< the same, as they stand in the text
    bool Nobodys = false;
  };
  class BodyReader;

  unsigned add(const clang::Decl *D);
  void addFunction(const clang::FunctionDecl *FD, const ApiTypes &Types);
  void addAll(const clang::DeclContext *DC, const ApiTypes &Types);
  void nameAll(const SourceParts &Parts);

  std::vector<Node> Nodes;
  std::vector<const clang::Decl *> Nobodys;
  llvm::DenseMap<const clang::Decl *, unsigned> Indices;
  llvm::DenseMap<uint64_t, unsigned> Keys;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_DEPENDENCIES_H

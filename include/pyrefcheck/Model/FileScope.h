//===- FileScope.h - What stands outside of functions -----------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Divides what stands in the main file outside of functions' bodies into
/// pieces (a declaration, a declarator, a directive), so that after an edit of
/// one only those functions are analysed again that may depend on it.
///
/// In C nothing happens without a name: a function depends on a declaration
/// only if the name is in its text, in a macro that is, or in another
/// declaration whose name is. In C++ that is not so (operators, overloads,
/// conversions); all is one piece there, on which all functions depend.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_FILESCOPE_H
#define PYREFCHECK_MODEL_FILESCOPE_H

#include "pyrefcheck/Model/SourceParts.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace clang {
class Decl;
class IdentifierInfo;
class Preprocessor;
class TranslationUnitDecl;
} // namespace clang

namespace pyrefcheck {

class FileScope {
public:
  struct Piece {
    uint64_t Hash = 0;
    /// Its change concerns everything.
    bool Hard = false;
    std::vector<uint64_t> Declares; ///< names
  };

  /// \p IsSpecial: whether more depends on a name than those that use it.
  void read(const clang::TranslationUnitDecl *TU, const clang::Preprocessor &PP,
            const SourceParts &Parts,
            llvm::function_ref<bool(llvm::StringRef)> IsSpecial);

  const std::vector<Piece> &pieces() const { return Pieces; }
  /// Adds to \p Changed the parts that may mean something else than they did
  /// with the pieces \p Former; false if that is true of all.
  bool compare(llvm::ArrayRef<Piece> Former, std::vector<bool> &Changed) const;

private:
  using Names = llvm::DenseSet<const clang::IdentifierInfo *>;
  struct Span {
    unsigned Begin = 0, End = 0; ///< offsets in the main file
    bool Directive = false;
    /// What the macros in it stand for does not matter (#undef).
    bool OnlyName = false;
    Names Mentions;
  };
  class Reader;

  bool readDeclarations(const clang::TranslationUnitDecl *TU,
                        llvm::function_ref<bool(llvm::StringRef)> IsSpecial);
  void declare(const clang::Decl *D, Piece &P,
               llvm::function_ref<bool(llvm::StringRef)> IsSpecial);
  size_t pieceAt(clang::SourceLocation L) const;
  void addMacros(Names &In) const;
  Names namesIn(const SourceParts::Part &P) const;

  const clang::ASTContext *Ctx = nullptr;
  const clang::Preprocessor *PP = nullptr;
  llvm::ArrayRef<SourceParts::Part> Functions;
  std::vector<Piece> Pieces;
  std::vector<Span> Spans; ///< of the pieces
};

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_FILESCOPE_H

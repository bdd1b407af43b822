//===- CythonSource.h - What a generated file was made from -----*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Knows which code in a file written by Cython stands for which line of the
/// user's source, and which code Cython adds to each module. Cython says so
/// before each statement, in comments
///
///   /* "pkg/x.pyx":16
///    * the line before
///    * the line itself             # <<<<<<<<<<<<<<
///
/// or, if they are switched off, with #line directives.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_CYTHONSOURCE_H
#define PYREFCHECK_MODEL_CYTHONSOURCE_H

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/StringMap.h"
#include <map>
#include <string>
#include <vector>

namespace clang {
class ASTContext;
class Decl;
class FunctionDecl;
class SourceManager;
} // namespace clang

namespace pyrefcheck {

class CythonSource {
public:
  /// Reads the main file, if Cython wrote it.
  void read(clang::ASTContext &Ctx);

  /// Whether the main file was written by Cython.
  bool isGenerated() const { return !Marks.empty(); }
  /// Whether \p D is what Cython adds to the user's code: helpers, wrappers
  /// that unpack arguments, the module's initialisation.
  bool isRuntime(const clang::Decl *D) const;
  /// Whether \p FD is the body of a function that a wrapper calls.
  bool isWrapped(const clang::FunctionDecl *FD) const;
  /// The place in the user's source that \p L in the function \p D stands for;
  /// invalid if there is none.
  clang::SourceLocation userLocation(clang::SourceLocation L,
                                     const clang::Decl *D) const;

private:
  /// From Offset on the code stands for Line of Files[File].
  struct Mark {
    unsigned Offset;
    unsigned File;
    unsigned Line;
  };
  struct File {
    std::string Name; ///< as Cython gives it
    bool IsUsers = false;
    std::map<unsigned, std::string> Lines; ///< those that comments quote
    std::vector<unsigned> Quoted;          ///< those that are sure to be exact
    mutable clang::FileID Id;
  };

  void readComment(llvm::StringRef Text, unsigned Offset);
  void readDirective(llvm::StringRef Line, unsigned Offset,
                     std::vector<Mark> &Directives);
  unsigned fileIndex(llvm::StringRef Name);
  const Mark *markFor(clang::SourceLocation L, const clang::Decl *D) const;
  clang::FileID fileId(const File &F) const;
  std::string findOnDisk(const File &F) const;
  bool fits(const File &F, llvm::StringRef Contents) const;

  clang::SourceManager *SM = nullptr;
  std::vector<Mark> Marks; ///< in order
  std::vector<File> Files;
  llvm::StringMap<unsigned> Indices;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_CYTHONSOURCE_H

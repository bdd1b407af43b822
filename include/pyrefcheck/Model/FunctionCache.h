//===- FunctionCache.h - What need not be analysed again --------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Leaves out the analysis of functions whose outcome a program knows from a
/// former run. The program keeps the findings; here is decided which functions
/// they are. The file FILE, as a former run wrote it, comes in; FILE.new goes
/// out:
///
///   pyrefcheck-functions 2
///   main NAME                      the main file
///   rest HASH                      of all that is neither part nor piece
///   piece HASH 0|1                 outside of the parts, in order; 1: all
///                                  functions depend on it
///   declares HASH                  a name, by the piece before
///   part HASH LINE COL LINE COL    begin and end, in order
///   calls HASH                     of the part before: what it refers to
///   entry KEY OLD                  one for each function that was analysed, in
///                                  order; OLD: its number in FILE if it was
///                                  not analysed again, else -1
///   visited KEY                    about the entry before: what was looked
///                                  into
///   inlined KEY NO COUNT NO COUNT  what the engine remembered of a callee,
///                                  before and after
///   gives KEY                      a function that returns new references
///   needs KEY 0|1                  whether that was known of it before
///
/// What is found in entry N has " [entry: N]" at the end of its message. If
/// FILE.new is not written, the findings are those of the whole file.
///
/// The outcome is the same as if all were analysed: the engine is told what it
/// would have learned from each function that is left out, and what depends on
/// anything else than in the former run is not left out.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_FUNCTIONCACHE_H
#define PYREFCHECK_MODEL_FUNCTIONCACHE_H

#include "pyrefcheck/Model/Dependencies.h"
#include "pyrefcheck/Model/FileScope.h"
#include "pyrefcheck/Model/SourceParts.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExprEngine.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>
#include <vector>

namespace pyrefcheck {

class FunctionCache {
public:
  void setFile(std::string Name) { File = std::move(Name); }
  /// Whether functions are told apart; from begin() on.
  bool isOn() const { return On; }

  /// Reads the file and divides \p TU. \p FactsOf gives what is known of a
  /// function from elsewhere than its own text.
  void
  begin(const clang::TranslationUnitDecl *TU, const clang::Preprocessor &PP,
        const ApiTypes &Types, const FactLookup &Lookup,
        llvm::function_ref<std::string(const clang::FunctionDecl *)> FactsOf);
  const Dependencies &dependencies() const { return Graph; }
  /// To be called after begin(), with what is known of structs: all functions
  /// depend on it.
  void compare(llvm::StringRef Facts);

  /// Before the analysis of \p Top: false if it is left out. \p IsNew tells
  /// whether a function is known to return new references.
  bool enter(const clang::Decl *Top, clang::ento::ExprEngine &Engine,
             llvm::DenseSet<const clang::FunctionDecl *> &ReturnsNew);
  /// After it. \p GivesNew and \p Needs: what it found of functions that return
  /// new references, and what it would have needed to know.
  void leave(clang::ento::ExprEngine &Engine,
             const llvm::DenseSet<const clang::FunctionDecl *> &GivesNew,
             const llvm::DenseMap<const clang::FunctionDecl *, bool> &Needs,
             llvm::DenseSet<const clang::FunctionDecl *> &ReturnsNew);
  /// After the last one.
  void write() const;

  /// For the messages of what is found now; empty if that makes no difference.
  llvm::StringRef mark() const { return Mark; }

private:
  struct Inlining {
    bool No = false; ///< not to be inlined any more
    unsigned Count = 0;
    bool operator==(const Inlining &O) const {
      return No == O.No && Count == O.Count;
    }
  };
  struct Callee {
    uint64_t Key = 0;
    Inlining Before, After;
  };
  struct Entry {
    uint64_t Key = 0;
    int Old = -1;
    bool Lasts = true; ///< all it depends on has a name
    std::vector<uint64_t> Visited;
    std::vector<Callee> Callees;
    std::vector<uint64_t> Gives;
    std::vector<std::pair<uint64_t, bool>> Needs;
  };

  bool read();
  bool readLine(llvm::StringRef Line);
  bool keep(const Entry &Former, int Index, clang::ento::ExprEngine &Engine,
            llvm::DenseSet<const clang::FunctionDecl *> &ReturnsNew);
  bool
  mayKeep(const Entry &Former, clang::ento::ExprEngine &Engine,
          const llvm::DenseSet<const clang::FunctionDecl *> &ReturnsNew) const;
  bool countsAlike(const Callee &C, unsigned Node,
                   clang::ento::ExprEngine &Engine) const;
  void keepAhead(clang::ento::ExprEngine &Engine,
                 llvm::DenseSet<const clang::FunctionDecl *> &ReturnsNew);
  uint64_t keyOf(const clang::Decl *D, Entry &E) const;

  std::string File;
  bool On = false;
  bool Cpp = false;
  SourceParts Parts;
  Dependencies Graph;
  FileScope Scope;
  std::vector<uint64_t> Calls; ///< by part
  uint64_t Rest = 0;
  std::string MainName;

  // The former run.
  uint64_t OldRest = 0;
  std::vector<FileScope::Piece> OldPieces;
  std::vector<uint64_t> OldParts;
  std::vector<Entry> Old;
  llvm::DenseMap<uint64_t, int> OldByKey;
  std::vector<uint64_t> OldCalls;
  /// The engine takes the functions in the same order as in the former run: up
  /// to Next, that is known.
  bool SameOrder = false;
  size_t Next = 0;
  llvm::DenseSet<const clang::Decl *> KeptAhead;
  /// What the engine has to be told after the function under analysis.
  std::vector<const clang::Decl *> Ahead;
  std::vector<bool> Changed; ///< by node: what it depends on has changed

  std::vector<Entry> Entries;
  /// By node: what the engine remembers before the next function.
  std::vector<Inlining> Known;
  const clang::Decl *Current = nullptr; ///< being analysed
  bool Analysing = false;
  std::string Mark;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_FUNCTIONCACHE_H

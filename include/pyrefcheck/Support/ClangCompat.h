//===- ClangCompat.h - What differs between Clang versions ------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The only place that asks for Clang's version (14 to 22 are supported).
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_SUPPORT_CLANGCOMPAT_H
#define PYREFCHECK_SUPPORT_CLANGCOMPAT_H

#include "clang/Analysis/PathDiagnostic.h"
#include "clang/Basic/Version.h"
#include "clang/StaticAnalyzer/Core/AnalyzerOptions.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerContext.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/MemRegion.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramState.h"

/// checkBind got a parameter in Clang 21.
#if CLANG_VERSION_MAJOR >= 21
#define PYREFCHECK_BIND_PARAMS                                                 \
  clang::ento::SVal Loc, clang::ento::SVal Val, const clang::Stmt *S,          \
      bool /*AtDeclInit*/, clang::ento::CheckerContext &C
#else
#define PYREFCHECK_BIND_PARAMS                                                 \
  clang::ento::SVal Loc, clang::ento::SVal Val, const clang::Stmt *S,          \
      clang::ento::CheckerContext &C
#endif

namespace pyrefcheck {
namespace compat {

/// A fresh symbol of type \p T for something that \p Call made. \p Tag tells
/// several symbols of one call apart.
inline clang::ento::DefinedOrUnknownSVal
conjure(const clang::ento::CallEvent &Call, clang::QualType T,
        clang::ento::CheckerContext &C, const void *Tag) {
#if CLANG_VERSION_MAJOR >= 21
  return C.getSValBuilder().conjureSymbolVal(Call, T, C.blockCount(), Tag);
#else
  return C.getSValBuilder().conjureSymbolVal(
      Tag, Call.getOriginExpr(), C.getLocationContext(), T, C.blockCount());
#endif
}

/// The same for the value of an expression that is no call.
inline clang::ento::DefinedOrUnknownSVal conjure(const clang::Expr *E,
                                                 clang::QualType T,
                                                 clang::ento::CheckerContext &C,
                                                 const void *Tag) {
#if CLANG_VERSION_MAJOR >= 21
  (void)E;
  return C.getSValBuilder().conjureSymbolVal(
      Tag, C.getCFGElementRef(), C.getLocationContext(), T, C.blockCount());
#else
  return C.getSValBuilder().conjureSymbolVal(Tag, E, C.getLocationContext(), T,
                                             C.blockCount());
#endif
}

/// Forgets what is stored at \p Values, which \p Call may have changed.
inline clang::ento::ProgramStateRef
invalidate(clang::ento::ProgramStateRef State,
           llvm::ArrayRef<clang::ento::SVal> Values,
           const clang::ento::CallEvent &Call, clang::ento::CheckerContext &C) {
#if CLANG_VERSION_MAJOR >= 21
  return State->invalidateRegions(Values, Call.getCFGElementRef(),
                                  C.blockCount(), C.getLocationContext(),
                                  /*CausesPointerEscape=*/false);
#else
  return State->invalidateRegions(Values, Call.getOriginExpr(), C.blockCount(),
                                  C.getLocationContext(),
                                  /*CausesPointerEscape=*/false);
#endif
}

inline bool isOnStack(const clang::ento::MemRegion *R,
                      clang::ento::ProgramStateRef State) {
#if CLANG_VERSION_MAJOR >= 21
  return R->hasMemorySpace<clang::ento::StackSpaceRegion>(State);
#else
  (void)State;
  return R->hasStackStorage();
#endif
}

/// \p Sym and all that it is computed from.
inline llvm::iterator_range<clang::ento::SymExpr::symbol_iterator>
symbolsIn(clang::ento::SymbolRef Sym) {
#if CLANG_VERSION_MAJOR >= 19
  return Sym->symbols();
#else
  return {Sym->symbol_begin(), Sym->symbol_end()};
#endif
}

/// Whether this Clang has the checker \p Name outside of alpha.
inline bool hasChecker(llvm::StringRef Name) {
  return CLANG_VERSION_MAJOR >= 19 || Name != "unix.Stream";
}

/// A diagnostic without pieces. What finds the function has analysed \p In.
inline std::unique_ptr<clang::ento::PathDiagnostic>
pathDiagnostic(llvm::StringRef Checker, const clang::Decl *In,
               llvm::StringRef Title, llvm::StringRef Message,
               llvm::StringRef Category,
               const clang::ento::PathDiagnosticLocation &L) {
  return std::make_unique<clang::ento::PathDiagnostic>(
      Checker, In, Title, Message, Message, Category, L, In,
#if CLANG_VERSION_MAJOR >= 19
      In,
#endif
      std::make_unique<clang::ento::FilesToLineNumsMap>());
}

/// \p Options is what CompilerInstance::getAnalyzerOpts() returns: a reference,
/// but up to Clang 16 a reference counted pointer.
template <typename T>
const clang::AnalyzerOptions &analyzerOptions(const T &Options) {
#if CLANG_VERSION_MAJOR >= 17
  return Options;
#else
  return *Options;
#endif
}

/// All nodes of \p Graph.
inline auto nodes(clang::ento::ExplodedGraph &Graph) {
#if CLANG_VERSION_MAJOR >= 17
  return Graph.nodes();
#else
  return llvm::make_range(Graph.nodes_begin(), Graph.nodes_end());
#endif
}

} // namespace compat
} // namespace pyrefcheck

#endif // PYREFCHECK_SUPPORT_CLANGCOMPAT_H

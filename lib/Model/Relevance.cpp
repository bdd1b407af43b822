//===- Relevance.cpp - Which functions are worth an analysis --------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/RefcountModel.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace pyrefcheck;

namespace {
/// Looks for objects, and for calls of functions that the facts know.
class ApiUseFinder : public RecursiveASTVisitor<ApiUseFinder> {
public:
  ApiUseFinder(const ApiTypes &Types, const FactLookup &Lookup)
      : Types(Types), Lookup(Lookup) {}

  bool in(Stmt *Body) {
    TraverseStmt(Body);
    return Found;
  }

  bool VisitExpr(Expr *E) {
    Found |= Types.isObjectPointer(E->getType());
    return !Found;
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    const auto *FD = dyn_cast<FunctionDecl>(E->getDecl());
    Found |= FD && Lookup.forFunction(FD);
    return !Found;
  }

private:
  const ApiTypes &Types;
  const FactLookup &Lookup;
  bool Found = false;
};
} // namespace

/// Whether \p D supplies a function of the API that an older Python lacks, as
/// pythoncapi_compat.h does: what it does to references is known, and meant.
static bool isSupplied(const Decl *D, const Table &Facts) {
  const auto *FD = dyn_cast<FunctionDecl>(D);
  return FD && FD->getIdentifier() && !isa<CXXMethodDecl>(FD) &&
         (FD->isInlined() || FD->getStorageClass() == SC_Static) &&
         Facts.findFunction(FD->getName());
}

/// What a library's functions do is seen where they are called. The engine
/// takes a minute for the headers of some C++ projects in which there is no
/// object at all.
bool RefcountModel::isWorthAnalysis(const Decl *D) const {
  if (Types.isNobodysCode(D) || isSupplied(D, Facts))
    return false;
  const SourceManager &SM = D->getASTContext().getSourceManager();
  if (!HeadersAdded || SM.isInMainFile(SM.getExpansionLoc(D->getLocation())))
    return true;
  // What a header offers and nobody uses: "static inline" helpers, as those of
  // pythoncapi_compat.h.
  const auto *FD = dyn_cast<FunctionDecl>(D);
  if (FD && !FD->isExternallyVisible() && !FD->isReferenced())
    return false;
  return ApiUseFinder(Types, Lookup).in(D->getBody());
}

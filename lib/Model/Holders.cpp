//===- Holders.cpp - Classes that hold a reference ------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/ApiTypes.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace pyrefcheck;

namespace {
/// Looks in a body, and in the methods of the same class that it calls, for
/// the release of a reference.
class ReleaseFinder : public RecursiveASTVisitor<ReleaseFinder> {
public:
  ReleaseFinder(const Table &Facts, const CXXRecordDecl *Class)
      : Facts(Facts), Class(Class) {}

  bool in(const FunctionDecl *FD, unsigned Depth = 3) {
    const FunctionDecl *Definition = nullptr;
    if (!Depth || !FD->hasBody(Definition))
      return false;
    unsigned Outer = Left;
    Left = Depth - 1;
    TraverseStmt(Definition->getBody());
    Left = Outer;
    return Found;
  }

  bool VisitCallExpr(CallExpr *CE) {
    const FunctionDecl *Callee = CE->getDirectCallee();
    if (!Callee)
      return true;
    const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
    if (Method && (Method->getParent() == Class ||
                   Class->isDerivedFrom(Method->getParent())))
      in(Callee, Left);
    else if (const Function *F = !Method && Callee->getIdentifier()
                                     ? Facts.findFunction(Callee->getName())
                                     : nullptr)
      for (const Effect &E : F->Outcomes.front().Effects)
        Found |= E.Kind == EffectKind::Release;
    return !Found;
  }

private:
  const Table &Facts;
  const CXXRecordDecl *Class;
  unsigned Left = 0;
  bool Found = false;
};
} // namespace

bool ApiTypes::isHolder(const CXXRecordDecl *R) const {
  R = R ? R->getDefinition() : nullptr;
  if (!R || R->isDependentContext())
    return false;
  auto [It, New] = Holders.try_emplace(R, false);
  if (!New)
    return It->second;
  const CXXDestructorDecl *D = R->getDestructor();
  bool Is = D && ReleaseFinder(Facts, R).in(D);
  for (const CXXBaseSpecifier &Base : R->bases())
    Is |= isHolder(Base.getType()->getAsCXXRecordDecl());
  return Holders[R] = Is;
}

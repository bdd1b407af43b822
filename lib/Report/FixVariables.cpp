//===- FixVariables.cpp - The variables that had what is lost -------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Report/Fixes.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Analysis/AnalysisDeclContext.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

namespace {
class HolderFinder final : public StoreManager::BindingsHandler {
public:
  HolderFinder(SymbolRef Sym, const StackFrameContext *Frame)
      : Sym(Sym), Frame(Frame) {}
  bool HandleBinding(StoreManager &, Store, const MemRegion *R,
                     SVal V) override {
    const auto *Var = dyn_cast<VarRegion>(R);
    if (Var && Var->getStackFrame() == Frame &&
        Var->getDecl()->hasLocalStorage() &&
        !isa<ParmVarDecl>(Var->getDecl()) && ApiTypes::objectSymbol(V) == Sym)
      Found.push_back(Var->getDecl());
    return true;
  }
  std::vector<const VarDecl *> Found;

private:
  SymbolRef Sym;
  const StackFrameContext *Frame;
};

/// Looks for another variable of the same name.
class NameFinder : public RecursiveASTVisitor<NameFinder> {
public:
  explicit NameFinder(const VarDecl *Var) : Var(Var) {}
  bool VisitVarDecl(VarDecl *D) {
    Found |= D != Var && D->getDeclName() == Var->getDeclName();
    return !Found;
  }
  bool Found = false;

private:
  const VarDecl *Var;
};

/// Looks for a variable, or (Var is null) for any of a kind.
class PointerFinder : public RecursiveASTVisitor<PointerFinder> {
public:
  PointerFinder(const VarDecl *Var, bool ObjectsCount, const ApiTypes &Types)
      : Var(Var), ObjectsCount(ObjectsCount), Types(&Types) {}
  explicit PointerFinder(const VarDecl *Var) : Var(Var) {}
  bool in(const Stmt *S) {
    TraverseStmt(const_cast<Stmt *>(S));
    return Found;
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    const auto *D = dyn_cast<VarDecl>(E->getDecl());
    if (Var)
      Found |= D == Var;
    else
      Found |= D && D->hasLocalStorage() && !D->getType()->isArithmeticType() &&
               (ObjectsCount || !Types->isObjectPointer(D->getType()));
    return !Found;
  }
  bool VisitCXXThisExpr(CXXThisExpr *) {
    Found |= !Var;
    return !Found;
  }
  bool VisitLambdaExpr(LambdaExpr *) {
    Found = true;
    return false;
  }

private:
  const VarDecl *Var;
  bool ObjectsCount = true;
  const ApiTypes *Types = nullptr;
  bool Found = false;
};

class UseFinder : public RecursiveASTVisitor<UseFinder> {
public:
  explicit UseFinder(const VarDecl *Var) : Var(Var) {}
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (E->getDecl() == Var)
      Uses.push_back(E);
    return true;
  }
  std::vector<const DeclRefExpr *> Uses;

private:
  const VarDecl *Var;
};
} // namespace

bool pyrefcheck::names(const Stmt *S, const VarDecl *Var) {
  return S && PointerFinder(Var).in(S);
}

bool pyrefcheck::namesAny(const Stmt *S, Naming Kind, const ApiTypes &Types) {
  return S && PointerFinder(nullptr, Kind == Naming::AnyPointer, Types).in(S);
}

/// The variables that had it last: those that nobody will read are forgotten
/// before the object is.
std::vector<const VarDecl *> FixFinder::holders(const Finding &F) const {
  HolderFinder Finder(F.Sym, Top->getStackFrame());
  unsigned Steps = 0;
  for (const Node *N = F.Node; N && Finder.Found.empty() && Steps < MaxSteps;
       N = N->getFirstPred(), ++Steps) {
    ProgramStateRef State = N->getState();
    State->getStateManager().iterBindings(State, Finder);
  }
  llvm::sort(Finder.Found, [](const VarDecl *A, const VarDecl *B) {
    return A->getLocation() < B->getLocation();
  });
  return Finder.Found;
}

/// Whether \p Var's name means it at \p Target.
bool FixFinder::isNameClear(const VarDecl *Var, const Stmt *Target) const {
  const ParentMap &Parents = Top->getParentMap();
  NameFinder Finder(Var);
  Finder.TraverseStmt(Top->getDecl()->getBody());
  if (Finder.Found || !Var->getDeclName().isIdentifier() ||
      Var->getLocation().isMacroID())
    return false;
  for (const Stmt *S = Target; S; S = Parents.getParent(S)) {
    const auto *Block = dyn_cast<CompoundStmt>(S);
    if (Block && llvm::any_of(Block->body(), [&](const Stmt *Inner) {
          const auto *DS = dyn_cast<DeclStmt>(Inner);
          return DS && llvm::is_contained(DS->decls(), Var);
        }))
      return true;
  }
  return false;
}

/// Whether \p Use of an object gives nothing that may be gone with it. What the
/// functions of the API lend is known from the paths.
static bool lendsNothingHere(const Expr *Use, const ParentMap &Parents,
                             const ApiTypes &Types) {
  const Stmt *Inner = Use;
  for (const Stmt *S = Parents.getParent(Use); S;
       Inner = S, S = Parents.getParent(S)) {
    if (isa<ParenExpr>(S) || isa<CastExpr>(S))
      continue;
    if (const auto *Member = dyn_cast<MemberExpr>(S)) {
      if (Member->getType()->isArithmeticType())
        return true;
      const Stmt *Outer = Parents.getParentIgnoreParens(const_cast<Stmt *>(S));
      const auto *BO = dyn_cast_or_null<BinaryOperator>(Outer);
      return BO && BO->isAssignmentOp() && BO->getLHS() == Member;
    }
    if (const auto *UO = dyn_cast<UnaryOperator>(S)) {
      if (UO->getOpcode() == UO_LNot)
        return true;
      if (UO->getOpcode() == UO_AddrOf)
        continue;
      return false;
    }
    if (const auto *BO = dyn_cast<BinaryOperator>(S))
      return BO->isComparisonOp() || BO->isLogicalOp() ||
             (BO->getOpcode() == BO_Assign && BO->getLHS() == Inner);
    if (const auto *CE = dyn_cast<CallExpr>(S)) {
      QualType T = CE->getType();
      bool Lends = T->isAnyPointerType() && !Types.isObjectPointer(T);
      // PyArg_ParseTuple(tuple, "s", &text)
      for (const Expr *A : CE->arguments()) {
        QualType P = A->IgnoreParenCasts()->getType();
        const auto *UO = dyn_cast<UnaryOperator>(A->IgnoreParenCasts());
        Lends |= A != Inner && UO && UO->getOpcode() == UO_AddrOf &&
                 P->isPointerType() && P->getPointeeType()->isAnyPointerType();
      }
      return !Lends;
    }
    return isa<IfStmt>(S) || isa<WhileStmt>(S) || isa<ForStmt>(S) ||
           isa<ConditionalOperator>(S);
  }
  return false;
}

bool FixFinder::lendsNothing(const VarDecl *Var, const Finding &F) const {
  for (const Node *N = F.Node; N; N = N->getFirstPred())
    for (auto &[Sym, O] : objects(N->getState()))
      if (O.Lender == F.Sym)
        return false;
  UseFinder Finder(Var);
  Finder.TraverseStmt(Top->getDecl()->getBody());
  return llvm::all_of(Finder.Uses, [&](const DeclRefExpr *Use) {
    return lendsNothingHere(Use, Top->getParentMap(), Types);
  });
}

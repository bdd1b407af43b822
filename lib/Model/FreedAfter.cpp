//===- FreedAfter.cpp - Who keeps what a call was given -------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/FreedAfter.h"
#include "pyrefcheck/Model/ApiTypes.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Analysis/AnalysisDeclContext.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

/// The variable that \p E is, or that it adds a number to.
static const VarDecl *pointerIn(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *BO = dyn_cast<BinaryOperator>(E); BO && BO->isAdditiveOp())
    E = BO->getLHS()->IgnoreParenCasts();
  const auto *DRE = dyn_cast<DeclRefExpr>(E);
  return DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
}

namespace {
using Variables = llvm::SmallPtrSet<const VarDecl *, 4>;

/// Adds the variables that one of a set gets its values from.
class SourceReader : public RecursiveASTVisitor<SourceReader> {
public:
  explicit SourceReader(Variables &Names) : Names(Names) {}

  bool VisitBinaryOperator(BinaryOperator *BO) {
    if (BO->getOpcode() == BO_Assign)
      note(pointerIn(BO->getLHS()), BO->getRHS());
    return true;
  }
  bool VisitVarDecl(VarDecl *V) {
    if (V->getInit())
      note(V, V->getInit());
    return true;
  }

private:
  void note(const VarDecl *To, const Expr *From) {
    const VarDecl *Source = pointerIn(From);
    if (To && Source && Source->hasLocalStorage() && Names.count(To))
      Names.insert(Source);
  }

  Variables &Names;
};

/// Looks for the statement that frees one of some variables.
class FreeFinder {
public:
  FreeFinder(const Variables &Names, const FactLookup &Lookup)
      : Names(Names), Lookup(Lookup) {}

  bool frees(const Stmt *S) const {
    while (const auto *L = dyn_cast<LabelStmt>(S))
      S = L->getSubStmt();
    // "if (p) free(p);"
    if (const auto *If = dyn_cast<IfStmt>(S)) {
      if (!isOne(If->getCond()))
        return false;
      S = If->getThen();
      if (const auto *Block = dyn_cast<CompoundStmt>(S))
        S = Block->body_empty() ? S : Block->body_front();
    }
    const auto *CE = dyn_cast<CallExpr>(S);
    const auto *F = CE ? Lookup.forFunction(CE->getDirectCallee()) : nullptr;
    return F && llvm::any_of(F->Memory, [&](const MemoryUse &Use) {
             return Use.Kind == MemoryKind::Free &&
                    static_cast<unsigned>(Use.Param) < CE->getNumArgs() &&
                    isOne(CE->getArg(Use.Param));
           });
  }

private:
  bool isOne(const Expr *E) const {
    const auto *DRE = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
    const auto *V = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
    return V && Names.count(V);
  }

  const Variables &Names;
  const FactLookup &Lookup;
};
} // namespace

bool pyrefcheck::isFreedAfter(const Expr *Call, const VarDecl *Var,
                              const LocationContext *LC,
                              const FactLookup &Lookup) {
  Variables Names{Var};
  SourceReader(Names).TraverseStmt(LC->getDecl()->getBody());
  FreeFinder Finder(Names, Lookup);
  const ParentMap &Parents = LC->getParentMap();
  const Stmt *Inner = Call;
  for (const Stmt *S = Parents.getParent(Call); S;
       Inner = S, S = Parents.getParent(S)) {
    const auto *Block = dyn_cast<CompoundStmt>(S);
    if (!Block)
      continue;
    bool After = false;
    for (const Stmt *Next : Block->body()) {
      if (!After) {
        After = Next == Inner;
        continue;
      }
      if (Finder.frees(Next))
        return true;
      if (isa<ReturnStmt>(Next) || isa<GotoStmt>(Next) ||
          isa<BreakStmt>(Next) || isa<ContinueStmt>(Next))
        return false;
    }
  }
  return false;
}

namespace {
/// Looks for a variable, and for a call that releases what it refers to.
class MentionFinder : public RecursiveASTVisitor<MentionFinder> {
public:
  MentionFinder(const VarDecl *Var, const FactLookup &Lookup)
      : Var(Var), Lookup(Lookup) {}

  bool VisitDeclRefExpr(DeclRefExpr *DRE) {
    Mentioned |= DRE->getDecl() == Var;
    return true;
  }
  bool VisitVarDecl(VarDecl *V) {
    // Py_CLEAR(x) releases a copy, perhaps taken through the variable's
    // address.
    const Expr *From =
        V->getInit() ? V->getInit()->IgnoreParenCasts() : nullptr;
    if (const auto *UO = dyn_cast_or_null<UnaryOperator>(From);
        UO && (UO->getOpcode() == UO_AddrOf || UO->getOpcode() == UO_Deref))
      From = UO->getSubExpr();
    if (From && isOne(pointerIn(From)))
      Copies.insert(V);
    return true;
  }
  bool VisitCallExpr(CallExpr *CE) {
    const FunctionDecl *FD = CE->getDirectCallee();
    const Function *F = FD ? Lookup.forFunction(FD) : nullptr;
    if (F)
      for (const Effect &E : F->Outcomes.front().Effects)
        if (E.Kind == EffectKind::Release)
          for (const Expr *Arg : CE->arguments())
            Released |= isOne(pointerIn(Arg));
    return true;
  }
  bool VisitGotoStmt(GotoStmt *GS) {
    Target = GS->getLabel()->getStmt();
    return true;
  }

  bool Mentioned = false, Released = false;
  const LabelStmt *Target = nullptr;

private:
  bool isOne(const VarDecl *V) const {
    return V && (V == Var || Copies.count(V));
  }

  const VarDecl *Var;
  const FactLookup &Lookup;
  Variables Copies;
};
} // namespace

/// The statements that are run after \p From, which is one of them or in one,
/// as far as they stand in the blocks around it; \p Visit says where to stop.
static void followOn(const Stmt *From, const ParentMap &Parents,
                     llvm::function_ref<bool(const Stmt *)> Visit) {
  const Stmt *Inner = From;
  for (const Stmt *S = Parents.getParent(From); S;
       Inner = S, S = Parents.getParent(S)) {
    const auto *Block = dyn_cast<CompoundStmt>(S);
    if (!Block)
      continue;
    bool After = false;
    for (const Stmt *Next : Block->body()) {
      if (After && !Visit(Next))
        return;
      After |= Next == Inner;
    }
  }
}

bool pyrefcheck::isHandedOver(const Expr *Call, const VarDecl *Var,
                              const LocationContext *LC,
                              const FactLookup &Lookup) {
  const ParentMap &Parents = LC->getParentMap();
  const Stmt *S = Call;
  while (isa_and_nonnull<Expr>(S))
    S = Parents.getParent(S);
  const auto *If = dyn_cast_or_null<IfStmt>(S);
  if (!If || If->getElse() || !Var->hasLocalStorage())
    return false;
  auto Read = [&](const Stmt *Part) {
    MentionFinder Finder(Var, Lookup);
    Finder.TraverseStmt(const_cast<Stmt *>(Part));
    return Finder;
  };
  MentionFinder Failed = Read(If->getThen());
  bool Releases = Failed.Released;
  if (const LabelStmt *Label = Releases ? nullptr : Failed.Target) {
    Releases = Read(Label->getSubStmt()).Released;
    followOn(Label, Parents, [&](const Stmt *Next) {
      Releases |= Read(Next).Released;
      return !Releases && !isa<ReturnStmt>(Next);
    });
  }
  if (!Releases)
    return false;
  bool Touched = false, Ends = false;
  followOn(If, Parents, [&](const Stmt *Next) {
    Touched |= Read(Next).Mentioned;
    Ends = isa<ReturnStmt>(Next);
    return !Touched && !Ends;
  });
  return Ends && !Touched;
}

namespace {
class ReturnFinder : public RecursiveASTVisitor<ReturnFinder> {
public:
  ReturnFinder(const Family &Of, const FactLookup &Lookup)
      : Of(Of), Lookup(Lookup) {}

  bool VisitCallExpr(CallExpr *CE) {
    const FunctionDecl *FD = CE->getDirectCallee();
    if (const Function *F = FD ? Lookup.forFunction(FD) : nullptr) {
      Found |= llvm::any_of(F->Memory, [&](const MemoryUse &Use) {
        return Use.Kind == MemoryKind::Free && Use.Family == Of.Name;
      });
    } else if (const FunctionDecl *Body = nullptr;
               FD && FD->hasBody(Body) && Depth < 2) {
      ++Depth;
      TraverseStmt(Body->getBody());
      --Depth;
    }
    return !Found;
  }

  bool Found = false;

private:
  const Family &Of;
  const FactLookup &Lookup;
  unsigned Depth = 0;
};
} // namespace

bool pyrefcheck::givesBack(const Decl *D, const Family &Of,
                           const FactLookup &Lookup) {
  ReturnFinder Finder(Of, Lookup);
  Finder.TraverseStmt(D->getBody());
  return Finder.Found;
}

namespace {
/// Looks in a lambda for the end of what a captured variable has.
class ClosureReader : public RecursiveASTVisitor<ClosureReader> {
public:
  ClosureReader(const VarDecl *Var, const FactLookup &Lookup)
      : Var(Var), Lookup(Lookup) {}

  bool VisitCallExpr(CallExpr *CE) {
    const FunctionDecl *FD = CE->getDirectCallee();
    const Function *F = FD ? Lookup.forFunction(FD) : nullptr;
    for (unsigned I = 0; I != CE->getNumArgs(); ++I)
      if (pointerIn(CE->getArg(I)) == Var)
        Found |= !F || mayEnd(*F, I);
    return !Found;
  }

  bool Found = false;

private:
  static bool mayEnd(const Function &F, unsigned Arg) {
    return llvm::any_of(F.Memory,
                        [&](const MemoryUse &Use) {
                          return Use.Param == static_cast<int>(Arg);
                        }) ||
           llvm::any_of(F.Outcomes.front().Effects, [&](const Effect &E) {
             return E.Param == static_cast<int>(Arg) &&
                    E.Kind != EffectKind::Add;
           });
  }

  const VarDecl *Var;
  const FactLookup &Lookup;
};

class ObjectCollector final : public SymbolVisitor {
public:
  bool VisitSymbol(SymbolRef Sym) override {
    Found.push_back(Sym);
    return true;
  }
  llvm::SmallVector<SymbolRef, 4> Found;
};
} // namespace

/// What \p Capture, of the lambda that is the argument \p Closure, stands for.
static llvm::SmallVector<SymbolRef, 4>
captured(const LambdaCapture &Capture, const VarDecl *Var, SVal Closure,
         const CallEvent &Call, ProgramStateRef State) {
  if (Capture.getCaptureKind() == LCK_ByRef)
    return {ApiTypes::objectSymbol(
        State->getSVal(State->getLValue(Var, Call.getLocationContext())))};
  // The variable may be forgotten, but the lambda has its value.
  ObjectCollector Copied;
  State->scanReachableSymbols(Closure, Copied);
  return Copied.Found;
}

bool pyrefcheck::entrustClosures(const CallEvent &Call,
                                 const FactLookup &Lookup, PathEditor &Editor) {
  bool Any = false;
  for (unsigned I = 0; I != Call.getNumArgs(); ++I) {
    const Expr *E = Call.getArgExpr(I);
    const auto *Class = E ? E->getType()->getAsCXXRecordDecl() : nullptr;
    if (!Class || !Class->isLambda())
      continue;
    for (const LambdaCapture &Capture : Class->captures()) {
      const auto *Var = Capture.capturesVariable()
                            ? dyn_cast<VarDecl>(Capture.getCapturedVar())
                            : nullptr;
      if (!Var)
        continue;
      ClosureReader Reader(Var, Lookup);
      Reader.TraverseStmt(Class->getLambdaCallOperator()->getBody());
      if (!Reader.Found)
        continue;
      for (SymbolRef Sym :
           captured(Capture, Var, Call.getArgSVal(I), Call, Editor.State)) {
        const ObjectState *O = Sym ? getObject(Editor.State, Sym) : nullptr;
        if (!O || O->Ref.isReleased() || O->Ref.isEscaped())
          continue;
        Editor.escape(Sym);
        Any = true;
      }
    }
  }
  return Any;
}

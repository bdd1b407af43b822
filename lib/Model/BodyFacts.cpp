//===- BodyFacts.cpp - What a function's body shows of it -----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/BodyFacts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

static const VarDecl *variableIn(const Expr *E) {
  const auto *DRE = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
  return DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
}

/// Whether \p T is a pointer through which nothing can be changed or freed.
static bool isReadOnly(QualType T) {
  return T->isPointerType() && T->getPointeeType().isConstQualified();
}

/// Collects, in one walk over a body, what happens to each local variable.
class BodyFacts::Reader : public RecursiveASTVisitor<BodyFacts::Reader> {
public:
  Reader(BodyFacts &Facts, const FunctionDecl *FD) : Facts(Facts), FD(FD) {
    TraverseStmt(FD->getBody());
  }

  bool VisitReturnStmt(ReturnStmt *RS) {
    if (const Expr *E = RS->getRetValue()) {
      Returned.push_back(E);
      if (const VarDecl *V = variableIn(E))
        Given.insert(V);
    }
    return true;
  }

  bool VisitVarDecl(VarDecl *V) {
    if (const Expr *Init = V->getInit()) {
      Values[V].push_back(Init);
      if (const VarDecl *From = variableIn(Init))
        Aliases[From].push_back(V);
      if (V->hasGlobalStorage())
        give(Init);
    }
    return true;
  }

  bool VisitBinaryOperator(BinaryOperator *BO) {
    if (BO->getOpcode() != BO_Assign)
      return true;
    const VarDecl *To = variableIn(BO->getLHS());
    if (To && To->hasLocalStorage()) {
      Values[To].push_back(BO->getRHS());
      if (const VarDecl *From = variableIn(BO->getRHS()))
        Aliases[From].push_back(To);
    } else {
      give(BO->getRHS());
    }
    return true;
  }

  bool VisitUnaryOperator(UnaryOperator *UO) {
    // Its address is taken: anything may be stored there.
    if (UO->getOpcode() == UO_AddrOf)
      if (const VarDecl *V = variableIn(UO->getSubExpr()))
        Opaque.insert(V);
    return true;
  }

  bool VisitCallExpr(CallExpr *CE) {
    const FunctionDecl *Callee = CE->getDirectCallee();
    const Function *F = Callee ? Facts.Lookup.forFunction(Callee) : nullptr;
    const Summary *S = !F && Callee && Callee != FD->getCanonicalDecl()
                           ? Facts.summaryOf(Callee)
                           : nullptr;
    for (unsigned I = 0; I != CE->getNumArgs(); ++I) {
      const VarDecl *V = variableIn(CE->getArg(I));
      if (!V)
        continue;
      if (S ? I < 32 && S->Takes & 1u << I
            : !F && Callee && isObject(V) && Facts.mayTakeUnseen(CE, Callee, I))
        Given.insert(V);
      bool Reads = Callee && I < Callee->getNumParams() &&
                   isReadOnly(Callee->getParamDecl(I)->getType());
      if (!F && !Reads && !(Callee && Callee->getBuiltinID()) &&
          (!S || I >= 32 || S->Keeps & 1u << I))
        Passed.insert(V);
      if (!F)
        continue;
      for (const MemoryUse &Use : F->Memory)
        if (Use.Param == static_cast<int>(I))
          Passed.insert(V);
      if (F->Format == FormatKind::Build && I >= F->Params.size() - 1)
        Given.insert(V); // perhaps "N"
      int First =
          F->AlignLast ? int(CE->getNumArgs()) - int(F->Params.size()) : 0;
      for (const Outcome &O : F->Outcomes)
        for (const Effect &E : O.Effects)
          if (E.Param + First == int(I)) {
            if (E.Kind == EffectKind::Release || E.Kind == EffectKind::Steal)
              Given.insert(V);
            if (E.Kind == EffectKind::Escape)
              Passed.insert(V);
            if (E.Kind == EffectKind::Add)
              Counted.insert(V);
          }
    }
    return true;
  }

  /// Holders take over references.
  bool VisitCXXConstructExpr(CXXConstructExpr *CE) {
    for (const Expr *Argument : CE->arguments())
      if (const VarDecl *V = variableIn(Argument))
        if (isObject(V))
          Given.insert(V);
    return true;
  }

  bool mayTake(const VarDecl *V, bool Memory = false) const {
    llvm::SmallPtrSet<const VarDecl *, 4> Seen;
    llvm::SmallVector<const VarDecl *, 4> Todo{V};
    bool Takes = false, Counts = false;
    while (!Todo.empty()) {
      const VarDecl *Next = Todo.pop_back_val();
      if (!Seen.insert(Next).second)
        continue;
      Takes |= Given.count(Next) || Opaque.count(Next) ||
               (Memory && Passed.count(Next));
      Counts |= Counted.count(Next) != 0;
      auto It = Aliases.find(Next);
      if (It != Aliases.end())
        Todo.append(It->second.begin(), It->second.end());
    }
    return Takes && (Memory || !Counts);
  }

  bool returnsNew() {
    bool Any = false;
    for (const Expr *E : Returned) {
      llvm::SmallPtrSet<const VarDecl *, 4> Seen;
      switch (classify(E, Seen)) {
      case Kind::Null:
        break;
      case Kind::New:
        Any = true;
        break;
      case Kind::Other:
        return false;
      }
    }
    return Any;
  }

private:
  enum class Kind { Null, New, Other };

  bool isObject(const VarDecl *V) const {
    return Facts.Types.isObjectPointer(V->getType());
  }

  void give(const Expr *E) {
    if (const VarDecl *V = variableIn(E))
      Given.insert(V);
  }

  static Kind both(Kind A, Kind B) {
    if (A == Kind::Other || B == Kind::Other)
      return Kind::Other;
    return A == Kind::New ? A : B;
  }

  Kind classify(const Expr *E, llvm::SmallPtrSetImpl<const VarDecl *> &Seen) {
    E = E->IgnoreParenCasts();
    ASTContext &Ctx = FD->getASTContext();
    if (E->isNullPointerConstant(Ctx, Expr::NPC_ValueDependentIsNotNull))
      return Kind::Null;
    if (const auto *CO = dyn_cast<ConditionalOperator>(E))
      return both(classify(CO->getTrueExpr(), Seen),
                  classify(CO->getFalseExpr(), Seen));
    if (const auto *BO = dyn_cast<BinaryOperator>(E)) {
      if (BO->getOpcode() == BO_Assign)
        return classify(BO->getRHS(), Seen);
      return Kind::Other;
    }
    if (const auto *CE = dyn_cast<CallExpr>(E)) {
      const FunctionDecl *Callee = CE->getDirectCallee();
      if (!Callee)
        return Kind::Other;
      if (Callee->getCanonicalDecl() == FD->getCanonicalDecl())
        return Kind::Null; // says nothing
      if (const Function *F = Facts.Lookup.forFunction(Callee)) {
        ResultKind R = F->Outcomes.front().Returns.Kind;
        return R == ResultKind::New    ? Kind::New
               : R == ResultKind::Null ? Kind::Null
                                       : Kind::Other;
      }
      const Summary *S = Facts.summaryOf(Callee);
      return S && S->ReturnsNew ? Kind::New : Kind::Other;
    }
    const VarDecl *V = variableIn(E);
    if (!V || !V->hasLocalStorage() || isa<ParmVarDecl>(V) || Opaque.count(V) ||
        Counted.count(V))
      return Kind::Other;
    if (!Seen.insert(V).second)
      return Kind::Null;
    Kind All = Kind::Null;
    for (const Expr *Value : Values[V])
      All = both(All, classify(Value, Seen));
    return All;
  }

  BodyFacts &Facts;
  const FunctionDecl *FD;
  llvm::SmallVector<const Expr *, 4> Returned;
  llvm::DenseMap<const VarDecl *, llvm::SmallVector<const Expr *, 2>> Values;
  llvm::DenseMap<const VarDecl *, llvm::SmallVector<const VarDecl *, 2>>
      Aliases;
  llvm::SmallPtrSet<const VarDecl *, 8> Given, Counted, Opaque, Passed;
};

const BodyFacts::Summary *BodyFacts::summaryOf(const FunctionDecl *FD) {
  const FunctionDecl *Definition = nullptr;
  if (!FD || FD->isDependentContext())
    return nullptr;
  if (!FD->hasBody(Definition))
    return elsewhere(FD);
  auto [It, New] = Summaries.try_emplace(FD->getCanonicalDecl(), nullptr);
  if (!New) // null as well while it is being read: recursion
    return It->second && It->second->Done ? It->second : nullptr;
  Storage.emplace_back();
  Summary *S = &Storage.back();
  Summaries[FD->getCanonicalDecl()] = S;

  Reader R(*this, Definition);
  for (const ParmVarDecl *P : Definition->parameters()) {
    unsigned I = P->getFunctionScopeIndex();
    if (I < 32 && R.mayTake(P))
      S->Takes |= 1u << I;
    if (I < 32 && R.mayTake(P, /*Memory=*/true))
      S->Keeps |= 1u << I;
  }
  S->ReturnsNew =
      Types.isObjectPointer(Definition->getReturnType()) && R.returnsNew();
  S->finish(FD->getIdentifier() ? FD->getName() : StringRef());
  return S;
}

void BodyFacts::Summary::finish(StringRef Name) {
  Outcomes[0].Returns.Kind = ResultKind::New;
  Outcomes[0].Raises = Raise::Maybe;
  Outcomes[1].Returns.Kind = ResultKind::Null;
  Outcomes[1].Raises = Raise::Maybe;
  Outcomes[1].Fails = Failure::Error;
  F.Name = Name;
  F.Outcomes = Outcomes;
  Done = true;
}

const pyrefcheck::Function *BodyFacts::result(const FunctionDecl *FD) {
  const Summary *S = summaryOf(FD);
  return S && S->ReturnsNew ? &S->F : nullptr;
}

bool BodyFacts::mayKeepMemory(const FunctionDecl *FD, unsigned Index) {
  const Summary *S = isa<CXXMethodDecl>(FD) ? nullptr : summaryOf(FD);
  return !S || Index >= 32 || S->Keeps & 1u << Index;
}

bool BodyFacts::mayTake(const CallEvent &Call, unsigned Index) {
  const auto *CE = dyn_cast_or_null<CallExpr>(Call.getOriginExpr());
  const auto *FD = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  // Constructors, operators and methods of holders take over references.
  if (!CE || isa_and_nonnull<CXXMethodDecl>(FD) || Index >= CE->getNumArgs())
    return true;
  if (const Summary *S = summaryOf(FD))
    return Index < 32 && S->Takes & 1u << Index;
  return mayTakeUnseen(CE, FD, Index);
}

bool BodyFacts::mayTakeUnseen(const CallExpr *CE, const FunctionDecl *FD,
                              unsigned Index) const {
  if (isa_and_nonnull<CXXMethodDecl>(FD))
    return true;
  if (FD && Lookup.isLent(FD, Index))
    return false;
  // No library but Python's knows of references, but one may keep untyped data
  // for a callback.
  if (FD && Index < FD->getNumParams() &&
      FD->getASTContext().getSourceManager().isInSystemHeader(
          FD->getLocation()))
    return FD->getParamDecl(Index)->getType()->isVoidPointerType();
  QualType T = CE->getArg(Index)->getType();
  if (FD)
    T = Index < FD->getNumParams() ? FD->getParamDecl(Index)->getType()
                                   : QualType();
  // What turns one object into another often eats the first one.
  return T.isNull() || !Types.isObjectPointer(T) ||
         Types.isObjectPointer(CE->getType());
}

//===- WrittenMembers.cpp - Which members a body writes -------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/WrittenMembers.h"
#include "clang/AST/Decl.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace pyrefcheck;

class WrittenMembers::Reader : public RecursiveASTVisitor<Reader> {
public:
  Reader(WrittenMembers &All, const FunctionDecl *FD, Summary &S)
      : All(All), FD(FD), S(S) {}

  bool VisitBinaryOperator(BinaryOperator *BO) {
    if (BO->isAssignmentOp())
      write(BO->getLHS());
    return true;
  }

  bool VisitUnaryOperator(UnaryOperator *UO) {
    // Whoever gets the address may write there.
    if (UO->isIncrementDecrementOp() || UO->getOpcode() == UO_AddrOf)
      write(UO->getSubExpr());
    return true;
  }

  bool VisitImplicitCastExpr(ImplicitCastExpr *Cast) {
    if (Cast->getCastKind() == CK_ArrayToPointerDecay)
      write(Cast->getSubExpr());
    return true;
  }

  bool VisitCXXConstructExpr(CXXConstructExpr *CE) {
    for (Expr *Arg : CE->arguments())
      give(Arg);
    return true;
  }

  bool VisitCallExpr(CallExpr *CE) {
    const FunctionDecl *Callee = CE->getDirectCallee();
    // Of what Python code does to members, the model takes no notice.
    if (Callee && (All.Lookup.forFunction(Callee) ||
                   Callee->getCanonicalDecl() == FD->getCanonicalDecl()))
      return true;
    if (const Summary *Inner = Callee ? All.summaryOf(Callee) : nullptr) {
      S.Written.insert(Inner->Written.begin(), Inner->Written.end());
      S.Given.insert(Inner->Given.begin(), Inner->Given.end());
      S.Anything |= Inner->Anything;
      return true;
    }
    for (Expr *Arg : CE->arguments())
      give(Arg);
    if (const auto *Method = dyn_cast<CXXMemberCallExpr>(CE))
      giveRecord(Method->getObjectType());
    return true;
  }

private:
  void write(const Expr *E) {
    while (true) {
      E = E->IgnoreParenCasts();
      if (const auto *ME = dyn_cast<MemberExpr>(E)) {
        if (const auto *Field = dyn_cast<FieldDecl>(ME->getMemberDecl()))
          S.Written.insert(Field);
        if (ME->isArrow())
          return;
        E = ME->getBase();
      } else if (const auto *AS = dyn_cast<ArraySubscriptExpr>(E)) {
        if (!AS->getBase()->IgnoreParenImpCasts()->getType()->isArrayType())
          return;
        E = AS->getBase();
      } else {
        // "*self = ..." writes them all.
        const auto *Deref = dyn_cast<UnaryOperator>(E);
        if (Deref && Deref->getOpcode() == UO_Deref)
          giveRecord(Deref->getType());
        return;
      }
    }
  }

  void give(const Expr *Arg) {
    QualType T = Arg->getType();
    if (T->isVoidPointerType())
      T = Arg->IgnoreParenCasts()->getType();
    if (T->isVoidPointerType() && !T->getPointeeType().isConstQualified())
      S.Anything = true;
    if (T->isPointerType() || T->isReferenceType() || Arg->isLValue())
      giveRecord(Arg->isLValue() ? T : T->getPointeeType());
  }

  void giveRecord(QualType T) {
    if (T.isConstQualified())
      return;
    if (const auto *RT = T->getAs<RecordType>())
      S.Given.insert(cast<RecordDecl>(RT->getDecl()->getCanonicalDecl()));
  }

  WrittenMembers &All;
  const FunctionDecl *FD;
  Summary &S;
};

const WrittenMembers::Summary *
WrittenMembers::summaryOf(const FunctionDecl *FD) {
  const FunctionDecl *Definition = nullptr;
  if (!FD->hasBody(Definition) || FD->isDependentContext())
    return nullptr;
  auto [It, New] = Summaries.try_emplace(FD->getCanonicalDecl(), nullptr);
  if (!New) // null as well while it is being read: recursion
    return It->second && It->second->Done ? It->second.get() : nullptr;
  auto Read = std::make_unique<Summary>();
  Reader(*this, Definition, *Read).TraverseStmt(Definition->getBody());
  Read->Done = true;
  return (Summaries[FD->getCanonicalDecl()] = std::move(Read)).get();
}

/// Whether a struct \p Outer has a struct \p Inner in it, however deep; with
/// \p First, at its beginning: a pointer to that may be cast to one to Outer.
static bool contains(const RecordDecl *Outer, const RecordDecl *Inner,
                     bool First) {
  if (Outer->getCanonicalDecl() == Inner->getCanonicalDecl())
    return true;
  Outer = Outer->getDefinition();
  if (!Outer)
    return false;
  for (const FieldDecl *Field : Outer->fields()) {
    if (const auto *RT = Field->getType()->getAs<RecordType>())
      if (contains(RT->getDecl(), Inner, First))
        return true;
    if (First)
      return false;
  }
  return false;
}

bool WrittenMembers::mayWrite(const FunctionDecl *FD, const FieldDecl *Field) {
  const Summary *S = summaryOf(FD);
  if (!S || S->Anything || S->Written.count(Field))
    return true;
  const RecordDecl *Parent = Field->getParent();
  for (const RecordDecl *Given : S->Given)
    if (contains(Given, Parent, /*First=*/false) ||
        contains(Parent, Given, /*First=*/true))
      return true;
  return false;
}

//===- Bookkeeping.cpp - Whose doing a finding is -------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Report/Bookkeeping.h"
#include "pyrefcheck/Model/ObjectState.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ParentMap.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

/// Where Cython keeps what a function will return.
static constexpr llvm::StringLiteral ResultVariable = "__pyx_r";
/// Begins the comment that tells which line of the source comes next.
static constexpr llvm::StringLiteral NextLine = "/* \"";

bool pyrefcheck::isSavedResult(const Finding &F) {
  for (const ExplodedNode *N = F.Node; F.Sym && N; N = N->getFirstPred()) {
    auto Point = N->getLocationAs<PostStmt>();
    const auto *BO = Point ? Point->getStmtAs<BinaryOperator>() : nullptr;
    if (!BO || BO->getOpcode() != BO_Assign)
      continue;
    const auto *From = dyn_cast<DeclRefExpr>(BO->getRHS()->IgnoreParenCasts());
    if (From && From->getDecl()->getDeclName().isIdentifier() &&
        From->getDecl()->getName() == ResultVariable &&
        ApiTypes::objectSymbol(N->getSVal(BO)) == F.Sym)
      return true;
  }
  return false;
}

/// What the result of \p E is assigned to, as it is written; empty if to
/// nothing.
static StringRef assignedTo(const Expr *E, const LocationContext *LC,
                            const ASTContext &Ctx) {
  const Stmt *S = E;
  while ((S = LC->getParentMap().getParentIgnoreParenCasts(
              const_cast<Stmt *>(S)))) {
    const auto *BO = dyn_cast<BinaryOperator>(S);
    if (BO && BO->isAssignmentOp())
      return Lexer::getSourceText(Ctx.getSourceManager().getExpansionRange(
                                      BO->getLHS()->getSourceRange()),
                                  Ctx.getSourceManager(), Ctx.getLangOpts());
    if (!isa<Expr>(S) || BO)
      break;
  }
  return "";
}

/// Whether \p Variable is in \p Text as a whole: "__pyx_t_1" is no
/// "__pyx_t_12".
static bool names(StringRef Text, StringRef Variable) {
  auto IsPart = [](StringRef C) {
    return !C.empty() && (llvm::isAlnum(C.front()) || C.front() == '_');
  };
  for (size_t At = Text.find(Variable); At != StringRef::npos;
       At = Text.find(Variable, At + 1))
    if (!IsPart(Text.drop_front(At + Variable.size()).take_front(1)) &&
        !IsPart(Text.take_front(At).take_back(1)))
      return true;
  return false;
}

/// Whether one of \p Text's statements says what \p Macro ("GOTREF") says,
/// about \p Variable.
static bool says(StringRef Text, StringRef Macro, StringRef Variable) {
  for (size_t At = Text.find(Macro); At != StringRef::npos;
       At = Text.find(Macro, At + 1)) {
    StringRef Begin = Text.take_front(At);
    StringRef Of = Text.drop_front(At + Macro.size()).split(';').first;
    if ((Begin.take_back(6) == "__Pyx_" || Begin.take_back(7) == "__Pyx_X") &&
        names(Of, Variable))
      return true;
  }
  return false;
}

/// Whether \p P, in a function made of the user's, is Cython's bookkeeping.
/// \p Lends: what is called there lends its result.
static bool isBookkeeping(Place P, bool Lends, const ASTContext &Ctx) {
  const SourceManager &SM = Ctx.getSourceManager();
  SourceLocation L = SM.getExpansionLoc(P.E->getBeginLoc());
  if (!SM.isInMainFile(L))
    return false;
  StringRef Buffer = SM.getBufferData(SM.getMainFileID());
  size_t At = SM.getFileOffset(L);
  StringRef Name = Buffer.drop_front(At);
  if (Name.take_front(6).lower() == "__pyx_")
    return true;
  const auto *CE = dyn_cast<CallExpr>(P.E->IgnoreParenCasts());
  if (!CE)
    return false;
  StringRef Before = Buffer.take_front(At);
  Before = Before.drop_front(
      std::min(Before.size(), Before.rfind(NextLine) + size_t(1)));
  StringRef After = Name.take_front(Name.find(NextLine));
  StringRef Variable = assignedTo(CE, P.LC, Ctx);
  if (!Variable.empty())
    // A borrowed result of which Cython takes charge has been declared as if
    // it were a new reference.
    return (!Lends && says(After, "GOTREF(", Variable)) ||
           says(After, "INCREF(", Variable);
  // A call that takes over a reference is announced.
  return llvm::any_of(CE->arguments(), [&](const Expr *Arg) {
    StringRef Text = Lexer::getSourceText(
        SM.getExpansionRange(Arg->IgnoreParenCasts()->getSourceRange()), SM,
        Ctx.getLangOpts());
    return !Text.empty() && says(Before, "GIVEREF(", Text);
  });
}

Place pyrefcheck::usersPart(const Finding &F, Place Where,
                            const ApiTypes &Types) {
  if (!Types.cython().isGenerated() || isSavedResult(F))
    return Where;
  const ASTContext &Ctx = Where.LC->getDecl()->getASTContext();
  auto IsUsers = [&](Place P, const ObjectState *O) {
    bool Lends = O && O->Ref.origin() == Origin::Borrowed;
    return P && !Types.cython().isRuntime(P.LC->getDecl()) &&
           !isBookkeeping(P, Lends, Ctx);
  };
  if (IsUsers(Where, nullptr) || !F.Sym)
    return IsUsers(Where, nullptr) ? Where : Place();
  bool IsLoss = !F.LastNote.empty();
  for (const ExplodedNode *N = F.Node; N; N = N->getFirstPred()) {
    const ObjectState *Is = getObject(N->getState(), F.Sym);
    if (Is && Is->Memory)
      return Where;
    const ExplodedNode *Pred = N->getFirstPred();
    const ObjectState *Was =
        Pred ? getObject(Pred->getState(), F.Sym) : nullptr;
    auto Point = N->getLocationAs<StmtPoint>();
    if (!Point || (!Is && !Was) || (Is && Was && *Is == *Was))
      continue;
    Place P{dyn_cast_or_null<CallExpr>(Point->getStmt()),
            N->getLocationContext()};
    P = P ? userPlace(P, Types) : P;
    if (IsUsers(P, Is))
      return IsLoss ? Where : P;
  }
  return Place();
}

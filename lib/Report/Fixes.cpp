//===- Fixes.cpp - Changes that mend what was found -----------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Report/Fixes.h"
#include "pyrefcheck/Annotations/Table.h"
#include "clang/AST/ParentMap.h"
#include "clang/Analysis/AnalysisDeclContext.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

FixFinder::FixFinder(ExplodedGraph &Graph, const ApiTypes &Types,
                     const Preprocessor &PP, unsigned PythonHex)
    : Graph(Graph), Types(Types), PP(PP), PythonHex(PythonHex) {
  auto &&Nodes = compat::nodes(Graph);
  if (Nodes.begin() != Nodes.end()) {
    Top = (*Nodes.begin()).getLocationContext();
    while (Top->getParent())
      Top = Top->getParent();
  }
}

void FixFinder::read(ArrayRef<Finding> All) {
  for (const Finding &F : All)
    if (F.Mend == Remedy::Release)
      Losses.insert({F.Node, F.Sym});
    else if (F.Mend == Remedy::AddReference)
      Lent.insert(F.Node);
}

/// Whether the text of \p D stands for one function, which a change concerns.
static bool isOneFunction(const Decl *D) {
  const auto *FD = dyn_cast<FunctionDecl>(D);
  if (!FD || !FD->isTemplateInstantiation())
    return FD;
  const FunctionTemplateDecl *T = FD->getPrimaryTemplate();
  if (!T || isa<CXXMethodDecl>(FD) ||
      !FD->getASTContext().getSourceManager().isInMainFile(FD->getLocation()))
    return false;
  auto All = T->specializations();
  return std::next(All.begin()) == All.end();
}

FixList FixFinder::find(const Finding &F) {
  if (F.Mend == Remedy::None || F.Thrown || !Top ||
      Types.cython().isGenerated())
    return {};
  if (!isTopFrame(F.Node) || !isOneFunction(Top->getDecl()))
    return {};
  return F.Mend == Remedy::Release ? release(F) : addReference(F);
}

//===-- Lost references ---------------------------------------------------===//

/// Whether \p S, an expression, is no statement of its own in \p Parent.
static bool isPartOf(const Stmt *S, const Stmt *Parent) {
  if (const auto *For = dyn_cast<ForStmt>(Parent))
    return For->getInit() == S || For->getCond() == S;
  return isa<IfStmt, DeclStmt, ReturnStmt>(Parent);
}

/// The whole statement that \p S is a part of.
static const Stmt *wholeStatement(const Stmt *S, const ParentMap &Parents) {
  for (const Stmt *P = S ? Parents.getParent(S) : nullptr; P;
       S = P, P = Parents.getParent(P))
    if (isa<CompoundStmt, LabelStmt, SwitchCase>(P) || isa<ReturnStmt>(S) ||
        (!isa<Expr>(P) && isa<Expr>(S) && !isPartOf(S, P)))
      return S;
  return nullptr;
}

/// What comes after \p S in its block; null if that is not clear.
static const Stmt *nextInBlock(const Stmt *S, const ParentMap &Parents) {
  const auto *Block =
      dyn_cast_or_null<CompoundStmt>(Parents.getParent(const_cast<Stmt *>(S)));
  if (!Block || !isa<Expr, DeclStmt>(S))
    return nullptr;
  const auto *It = llvm::find(Block->body(), S);
  return It == Block->body_end() || std::next(It) == Block->body_end()
             ? nullptr
             : *std::next(It);
}

/// What of \p S is done first: of an if, the condition. Null if that is not
/// clear.
static const Stmt *ownPart(const Stmt *S) {
  if (const auto *Return = dyn_cast<ReturnStmt>(S))
    return Return->getRetValue();
  if (isa<ForStmt>(S))
    return S;
  const auto *If = dyn_cast<IfStmt>(S);
  if (!If)
    return isa<Expr, DeclStmt>(S) ? S : nullptr;
  const Expr *Cond = If->getCond()->IgnoreParenImpCasts();
  const auto *BO = dyn_cast<BinaryOperator>(Cond);
  return If->getInit() || If->getConditionVariable() ||
                 (BO && BO->isLogicalOp()) || isa<ConditionalOperator>(Cond)
             ? nullptr
             : Cond;
}

/// What the API says of \p Name.
static const Function *factsOf(StringRef Name, unsigned PythonHex) {
  Table Facts;
  Facts.add(bundledTable());
  return Facts.findFunction(Name, PythonHex);
}

/// The name by which \p Name is declared: PyPy's headers rename by macro.
static const IdentifierInfo *nameBehind(StringRef Name, const Preprocessor &PP,
                                        const ASTContext &Ctx,
                                        unsigned PythonHex) {
  const IdentifierInfo *Id = &Ctx.Idents.get(Name);
  const MacroInfo *Macro = PP.getMacroInfo(Id);
  if (!Macro || Macro->isFunctionLike() || Macro->getNumTokens() != 1)
    return Id;
  const IdentifierInfo *Other =
      Macro->getReplacementToken(0).getIdentifierInfo();
  // Whatever a user's macro stands for may do something else.
  const Function *F = factsOf(Name, PythonHex);
  return Other && F && factsOf(Other->getName(), PythonHex) == F ? Other : Id;
}

/// Whether \p Name can be called with one pointer, and no more.
static bool isDeclared(StringRef Name, const Preprocessor &PP,
                       const ASTContext &Ctx, unsigned PythonHex) {
  auto Found = Ctx.getTranslationUnitDecl()->lookup(
      nameBehind(Name, PP, Ctx, PythonHex));
  return llvm::any_of(Found, [](const NamedDecl *D) {
    const auto *FD = dyn_cast<FunctionDecl>(D);
    return FD && FD->getNumParams() == 1 && !FD->isVariadic();
  });
}

/// Whether the API says that \p Name may be called with NULL.
static bool takesNull(StringRef Name, unsigned PythonHex) {
  const Function *F = factsOf(Name, PythonHex);
  return F && (F->NullOk & 1);
}

/// The statement at which it is lost.
const Stmt *FixFinder::placeOf(const Finding &F) const {
  const Stmt *Next = isTopFrame(F.Node) ? statementAfter(F.Node) : nullptr;
  for (const Node *N = F.Node; N && !Next; N = N->getFirstPred())
    if (auto Point = N->getLocationAs<StmtPoint>())
      Next = isTopFrame(N) ? dyn_cast<ReturnStmt>(Point->getStmt()) : nullptr;
  return wholeStatement(Next, Top->getParentMap());
}

/// If on each path to \p Before it is as certain.
FixList FixFinder::releaseBefore(const Stmt *Before, const VarDecl *Var,
                                 const Finding &F) {
  const ASTContext &Ctx = Top->getDecl()->getASTContext();
  const Stmt *Own = ownPart(Before);
  bool Return = isa<ReturnStmt>(Before);
  if ((!Return && !Own) || names(Own, Var))
    return {};
  bool Independent = Return && !namesAny(Own, Naming::AnyPointer, Types);
  if (F.Free.empty()) {
    if (!Types.isObjectPointer(Var->getType()) ||
        (!Independent && !lendsNothing(Var, F)))
      return {};
  } else if (!Var->getType()->isPointerType() ||
             namesAny(Own, Naming::ToMemory, Types) ||
             !isDeclared(F.Free, PP, Ctx, PythonHex)) {
    return {};
  }
  bool MayBeNull;
  if (!losesAll(Var, Before, F, MayBeNull) ||
      (MayBeNull && !F.Free.empty() && !takesNull(F.Free, PythonHex)))
    return {};
  StringRef Callee = !F.Free.empty() ? F.Free
                     : MayBeNull     ? StringRef("Py_XDECREF")
                                     : StringRef("Py_DECREF");
  std::string Code = (Callee + "(" + Var->getName() + ");").str();
  return insertBefore(Before, Code, Top->getParentMap(), Ctx);
}

FixList FixFinder::release(const Finding &F) {
  const ParentMap &Parents = Top->getParentMap();
  const Stmt *Target = placeOf(F);
  if (!Target)
    return {};
  for (const VarDecl *Var : holders(F)) {
    // Where it was used last, it is still needed.
    const Stmt *Before = Target;
    if (!isa<ReturnStmt>(Target) && names(Target, Var))
      Before = nextInBlock(Target, Parents);
    if (!Before || !isNameClear(Var, Before))
      continue;
    FixList Found = releaseBefore(Before, Var, F);
    // In a loop it would come several times.
    for (const Stmt *S = Parents.getParent(const_cast<Stmt *>(Before));
         S && Found.empty() && !names(S, Var); S = Parents.getParent(S))
      if (isa<ForStmt>(S))
        Found = releaseBefore(S, Var, F);
    if (!Found.empty())
      return Found;
  }
  return {};
}

//===-- Borrowed references -----------------------------------------------===//

/// The first Python with Py_NewRef.
static constexpr unsigned NewRefVersion = 0x030A0000;

/// Whether a macro would take \p E for one argument.
static bool isMacroArgument(const Expr *E, const ASTContext &Ctx) {
  const Expr *Bare = E->IgnoreParenCasts();
  const auto *BO = dyn_cast<BinaryOperator>(Bare);
  if (BO && BO->getOpcode() == BO_Comma)
    return false;
  const auto *Name = dyn_cast<DeclRefExpr>(Bare);
  return !Ctx.getLangOpts().CPlusPlus || E->getBeginLoc().isMacroID() ||
         (Name && !Name->hasQualifier());
}

FixList FixFinder::addReference(const Finding &F) {
  const ParentMap &Parents = Top->getParentMap();
  const ASTContext &Ctx = Top->getDecl()->getASTContext();
  const Expr *Value = F.Where.E;
  const auto *Return = dyn_cast_or_null<ReturnStmt>(
      Parents.getParent(const_cast<Expr *>(Value)));
  const auto *FD = cast<FunctionDecl>(Top->getDecl());
  if (!Return || F.Where.LC->getStackFrame() != Top->getStackFrame())
    return {};
  bool MayBeNull = false, SawFinding = false;
  for (const Node *End : lastNodesAt(Return)) {
    if (!End->getCFGBlock() || !allWaysSeen(End->getCFGBlock()))
      return {};
    // Back to before the return.
    llvm::SmallVector<const Node *, 8> Todo{End};
    while (!Todo.empty()) {
      const Node *N = Todo.pop_back_val();
      if (Lent.count(N)) {
        SawFinding |= N == F.Node;
        SVal V = N->getSVal(Value);
        SymbolRef Sym = ApiTypes::objectSymbol(V);
        const ObjectState *O =
            Sym ? getObject(N->getFirstPred()->getState(), Sym) : nullptr;
        MayBeNull |= !(O && O->Parameter) &&
                     !N->getState()->isNonNull(V).isConstrainedTrue();
        continue;
      }
      if (isAt(N, Return)) {
        Todo.append(N->pred_begin(), N->pred_end());
        continue;
      }
      // The result has no fault here: only NULL needs no reference.
      if (!N->getState()->isNull(N->getSVal(Value)).isConstrainedTrue())
        return {};
      MayBeNull = true;
    }
  }
  if (!SawFinding)
    return {};
  const char *X = MayBeNull ? "X" : "";
  const auto *Name = dyn_cast<DeclRefExpr>(Value->IgnoreParenCasts());
  if (PythonHex >= NewRefVersion &&
      ApiTypes::isPlainObjectPointer(FD->getReturnType()))
    return isMacroArgument(Value, Ctx)
               ? wrap(Value, std::string("Py_") + X + "NewRef(", ")", Ctx)
               : FixList();
  if (!Name || Name->getBeginLoc().isMacroID() || Name->hasQualifier())
    return {};
  std::string Code = std::string("Py_") + X + "INCREF(" +
                     Name->getDecl()->getName().str() + ");";
  return insertBefore(Return, Code, Parents, Ctx);
}

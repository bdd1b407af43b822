//===- Fixes.cpp - Changes that mend what was found -----------------------===//
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
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

/// Longer searches are given up: no fix.
static constexpr unsigned MaxSteps = 20000;

FixFinder::FixFinder(ExplodedGraph &Graph, const ApiTypes &Types,
                     unsigned PythonHex)
    : Graph(Graph), Types(Types), PythonHex(PythonHex) {
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

FixList FixFinder::find(const Finding &F) {
  if (F.Mend == Remedy::None || F.Thrown || !Top ||
      Types.cython().isGenerated())
    return {};
  const auto *FD = dyn_cast<FunctionDecl>(Top->getDecl());
  if (!FD || FD->isTemplateInstantiation() || !isTopFrame(F.Node))
    return {};
  return F.Mend == Remedy::Release ? release(F) : addReference(F);
}

//===-- The graph ---------------------------------------------------------===//

bool FixFinder::isTopFrame(const Node *N) const {
  return N->getStackFrame() == Top->getStackFrame();
}

/// Of an if, this is where its condition is known: the engine keeps those
/// nodes.
bool FixFinder::isAt(const Node *N, const Stmt *Target) const {
  if (!isTopFrame(N))
    return false;
  if (isa<IfStmt>(Target)) {
    auto Edge = N->getLocationAs<BlockEdge>();
    return Edge && Edge->getSrc()->getTerminatorStmt() == Target;
  }
  if (const auto *For = dyn_cast<ForStmt>(Target))
    Target = For->getInit();
  auto Point = N->getLocationAs<StmtPoint>();
  return Point && Point->getStmt() == Target;
}

std::vector<const ExplodedNode *>
FixFinder::lastNodesAt(const Stmt *Target) const {
  std::vector<const Node *> Result;
  for (const Node &N : compat::nodes(Graph)) {
    if (!isAt(&N, Target) || N.isSink())
      continue;
    if (std::none_of(N.succ_begin(), N.succ_end(),
                     [&](const Node *S) { return isAt(S, Target); }))
      Result.push_back(&N);
  }
  return Result;
}

/// The nodes with which the paths through \p From end.
static std::vector<const ExplodedNode *>
endsAfter(ArrayRef<const ExplodedNode *> From) {
  std::vector<const ExplodedNode *> Result;
  std::vector<const ExplodedNode *> Todo(From.begin(), From.end());
  llvm::SmallPtrSet<const ExplodedNode *, 16> Seen;
  while (!Todo.empty()) {
    const ExplodedNode *N = Todo.back();
    Todo.pop_back();
    if (!Seen.insert(N).second)
      continue;
    if (N->succ_empty() && !N->isSink())
      Result.push_back(N);
    Todo.insert(Todo.end(), N->succ_begin(), N->succ_end());
  }
  return Result;
}

/// Whether the engine has been in every block from which \p To can be reached.
bool FixFinder::allWaysSeen(const CFGBlock *To) const {
  llvm::SmallPtrSet<const CFGBlock *, 32> Entered, Asked;
  for (const Node &N : compat::nodes(Graph))
    if (auto Entrance = N.getLocationAs<BlockEntrance>())
      if (isTopFrame(&N))
        Entered.insert(Entrance->getBlock());
  Entered.insert(&Top->getCFG()->getEntry());
  llvm::SmallVector<const CFGBlock *, 16> Todo{To};
  while (!Todo.empty()) {
    const CFGBlock *B = Todo.pop_back_val();
    if (!Asked.insert(B).second)
      continue;
    if (!Entered.count(B))
      return false;
    for (const CFGBlock::AdjacentBlock &Pred : B->preds())
      if (const CFGBlock *P = Pred.getReachableBlock())
        Todo.push_back(P);
  }
  return true;
}

//===-- Lost references ---------------------------------------------------===//

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

/// Looks for a variable, or (Var is null) for any through which something that
/// an object lends could be reached.
class PointerFinder : public RecursiveASTVisitor<PointerFinder> {
public:
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
      Found |= D && D->hasLocalStorage() && !D->getType()->isArithmeticType();
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

/// What became of \p V, which the variable had when \p Path began. The path is
/// from its end to its beginning.
FixFinder::Held FixFinder::classify(ArrayRef<const Node *> Path, SVal V,
                                    const Finding &F, bool &SawFinding) const {
  if (V.isZeroConstant())
    return Held::Null;
  SymbolRef Sym = ApiTypes::objectSymbol(V);
  if (!Sym)
    return Held::Other;
  bool NotNull = false;
  for (size_t I = Path.size(); I-- > 0;) {
    const Node *N = Path[I];
    if (N->getState()->isNull(V).isConstrainedTrue())
      return Held::Null;
    // What is known of it may be forgotten at the loss.
    NotNull |= N->getState()->isNonNull(V).isConstrainedTrue();
    if (Losses.count({N, Sym})) {
      SawFinding |= N == F.Node && Sym == F.Sym;
      return NotNull ? Held::Lost : Held::LostIfNotNull;
    }
  }
  return Held::Other;
}

/// Follows all paths to \p End back to where \p Var got its value.
bool FixFinder::follow(const Node *End, const VarDecl *Var, const Stmt *Target,
                       const Finding &F, bool &MayBeNull,
                       bool &SawFinding) const {
  struct Step {
    const Node *N;
    size_t Next;
  };
  constexpr size_t None = ~size_t(0);
  std::vector<Step> Steps{{End, None}};
  std::vector<size_t> Todo{0};
  while (!Todo.empty()) {
    size_t I = Todo.back();
    Todo.pop_back();
    const Node *N = Steps[I].N;
    // What would be inserted would come twice.
    if (Steps[I].Next != None && !isa<ReturnStmt>(Target) && isAt(N, Target) &&
        !isAt(Steps[Steps[I].Next].N, Target))
      return false;
    ProgramStateRef State = N->getState();
    SVal V = State->getSVal(State->getLValue(Var, Top));
    if (!V.isUndef()) {
      std::vector<const Node *> Path;
      for (size_t S = I; S != None; S = Steps[S].Next)
        Path.push_back(Steps[S].N);
      std::reverse(Path.begin(), Path.end());
      switch (classify(Path, V, F, SawFinding)) {
      case Held::Lost:
        break;
      case Held::LostIfNotNull:
      case Held::Null:
        MayBeNull = true;
        break;
      case Held::Other:
        return false;
      }
      continue;
    }
    auto Point = N->getLocationAs<StmtPoint>();
    const auto *DS = Point ? dyn_cast<DeclStmt>(Point->getStmt()) : nullptr;
    if (N->pred_empty() || (DS && llvm::is_contained(DS->decls(), Var)))
      return false;
    for (const Node *Pred : llvm::make_range(N->pred_begin(), N->pred_end())) {
      if (Steps.size() == MaxSteps)
        return false;
      Todo.push_back(Steps.size());
      Steps.push_back({Pred, I});
    }
  }
  return true;
}

/// Whether on each path to \p Target the only reference that is lost is the one
/// that \p Var had.
bool FixFinder::losesAll(const VarDecl *Var, const Stmt *Target,
                         const Finding &F, bool &MayBeNull) const {
  std::vector<const Node *> Ends = lastNodesAt(Target);
  bool SawFinding = false;
  MayBeNull = false;
  for (const Node *End : Ends) {
    auto Edge = End->getLocationAs<BlockEdge>();
    const CFGBlock *Block = Edge ? Edge->getSrc() : End->getCFGBlock();
    if (!Block || !allWaysSeen(Block))
      return false;
  }
  // What a return keeps alive may be lost after it.
  if (isa<ReturnStmt>(Target))
    Ends = endsAfter(Ends);
  for (const Node *End : Ends)
    if (!follow(End, Var, Target, F, MayBeNull, SawFinding))
      return false;
  return SawFinding;
}

/// The whole statement that \p S is a part of.
static const Stmt *wholeStatement(const Stmt *S, const ParentMap &Parents) {
  for (const Stmt *P = S ? Parents.getParent(S) : nullptr; P;
       S = P, P = Parents.getParent(P))
    if (isa<CompoundStmt, LabelStmt, SwitchCase>(P) || isa<ReturnStmt>(S) ||
        (!isa<Expr>(P) && isa<Expr>(S) &&
         !isa<IfStmt, DeclStmt, ReturnStmt>(P)))
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

/// What of \p S is done first and once: of an if, the condition. Null if that
/// is not clear.
static const Stmt *ownPart(const Stmt *S) {
  if (const auto *Return = dyn_cast<ReturnStmt>(S))
    return Return->getRetValue();
  if (const auto *For = dyn_cast<ForStmt>(S))
    return For->getInit();
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

FixList FixFinder::release(const Finding &F) {
  const ParentMap &Parents = Top->getParentMap();
  const Stmt *Next = statementAfter(F.Node);
  for (const Node *N = F.Node; N && !Next; N = N->getFirstPred())
    if (auto Point = N->getLocationAs<StmtPoint>())
      Next = isTopFrame(N) ? dyn_cast<ReturnStmt>(Point->getStmt()) : nullptr;
  const Stmt *Target = wholeStatement(Next, Parents);
  if (!Target)
    return {};
  for (const VarDecl *Var : holders(F)) {
    // Where it was used last, it is still needed.
    const Stmt *Before = Target;
    if (!isa<ReturnStmt>(Target) && PointerFinder(Var).in(Target))
      Before = nextInBlock(Target, Parents);
    if (!Before || !Types.isObjectPointer(Var->getType()) ||
        !isNameClear(Var, Before))
      continue;
    const Stmt *Own = ownPart(Before);
    bool Return = isa<ReturnStmt>(Before);
    if (!Return && !Own)
      continue;
    bool Independent =
        Return && (!Own || !PointerFinder(/*Var=*/nullptr).in(Own));
    if (!Independent && (PointerFinder(Var).in(Own) || !lendsNothing(Var, F)))
      continue;
    bool MayBeNull;
    if (!losesAll(Var, Before, F, MayBeNull))
      continue;
    std::string Code = (MayBeNull ? "Py_XDECREF(" : "Py_DECREF(") +
                       Var->getName().str() + ");";
    return insertBefore(Before, Code, Parents, Top->getDecl()->getASTContext());
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

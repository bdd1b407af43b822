//===- FixPaths.cpp - What is the same on all paths to a place ------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Report/Fixes.h"
#include "clang/Analysis/AnalysisDeclContext.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

//===-- The graph ---------------------------------------------------------===//

bool FixFinder::isTopFrame(const Node *N) const {
  return N->getStackFrame() == Top->getStackFrame();
}

/// The block with which each round of a loop begins; null if it has no rounds.
const CFGBlock *FixFinder::entryOf(const Stmt *Loop) const {
  for (const CFGBlock *B : *Top->getCFG())
    if (B && B->getLoopTarget() == Loop && !B->succ_empty())
      return B->succ_begin()->getReachableBlock();
  return nullptr;
}

/// Of an if, this is where its condition is known; of a loop, where it begins:
/// the engine keeps those nodes.
bool FixFinder::isAt(const Node *N, const Stmt *Target) const {
  if (!isTopFrame(N))
    return false;
  if (isa<ForStmt>(Target)) {
    auto Edge = N->getLocationAs<BlockEdge>();
    return Edge && Edge->getSrc()->getLoopTarget() != Target &&
           Edge->getDst() == entryOf(Target);
  }
  if (isa<IfStmt>(Target)) {
    auto Edge = N->getLocationAs<BlockEdge>();
    return Edge && Edge->getSrc()->getTerminatorStmt() == Target;
  }
  auto Point = N->getLocationAs<StmtPoint>();
  return Point && Point->getStmt() == Target;
}

/// False if that is too much.
bool FixFinder::spend(size_t Nodes) const {
  Left -= std::min(Nodes, Left);
  return Left != 0;
}

const std::vector<const ExplodedNode *> &
FixFinder::lastNodesAt(const Stmt *Target) const {
  auto [It, New] = LastNodes.try_emplace(Target);
  std::vector<const Node *> &Result = It->second;
  if (!New || !spend(Graph.size()))
    return Result;
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
std::vector<const ExplodedNode *> FixFinder::endsAfter(const Node *From) const {
  std::vector<const ExplodedNode *> Result;
  std::vector<const ExplodedNode *> Todo{From};
  llvm::SmallPtrSet<const ExplodedNode *, 16> Seen;
  while (!Todo.empty() && spend(1)) {
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
  if (Entered.empty()) {
    for (const Node &N : compat::nodes(Graph))
      if (auto Entrance = N.getLocationAs<BlockEntrance>())
        if (isTopFrame(&N))
          Entered.insert(Entrance->getBlock());
    Entered.insert(&Top->getCFG()->getEntry());
  }
  llvm::SmallPtrSet<const CFGBlock *, 32> Asked;
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

/// Follows all paths through \p Target to \p End back to where \p Var, of the
/// call \p Frame, got its value.
bool FixFinder::follow(const Node *End, const StackFrameContext *Frame,
                       const VarDecl *Var, const Stmt *Target, const Finding &F,
                       bool &MayBeNull, bool &SawFinding) const {
  struct Step {
    const Node *N;
    size_t Next;
    bool Seen; ///< the target
  };
  constexpr size_t None = ~size_t(0);
  std::vector<Step> Steps{{End, None, false}};
  std::vector<size_t> Todo{0};
  while (!Todo.empty()) {
    size_t I = Todo.back();
    Todo.pop_back();
    const Node *N = Steps[I].N;
    if (N->getStackFrame() == Frame && isAt(N, Target)) {
      // What would be inserted would come twice.
      if (Steps[I].Seen && !isa<ReturnStmt>(Target) &&
          !isAt(Steps[Steps[I].Next].N, Target))
        return false;
      Steps[I].Seen = true;
    }
    ProgramStateRef State = N->getState();
    SVal V = State->getSVal(State->getLValue(Var, Frame));
    if (!V.isUndef()) {
      if (!Steps[I].Seen)
        continue; // another way to this end
      std::vector<const Node *> Path;
      for (size_t S = I; S != None; S = Steps[S].Next)
        Path.push_back(Steps[S].N);
      if (!spend(Path.size()))
        return false;
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
    if (N->pred_empty() || (N->getStackFrame() == Frame && DS &&
                            llvm::is_contained(DS->decls(), Var))) {
      if (Steps[I].Seen)
        return false;
      continue;
    }
    for (const Node *Pred : llvm::make_range(N->pred_begin(), N->pred_end())) {
      if (!spend(1))
        return false;
      Todo.push_back(Steps.size());
      Steps.push_back({Pred, I, Steps[I].Seen});
    }
  }
  return true;
}

/// Whether on each path to \p Target the only reference that is lost is the one
/// that \p Var had.
bool FixFinder::losesAll(const VarDecl *Var, const Stmt *Target,
                         const Finding &F, bool &MayBeNull) const {
  const std::vector<const Node *> &Ends = lastNodesAt(Target);
  bool SawFinding = false;
  MayBeNull = false;
  llvm::SmallPtrSet<const CFGBlock *, 4> Blocks;
  for (const Node *End : Ends) {
    auto Edge = End->getLocationAs<BlockEdge>();
    const CFGBlock *Block = Edge ? Edge->getSrc() : End->getCFGBlock();
    if (Blocks.insert(Block).second && (!Block || !allWaysSeen(Block)))
      return false;
  }
  for (const Node *At : Ends) {
    std::vector<const Node *> Last{At};
    // What is kept alive by a return, or until a loop, may be lost after it.
    if (isa<ReturnStmt>(Target) || isa<ForStmt>(Target))
      Last = endsAfter(At);
    for (const Node *End : Last)
      if (!follow(End, At->getStackFrame(), Var, Target, F, MayBeNull,
                  SawFinding))
        return false;
    if (!Left)
      return false;
  }
  return SawFinding;
}

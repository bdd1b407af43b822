//===- Consistency.cpp - Whether a path contradicts itself ----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Report/Consistency.h"
#include "clang/Analysis/CFG.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/MemRegion.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/SymbolManager.h"
#include <map>
#include <set>
#include <vector>

using namespace clang;
using namespace clang::ento;

namespace {
/// A value as the code names it ("self->state->type == key->ob_type"): the same
/// before and after a call that has made the engine forget it.
class Named {
public:
  /// The question whether \p S holds. One that another puts the other way round
  /// ("x != 0", "!x") is put as that, and \p Answer is, too.
  bool ask(SymbolRef S, bool &Answer) {
    while (const auto *Int = dyn_cast<SymIntExpr>(S)) {
      const llvm::APSInt &Right = Int->getRHS();
      if (Right != 0 || !BinaryOperator::isEqualityOp(Int->getOpcode()))
        break;
      Answer ^= Int->getOpcode() == BO_EQ;
      S = Int->getLHS();
    }
    const auto *Compared = dyn_cast<BinarySymExpr>(S);
    if (!Compared || !BinaryOperator::isComparisonOp(Compared->getOpcode()))
      return add(S);
    auto Negated = BinaryOperator::negateComparisonOp(Compared->getOpcode());
    bool Turn = Negated < Compared->getOpcode();
    Answer ^= Turn;
    return addOperands(S, Turn ? Negated : Compared->getOpcode());
  }

  /// False if a part of it has no name that lasts.
  bool add(SymbolRef S) {
    if (const auto *Binary = dyn_cast<BinarySymExpr>(S))
      return addOperands(S, Binary->getOpcode());
    if (const auto *Cast = dyn_cast<SymbolCast>(S))
      return add(Cast->getOperand());
    if (const auto *Value = dyn_cast<SymbolRegionValue>(S))
      return add(Value->getRegion());
    if (const auto *Value = dyn_cast<SymbolDerived>(S))
      return add(Value->getRegion());
    Parts.push_back(S);
    return true;
  }

  bool hasMember() const { return HasMember; }
  bool operator<(const Named &O) const { return Parts < O.Parts; }

private:
  bool addOperands(SymbolRef S, BinaryOperator::Opcode Op) {
    addNumber(Op);
    if (const auto *Int = dyn_cast<SymIntExpr>(S))
      return add(Int->getLHS()) && addNumber(Int->getRHS());
    if (const auto *Int = dyn_cast<IntSymExpr>(S))
      return add(Int->getRHS()) && addNumber(Int->getLHS());
    const auto *Two = dyn_cast<SymSymExpr>(S);
    return Two && add(Two->getLHS()) && add(Two->getRHS());
  }

  bool addNumber(const llvm::APSInt &Number) {
    return addNumber(Number.getExtValue());
  }

  bool addNumber(int64_t Number) {
    Parts.push_back(reinterpret_cast<const void *>(Number));
    return true;
  }

  bool add(const MemRegion *R) {
    if (const auto *Field = dyn_cast<FieldRegion>(R)) {
      HasMember = true;
      Parts.push_back(Field->getDecl());
      return add(Field->getSuperRegion());
    }
    if (const auto *Symbolic = dyn_cast<SymbolicRegion>(R))
      return add(Symbolic->getSymbol());
    if (isa<VarRegion>(R)) {
      Parts.push_back(R);
      return true;
    }
    // A cast shows as the first element of an array.
    const auto *Element = dyn_cast<ElementRegion>(R);
    return Element && Element->getIndex().isZeroConstant() &&
           add(Element->getSuperRegion());
  }

  std::vector<const void *> Parts;
  bool HasMember = false;
};
} // namespace

/// The value that is found to be true or false where the path comes to \p N,
/// and which of both, and where; null if none is.
static SymbolRef questionAt(const ExplodedNode *N, bool &Answer,
                            const Expr *&Where) {
  const ExplodedNode *Before = N->getFirstPred();
  if (!Before)
    return nullptr;
  auto In = [&](const ExplodedNode *At, const Expr *E) {
    return At->getState()->getSVal(E, N->getLocationContext());
  };
  if (auto Edge = N->getLocationAs<BlockEdge>()) {
    const CFGBlock *Src = Edge->getSrc();
    const auto *E = Src->succ_size() == 2
                        ? dyn_cast_or_null<Expr>(Src->getTerminatorCondition())
                        : nullptr;
    if (!E)
      return nullptr;
    Where = E;
    Answer = Src->succ_begin()->getReachableBlock() == Edge->getDst();
    return In(Before, E).getAsSymbol();
  }
  // The engine assumes that a comparison or a negation is true, or false, when
  // it gets there.
  auto Point = N->getLocationAs<PostStmt>();
  const auto *E = Point ? Point->getStmtAs<Expr>() : nullptr;
  if (!E || !(isa<BinaryOperator>(E) || isa<UnaryOperator>(E)))
    return nullptr;
  auto Known = In(N, E).getAs<nonloc::ConcreteInt>();
  Where = E;
  Answer = Known && !Known->isZeroConstant();
  return Known ? In(Before, E).getAsSymbol() : nullptr;
}

/// The place in the code, and the calls that lead there.
static std::vector<const Stmt *> placeOf(const Expr *E,
                                         const LocationContext *LC) {
  std::vector<const Stmt *> Place{E};
  for (const StackFrameContext *Frame = LC->getStackFrame(); Frame->getParent();
       Frame = Frame->getParent()->getStackFrame())
    Place.push_back(Frame->getCallSite());
  return Place;
}

bool pyrefcheck::contradictsItself(const ExplodedNode *N) {
  // By answer, all places that have asked. A loop asks again and again, for the
  // answer to change.
  std::map<Named, std::set<std::vector<const Stmt *>>> Asked[2];
  for (; N; N = N->getFirstPred()) {
    bool Answer = false;
    const Expr *Where = nullptr;
    SymbolRef S = questionAt(N, Answer, Where);
    if (!S)
      continue;
    Named Question;
    if (!Question.ask(S, Answer) || !Question.hasMember())
      continue;
    std::vector<const Stmt *> Place = placeOf(Where, N->getLocationContext());
    auto Other = Asked[!Answer].find(Question);
    if (Other != Asked[!Answer].end() && !Other->second.count(Place))
      return true;
    Asked[Answer][std::move(Question)].insert(std::move(Place));
  }
  return false;
}

//===- Throws.cpp - Paths that end with a C++ exception -------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The engine ends a path where something is thrown and does not run the
/// destructors that unwinding runs. So what is owned there is lost only if no
/// object with a destructor holds it and nobody can catch the exception before
/// it leaves the function under analysis.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/RefcountModel.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/StmtCXX.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

const ProgramPointTag *pyrefcheck::throwTag() {
  static SimpleProgramPointTag Tag("pyrefcheck", "a call that throws");
  return &Tag;
}

bool pyrefcheck::isUncaughtThrow(const ExplodedNode *N, const ApiTypes &Types) {
  // A library throws, too, if it finds that it was misused.
  if (!N->isSink() || Types.isInLibrary(N->getLocationContext()->getDecl()))
    return false;
  const Stmt *S = nullptr;
  if (N->getLocation().getTag() == throwTag())
    S = N->getStmtForDiagnostics();
  else if (auto Point = N->getLocationAs<StmtPoint>())
    S = dyn_cast<CXXThrowExpr>(Point->getStmt());
  const LocationContext *LC = N->getLocationContext();
  while (S) {
    const ParentMap &Parents = LC->getParentMap();
    for (const Stmt *Child = S; Child; Child = Parents.getParent(Child)) {
      const auto *Try = dyn_cast_or_null<CXXTryStmt>(Parents.getParent(Child));
      if (Try && Try->getTryBlock() == Child)
        return false;
    }
    const StackFrameContext *Frame = LC->getStackFrame();
    LC = Frame->getParent();
    if (!LC)
      return true;
    S = Frame->getCallSite();
  }
  return false;
}

bool pyrefcheck::isInOperatorNew(const LocationContext *LC) {
  for (; LC; LC = LC->getParent())
    if (const auto *FD = dyn_cast<FunctionDecl>(LC->getDecl());
        FD && (FD->getOverloadedOperator() == OO_New ||
               FD->getOverloadedOperator() == OO_Array_New))
      return true;
  return false;
}

bool RefcountModel::isCalledByC(const Decl *Callee) const {
  const auto *FD = dyn_cast<FunctionDecl>(Callee);
  return FD && (FD->isExternC() || Lookup.contractOf(FD));
}

namespace {
/// Finds the objects with a destructor that hold a symbol, or a variable that
/// has it (a guard).
class HolderFinder final : public StoreManager::BindingsHandler {
public:
  explicit HolderFinder(SymbolRef Sym) : Sym(Sym) {}

  bool HandleBinding(StoreManager &, Store, const MemRegion *R,
                     SVal V) override {
    const MemRegion *Base = R->getBaseRegion();
    if (ApiTypes::objectSymbol(V) == Sym) {
      if (hasDestructor(Base))
        Holders.insert(Base);
      else
        Plain.insert(Base);
    } else if (const MemRegion *To = V.getAsRegion()) {
      if (hasDestructor(Base))
        Pointers.push_back({Base, To->getBaseRegion()});
    }
    return true;
  }

  const llvm::SmallPtrSetImpl<const MemRegion *> &holders() {
    for (auto &[Base, To] : Pointers)
      if (Plain.count(To))
        Holders.insert(Base);
    return Holders;
  }

private:
  static bool hasDestructor(const MemRegion *R) {
    const auto *Typed = dyn_cast<TypedValueRegion>(R);
    return !Typed || Typed->getValueType().isDestructedType() ==
                         QualType::DK_cxx_destructor;
  }

  SymbolRef Sym;
  llvm::SmallPtrSet<const MemRegion *, 4> Holders, Plain;
  llvm::SmallVector<std::pair<const MemRegion *, const MemRegion *>, 4>
      Pointers;
};

class BindingFinder final : public StoreManager::BindingsHandler {
public:
  explicit BindingFinder(const MemRegion *Base) : Base(Base) {}
  bool HandleBinding(StoreManager &, Store, const MemRegion *R, SVal) override {
    Found |= R->getBaseRegion() == Base;
    return !Found;
  }

  bool Found = false;

private:
  const MemRegion *Base;
};
/// What a variable with a destructor has in its pointers.
enum class Content { Sym, Other, Gone };
} // namespace

/// \p R is an object of the class \p Class. A struct that was copied as a whole
/// is not among the bindings; its members are asked for one by one.
static Content contentOf(ProgramStateRef State, const SubRegion *R,
                         const CXXRecordDecl *Class, SymbolRef Sym,
                         unsigned Depth = 4) {
  if (!Depth || !Class || !Class->hasDefinition())
    return Content::Other;
  Content Found = Content::Other;
  auto Merge = [&](Content C) {
    if (Found != Content::Sym && C != Content::Other)
      Found = C;
  };
  MemRegionManager &Regions = State->getStateManager().getRegionManager();
  for (const CXXBaseSpecifier &B : Class->bases())
    if (const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl();
        Base && !B.isVirtual())
      Merge(contentOf(State, Regions.getCXXBaseObjectRegion(Base, R, false),
                      Base, Sym, Depth - 1));
  for (const FieldDecl *Field : Class->fields()) {
    const FieldRegion *Member = Regions.getFieldRegion(Field, R);
    if (const auto *Inner = Field->getType()->getAsCXXRecordDecl()) {
      Merge(contentOf(State, Member, Inner, Sym, Depth - 1));
    } else if (Field->getType()->isPointerType()) {
      SVal V = State->getSVal(Member);
      if (ApiTypes::objectSymbol(V) == Sym)
        return Content::Sym;
      Merge(V.isUnknownOrUndef() ? Content::Gone : Content::Other);
    }
  }
  return Found;
}

/// The variables of the functions on the stack that have a destructor.
static std::vector<const VarRegion *> holderVariables(const ExplodedNode *N) {
  std::vector<const VarRegion *> Result;
  ProgramStateRef State = N->getState();
  for (const LocationContext *LC = N->getLocationContext(); LC;
       LC = LC->getParent())
    if (const CFG *Graph = LC->getCFG())
      for (const CFGBlock *Block : *Graph)
        for (const CFGElement &E : *Block)
          if (auto Dtor = E.getAs<CFGAutomaticObjDtor>())
            Result.push_back(State->getRegion(Dtor->getVarDecl(), LC));
  return Result;
}

bool pyrefcheck::isHeldByHolder(const ExplodedNode *N, SymbolRef Sym) {
  ProgramStateRef Later;
  std::vector<const VarRegion *> Variables = holderVariables(N);
  // A holder is forgotten after its last use, but unwinding finds it there; if
  // it has got another value, it gave the reference away.
  for (; N; N = N->getFirstPred()) {
    ProgramStateRef State = N->getState();
    if (Later && State->getStore() == Later->getStore())
      continue;
    bool Moved = false;
    for (const VarRegion *R : Variables) {
      const auto *Class = R->getValueType()->getAsCXXRecordDecl();
      if (contentOf(State, R, Class, Sym) != Content::Sym)
        continue;
      if (!Later || contentOf(Later, R, Class, Sym) == Content::Gone)
        return true;
      Moved = true;
    }
    HolderFinder Finder(Sym);
    State->getStateManager().iterBindings(State, Finder);
    for (const MemRegion *Holder : Finder.holders()) {
      BindingFinder Other(Holder);
      if (Later)
        Later->getStateManager().iterBindings(Later, Other);
      if (!Other.Found)
        return true;
      Moved = true;
    }
    if (Moved)
      return false;
    Later = State;
  }
  return false;
}

/// What is owned where an exception leaves, and nobody has seen die.
void RefcountModel::loseThrown(ExplodedGraph &Graph) const {
  std::vector<const ExplodedNode *> Ends;
  for (const ExplodedNode &N : compat::nodes(Graph))
    if (hasObjects(N.getState()) && isUncaughtThrow(&N, Types))
      Ends.push_back(&N);
  if (!Ends.empty() && isCalledByC(topDecl(Ends.front()->getLocationContext())))
    return;
  // The graph has them in an order that is another one in each run.
  llvm::sort(Ends, [](const ExplodedNode *A, const ExplodedNode *B) {
    return A->getID() < B->getID();
  });
  for (const ExplodedNode *N : Ends)
    for (auto &[Sym, O] : objects(N->getState()))
      if (O.Ref.isLeaked() && !isInOperatorNew(O.Birth.LC))
        judge(N->getState(), Sym, O, eventAt(N, N->getState()));
}

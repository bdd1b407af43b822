//===- Finding.cpp - What was found, before it is shown -------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Report/Finding.h"
#include "pyrefcheck/Report/Bookkeeping.h"
#include "pyrefcheck/Report/Consistency.h"
#include "pyrefcheck/Report/Fixes.h"
#include "pyrefcheck/Report/PathNotes.h"
#include "pyrefcheck/Report/Wording.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMap.h"
#include "clang/Analysis/AnalysisDeclContext.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugReporter.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/iterator_range.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

Rank pyrefcheck::rankOf(const PathEvent &Event, bool MemoryUnsafe) {
  return Event.AtInit ? Rank::Low
                      : rankOfFailures(getFailures(Event.Node->getState()),
                                       MemoryUnsafe);
}

Rank pyrefcheck::rankOfFailures(unsigned Failed, bool MemoryUnsafe) {
  if (Failed & 1u << static_cast<unsigned>(Failure::Memory))
    return Rank::Low;
  return Failed && !MemoryUnsafe ? Rank::Medium : Rank::High;
}

/// Where the function of \p Frame was called; nothing if no expression shows
/// it.
static Place callOf(const StackFrameContext *Frame) {
  const LocationContext *Caller = Frame->getParent();
  if (const auto *Call = dyn_cast_or_null<Expr>(Frame->getCallSite()))
    return {Call, Caller};
  // A destructor is called where the code does not show it: what is shown is
  // where the object was made.
  CFGElement Element = Frame->getCallSiteCFGElement();
  if (auto Dtor = Element.getAs<CFGAutomaticObjDtor>())
    return {Dtor->getVarDecl()->getInit(), Caller};
  if (auto Dtor = Element.getAs<CFGTemporaryDtor>())
    return {Dtor->getBindTemporaryExpr(), Caller};
  if (auto Dtor = Element.getAs<CFGDeleteDtor>())
    return {Dtor->getDeleteExpr(), Caller};
  return {nullptr, Caller};
}

/// Whether what \p Frame does is the doing of its caller: it is in a library,
/// is a method of a holder of references, or is called back by a library.
static bool isCallersDoing(const StackFrameContext *Frame,
                           const ApiTypes &Types) {
  if (Types.isNobodysCode(Frame->getDecl()))
    return true;
  const auto *Method = dyn_cast<CXXMethodDecl>(Frame->getDecl());
  return Method && !Method->getParent()->isLambda() &&
         (Types.isHolder(Method->getParent()) ||
          Types.isInLibrary(Frame->getParent()->getDecl()));
}

Place pyrefcheck::userPlace(Place P, const ApiTypes &Types) {
  Place Next = P;
  while (Next.LC && Next.LC->getStackFrame()->getParent() &&
         (!Next || isCallersDoing(Next.LC->getStackFrame(), Types))) {
    Next = callOf(Next.LC->getStackFrame());
    if (Next)
      P = Next;
  }
  return P;
}

namespace {
/// A report that stands where the user has to act, not where the path ends.
class PlacedReport final : public PathSensitiveBugReport {
public:
  PlacedReport(const BugType &Type, StringRef Message, const ExplodedNode *N,
               PathDiagnosticLocation Where, SourceRange Range, const Decl *D)
      : PathSensitiveBugReport(Type, Message, N, Where, D), Where(Where),
        Range(Range) {}

  PathDiagnosticLocation getLocation() const override { return Where; }
  ArrayRef<SourceRange> getRanges() const override { return Range; }

private:
  PathDiagnosticLocation Where;
  SourceRange Range;
};
} // namespace

/// Whether the engine ran out of steps at \p N, the last node of a path.
static bool isCutOff(const ExplodedNode *N) {
  const CFGBlock *Next = nullptr;
  if (auto Entrance = N->getLocationAs<BlockEntrance>())
    Next = Entrance->getBlock();
  else if (auto Edge = N->getLocationAs<BlockEdge>())
    Next = Edge->getDst();
  return Next && Next != &Next->getParent()->getExit();
}

/// Whether no path from \p N ends in anything but a crash or an abort. The
/// engine asks the same, but only of the reports it is given. \p Best receives
/// the rank of the best path on: an object is lost after its last use, before
/// the code says that it has come upon an error.
static bool leadsOnlyToSinks(const ExplodedNode *N, const ApiTypes &Types,
                             Rank &Best, bool &Throws) {
  bool Only = true;
  bool Ends = false;
  Throws = false;
  Best = Rank::Low;
  llvm::SmallVector<const ExplodedNode *, 16> Todo{N};
  llvm::SmallPtrSet<const ExplodedNode *, 32> Seen{N};
  while (!Todo.empty()) {
    const ExplodedNode *Next = Todo.pop_back_val();
    if (Next->succ_empty()) {
      Throws |= isUncaughtThrow(Next, Types);
      if (!Next->isSink()) {
        Only = false;
        if (isCutOff(Next))
          continue;
        Ends = true;
        Best = std::min(Best, rankOfFailures(getFailures(Next->getState()),
                                             /*MemoryUnsafe=*/false));
        if (Best == Rank::High)
          return false;
      }
      continue;
    }
    for (const ExplodedNode *Succ :
         llvm::make_range(Next->succ_begin(), Next->succ_end()))
      if (Seen.insert(Succ).second)
        Todo.push_back(Succ);
  }
  if (!Ends) // what the rest of the path would have said is not known
    Best = Rank::Medium;
  return Only;
}

/// The statement at which the path is that lost an object at \p N. The engine
/// notices it on the way there: between two blocks.
const Stmt *pyrefcheck::statementAfter(const ExplodedNode *N) {
  const LocationContext *LC = N->getLocationContext();
  for (; N && N->getLocationContext() == LC; N = N->getFirstSucc())
    if (auto Point = N->getLocationAs<StmtPoint>()) {
      const Stmt *S = Point->getStmt();
      // The engine's name for the end of a function is the whole body.
      if (isa<CompoundStmt>(S))
        return nullptr;
      while (const Stmt *Parent =
                 isa<Expr>(S) ? LC->getParentMap().getParent(S) : nullptr) {
        S = Parent;
        if (isa<ReturnStmt>(S))
          return S;
      }
      return Point->getStmt();
    }
  return nullptr;
}

static bool isInside(const LocationContext *LC, const ApiTypes &Types) {
  return LC->getParent() && Types.isInLibrary(LC->getDecl()) &&
         !Types.isInApiHeader(LC->getDecl());
}

namespace {
/// Looks for a symbol in what is no variable of a call that has returned.
class SymbolFinder final : public StoreManager::BindingsHandler {
public:
  SymbolFinder(SymbolRef Sym, const StackFrameContext *Returned)
      : Sym(Sym), Returned(Returned) {}
  bool HandleBinding(StoreManager &, Store, const MemRegion *R,
                     SVal V) override {
    const auto *Var = dyn_cast<VarRegion>(R->getBaseRegion());
    const StackFrameContext *Frame = Var ? Var->getStackFrame() : nullptr;
    if (!Frame || (Frame != Returned && !Returned->isParentOf(Frame)))
      Found |= ApiTypes::objectSymbol(V) == Sym;
    return !Found;
  }

  bool Found = false;

private:
  SymbolRef Sym;
  const StackFrameContext *Returned;
};
} // namespace

/// Whether what \p F lost was made and lost in one call of a library, which
/// gave it to nobody. The engine notices a loss only after the call.
static bool isLibrarysOwn(const Finding &F, const ApiTypes &Types) {
  if (!isInside(F.Where.LC, Types))
    return false;
  if (isInside(F.Node->getLocationContext(), Types))
    return true;
  const StackFrameContext *User = F.Node->getStackFrame();
  const StackFrameContext *Call = F.Where.LC->getStackFrame();
  if (!User->isParentOf(Call))
    return false;
  while (Call->getParent()->getStackFrame() != User)
    Call = Call->getParent()->getStackFrame();
  const ExplodedNode *After = F.Node;
  for (const ExplodedNode *N = F.Node; N; N = N->getFirstPred()) {
    const StackFrameContext *Frame = N->getStackFrame();
    if (Frame == Call || Call->isParentOf(Frame))
      break;
    if (Frame == User)
      After = N;
  }
  ProgramStateRef State = After->getState();
  const auto *E = dyn_cast_or_null<Expr>(Call->getCallSite());
  if (!isInside(Call, Types) || (E && ApiTypes::objectSymbol(State->getSVal(
                                          E, Call->getParent())) == F.Sym))
    return false;
  SymbolFinder Finder(F.Sym, Call);
  State->getStateManager().iterBindings(State, Finder);
  return !Finder.Found;
}

/// Whether a macro of the user's has led to the same before in the function:
/// what adds each of 500 constants to a module forgets it 500 times.
bool FindingSet::isRepeated(const Finding &F, SourceLocation Expansion,
                            const SourceManager &SM) {
  SourceLocation L = F.Where.E->getExprLoc();
  if (!L.isMacroID() || SM.isInSystemHeader(SM.getSpellingLoc(L)))
    return false;
  auto It = InMacros
                .try_emplace({F.Where.LC->getDecl(),
                              SM.getSpellingLoc(L).getRawEncoding(), F.Message},
                             Expansion.getRawEncoding())
                .first;
  return It->second != Expansion.getRawEncoding();
}

void FindingSet::flush(const BugType &Type, const ApiTypes &Types,
                       FixFinder &Fixes, BugReporter &BR,
                       const BugType *AtThrow, StringRef Mark) {
  if (!Mark.empty()) {
    InMacros.clear();
    Shown.clear();
  }
  const SourceManager &SM = BR.getSourceManager();
  Fixes.read(Findings);
  std::map<std::pair<unsigned, std::string>, std::vector<Finding *>> Bugs;
  for (Finding &F : Findings) {
    // What a library does for itself is not its user's bug.
    if (F.Where && !F.LastNote.empty() && isLibrarysOwn(F, Types))
      continue;
    Place Where = userPlace(F.Where, Types);
    Where = Where ? usersPart(F, Where, Types) : Where;
    if (!Where)
      continue;
    const LocationContext *Got = F.Where.LC;
    F.Where = Where;
    if (Types.cython().isRuntime(F.Where.LC->getDecl()))
      continue;
    if (Type.isSuppressOnSink()) {
      Rank Best;
      bool Throws;
      if (leadsOnlyToSinks(F.Node, Types, Best, Throws)) {
        if (!Throws || !AtThrow || isInOperatorNew(Got) ||
            isHeldByHolder(F.Node, F.Sym))
          continue;
        F.Thrown = true;
        F.LastNote = wording::lostByThrow();
        Best = Rank::Medium;
      }
      F.R = std::max(F.R, Best);
    }
    if (F.R != Rank::Low && contradictsItself(F.Node)) {
      F.R = Rank::Low;
      F.Mend = Remedy::None;
    }
    SourceLocation L = SM.getExpansionLoc(F.Where.E->getExprLoc());
    SourceLocation Users =
        Types.cython().userLocation(L, F.Where.LC->getDecl());
    if (Users.isValid()) {
      map(F, Users, Types, BR);
      continue;
    }
    if (F.R == Rank::Low && isRepeated(F, L, SM))
      continue;
    // A wrong act is one bug, whatever it is done to; what leaks are several.
    Bugs[{L.getRawEncoding(), F.LastNote.empty() ? "" : F.Message}].push_back(
        &F);
  }
  for (auto &[Key, Same] : Bugs) {
    Rank Best = Rank::Low;
    for (const Finding *F : Same)
      Best = std::min(Best, F->R);
    auto [It, New] = Shown.try_emplace(Key, Best);
    if (!New && It->second <= Best)
      continue;
    It->second = Best;
    std::string Message =
        (Same.front()->Message + " [rank: " + wording::rank(Best) + "]").str();
    if (!Mark.empty())
      Message += (Mark.drop_back() + (Key.second.empty() ? "!]" : "]")).str();
    bool Returns = llvm::any_of(
        Same, [&](const Finding *F) { return F->R == Best && !F->Thrown; });
    for (Finding *F : Same) {
      if (F->R != Best || (Returns && F->Thrown))
        continue;
      PathDiagnosticLocation Where =
          PathDiagnosticLocation::createBegin(F->Where.E, SM, F->Where.LC);
      auto Report = std::make_unique<PlacedReport>(
          F->Thrown ? *AtThrow : Type, Message, F->Node, Where,
          F->Where.E->getSourceRange(), F->Where.LC->getDecl());
      if (F->Sym)
        Report->markInteresting(F->Sym);
      for (const FixItHint &Hint : Fixes.find(*F))
        Report->addFixItHint(Hint);
      Report->addVisitor(std::make_unique<PathNotes>(
          F->Sym, F->Static, Types, F->LastNote, statementAfter(F->Node)));
      BR.emitReport(std::move(Report));
    }
  }
  Findings.clear();
}

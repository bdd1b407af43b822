//===- RefcountModel.cpp - The model of references in the engine ----------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/RefcountModel.h"
#include "pyrefcheck/Model/FreedAfter.h"
#include "pyrefcheck/Model/FunctionCache.h"
#include "pyrefcheck/Model/NewDelete.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerHelpers.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/SymbolManager.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

RefcountObserver::~RefcountObserver() = default;

RefcountModel::RefcountModel()
    : Types(Facts), Lookup(Facts), Bodies(Lookup, Types), Written(Lookup),
      Ends(Lookup, Types), Cached(std::make_unique<FunctionCache>()) {
  Facts.add(bundledTable());
}

RefcountModel::~RefcountModel() = default;

void RefcountModel::setFunctionCache(std::string File) {
  Cached->setFile(std::move(File));
}

StringRef RefcountModel::entryMark() const { return Cached->mark(); }

void RefcountModel::readUserFacts(ArrayRef<std::string> Files,
                                  DiagnosticsEngine &Diags) {
  std::vector<AnnotationError> Errors;
  UserTables.push_back(readAnnotations(Files, Errors, &Facts));
  Facts.add(UserTables.back().data());
  for (const AnnotationError &E : Errors) {
    unsigned Id = Diags.getCustomDiagID(DiagnosticsEngine::Warning,
                                        "API facts not used: %0");
    Diags.Report(Id) << E.str();
  }
}

const Decl *pyrefcheck::topDecl(const LocationContext *LC) {
  while (LC->getParent())
    LC = LC->getParent();
  return LC->getDecl();
}

PathEvent RefcountModel::eventAt(const ExplodedNode *N,
                                 ProgramStateRef State) const {
  const Decl *Top = topDecl(N->getLocationContext());
  const pyrefcheck::Function *Contract = Lookup.contractOf(Top);
  return {N, State, (Contract && Contract->Init) || Lookup.isInitOnly(Top),
          Contract && Contract->Constructs};
}

void RefcountModel::finish(PathEditor &Editor, CheckerContext &C) const {
  if (Editor.Faults.empty()) {
    C.addTransition(Editor.State);
    return;
  }
  ProgramStateRef Before = C.getState();
  // A node whose state is nothing new would be forgotten by the engine; the
  // reports come later.
  static SimpleProgramPointTag Tag("pyrefcheck", "fault");
  const ExplodedNode *N = C.generateNonFatalErrorNode(Editor.State, &Tag);
  if (!N)
    return;
  PathEvent Event = eventAt(N, Before);
  for (const FoundFault &F : Editor.Faults)
    for (RefcountObserver *O : Observers)
      O->faulted(F, Event);
}

void RefcountModel::checkASTDecl(const TranslationUnitDecl *TU,
                                 AnalysisManager &Mgr, BugReporter &) const {
  Types.findHeaders(TU->getASTContext());
  Types.readGenerated(TU->getASTContext());
  auto Major = tryExpandAsInteger("PY_MAJOR_VERSION", Mgr.getPreprocessor());
  auto Minor = tryExpandAsInteger("PY_MINOR_VERSION", Mgr.getPreprocessor());
  if (Major && Minor) {
    PythonHex = static_cast<unsigned>(*Major) << 24 |
                static_cast<unsigned>(*Minor) << 16;
    Lookup.setVersion(PythonHex);
  }
  Lookup.readContracts(TU, Types.cython());
  Ends.read(TU);
  if (!SummaryFile.empty()) {
    Bodies.write(TU, SummaryFile);
    return;
  }
  beginFunctionCache(TU, Mgr.getPreprocessor());
}

void RefcountModel::beginFunctionCache(const TranslationUnitDecl *TU,
                                       const Preprocessor &PP) const {
  Cached->begin(TU, PP, Types, Lookup, [&](const FunctionDecl *FD) {
    return Lookup.describe(FD) + Bodies.describe(FD);
  });
  if (!Cached->isOn())
    return;
  // Now, not when a function needs it: then it would depend on what was
  // analysed before.
  const Dependencies &Graph = Cached->dependencies();
  for (unsigned I : Graph.bottomUp())
    if (const auto *FD = dyn_cast<FunctionDecl>(Graph.decl(I))) {
      Bodies.read(FD);
      Written.read(FD);
    }
  std::vector<std::string> Lines;
  Lookup.describeMembers(Lines);
  Ends.describe(Lines);
  llvm::sort(Lines);
  Cached->compare(llvm::join(Lines, "\n"));
}

void RefcountModel::checkEndOfTranslationUnit(const TranslationUnitDecl *,
                                              AnalysisManager &,
                                              BugReporter &) const {
  Cached->write();
}

bool RefcountModel::needsCounting(const MemRegion *R) const {
  const auto *Var = cast<VarRegion>(R);
  const Immortal *I = Facts.findImmortal(Var->getDecl()->getName());
  return !I || PythonHex < I->SinceHex;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

void RefcountModel::checkBeginFunction(CheckerContext &C) const {
  if (!C.inTopFrame())
    return;
  if (!isWorthAnalysis(C.getLocationContext()->getDecl())) {
    C.generateSink(C.getState(), C.getPredecessor());
    return;
  }
  ExprEngine &Engine = C.getStateManager().getOwningEngine();
  if (!Cached->enter(C.getLocationContext()->getDecl(), Engine, ReturnsNew)) {
    C.generateSink(C.getState(), C.getPredecessor());
    return;
  }
  // The calls of the function before this one: its reports are out.
  if (C.getPredecessor()->pred_empty() || Records.size() > 100000)
    Records.clear();
  const auto *FD = dyn_cast<FunctionDecl>(C.getLocationContext()->getDecl());
  const pyrefcheck::Function *Contract = FD ? Lookup.contractOf(FD) : nullptr;
  if (!Contract)
    return;
  PathEditor Editor(setError(C.getState(), {ErrorKind::Clear, nullptr}), Types);
  for (const ParmVarDecl *P : FD->parameters()) {
    // What the contract says to release (tp_dealloc) is not lent.
    auto Releases = [&](const Effect &E) {
      return E.Kind == EffectKind::Release &&
             E.Param == static_cast<int>(P->getFunctionScopeIndex());
    };
    if (!Types.isObjectPointer(P->getType()) ||
        llvm::any_of(Contract->Outcomes.front().Effects, Releases))
      continue;
    SVal V = Editor.State->getSVal(
        Editor.State->getLValue(P, C.getLocationContext()));
    if (SymbolRef Sym = ApiTypes::objectSymbol(V))
      Editor.parameter(Sym);
  }
  C.addTransition(Editor.State);
}

/// Whether the count of an object that nobody will change any more is off.
static bool isWrong(const ObjectState &O) {
  return O.Ref.isLeaked() || O.Ref.isOverdrawn() || O.isStoredUnowned() ||
         O.isForgotten();
}

void RefcountModel::judge(ProgramStateRef State, SymbolRef Sym,
                          const ObjectState &O, const PathEvent &Event) const {
  if (!isWrong(O))
    return;
  SValBuilder &SVB = State->getStateManager().getSValBuilder();
  if (Loc::isLocType(Sym->getType()) &&
      State->isNull(SVB.makeLoc(Sym)).isConstrainedTrue())
    return;
  // Handles are often got here and given back elsewhere.
  if (O.Memory && O.Of && O.Of->Handle &&
      !givesBack(O.Birth.LC->getDecl(), *O.Of, Lookup))
    return;
  // "if (view.buf) PyBuffer_Release(&view);"
  if (O.Memory && O.Of && !O.Of->Member.empty())
    for (auto &[Inner, I] : objects(State))
      if (I.Lender == Sym &&
          State->isNull(SVB.makeLoc(Inner)).isConstrainedTrue())
        return;
  for (RefcountObserver *Observer : Observers)
    Observer->lost(Sym, O, Event);
}

void RefcountModel::checkEndFunction(const ReturnStmt *,
                                     CheckerContext &C) const {
  if (!C.inTopFrame())
    return;
  PathEditor Editor(C.getState(), Types);
  for (auto &[Result, Call] : openCalls(Editor.State))
    assumeSuccess(Editor, Result, Call);

  ProgramStateRef State = Editor.State;
  std::vector<std::pair<SymbolRef, ObjectState>> Wrong;
  for (auto &[Sym, Known] : objects(State)) {
    ObjectState O = atEnd(Known, Sym, State, C.getLocationContext());
    if (isWrong(O))
      Wrong.emplace_back(Sym, O);
  }
  std::vector<std::pair<const MemRegion *, StaticState>> WrongStatics;
  for (auto &[R, S] : statics(State))
    if (((S.Owned < 0 && S.Overdraft) || S.isStoredUnowned()) &&
        needsCounting(R))
      WrongStatics.emplace_back(R, S);
  if (Wrong.empty() && WrongStatics.empty())
    return;
  const ExplodedNode *N = C.generateNonFatalErrorNode(State);
  if (!N)
    return;
  PathEvent Event = eventAt(N, State);
  for (auto &[Sym, O] : Wrong)
    judge(State, Sym, O, Event);
  for (auto &[R, S] : WrongStatics)
    for (RefcountObserver *Observer : Observers)
      Observer->lostStatic(R, S, Event);
}

//===----------------------------------------------------------------------===//
// Symbols
//===----------------------------------------------------------------------===//

/// Whether some outcome of \p F counts or frees, apart from what it returns.
static bool actsOnReferences(const pyrefcheck::Function &F) {
  if (llvm::any_of(F.Memory, [](const MemoryUse &Use) {
        return Use.Kind == MemoryKind::Reallocate ||
               Use.Kind == MemoryKind::Out;
      }))
    return true;
  return llvm::any_of(F.Outcomes, [](const Outcome &O) {
    return llvm::any_of(
        O.Effects, [](const Effect &E) { return E.Kind != EffectKind::Keep; });
  });
}

/// What an open call may still act on must not be judged yet.
void RefcountModel::checkLiveSymbols(ProgramStateRef State,
                                     SymbolReaper &SR) const {
  for (auto &[Q, Answer] : answers(State))
    SR.markLive(Answer);
  markPassedLive(State, SR);
  // PyErr_Occurred may still ask how the last call ended.
  ErrorState Error = getError(State);
  const OpenCall *Last =
      Error.Kind == ErrorKind::Open ? getOpenCall(State, Error.Sym) : nullptr;
  if (Last && !actsOnReferences(*Last->Call->F))
    SR.markLive(Error.Sym);
  for (auto &[Result, Call] : openCalls(State)) {
    if (!actsOnReferences(*Call.Call->F))
      continue;
    for (const CallArg &Arg : Call.Call->Args)
      if (Arg.Sym)
        SR.markLive(Arg.Sym);
    for (SymbolRef Out : Call.Call->Outs)
      if (Out)
        SR.markLive(Out);
  }
}

void RefcountModel::checkDeadSymbols(SymbolReaper &SR,
                                     CheckerContext &C) const {
  ProgramStateRef Narrowed = narrowAll(C.getState());
  if (!Narrowed) {
    C.generateSink(C.getState(), C.getPredecessor());
    return;
  }
  PathEditor Editor(forgetPassed(Narrowed, SR), Types);
  forgetQuestions(SR, Editor);
  if (SymbolRef Attached = getAttached(Editor.State);
      Attached && SR.isDead(Attached))
    Editor.State = setAttached(Editor.State, nullptr);
  for (auto &[Result, Call] : openCalls(Editor.State))
    if (SR.isDead(Result))
      assumeSuccess(Editor, Result, Call);

  std::vector<std::pair<SymbolRef, ObjectState>> Wrong;
  ProgramStateRef Before = Editor.State;
  for (auto &[Sym, O] : objects(Before)) {
    if (!SR.isDead(Sym))
      continue;
    Editor.forget(Sym);
    ObjectState End = atEnd(O, Sym, Before, C.getLocationContext());
    if (isWrong(End))
      Wrong.emplace_back(Sym, End);
  }
  // What a forgotten container holds stays alive with it, for all we know.
  for (auto &[Sym, Known] : objects(Editor.State)) {
    bool KeeperGone = Known.Keeper && SR.isDead(Known.Keeper);
    bool LenderGone = Known.Lender && SR.isDead(Known.Lender);
    if (!KeeperGone && !LenderGone)
      continue;
    ObjectState O = Known;
    if (KeeperGone) {
      O.Keeper = nullptr;
      O.Ref.hold();
    }
    // What lent to the lender lends to this one.
    while (O.Lender && SR.isDead(O.Lender)) {
      const ObjectState *L = getObject(Before, O.Lender);
      O.Lender = L && L->Ref.origin() == Origin::Borrowed ? L->Lender : nullptr;
    }
    Editor.State = setObject(Editor.State, Sym, O);
  }
  if (Wrong.empty()) {
    if (Editor.State != C.getState())
      C.addTransition(Editor.State);
    return;
  }
  const ExplodedNode *N = C.generateNonFatalErrorNode(Editor.State);
  if (!N)
    return;
  PathEvent Event = eventAt(N, Before);
  for (auto &[Sym, O] : Wrong)
    judge(Before, Sym, O, Event);
}

//===----------------------------------------------------------------------===//
// Calls without facts
//===----------------------------------------------------------------------===//

void RefcountModel::checkPreCall(const CallEvent &Call,
                                 CheckerContext &C) const {
  ProgramStateRef State = C.getState();
  if (!hasObjects(State) || !Call.getOriginExpr())
    return;
  PathEditor Editor(State, Types);
  if (reportDeleted(Call, Facts, Editor) ||
      entrustClosures(Call, Lookup, Editor)) {
    finish(Editor, C);
    return;
  }
  const pyrefcheck::Function *F = Lookup.forCall(Call);
  // In a body that we can look into, the use itself will show.
  const auto *FD = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  if (!F && FD && FD->hasBody())
    return;
  Editor.at({Call.getOriginExpr(), C.getLocationContext()}, F);
  for (unsigned I = 0, N = Call.getNumArgs(); I != N; ++I) {
    // The object, or the one that a pointer points into.
    SymbolRef Sym = ApiTypes::objectSymbol(Call.getArgSVal(I));
    if (const MemRegion *R = Sym ? nullptr : Call.getArgSVal(I).getAsRegion())
      if (const auto *Base = dyn_cast<SymbolicRegion>(R->getBaseRegion()))
        Sym = Base->getSymbol();
    const ObjectState *O = Sym ? getObject(State, Sym) : nullptr;
    if (!O || !O->Ref.isReleased())
      continue;
    // Counting is judged by the state machine itself.
    bool Counts = F && (llvm::any_of(F->Outcomes.front().Effects,
                                     [](const Effect &E) {
                                       return E.Kind == EffectKind::Release ||
                                              E.Kind == EffectKind::Add;
                                     }) ||
                        llvm::any_of(F->Memory, [](const MemoryUse &Use) {
                          return Use.Kind == MemoryKind::Free ||
                                 Use.Kind == MemoryKind::Reallocate;
                        }));
    if (!Counts)
      Editor.use(Sym);
  }
  if (!Editor.Faults.empty())
    finish(Editor, C);
}

/// The engine did not look into the call: what the body shows must do.
void RefcountModel::checkPostCall(const CallEvent &Call,
                                  CheckerContext &C) const {
  const auto *FD = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  if (C.wasInlined || !Call.getOriginExpr())
    return;
  // A class's own operator delete, which Clang 14 never looks into.
  if (isa<CXXDeallocatorCall>(Call)) {
    PathEditor Editor(C.getState(), Types);
    escapeReachable(Call.getArgSVal(0), Editor);
    finish(Editor, C);
    return;
  }
  if (const pyrefcheck::Function *Known = Lookup.forCall(Call)) {
    if (Known->Watched)
      watchCall(*Known, Call, C);
    else
      checkFreed(*Known, Call, C);
    return;
  }
  PathEditor Editor(C.getState(), Types);
  passArguments(Call, Editor);
  if (!FD) {
    finish(Editor, C);
    return;
  }
  entrustData(Call, Editor);
  SymbolRef Result = Call.getReturnValue().getAsLocSymbol();
  const pyrefcheck::Function *F = Result ? Bodies.result(FD) : nullptr;
  if (F && !getObject(C.getState(), Result)) {
    Records.emplace_back();
    CallRecord &Record = Records.back();
    Record.F = F;
    Record.At = {Call.getOriginExpr(), Call.getLocationContext()};
    Editor.at(Record.At, F);
    Editor.born(Result, F, StringRef());
    Editor.State = setOpenCall(Editor.State, Result, {&Record, 3, false});
  }
  finish(Editor, C);
}

/// An object that is handed out as untyped data comes back to a callback, which
/// may give it up: set_data(x, object, destroy); Py_INCREF(object).
void RefcountModel::entrustData(const CallEvent &Call,
                                PathEditor &Editor) const {
  const auto *FD = cast<FunctionDecl>(Call.getDecl());
  for (unsigned I = 0; I != std::min(Call.getNumArgs(), FD->getNumParams());
       ++I) {
    const Expr *Arg = Call.getArgExpr(I);
    if (!Arg || !FD->getParamDecl(I)->getType()->isVoidPointerType() ||
        FD->getParamDecl(I)->getType()->getPointeeType().isConstQualified() ||
        !Types.isObjectPointer(Arg->IgnoreParenCasts()->getType()))
      continue;
    SymbolRef Sym = ApiTypes::objectSymbol(Call.getArgSVal(I));
    if (Sym && !getObject(Editor.State, Sym) && Bodies.mayTake(Call, I))
      Editor.entrust(Sym);
  }
}

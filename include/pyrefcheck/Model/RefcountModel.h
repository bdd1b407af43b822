//===- RefcountModel.h - The model of references in the engine --*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one checker that listens to the engine. It evaluates calls of functions
/// with facts, keeps the state of each object on each path, and tells its
/// observers (the checks) of faults and of objects that are lost.
///
/// A call splits no path: its result is a fresh symbol, and the outcomes that
/// are still possible are remembered with it (OpenCall). Constraints on the
/// result leave fewer of them; the effects of the last one are applied. If the
/// result dies unexamined, success is assumed.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_REFCOUNTMODEL_H
#define PYREFCHECK_MODEL_REFCOUNTMODEL_H

#include "pyrefcheck/Annotations/Reader.h"
#include "pyrefcheck/Annotations/Table.h"
#include "pyrefcheck/Model/ApiTypes.h"
#include "pyrefcheck/Model/BodyFacts.h"
#include "pyrefcheck/Model/Deallocators.h"
#include "pyrefcheck/Model/FactLookup.h"
#include "pyrefcheck/Model/PathEditor.h"
#include "pyrefcheck/Model/WrittenMembers.h"
#include "clang/StaticAnalyzer/Core/Checker.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>
#include <memory>
#include <optional>

namespace pyrefcheck {

/// Where a check stands when it is told of something.
struct PathEvent {
  const clang::ento::ExplodedNode *Node;
  ProgramStateRef State; ///< before what happened
  /// The function under analysis only runs while a module is initialised.
  bool AtInit;
  /// It runs once for each object, unless it is called by hand.
  bool Constructs;
};

/// Marks the end of a path at a call that throws (Function::Throws).
const clang::ProgramPointTag *throwTag();
/// Whether the path ends at \p N because an exception that is thrown in the
/// user's code leaves the function under analysis.
bool isUncaughtThrow(const clang::ento::ExplodedNode *N, const ApiTypes &Types);
/// The outermost function: the one whose analysis this is.
const clang::Decl *topDecl(const clang::LocationContext *LC);
/// Whether \p LC is in a call of operator new. If the constructor throws, the
/// language gives back what was allocated there.
bool isInOperatorNew(const clang::LocationContext *LC);
/// Whether an object with a destructor held \p Sym where the path to \p N ends:
/// unwinding releases it.
bool isHeldByHolder(const clang::ento::ExplodedNode *N, SymbolRef Sym);

class FunctionCache;

class RefcountObserver {
public:
  virtual ~RefcountObserver();
  /// Something was done that the object's state forbids.
  virtual void faulted(const FoundFault &, const PathEvent &) {}
  /// No one can reach the object any more, and the count does not fit: there
  /// is a reference too many (isLeaked) or too few (isOverdrawn,
  /// isStoredUnowned).
  virtual void lost(SymbolRef, const ObjectState &, const PathEvent &) {}
  /// The same for a static object with too few references.
  virtual void lostStatic(const clang::ento::MemRegion *, const StaticState &,
                          const PathEvent &) {}
};

class RefcountModel
    : public clang::ento::Checker<
          clang::ento::eval::Call, clang::ento::eval::Assume,
          clang::ento::check::PreCall, clang::ento::check::PostCall,
          clang::ento::check::Bind, clang::ento::check::Location,
          clang::ento::check::DeadSymbols, clang::ento::check::LiveSymbols,
          clang::ento::check::PointerEscape, clang::ento::check::RegionChanges,
          clang::ento::check::PreStmt<clang::ReturnStmt>,
          clang::ento::check::PostStmt<clang::BinaryOperator>,
          clang::ento::check::BeginFunction, clang::ento::check::EndFunction,
          clang::ento::check::EndAnalysis,
          clang::ento::check::EndOfTranslationUnit,
          clang::ento::check::ASTDecl<clang::TranslationUnitDecl>> {
public:
  RefcountModel();
  ~RefcountModel() override;

  void observe(RefcountObserver *O) { Observers.push_back(O); }
  /// Reads a user's facts, which go before the bundled ones. Errors are told
  /// as warnings; what can be used is used.
  void readUserFacts(llvm::ArrayRef<std::string> Files,
                     clang::DiagnosticsEngine &Diags);

  const ApiTypes &types() const { return Types; }
  /// PY_VERSION_HEX without micro version; 0 if it is not known.
  unsigned pythonVersion() const { return PythonHex; }
  /// Whether \p Callee is called by C code: an exception that gets there
  /// ends the process.
  bool isCalledByC(const clang::Decl *Callee) const;
  std::vector<Family> families() const { return Facts.families(); }
  /// Checkers of the engine that are on, of those that facts name.
  void setEngineReports(std::vector<std::string> Checkers) {
    EngineReports = std::move(Checkers);
  }
  /// Functions in headers are analysed because of the checks, not because the
  /// user asked for it.
  void setHeadersAdded(bool Added) { HeadersAdded = Added; }
  /// Which functions are not to be analysed again.
  void setFunctionCache(std::string File);

  /// Nothing is analysed, but \p File gets what BodyFacts finds.
  void setSummaryFile(std::string File) { SummaryFile = std::move(File); }

  /// What BodyFacts has found in other files. False if it can't be read.
  bool readOtherFiles(llvm::StringRef File) { return Bodies.readOthers(File); }
  /// What the messages of the function under analysis end with; empty if it
  /// makes no difference which function that is.
  llvm::StringRef entryMark() const;
  bool isReportedByEngine(const Family &Of) const {
    return llvm::is_contained(EngineReports, Of.ReportedBy);
  }

  bool evalCall(const clang::ento::CallEvent &Call,
                clang::ento::CheckerContext &C) const;
  ProgramStateRef evalAssume(ProgramStateRef State, clang::ento::SVal Cond,
                             bool Assumption) const;
  void checkPreCall(const clang::ento::CallEvent &Call,
                    clang::ento::CheckerContext &C) const;
  void checkPostCall(const clang::ento::CallEvent &Call,
                     clang::ento::CheckerContext &C) const;
  void checkBind(PYREFCHECK_BIND_PARAMS) const;
  void checkLocation(clang::ento::SVal Loc, bool IsLoad, const clang::Stmt *S,
                     clang::ento::CheckerContext &C) const;
  void checkDeadSymbols(clang::ento::SymbolReaper &SR,
                        clang::ento::CheckerContext &C) const;
  void checkLiveSymbols(ProgramStateRef State,
                        clang::ento::SymbolReaper &SR) const;
  ProgramStateRef
  checkPointerEscape(ProgramStateRef State,
                     const clang::ento::InvalidatedSymbols &Escaped,
                     const clang::ento::CallEvent *Call,
                     clang::ento::PointerEscapeKind Kind) const;
  ProgramStateRef
  checkRegionChanges(ProgramStateRef State,
                     const clang::ento::InvalidatedSymbols *Invalidated,
                     llvm::ArrayRef<const clang::ento::MemRegion *> Explicit,
                     llvm::ArrayRef<const clang::ento::MemRegion *> Changed,
                     const clang::LocationContext *LC,
                     const clang::ento::CallEvent *Call) const;
  void checkPreStmt(const clang::ReturnStmt *RS,
                    clang::ento::CheckerContext &C) const;
  void checkPostStmt(const clang::BinaryOperator *BO,
                     clang::ento::CheckerContext &C) const;
  void checkBeginFunction(clang::ento::CheckerContext &C) const;
  void checkEndFunction(const clang::ReturnStmt *RS,
                        clang::ento::CheckerContext &C) const;
  void checkEndAnalysis(clang::ento::ExplodedGraph &,
                        clang::ento::BugReporter &,
                        clang::ento::ExprEngine &) const;
  void checkEndOfTranslationUnit(const clang::TranslationUnitDecl *,
                                 clang::ento::AnalysisManager &,
                                 clang::ento::BugReporter &) const;
  void checkASTDecl(const clang::TranslationUnitDecl *TU,
                    clang::ento::AnalysisManager &Mgr,
                    clang::ento::BugReporter &BR) const;

private:
  // Relevance.cpp
  bool isWorthAnalysis(const clang::Decl *D) const;

  // Calls.cpp
  bool recordCall(const Function &F, const clang::ento::CallEvent &Call,
                  ProgramStateRef State, CallRecord &Record) const;
  void bindOutParameters(const clang::ento::CallEvent &Call,
                         clang::ento::CheckerContext &C, PathEditor &Editor,
                         CallRecord &Record) const;
  void forgetWrittenMemory(const clang::ento::CallEvent &Call,
                           clang::ento::CheckerContext &C, PathEditor &Editor,
                           const CallRecord &Record) const;
  void escapeData(const clang::ento::CallEvent &Call, PathEditor &Editor,
                  const CallRecord &Record) const;
  void bindResult(const clang::ento::CallEvent &Call,
                  clang::ento::CheckerContext &C, PathEditor &Editor,
                  const CallRecord &Record) const;
  /// What fails for a wrong type can't fail if the type is known.
  uint32_t possibleOutcomes(const CallRecord &Record,
                            ProgramStateRef State) const;
  void evalHelper(const clang::ento::CallEvent &Call,
                  clang::ento::CheckerContext &C) const;
  bool evalIndicator(const clang::ento::CallEvent &Call,
                     clang::ento::CheckerContext &C) const;

  void answerIndicator(ProgramStateRef State,
                       clang::ento::DefinedOrUnknownSVal V,
                       clang::ento::CheckerContext &C) const;

  // Threads.cpp
  void judgeThread(const CallRecord &Record, PathEditor &Editor) const;
  SymbolRef detachedAgain(const CallRecord &Record, PathEditor &Editor,
                          bool &IsOurs) const;

  // Allocations.cpp
  const Family *familyOf(const MemoryUse &Use) const;
  /// Whether the resource variable that \p Arg points to is NULL.
  bool isEmpty(const MemoryUse &Use, const CallArg &Arg,
               ProgramStateRef State) const;
  void bindOutMemory(const clang::ento::CallEvent &Call,
                     clang::ento::CheckerContext &C, PathEditor &Editor,
                     CallRecord &Record, const MemoryUse &Use) const;
  void freeArguments(PathEditor &Editor, const CallRecord &Record,
                     MemoryKind Kind) const;
  /// Reallocation frees only if it succeeds, but what must not be freed must
  /// not be handed to it at all.
  void checkReallocated(PathEditor &Editor, const CallRecord &Record) const;
  void watchCall(const Function &F, const clang::ento::CallEvent &Call,
                 clang::ento::CheckerContext &C) const;
  bool isLentMemory(const clang::ento::CallEvent &Call, SymbolRef Sym) const;

  // Formats.cpp
  void readFormat(const clang::ento::CallEvent &Call,
                  clang::ento::CheckerContext &C, PathEditor &Editor,
                  CallRecord &Record, int &SameAs) const;

  // Outcomes.cpp
  /// narrow() for all open calls: a switch constrains without telling.
  ProgramStateRef narrowAll(ProgramStateRef State) const;
  ProgramStateRef nullTogether(ProgramStateRef State,
                               clang::ento::SVal Cond) const;
  /// Drops outcomes that the constraints on \p Result exclude. Null: none is
  /// left, the path can't be.
  ProgramStateRef narrow(ProgramStateRef State, SymbolRef Result,
                         OpenCall Call) const;
  /// Leaves only \p Outcomes; null: impossible.
  ProgramStateRef restrict(ProgramStateRef State, SymbolRef Result,
                           OpenCall Call, uint32_t Outcomes) const;
  void resolve(PathEditor &Editor, SymbolRef Result, const OpenCall &Call,
               const Outcome &O) const;
  void assumeSuccess(PathEditor &Editor, SymbolRef Result,
                     const OpenCall &Call) const;

  // Questions.cpp
  const Question *question(const void *Kind, clang::ento::SVal A,
                           clang::ento::SVal B) const;
  bool escapePacked(const clang::BinaryOperator *BO,
                    clang::ento::CheckerContext &C) const;
  ProgramStateRef uniteEqual(ProgramStateRef State, clang::ento::SVal Cond,
                             bool Assumption) const;
  const TypeFact *typeAsked(clang::ento::SVal Asked) const;
  void answerFlags(const clang::BinaryOperator *BO,
                   clang::ento::CheckerContext &C) const;
  std::optional<bool> isInstance(clang::ento::SVal Type,
                                 clang::ento::SVal Asked,
                                 ProgramStateRef State) const;
  clang::ento::SVal pureResult(const CallRecord &Record, clang::ento::SVal New,
                               PathEditor &Editor) const;
  void forgetQuestions(clang::ento::SymbolReaper &SR, PathEditor &Editor) const;

  // Lent.cpp
  void lend(PathEditor &Editor, SymbolRef Sym,
            const clang::LocationContext *LC) const;
  bool isOwnedBy(const clang::ento::MemRegion *Home, SymbolRef Sym,
                 ProgramStateRef State, const clang::LocationContext *LC) const;
  const clang::ento::MemRegion *
  lastingMemory(const clang::ento::MemRegion *R) const;
  void lendStolen(const CallRecord &Record, PathEditor &Editor) const;
  ObjectState atEnd(ObjectState O, SymbolRef Sym, ProgramStateRef State,
                    const clang::LocationContext *LC) const;
  void passArguments(const clang::ento::CallEvent &Call,
                     PathEditor &Editor) const;

  // Returns.cpp
  bool isLentReturn(const clang::Expr *E, clang::ento::CheckerContext &C,
                    FoundFault &F) const;
  void finishLentReturn(PathEditor &Editor, const FoundFault &F,
                        clang::ento::CheckerContext &C) const;

  // Deallocators.cpp
  void checkFreed(const Function &F, const clang::ento::CallEvent &Call,
                  clang::ento::CheckerContext &C) const;

  // RefcountModel.cpp
  void beginFunctionCache(const clang::TranslationUnitDecl *TU,
                          const clang::Preprocessor &PP) const;
  void finish(PathEditor &Editor, clang::ento::CheckerContext &C) const;
  void judge(ProgramStateRef State, SymbolRef Sym, const ObjectState &O,
             const PathEvent &Event) const;
  void loseThrown(clang::ento::ExplodedGraph &Graph) const;
  PathEvent eventAt(const clang::ento::ExplodedNode *N,
                    ProgramStateRef State) const;

  /// Marks every object that can be reached from \p V as escaped.
  void escapeReachable(clang::ento::SVal V, PathEditor &Editor,
                       clang::ento::SymbolRef Except = nullptr) const;
  /// Gives the members of \p Struct that \p IsWritten does not name the
  /// values that they had before the call.
  ProgramStateRef restoreMembers(
      ProgramStateRef State, const clang::ento::MemRegion *Struct,
      const clang::RecordDecl *Record, const clang::LocationContext *LC,
      llvm::function_ref<bool(const clang::FieldDecl *)> IsWritten) const;
  ProgramStateRef nameElement(const clang::ento::MemRegion *R,
                              ProgramStateRef State,
                              const clang::LocationContext *LC) const;
  bool isOwning(const clang::ento::MemRegion *R) const;
  bool isOverwritten(const clang::ento::MemRegion *R, SymbolRef Old,
                     ProgramStateRef State) const;
  bool isLent(const clang::ento::CallEvent &Call, SymbolRef Sym) const;
  void entrustData(const clang::ento::CallEvent &Call,
                   PathEditor &Editor) const;
  /// Whether the static object \p R has to be counted in this Python version.
  bool needsCounting(const clang::ento::MemRegion *R) const;

  std::deque<OwnedTable> UserTables;
  Table Facts;
  mutable ApiTypes Types;
  mutable FactLookup Lookup;
  mutable BodyFacts Bodies;
  mutable WrittenMembers Written;
  mutable Deallocators Ends;
  std::unique_ptr<FunctionCache> Cached;
  std::string SummaryFile;
  std::vector<RefcountObserver *> Observers;
  std::vector<std::string> EngineReports;
  bool HeadersAdded = false;
  mutable std::deque<CallRecord> Records;
  mutable llvm::FoldingSet<Question> Questions;
  mutable std::deque<Question> QuestionStorage;
  mutable unsigned PythonHex = 0;

  /// Functions without contract that return a new reference on some path, and
  /// returns of borrowed ones that are wrong if their function is one of these.
  struct LentReturn {
    const clang::FunctionDecl *FD;
    FoundFault Fault;
    PathEvent Event;
  };
  mutable llvm::DenseSet<const clang::FunctionDecl *> ReturnsNew;
  /// The same, found in the function under analysis.
  mutable llvm::DenseSet<const clang::FunctionDecl *> ReturnsNewHere;
  mutable std::vector<LentReturn> LentReturns;
  /// The call that is being evaluated, and the state before it.
  struct {
    Place At;
    ProgramStateRef State;
  } mutable Calling;
  /// Keeps evalAssume from answering to its own assumptions.
  mutable bool Assuming = false;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_REFCOUNTMODEL_H

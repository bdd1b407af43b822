//===- RefcountCheck.h - What the checks have in common ---------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_CHECKS_REFCOUNTCHECK_H
#define PYREFCHECK_CHECKS_REFCOUNTCHECK_H

#include "pyrefcheck/Report/Finding.h"
#include "pyrefcheck/Report/Fixes.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugType.h"
#include "clang/StaticAnalyzer/Core/Checker.h"

namespace pyrefcheck {

/// What a check is about.
enum class Subject { References, Memory, Threads };

/// A check listens to the model, adds findings, and has them shown when the
/// analysis of a function ends.
class RefcountCheck
    : public clang::ento::Checker<clang::ento::check::EndAnalysis,
                                  clang::ento::check::EndOfTranslationUnit>,
      public RefcountObserver {
public:
  /// \p SuppressOnSink: paths that end in a crash or abort are no bugs.
  RefcountCheck(llvm::StringRef Title, bool SuppressOnSink,
                Subject About = Subject::References)
      : About(About), Type(this, Title, category(About), SuppressOnSink),
        AtThrow(this, Title, category(About), false) {}

  void attach(RefcountModel &M) {
    Model = &M;
    M.observe(this);
  }

  void checkEndAnalysis(clang::ento::ExplodedGraph &Graph,
                        clang::ento::BugReporter &BR,
                        clang::ento::ExprEngine &) const {
    auto &&Nodes = compat::nodes(Graph);
    bool Called =
        Nodes.begin() != Nodes.end() &&
        Model->isCalledByC(topDecl((*Nodes.begin()).getLocationContext()));
    FixFinder Fixes(Graph, Model->types(), BR.getPreprocessor(),
                    Model->pythonVersion());
    Findings.flush(Type, Model->types(), Fixes, BR, Called ? nullptr : &AtThrow,
                   Model->entryMark());
    if (!Model->entryMark().empty())
      Overwriting.clear();
  }

  void faulted(const FoundFault &F, const PathEvent &Event) final {
    if (concerns(F.Before, F.Kind))
      onFault(F, Event);
  }
  void lost(SymbolRef Sym, const ObjectState &O, const PathEvent &Event) final {
    if (concerns(O, Fault::None))
      onLoss(Sym, O, Event);
  }

  void checkEndOfTranslationUnit(const clang::TranslationUnitDecl *,
                                 clang::ento::AnalysisManager &,
                                 clang::ento::BugReporter &BR) const {
    Findings.showMapped(Type, BR);
  }

protected:
  virtual void onFault(const FoundFault &, const PathEvent &) {}
  virtual void onLoss(SymbolRef, const ObjectState &, const PathEvent &) {}

  /// A fault is reported where it happens.
  void addFault(const FoundFault &F, const PathEvent &Event,
                std::string Message, Rank Best = Rank::High,
                Remedy Mend = Remedy::None) {
    Finding Found;
    Found.Mend = Mend;
    Found.Message = std::move(Message);
    Found.Sym = F.Sym;
    Found.Static = F.Static;
    Found.Node = Event.Node;
    Found.Where = F.At;
    Found.R =
        std::max(rankOf(Event, /*MemoryUnsafe=*/Best == Rank::High), Best);
    Findings.add(std::move(Found));
  }

  /// What is lost is reported where it was got.
  void addLeak(clang::ento::SymbolRef Sym, const ObjectState &O,
               const PathEvent &Event, std::string Message,
               std::string LastNote) {
    if (!O.Ref.isLeaked() && !O.isForgotten())
      return;
    // All members that a method overwrites are one bug.
    if (O.FromMember && !Overwriting.insert(O.Birth.LC->getDecl(), O.Birth.E))
      return;
    Finding Found;
    Found.Message = std::move(Message);
    Found.Sym = Sym;
    Found.Node = Event.Node;
    Found.Where = O.Birth;
    Found.LastNote = std::move(LastNote);
    bool Plain = !O.Memory || (O.Of && O.Of->Member.empty() &&
                               O.Of->Thread == ThreadEffect::None);
    if (!O.FromMember && O.Source && O.Ref.isLeaked() &&
        O.Ref.origin() == Origin::Born && O.Ref.owned() == 1 && Plain) {
      Found.Mend = Remedy::Release;
      Found.Free = O.Memory ? O.Of->Free : llvm::StringRef();
    }
    Found.R = rankOf(Event, /*MemoryUnsafe=*/false);
    if (O.FromMember) // it takes a second call
      Found.R = std::max(Found.R, Event.Constructs ? Rank::Low : Rank::Medium);
    Findings.add(std::move(Found));
  }

  mutable FindingSet Findings;

private:
  bool concerns(const ObjectState &O, Fault F) const {
    if (F == Fault::Detached || About == Subject::Threads)
      return F == Fault::Detached && About == Subject::Threads;
    if (F == Fault::MismatchedFree)
      return About == Subject::Memory;
    if (O.Memory != (About == Subject::Memory))
      return false;
    // What the engine's own checkers report is reported once. They know nothing
    // of memory that other functions hand out.
    bool Theirs = O.Memory && O.Of && (!O.Source || O.Source->Watched);
    return !(Theirs && Model->isReportedByEngine(*O.Of));
  }

  static llvm::StringRef category(Subject About) {
    return About == Subject::Memory    ? "CPython memory"
           : About == Subject::Threads ? "CPython threads"
                                       : "CPython reference counts";
  }

  Subject About;
  clang::ento::BugType Type, AtThrow;
  mutable FirstPlaces Overwriting;
  const RefcountModel *Model = nullptr;
};

#define CHECK(CLASS, NAME, HELP, TITLE)                                        \
  void register##CLASS(clang::ento::CheckerManager &Mgr);
#include "pyrefcheck/Checks/Checks.def"

} // namespace pyrefcheck

#endif // PYREFCHECK_CHECKS_REFCOUNTCHECK_H

//===- ObjectState.h - What ProgramState knows of objects -------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The ProgramState traits of the model and the only way to them: the state of
/// each object, of static objects, calls whose outcome is still open, the
/// error indicator, and what had to fail to get here.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_OBJECTSTATE_H
#define PYREFCHECK_MODEL_OBJECTSTATE_H

#include "pyrefcheck/Annotations/Facts.h"
#include "pyrefcheck/Ownership/RefState.h"
#include "pyrefcheck/Support/ClangCompat.h"
#include "llvm/ADT/FoldingSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <vector>

namespace pyrefcheck {

using clang::ento::ProgramStateRef;
using clang::ento::SymbolRef;

/// A place in the code under analysis.
struct Place {
  const clang::Expr *E = nullptr;
  const clang::LocationContext *LC = nullptr;

  explicit operator bool() const { return E; }
  bool operator==(const Place &O) const { return E == O.E && LC == O.LC; }
};

/// What is known of the object that a symbol points to.
struct ObjectState {
  RefState Ref;
  /// The API function that gave the reference; null if none is known.
  const Function *Source = nullptr;
  /// Where the reference that would leak was got.
  Place Birth;
  /// Where more was given away than owned.
  Place Overdraft;
  /// Places in members that own what they point to, and the last such store.
  unsigned OwningStores = 0;
  Place OwningStore;
  /// The object this one is borrowed from or points into.
  SymbolRef Lender = nullptr;
  /// The container that holds a reference.
  SymbolRef Keeper = nullptr;
  /// The exact type, if known ("bytes").
  llvm::StringRef Type;
  /// A pointer into Lender, not an object.
  bool Interior = false;
  /// A parameter of a function whose contract says that it is borrowed.
  bool Parameter = false;
  /// The member or global variable that owns the reference, or that it was
  /// stored in.
  const clang::ento::MemRegion *Home = nullptr;
  /// The memory that holds the only other pointer to this.
  SymbolRef Within = nullptr;
  /// How it was allocated, if that is known.
  const Family *Of = nullptr;
  /// The member that this lies in, if no deallocator gives it up.
  const clang::FieldDecl *ForgottenIn = nullptr;
  /// A member owned this until it was overwritten.
  bool FromMember = false;
  /// Memory (or another resource) that must be freed, or a pointer into it: no
  /// object whose references are counted.
  bool Memory = false;

  bool operator==(const ObjectState &O) const {
    return Ref == O.Ref && Source == O.Source && Birth == O.Birth &&
           Overdraft == O.Overdraft && Lender == O.Lender &&
           Keeper == O.Keeper && Type == O.Type && Interior == O.Interior &&
           Parameter == O.Parameter && OwningStores == O.OwningStores &&
           OwningStore == O.OwningStore && Within == O.Within && Of == O.Of &&
           Memory == O.Memory && ForgottenIn == O.ForgottenIn &&
           FromMember == O.FromMember && Home == O.Home;
  }
  void Profile(llvm::FoldingSetNodeID &ID) const;

  /// Will be lost with the object in whose member it lies.
  bool isForgotten() const {
    return ForgottenIn && !Ref.isEscaped() && !Ref.isReleased() &&
           Ref.owned() > 0 && Ref.isStoredOnce();
  }
  /// Lies, borrowed, in more members that own it than references were added.
  bool isStoredUnowned() const {
    return OwningStores && Ref.origin() == Origin::Borrowed &&
           !Ref.isEscaped() && Ref.owned() < static_cast<int>(OwningStores);
  }
};

const ObjectState *getObject(ProgramStateRef State, SymbolRef Sym);
ProgramStateRef setObject(ProgramStateRef State, SymbolRef Sym,
                          const ObjectState &O);
ProgramStateRef removeObject(ProgramStateRef State, SymbolRef Sym);
/// Whether code that we can't see was given \p Sym, of which nothing is known:
/// it may have counted.
bool wasPassed(ProgramStateRef State, SymbolRef Sym);
ProgramStateRef setPassed(ProgramStateRef State, SymbolRef Sym);
/// Keeps arguments that were passed on, or whose members were set: what they
/// point to would look untouched when the engine has forgotten it.
void markPassedLive(ProgramStateRef State, clang::ento::SymbolReaper &SR);
ProgramStateRef forgetPassed(ProgramStateRef State,
                             clang::ento::SymbolReaper &SR);
/// All objects, in the order of their symbols (the same in every run).
std::vector<std::pair<SymbolRef, ObjectState>> objects(ProgramStateRef State);
bool hasObjects(ProgramStateRef State);

/// References owned to a static object such as Py_None or a static type.
struct StaticState {
  int Owned = 0;
  Place Overdraft; ///< where more was given away than owned
  /// Members that own what they point to and now point to this, and the last
  /// such store.
  int Stored = 0;
  Place Store;

  bool isStoredUnowned() const { return Stored > 0 && Owned < Stored; }

  bool operator==(const StaticState &O) const {
    return Owned == O.Owned && Overdraft == O.Overdraft && Stored == O.Stored &&
           Store == O.Store;
  }
  void Profile(llvm::FoldingSetNodeID &ID) const;
};
StaticState getStatic(ProgramStateRef State, const clang::ento::MemRegion *R);
ProgramStateRef setStatic(ProgramStateRef State,
                          const clang::ento::MemRegion *R, StaticState S);
std::vector<std::pair<const clang::ento::MemRegion *, StaticState>>
statics(ProgramStateRef State);

/// The error indicator (PyErr_Occurred).
enum class ErrorKind : unsigned {
  Unknown,
  Clear,
  Set,
  Open, ///< depends on the outcome of the call whose result is Sym
};
struct ErrorState {
  ErrorKind Kind = ErrorKind::Unknown;
  SymbolRef Sym = nullptr;
};
ErrorState getError(ProgramStateRef State);
ProgramStateRef setError(ProgramStateRef State, ErrorState E);

/// Whether the thread has an attached thread state (holds the GIL).
enum class ThreadStatus : unsigned { Unknown, Attached, Detached };
ThreadStatus getThread(ProgramStateRef State);
ProgramStateRef setThread(ProgramStateRef State, ThreadStatus T);
/// The thread state that the path attached last; null if it is not known.
SymbolRef getAttached(ProgramStateRef State);
ProgramStateRef setAttached(ProgramStateRef State, SymbolRef Sym);

struct CallArg {
  clang::ento::SVal Value;
  /// The object, if the argument points to one.
  SymbolRef Sym = nullptr;
  /// The static object, if the argument is the address of one.
  const clang::ento::MemRegion *Static = nullptr;
  const clang::Expr *E = nullptr;
};

/// A call of a function with facts, as it was made. Owned by the model for the
/// time of one function's analysis.
struct CallRecord {
  const Function *F = nullptr;
  Place At;
  llvm::SmallVector<CallArg, 6> Args;
  /// What each out-parameter received, by parameter; null: nothing tracked.
  llvm::SmallVector<SymbolRef, 6> Outs;
  /// What the format string says about the variadic arguments; certain.
  llvm::SmallVector<Effect, 4> FormatEffects;
  ErrorState Before;
  /// The type of a new result, if the format tells.
  llvm::StringRef ResultType;
  /// Variadic objects that the result holds, by argument.
  llvm::SmallVector<ParamIndex, 4> HeldByResult;
  /// Keep effects that were applied at the call, in the hope of success.
  llvm::SmallVector<Effect, 2> Hoped;
};

/// A call whose outcome is not known yet: one bit an outcome that can be.
struct OpenCall {
  const CallRecord *Call = nullptr;
  uint32_t Outcomes = 0;
  bool FailureCounted = false;

  bool operator==(const OpenCall &O) const {
    return Call == O.Call && Outcomes == O.Outcomes &&
           FailureCounted == O.FailureCounted;
  }
  void Profile(llvm::FoldingSetNodeID &ID) const {
    ID.AddPointer(Call);
    ID.AddInteger(Outcomes);
    ID.AddBoolean(FailureCounted);
  }
};

const OpenCall *getOpenCall(ProgramStateRef State, SymbolRef Result);
ProgramStateRef setOpenCall(ProgramStateRef State, SymbolRef Result,
                            const OpenCall &Call);
ProgramStateRef closeCall(ProgramStateRef State, SymbolRef Result);
std::vector<std::pair<SymbolRef, OpenCall>> openCalls(ProgramStateRef State);

/// A question about two values that was asked on the path, such as "is this
/// object None?"; the same answer must be given again. Made by the model, one
/// for each pair.
struct Question : llvm::FoldingSetNode {
  const void *Kind;
  clang::ento::SVal A, B;

  Question(const void *Kind, clang::ento::SVal A, clang::ento::SVal B)
      : Kind(Kind), A(A), B(B) {}
  static void Profile(llvm::FoldingSetNodeID &ID, const void *Kind,
                      clang::ento::SVal A, clang::ento::SVal B) {
    ID.AddPointer(Kind);
    A.Profile(ID);
    B.Profile(ID);
  }
  void Profile(llvm::FoldingSetNodeID &ID) const { Profile(ID, Kind, A, B); }
};
/// The kind of the question whether A, a static object, is the object B.
const void *equalityQuestion();
/// The symbol that is known to be the static object \p R on this path.
SymbolRef symbolEqualTo(ProgramStateRef State, const clang::ento::MemRegion *R);
SymbolRef getAnswer(ProgramStateRef State, const Question *Q);
ProgramStateRef setAnswer(ProgramStateRef State, const Question *Q,
                          SymbolRef Answer);
/// All questions with their answers, in no particular order.
std::vector<std::pair<const Question *, SymbolRef>>
answers(ProgramStateRef State);
ProgramStateRef removeAnswer(ProgramStateRef State, const Question *Q);

/// What had to fail on the path so far: bits (1 << Failure).
unsigned getFailures(ProgramStateRef State);
ProgramStateRef addFailure(ProgramStateRef State, Failure F);

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_OBJECTSTATE_H

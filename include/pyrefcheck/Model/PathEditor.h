//===- PathEditor.h - Applies effects to the state of a path ----*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Turns what happens on a path (effects of calls, stores, returns) into
/// transitions of the state machine, keeps containers and what they hold in
/// step, and collects the faults that show.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_PATHEDITOR_H
#define PYREFCHECK_MODEL_PATHEDITOR_H

#include "pyrefcheck/Model/ApiTypes.h"
#include "pyrefcheck/Model/ObjectState.h"

namespace pyrefcheck {

/// A fault, with what was known of the object before it.
struct FoundFault {
  Fault Kind = Fault::None;
  SymbolRef Sym = nullptr;                        ///< the object, or
  const clang::ento::MemRegion *Static = nullptr; ///< the static object
  ObjectState Before;
  Place At;
  /// The function with facts that did it; null for plain code.
  const Function *By = nullptr;
};

class PathEditor {
public:
  PathEditor(ProgramStateRef State, const ApiTypes &Types)
      : State(State), Types(Types) {}

  ProgramStateRef State;
  llvm::SmallVector<FoundFault, 2> Faults;

  /// The call or statement that the following operations belong to.
  void at(Place P, const Function *F = nullptr) {
    Now = P;
    By = F;
  }

  /// The state of \p Sym; makes one, as good as can be told, if there is none.
  ObjectState track(SymbolRef Sym);

  void born(SymbolRef Sym, const Function *Source, llvm::StringRef Type);
  void borrowed(SymbolRef Sym, const Function *Source, SymbolRef Lender);
  void pointerInto(SymbolRef Sym, const Function *Source, SymbolRef Object);
  void parameter(SymbolRef Sym);
  /// Borrowed from the memory \p Home, which owns a reference.
  void lentBy(SymbolRef Sym, const clang::ento::MemRegion *Home);
  /// Memory of the family \p Of, to be freed. On an object that was just born:
  /// how that was allocated.
  void allocated(SymbolRef Sym, const Function *Source, const Family &Of);
  /// \p Counts: the call gives up a reference, too (PyObject_Free).
  void freed(SymbolRef Sym, const Family &By, bool Counts);
  /// What is wrong with handing \p Sym to a reallocation, which frees it if it
  /// succeeds.
  void reallocated(SymbolRef Sym, const Family &By);
  /// A pointer to \p Sym now lies in the memory \p Outer, or null: no more.
  void within(SymbolRef Sym, SymbolRef Outer);

  void add(SymbolRef Sym, bool ForMemory);
  void release(SymbolRef Sym);
  void steal(SymbolRef Sym);
  void drop(SymbolRef Sym);
  /// \p Container may be null: somebody who outlives the function. False if
  /// that changes nothing.
  bool keep(SymbolRef Sym, SymbolRef Container);
  /// The container has it no longer, or never had.
  void undoKeep(SymbolRef Sym);
  /// It may have been counted, or not: it can't be told any more that the
  /// reference is borrowed.
  void forgetOrigin(SymbolRef Sym);
  /// \p Owning: into a member that a deallocator releases. \p Lasting: where
  /// it was stored, if that is there when the function has returned.
  void store(SymbolRef Sym, bool Owning,
             const clang::ento::MemRegion *Lasting = nullptr);
  void unstore(SymbolRef Sym, bool Owning);
  /// It lies in \p Field, which no deallocator gives up.
  void forgottenIn(SymbolRef Sym, const clang::FieldDecl *Field);
  /// A member that owned it has another value now: the reference, or the memory
  /// (\p Of), is ours.
  void takeOver(SymbolRef Sym, const Family *Of);
  /// The reference of a member that owned it is about to be released.
  void emptied(SymbolRef Sym);
  void escape(SymbolRef Sym);
  /// The same for an object of which nothing is known yet.
  void entrust(SymbolRef Sym);
  /// Return to a caller who receives a new reference if \p Owns.
  void give(SymbolRef Sym, bool Owns);
  void use(SymbolRef Sym);
  void forget(SymbolRef Sym) { State = removeObject(State, Sym); }
  /// A slot of \p Container was overwritten: what had been put or lent there
  /// may have changed hands.
  void slotOverwritten(SymbolRef Container, SymbolRef Old);

  /// One effect of \p Call.
  void apply(const Effect &E, const CallRecord &Call);

  /// If all outcomes that are left are failures, takes note of the mildest.
  bool countFailure(const OpenCall &Call);

  /// Return of a static object; false if no reference to it was owned.
  bool giveStatic(const clang::ento::MemRegion *R);
  void countStatic(const clang::ento::MemRegion *R, EffectKind Kind);
  /// A member that a deallocator releases points to the static object \p R, or
  /// (\p Points is false) does so no more.
  void storeStatic(const clang::ento::MemRegion *R, bool Points);

private:
  void put(SymbolRef Sym, const ObjectState &O);
  void fault(Fault F, SymbolRef Sym, const ObjectState &Before);
  /// \p Sym may be gone: tells what it held or lent.
  void released(SymbolRef Sym);

  const ApiTypes &Types;
  Place Now;
  const Function *By = nullptr;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_PATHEDITOR_H

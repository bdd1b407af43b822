//===- PathEditor.cpp - Applies effects to the state of a path ------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/PathEditor.h"
#include "pyrefcheck/Model/Sizes.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

ObjectState PathEditor::track(SymbolRef Sym) {
  if (const ObjectState *O = getObject(State, Sym))
    return *O;
  ObjectState O;
  if (SymbolRef Lender = Types.lenderOf(Sym, State)) {
    O.Ref = RefState::borrowed();
    O.Lender = Lender;
  } else if (Types.isLentElement(Sym)) {
    O.Ref = RefState::borrowed();
    O.Parameter = true;
  } else {
    O.Ref = RefState::unknown();
  }
  return O;
}

void PathEditor::put(SymbolRef Sym, const ObjectState &O) {
  State = setObject(State, Sym, O);
}

void PathEditor::fault(Fault F, SymbolRef Sym, const ObjectState &Before) {
  if (F == Fault::None)
    return;
  FoundFault Found;
  Found.Kind = F;
  Found.Sym = Sym;
  Found.Before = Before;
  Found.At = Now;
  Found.By = By;
  Faults.push_back(Found);
  // One report a bug: nothing more is said about this object on this path.
  escape(Sym);
}

/// Whether memory that came from elsewhere was freed by another function than
/// the one that uses it now: only that one knows under which conditions.
static bool isFreedElsewhere(const ObjectState &O, Place Now) {
  return O.Memory && O.Ref.origin() == Origin::Unknown && O.Birth && Now &&
         O.Birth.LC->getStackFrame() != Now.LC->getStackFrame();
}

void PathEditor::born(SymbolRef Sym, const Function *Source, StringRef Type) {
  ObjectState O;
  O.Ref = RefState::born();
  O.Source = Source;
  O.Birth = Now;
  O.Type = Type;
  if (Source && Source->Shared)
    O.Ref.hold();
  put(Sym, O);
}

void PathEditor::borrowed(SymbolRef Sym, const Function *Source,
                          SymbolRef Lender) {
  // The same element lent again is the same object.
  if (getObject(State, Sym))
    return;
  ObjectState O;
  O.Ref = RefState::borrowed();
  O.Source = Source;
  O.Lender = Lender;
  O.Birth = Now;
  put(Sym, O);
}

void PathEditor::pointerInto(SymbolRef Sym, const Function *Source,
                             SymbolRef Object) {
  ObjectState O;
  O.Ref = RefState::borrowed();
  O.Source = Source;
  O.Lender = Object;
  O.Interior = true;
  if (const ObjectState *L = getObject(State, Object); L && L->Memory) {
    O.Memory = true;
    O.Of = L->Of;
  }
  put(Sym, O);
}

void PathEditor::parameter(SymbolRef Sym) {
  ObjectState O;
  O.Ref = RefState::borrowed();
  O.Parameter = true;
  put(Sym, O);
}

void PathEditor::lentBy(SymbolRef Sym, const MemRegion *Home) {
  ObjectState O;
  O.Ref = RefState::borrowed();
  O.Home = Home;
  put(Sym, O);
}

/// What memory owns may be released through our pointer to it, if the memory
/// gets another value.
static void forgetHome(ObjectState &O) {
  if (!O.Home || O.Ref.origin() != Origin::Borrowed)
    return;
  O.Home = nullptr;
  O.Ref.forgetOrigin();
}

void PathEditor::add(SymbolRef Sym, bool ForMemory) {
  ObjectState O = track(Sym), Before = O;
  Fault F = O.Ref.add();
  if (ForMemory)
    O.Ref.store();
  // What leaks, if it leaks, is what was added last.
  if (!O.Birth || O.Ref.origin() != Origin::Born)
    O.Birth = Now;
  if (O.Ref.owned() >= 0)
    O.Overdraft = Place();
  put(Sym, O);
  fault(F, Sym, Before);
}

void PathEditor::release(SymbolRef Sym) {
  ObjectState O = track(Sym), Before = O;
  forgetHome(O);
  Fault F = O.Ref.release();
  if (O.Ref.owned() < 0 && !O.Overdraft)
    O.Overdraft = Now;
  put(Sym, O);
  if (O.Ref.isReleased() && !Before.Ref.isReleased())
    released(Sym);
  fault(F, Sym, Before);
}

void PathEditor::steal(SymbolRef Sym) {
  ObjectState O = track(Sym), Before = O;
  Fault F = O.Ref.steal();
  if (O.Ref.owned() < 0 && !O.Overdraft)
    O.Overdraft = Now;
  put(Sym, O);
  fault(F, Sym, Before);
}

void PathEditor::drop(SymbolRef Sym) {
  const ObjectState *Known = getObject(State, Sym);
  if (!Known)
    return;
  ObjectState O = *Known;
  O.Ref.drop();
  put(Sym, O);
  if (O.Ref.isReleased() && !Known->Ref.isReleased())
    released(Sym);
}

bool PathEditor::keep(SymbolRef Sym, SymbolRef Container) {
  ObjectState O = track(Sym), Before = O;
  const ObjectState *C = Container ? getObject(State, Container) : nullptr;
  // Only of a container that was made here do we see the end.
  if (C && C->Ref.origin() == Origin::Born && !C->Ref.isEscaped() &&
      !C->Ref.isReleased() && Container != Sym) {
    O.Ref.unhold();
    O.Ref.keep();
    O.Keeper = Container;
  } else {
    O.Ref.hold();
  }
  put(Sym, O);
  return O.Ref != Before.Ref;
}

void PathEditor::undoKeep(SymbolRef Sym) {
  const ObjectState *Known = Sym ? getObject(State, Sym) : nullptr;
  if (!Known)
    return;
  ObjectState O = *Known;
  O.Keeper = nullptr;
  O.Ref.unhold();
  O.Ref.unkeep();
  put(Sym, O);
  if (O.Ref.isReleased() && !Known->Ref.isReleased())
    released(Sym);
}

void PathEditor::forgetOrigin(SymbolRef Sym) {
  const ObjectState *Known = getObject(State, Sym);
  if (!Known || Known->Ref.origin() != Origin::Borrowed)
    return;
  ObjectState O = *Known;
  O.Home = nullptr;
  O.Ref.forgetOrigin();
  put(Sym, O);
}

void PathEditor::store(SymbolRef Sym, bool Owning, const MemRegion *Lasting) {
  ObjectState O = track(Sym);
  O.Ref.store();
  if (O.Ref.origin() == Origin::Born)
    O.Home = Lasting;
  if (Owning)
    ++O.OwningStores;
  if (Owning || O.Home)
    O.OwningStore = Now;
  put(Sym, O);
}

void PathEditor::emptied(SymbolRef Sym) {
  const ObjectState *Known = getObject(State, Sym);
  if (!Known || !Known->OwningStores)
    return;
  ObjectState O = *Known;
  --O.OwningStores;
  put(Sym, O);
}

void PathEditor::unstore(SymbolRef Sym, bool Owning) {
  const ObjectState *Known = getObject(State, Sym);
  if (!Known)
    return;
  ObjectState O = *Known;
  forgetHome(O);
  O.Ref.unstore();
  O.ForgottenIn = nullptr;
  if (Owning && O.OwningStores)
    --O.OwningStores;
  put(Sym, O);
}

void PathEditor::forgottenIn(SymbolRef Sym, const FieldDecl *Field) {
  const ObjectState *Known = getObject(State, Sym);
  if (!Known)
    return;
  ObjectState O = *Known;
  O.ForgottenIn = Field;
  put(Sym, O);
}

void PathEditor::takeOver(SymbolRef Sym, const Family *Of) {
  if (getObject(State, Sym))
    return;
  ObjectState O;
  O.Ref.add();
  O.Birth = Now;
  O.FromMember = true;
  O.Of = Of;
  O.Memory = Of != nullptr;
  put(Sym, O);
}

void PathEditor::escape(SymbolRef Sym) {
  const ObjectState *Known = getObject(State, Sym);
  if (!Known || Known->Ref.isEscaped())
    return;
  ObjectState O = *Known;
  O.Ref.escape();
  put(Sym, O);
}

void PathEditor::entrust(SymbolRef Sym) {
  ObjectState O = track(Sym);
  O.Ref.escape();
  put(Sym, O);
}

/// A thread state, for example, is there after it was given back.
static bool livesOn(const ObjectState &O) {
  return O.Memory && O.Of && O.Of->Handle;
}

void PathEditor::give(SymbolRef Sym, bool Owns) {
  ObjectState O = track(Sym), Before = O;
  if (livesOn(O) && O.Ref.isReleased())
    return;
  Fault F = O.Ref.give();
  put(Sym, O);
  if (F == Fault::BorrowedReturn && !Owns) {
    escape(Sym);
    return;
  }
  fault(F, Sym, Before);
}

void PathEditor::use(SymbolRef Sym) {
  const ObjectState *Known = getObject(State, Sym);
  if (Known && !isFreedElsewhere(*Known, Now) && !livesOn(*Known))
    fault(Known->Ref.use(), Sym, *Known);
}

void PathEditor::allocated(SymbolRef Sym, const Function *Source,
                           const Family &Of) {
  const ObjectState *Known = getObject(State, Sym);
  bool IsObject = Known && Known->Ref.origin() == Origin::Born;
  if (!IsObject)
    born(Sym, Source, StringRef());
  ObjectState O = *getObject(State, Sym);
  O.Of = &Of;
  O.Memory = !IsObject;
  put(Sym, O);
}

/// Whether a function for \p By must not free what \p O is.
static bool isMismatch(const ObjectState &O, const Family &By, bool Counts) {
  if (O.Of)
    return O.Of->Free != By.Free;
  return O.Interior ||
         (!O.Memory && !Counts && O.Ref.origin() != Origin::Unknown);
}

void PathEditor::reallocated(SymbolRef Sym, const Family &By) {
  const ObjectState *Known = getObject(State, Sym);
  if (!Known || Known->Ref.isEscaped() || isFreedElsewhere(*Known, Now))
    return;
  if (Known->Memory && Known->Ref.isReleased())
    fault(Fault::OverRelease, Sym, *Known);
  else if (!Known->Ref.isReleased() && isMismatch(*Known, By, false))
    fault(Fault::MismatchedFree, Sym, *Known);
}

void PathEditor::freed(SymbolRef Sym, const Family &By, bool Counts) {
  const ObjectState *Known = getObject(State, Sym);
  ObjectState O = Known ? *Known : ObjectState(), Before = O;
  if (O.Ref.isEscaped())
    return;
  bool Mismatch = Known && isMismatch(O, By, Counts);
  // A new thread state is attached like one that was detached before.
  if (Mismatch && By.Handle) {
    escape(Sym);
    return;
  }
  if (Mismatch && !O.Ref.isReleased()) {
    fault(Fault::MismatchedFree, Sym, Before);
    return;
  }
  // Of what came from elsewhere it is known from now on that it is gone, but
  // for what is counted.
  if (!O.Memory && (Known || Counts || By.Handle || !By.Member.empty()))
    return;
  if (!Known) {
    O.Memory = true;
    O.Of = &By;
    O.Birth = Now;
  }
  if (isFreedElsewhere(O, Now))
    return;
  Fault F = O.Ref.free();
  put(Sym, O);
  if (F == Fault::None)
    released(Sym);
  fault(F, Sym, Before);
}

void PathEditor::within(SymbolRef Sym, SymbolRef Outer) {
  const ObjectState *Known = getObject(State, Sym);
  if (!Known || Known->Within == Outer)
    return;
  ObjectState O = *Known;
  O.Within = Outer;
  put(Sym, O);
}

void PathEditor::slotOverwritten(SymbolRef Container, SymbolRef Old) {
  // The first store into a slot of a container that was made here.
  const ObjectState *C = getObject(State, Container);
  if (C && C->Ref.origin() == Origin::Born && Old &&
      isa<SymbolRegionValue>(Old) && !getObject(State, Old))
    return;
  // Remembered now: the engine forgets the store once the container is dead.
  if (Old && !getObject(State, Old)) {
    put(Old, ObjectState());
    Old = nullptr;
  }
  for (auto &[Sym, Known] : objects(State)) {
    ObjectState O = Known;
    if (O.Lender == Container && !O.Interior)
      O.Ref.forgetOrigin();
    if (O.Keeper == Container && (!Old || Old == Sym)) {
      // The slot's reference is ours again, or somebody else's.
      O.Ref.escape();
    }
    if (!(O == Known))
      put(Sym, O);
  }
}

void PathEditor::released(SymbolRef Gone) {
  for (auto &[Sym, Known] : objects(State)) {
    ObjectState O = Known;
    if (O.Keeper == Gone) {
      O.Keeper = nullptr;
      O.Ref.unkeep();
    }
    if (O.Lender == Gone)
      O.Ref.lenderDied();
    if (O.Within == Gone) {
      O.Within = nullptr;
      O.Ref.unstore();
    }
    if (O == Known)
      continue;
    put(Sym, O);
    if (O.Ref.isReleased() && !Known.Ref.isReleased())
      released(Sym);
  }
}

void PathEditor::countStatic(const MemRegion *R, EffectKind Kind) {
  StaticState S = getStatic(State, R);
  if (Kind == EffectKind::Add) {
    if (++S.Owned >= 0)
      S.Overdraft = Place();
  } else if (Kind == EffectKind::Release || Kind == EffectKind::Steal) {
    if (--S.Owned < 0 && !S.Overdraft)
      S.Overdraft = Now;
  } else {
    return;
  }
  State = setStatic(State, R, S);
}

void PathEditor::storeStatic(const MemRegion *R, bool Points) {
  StaticState S = getStatic(State, R);
  if (Points) {
    ++S.Stored;
    S.Store = Now;
  } else if (S.Stored) {
    --S.Stored;
  }
  State = setStatic(State, R, S);
}

bool PathEditor::giveStatic(const MemRegion *R) {
  StaticState S = getStatic(State, R);
  bool Owned = S.Owned > 0;
  --S.Owned;
  State = setStatic(State, R, S);
  return Owned;
}

/// Whether \p E is a member of the object whose method this is, and that is a
/// local variable: a holder. The engine destroys some parameters twice.
static bool isMemberOfLocal(const Expr *E, const LocationContext *LC,
                            ProgramStateRef State) {
  while (const auto *ME =
             dyn_cast_or_null<MemberExpr>(E ? E->IgnoreParenCasts() : nullptr))
    E = ME->getBase();
  const StackFrameContext *Frame = LC ? LC->getStackFrame() : nullptr;
  const auto *Method =
      Frame ? dyn_cast<CXXMethodDecl>(Frame->getDecl()) : nullptr;
  if (!Method || !E || !isa<CXXThisExpr>(E->IgnoreParenCasts()))
    return false;
  SValBuilder &SVB = State->getStateManager().getSValBuilder();
  const MemRegion *This =
      State->getSVal(SVB.getCXXThis(Method, Frame)).getAsRegion();
  const auto *Var = This ? dyn_cast<VarRegion>(This->getBaseRegion()) : nullptr;
  return Var && !isa<ParmVarDecl>(Var->getDecl()) &&
         compat::isOnStack(Var, State);
}

void PathEditor::apply(const Effect &E, const CallRecord &Call) {
  auto ArgAt = [&](ParamIndex I) {
    return I >= 0 && static_cast<size_t>(I) < Call.Args.size() ? Call.Args[I]
                                                               : CallArg();
  };
  CallArg Arg = ArgAt(E.Param);
  SymbolRef Sym = Arg.Sym;
  // "if (x == Py_None) Py_DECREF(Py_None);" releases x.
  SymbolRef Same = Arg.Static && E.Kind == EffectKind::Release &&
                           getStatic(State, Arg.Static).Owned <= 0
                       ? symbolEqualTo(State, Arg.Static)
                       : nullptr;
  if (Same) {
    Sym = getObject(State, Same) ? Same : nullptr;
  } else if (Arg.Static) {
    countStatic(Arg.Static, E.Kind);
    return;
  }
  SymbolRef Out =
      E.Param >= 0 && static_cast<size_t>(E.Param) < Call.Outs.size()
          ? Call.Outs[E.Param]
          : nullptr;
  // Memory has no count: PyObject_Free frees it, and PyObject_Init makes an
  // object of it, with the count of one that its allocation stood for.
  const ObjectState *Known = Sym ? getObject(State, Sym) : nullptr;
  if (Known && Known->Memory && Known->Of && Known->Of->Member.empty()) {
    if (E.Kind == EffectKind::Add) {
      ObjectState O = *Known;
      O.Memory = false;
      put(Sym, O);
    }
    if (E.Kind == EffectKind::Add || E.Kind == EffectKind::Release)
      return;
  }
  switch (E.Kind) {
  case EffectKind::Add:
    // PyObject_Init(PyObject_New(...)): it has a reference, and still one.
    if (Call.F->Constructs && Known && Known->Ref.origin() == Origin::Born &&
        Known->Ref.owned() == 1)
      return;
    if (Sym)
      add(Sym, !Types.isLocalValue(Arg.E) &&
                   !isMemberOfLocal(Arg.E, Call.At.LC, State));
    return;
  case EffectKind::Release:
    if (Sym && Types.isMember(Arg.E))
      emptied(Sym);
    if (Sym)
      release(Sym);
    return;
  case EffectKind::Steal:
    if (Sym)
      steal(Sym);
    return;
  case EffectKind::Keep: // where the result is known
    return;
  case EffectKind::Escape:
    if (Sym)
      escape(Sym);
    return;
  case EffectKind::Overwrite:
    // A container that was made here is only being filled.
    if (const ObjectState *O = Sym ? getObject(State, Sym) : nullptr;
        !O || O->Ref.origin() != Origin::Born)
      slotOverwritten(Sym, nullptr);
    return;
  case EffectKind::OutNew:
  case EffectKind::OutNewOrNull:
  case EffectKind::OutReplace:
    if (Out && !getObject(State, Out))
      born(Out, Call.F, StringRef());
    return;
  case EffectKind::OutBorrowed:
    if (Out)
      borrowed(Out, Call.F, ArgAt(E.Other).Sym);
    return;
  case EffectKind::OutNull:
  case EffectKind::OutConsume:
    if (Out)
      forget(Out);
    return;
  }
}

bool PathEditor::countFailure(const OpenCall &Call) {
  // The mildest of what may have gone wrong.
  Failure Mildest = Failure::Memory;
  // Code for what can't happen may be wrong, but does no harm.
  bool Fits = sizeAbove(*Call.Call, State).has_value();
  for (size_t I = 0; I != Call.Call->F->Outcomes.size(); ++I) {
    if (!(Call.Outcomes & 1u << I))
      continue;
    Failure F = Call.Call->F->Outcomes[I].Fails;
    if (F == Failure::None)
      return false;
    if (F != Failure::Memory && !(F == Failure::Error && Fits))
      Mildest = Failure::Error;
  }
  State = addFailure(State, Mildest);
  return true;
}

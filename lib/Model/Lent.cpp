//===- Lent.cpp - References that memory owns and lends -------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A member that the type's deallocator releases owns a reference, and so does
/// a global variable. Whoever reads one gets a borrowed reference, which must
/// not be returned or given away while it stays where it is. That it is
/// borrowed is said only there, where it matters: before, code that we can't
/// see may have counted, or the memory may get another value.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/RefcountModel.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

static const LocationContext *topFrame(const LocationContext *LC) {
  while (LC->getParent())
    LC = LC->getParent();
  return LC;
}

/// Whether \p R is a member of an argument of the function under analysis, and
/// a deallocator releases what that member points to.
static bool isOwnedByParameter(const MemRegion *R, const FactLookup &Lookup,
                               const ApiTypes &Types) {
  const auto *Field = dyn_cast_or_null<FieldRegion>(R);
  const auto *Base =
      Field ? dyn_cast<SymbolicRegion>(Field->getSuperRegion()->StripCasts())
            : nullptr;
  const auto *Value =
      Base ? dyn_cast<SymbolRegionValue>(Base->getSymbol()) : nullptr;
  const auto *Var = Value ? dyn_cast<VarRegion>(Value->getRegion()) : nullptr;
  return Var && isa<ParmVarDecl>(Var->getDecl()) && Var->getStackFrame() &&
         !Var->getStackFrame()->getParent() &&
         Lookup.isOwningMember(Field->getDecl()) &&
         !Types.isInApiHeader(Field->getDecl());
}

static bool isGlobal(const MemRegion *R) {
  const auto *Var = dyn_cast_or_null<VarRegion>(R);
  return Var && Var->getDecl()->hasGlobalStorage();
}

/// Whether \p Home owns a reference to \p Sym, which was read from it.
bool RefcountModel::isOwnedBy(const MemRegion *Home, SymbolRef Sym,
                              ProgramStateRef State,
                              const LocationContext *LC) const {
  const pyrefcheck::Function *Contract =
      Home ? Lookup.contractOf(topFrame(LC)->getDecl()) : nullptr;
  if (!Contract || Contract->Destroys || wasPassed(State, Sym) ||
      Types.cython().isGenerated() || !Types.isObjectPointer(Sym->getType()))
    return false;
  SValBuilder &SVB = State->getStateManager().getSValBuilder();
  if (State->isNull(SVB.makeLoc(Sym)).isConstrainedTrue())
    return false;
  // What a module has is often set up without counting.
  return isGlobal(Home) ? !Contract->Init
                        : isOwnedByParameter(Home, Lookup, Types);
}

/// If \p Sym was read from memory that owns a reference to it, it is borrowed.
void RefcountModel::lend(PathEditor &Editor, SymbolRef Sym,
                         const LocationContext *LC) const {
  ProgramStateRef State = Editor.State;
  const MemRegion *Home = Sym ? ApiTypes::homeOf(Sym, State) : nullptr;
  const ObjectState *O = Home ? getObject(State, Sym) : nullptr;
  if (O && (!(O->Ref == RefState::unknown()) || O->Memory || O->FromMember))
    return;
  if (isOwnedBy(Home, Sym, State, LC))
    Editor.lentBy(Sym, Home);
}

/// Where a pointer to a static object, or to a new one, may be left behind.
const MemRegion *RefcountModel::lastingMemory(const MemRegion *R) const {
  return isGlobal(R) || isOwnedByParameter(R, Lookup, Types) ? R : nullptr;
}

/// \p O as it is judged when nothing more will happen to it: what memory still
/// holds must not have been released for it.
ObjectState RefcountModel::atEnd(ObjectState O, SymbolRef Sym,
                                 ProgramStateRef State,
                                 const LocationContext *LC) const {
  if (O.Memory || O.FromMember || O.Ref.isEscaped())
    return O;
  if (O.Ref.origin() == Origin::Unknown && O.Ref.owned() < 0 &&
      !O.Ref.isStored()) {
    const MemRegion *Home = ApiTypes::homeOf(Sym, State);
    if (!isGlobal(Home) && isOwnedBy(Home, Sym, State, LC)) {
      O.Home = Home;
      O.Ref = RefState::borrowed();
      O.Ref.steal();
    }
  }
  const pyrefcheck::Function *Contract =
      O.Home ? Lookup.contractOf(topFrame(LC)->getDecl()) : nullptr;
  if (O.Ref.origin() == Origin::Born && O.Home && O.Ref.isStoredOnce() &&
      O.Ref.owned() <= 0 && !O.Ref.isHeld() && !O.Ref.isKept() &&
      !Types.cython().isGenerated() &&
      (isGlobal(O.Home) || (Contract && !Contract->Destroys)) &&
      ApiTypes::objectSymbol(State->getSVal(O.Home)) == Sym) {
    O.Ref = RefState::borrowed();
    O.OwningStores = 1;
  }
  return O;
}

void RefcountModel::lendStolen(const CallRecord &Record,
                               PathEditor &Editor) const {
  auto Lend = [&](const Effect &E) {
    if (E.Kind == EffectKind::Steal && E.Param >= 0 &&
        static_cast<size_t>(E.Param) < Record.Args.size())
      lend(Editor, Record.Args[E.Param].Sym, Record.At.LC);
  };
  for (const Effect &E : Record.FormatEffects)
    Lend(E);
  for (const Outcome &O : Record.F->Outcomes)
    for (const Effect &E : O.Effects)
      Lend(E);
}

/// Code that we can't see may count what it is given, and change memory that
/// owns what it lent us.
void RefcountModel::passArguments(const CallEvent &Call,
                                  PathEditor &Editor) const {
  for (unsigned I = 0; I != Call.getNumArgs(); ++I) {
    SymbolRef Sym = ApiTypes::objectSymbol(Call.getArgSVal(I));
    const ObjectState *O = Sym ? getObject(Editor.State, Sym) : nullptr;
    if (Sym &&
        (O ? O->Parameter
           : ApiTypes::homeOf(Sym, Calling.State ? Calling.State
                                                 : Editor.State) != nullptr))
      Editor.State = setPassed(Editor.State, Sym);
  }
  for (auto &[Sym, O] : objects(Editor.State))
    if (O.Home && ApiTypes::objectSymbol(Editor.State->getSVal(O.Home)) != Sym)
      Editor.escape(Sym);
}

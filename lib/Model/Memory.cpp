//===- Memory.cpp - References in memory, and who may change it -----------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/FreedAfter.h"
#include "pyrefcheck/Model/RefcountModel.h"
#include "clang/AST/DeclCXX.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/RangedConstraintManager.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

namespace {
/// Marks every object that can be reached from a value as escaped.
class EscapeVisitor final : public SymbolVisitor {
public:
  EscapeVisitor(PathEditor &Editor, SymbolRef Except)
      : Editor(Editor), Except(Except) {}
  bool VisitSymbol(SymbolRef Sym) override {
    if (Sym != Except)
      Editor.escape(Sym);
    return true;
  }

private:
  PathEditor &Editor;
  SymbolRef Except;
};
} // namespace

void RefcountModel::escapeReachable(SVal V, PathEditor &Editor,
                                    SymbolRef Except) const {
  if (!hasObjects(Editor.State))
    return;
  EscapeVisitor Visitor(Editor, Except);
  ProgramStateRef Start = Editor.State;
  Start->scanReachableSymbols(V, Visitor);
}

bool RefcountModel::isOwning(const MemRegion *R) const {
  if (const auto *Var = dyn_cast_or_null<VarRegion>(R))
    return Lookup.isOwningVariable(Var->getDecl());
  const auto *Field = dyn_cast_or_null<FieldRegion>(R);
  return Field && Lookup.isOwningMember(Field->getDecl());
}

/// The memory that was allocated here and that the member \p R lies in.
static SymbolRef memoryAround(const MemRegion *R, ProgramStateRef State) {
  const auto *Field = dyn_cast<FieldRegion>(R);
  const auto *Base =
      Field ? dyn_cast<SymbolicRegion>(Field->getSuperRegion()->StripCasts())
            : nullptr;
  const ObjectState *O = Base ? getObject(State, Base->getSymbol()) : nullptr;
  bool Own = O && O->Memory && O->Ref.origin() == Origin::Born &&
             !O->Ref.isEscaped() && !O->Ref.isReleased();
  return Own ? Base->getSymbol() : nullptr;
}

/// The member of a struct behind a pointer that \p R is.
static const FieldDecl *memberOfObject(const MemRegion *R) {
  const auto *Field = dyn_cast<FieldRegion>(R);
  return Field && isa<SymbolicRegion>(Field->getSuperRegion()->StripCasts())
             ? Field->getDecl()
             : nullptr;
}

/// Whether the member \p R of an argument that the interpreter gave is
/// overwritten although it may own \p Old: the method may be called again. If
/// the path has looked at any member, it may know better.
bool RefcountModel::isOverwritten(const MemRegion *R, SymbolRef Old,
                                  ProgramStateRef State) const {
  const auto *Value = dyn_cast_or_null<SymbolRegionValue>(Old);
  const FieldDecl *Field = memberOfObject(R);
  if (!Value || !Field || Value->getRegion() != R ||
      !(Lookup.isOwningMember(Field) || Lookup.freedMember(Field)))
    return false;
  const auto *Base = cast<SymbolicRegion>(
      cast<FieldRegion>(R)->getSuperRegion()->StripCasts());
  const ObjectState *O = getObject(State, Base->getSymbol());
  if (!O || !O->Parameter || O->Ref.isEscaped())
    return false;
  for (const auto &Entry : getConstraintMap(State))
    for (SymbolRef Part : compat::symbolsIn(Entry.first))
      if (const MemRegion *Origin = Part->getOriginRegion())
        if (Origin->getBaseRegion() == Base && Origin != Base)
          return false;
  return true;
}

/// Whether \p R lies in an object of a class whose destructor does something.
static bool isMemberOfHolder(const MemRegion *R) {
  for (; R; R = cast<SubRegion>(R)->getSuperRegion()->getAs<SubRegion>())
    if (const auto *Field = dyn_cast<FieldRegion>(R))
      if (const auto *Class =
              dyn_cast<CXXRecordDecl>(Field->getDecl()->getParent()))
        if (Class->hasDefinition() && !Class->hasTrivialDestructor())
          return true;
  return false;
}

void RefcountModel::checkBind(PYREFCHECK_BIND_PARAMS) const {
  const MemRegion *R = Loc.getAsRegion();
  ProgramStateRef State = C.getState();
  // Not all of a class may be inlined: its destructor is trusted with memory.
  if (isMemberOfHolder(R))
    if (SymbolRef Sym = ApiTypes::objectSymbol(Val))
      if (const ObjectState *O = getObject(State, Sym);
          O && O->Memory && !O->Ref.isReleased() && !O->Ref.isEscaped()) {
        PathEditor Editor(State, Types);
        Editor.escape(Sym);
        C.addTransition(Editor.State);
        return;
      }
  if (SymbolRef Sym =
          ApiTypes::isCleanedUp(R) ? ApiTypes::objectSymbol(Val) : nullptr) {
    PathEditor Editor(State, Types);
    Editor.escape(Sym);
    C.addTransition(Editor.State);
    return;
  }
  if (!R || compat::isOnStack(R, State))
    return;
  const auto *TR = dyn_cast<TypedValueRegion>(R);
  bool Known = hasObjects(State);
  SymbolRef Sym = ApiTypes::objectSymbol(Val);
  // Only pointers to objects are worth an entry of their own.
  if (Sym && !getObject(State, Sym) &&
      !(TR && Types.isObjectPointer(TR->getValueType())))
    Sym = nullptr;
  if (!Known && !Sym && !Types.staticObject(Val))
    return;

  PathEditor Editor(State, Types);
  Editor.at({dyn_cast_or_null<Expr>(S), C.getLocationContext()});
  // What its members point to now is remembered until the end.
  if (const auto *Base = dyn_cast<SymbolicRegion>(R->getBaseRegion()))
    if (const ObjectState *O = getObject(State, Base->getSymbol());
        O && O->Parameter)
      Editor.State = setPassed(Editor.State, Base->getSymbol());
  SymbolRef Old = ApiTypes::objectSymbol(State->getSVal(R));
  if (SymbolRef Container = Types.elementOwner(R)) {
    Editor.slotOverwritten(Container, Old);
    if (Sym) {
      lend(Editor, Sym, C.getLocationContext());
      Editor.steal(Sym);
      Editor.keep(Sym, Container);
    } else if (const MemRegion *Static = Types.staticObject(Val)) {
      Editor.countStatic(Static, EffectKind::Steal);
    }
  } else {
    if (Old && Old != Sym) {
      Editor.unstore(Old, isOwning(R));
      Editor.within(Old, nullptr);
    }
    if (Sym && Old != Sym) {
      if (isOwning(R))
        lend(Editor, Sym, C.getLocationContext());
      Editor.store(Sym, isOwning(R), lastingMemory(R));
      Editor.within(Sym, memoryAround(R, Editor.State));
      const FieldDecl *Field = memberOfObject(R);
      if (Field && Ends.forgets(Field))
        Editor.forgottenIn(Sym, Field);
    } else if (!Sym && !Val.getAs<nonloc::ConcreteInt>()) {
      escapeReachable(Val, Editor);
    }
    const auto *Place = dyn_cast<FieldRegion>(R);
    const FieldDecl *Member =
        Place && isOwning(Place) ? Place->getDecl() : nullptr;
    if (Member && Lookup.ownsStatics(Member) && !Types.isInApiHeader(Member)) {
      const MemRegion *Was = Types.staticObject(State->getSVal(R));
      const MemRegion *Is = Types.staticObject(Val);
      if (Was && Was != Is)
        Editor.storeStatic(Was, false);
      if (Is && Was != Is)
        Editor.storeStatic(Is, true);
    }
    if (isOverwritten(R, Old, State) && Old != Sym)
      Editor.takeOver(Old, Lookup.freedMember(cast<FieldRegion>(R)->getDecl()));
  }
  finish(Editor, C);
}

/// The engine reads nothing known where an index is not known. In an array of
/// references that the function has not made it is what lies there, as it is
/// for a known index.
ProgramStateRef RefcountModel::nameElement(const MemRegion *R,
                                           ProgramStateRef State,
                                           const LocationContext *LC) const {
  const auto *Element = dyn_cast_or_null<ElementRegion>(R);
  if (!Element || Element->getIndex().isConstant() ||
      !Types.isObjectPointer(Element->getValueType()) ||
      !State->getSVal(Element).isUnknown())
    return State;
  SymbolRef Owner = Types.elementOwner(Element);
  const ObjectState *O = Owner ? getObject(State, Owner) : nullptr;
  if (Owner ? O && O->Ref.origin() == Origin::Born
            : !Types.isLentElement(Element))
    return State;
  SValBuilder &SVB = State->getStateManager().getSValBuilder();
  return State->bindLoc(loc::MemRegionVal(Element),
                        SVB.getRegionValueSymbolVal(Element), LC,
                        /*notifyChanges=*/false);
}

void RefcountModel::checkLocation(SVal Loc, bool IsLoad, const Stmt *S,
                                  CheckerContext &C) const {
  const MemRegion *R = Loc.getAsRegion();
  ProgramStateRef State = C.getState();
  if (IsLoad)
    State = nameElement(R, State, C.getLocationContext());
  if (State != C.getState()) {
    C.addTransition(State);
    return;
  }
  if (!R || !hasObjects(State))
    return;
  // What is read from a container that was made here is lent by it.
  if (SymbolRef Owner = IsLoad ? Types.elementOwner(R) : nullptr) {
    const ObjectState *O = getObject(State, Owner);
    SymbolRef Sym = ApiTypes::objectSymbol(State->getSVal(R));
    if (O && Sym && !getObject(State, Sym) && !O->Ref.isReleased() &&
        O->Ref.origin() == Origin::Born && !O->Ref.isEscaped()) {
      PathEditor Editor(State, Types);
      Editor.at({dyn_cast_or_null<Expr>(S), C.getLocationContext()});
      Editor.borrowed(Sym, nullptr, Owner);
      C.addTransition(Editor.State);
      return;
    }
  }
  const auto *Base = dyn_cast<SymbolicRegion>(R->getBaseRegion());
  if (!Base)
    return;
  const ObjectState *O = getObject(State, Base->getSymbol());
  if (!O || !O->Ref.isReleased() || O->Ref.isEscaped())
    return;
  PathEditor Editor(State, Types);
  Editor.at({dyn_cast_or_null<Expr>(S), C.getLocationContext()});
  Editor.use(Base->getSymbol());
  finish(Editor, C);
}

/// Whether \p Call, whose body can't be seen, is used as one that takes over
/// the variable that is its argument \p I.
static bool takesIfItSucceeds(const CallEvent &Call, unsigned I,
                              const FactLookup &Lookup) {
  const auto *FD = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  const auto *CE = dyn_cast_or_null<CallExpr>(Call.getOriginExpr());
  if (!FD || FD->hasBody() || !CE || I >= CE->getNumArgs() ||
      Lookup.isLent(FD, I))
    return false;
  const auto *DRE = dyn_cast<DeclRefExpr>(CE->getArg(I)->IgnoreParenCasts());
  const auto *Var = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
  return Var && isHandedOver(CE, Var, Call.getLocationContext(), Lookup);
}

/// Whether \p Call may link its argument \p I, a node of a list or a tree in an
/// object, into others, which hold the object from then on.
static bool mayLink(const CallEvent &Call, unsigned I) {
  const auto *FD = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  QualType T = FD && !FD->hasBody() && I < FD->getNumParams()
                   ? FD->getParamDecl(I)->getType()
                   : QualType();
  return !T.isNull() && ApiTypes::isNodePointer(T) &&
         !T->getPointeeType().isConstQualified();
}

/// Whether \p Call sees the object, or a part of it, only as an argument that
/// it gives back.
bool RefcountModel::isLent(const CallEvent &Call, SymbolRef Sym) const {
  bool Seen = false;
  for (unsigned I = 0; I != Call.getNumArgs(); ++I) {
    SVal V = Call.getArgSVal(I);
    if (ApiTypes::objectSymbol(V) == Sym) {
      if (Bodies.mayTake(Call, I) ||
          (!Bodies.isElsewhere(
               dyn_cast_or_null<FunctionDecl>(Call.getDecl())) &&
           takesIfItSucceeds(Call, I, Lookup)))
        return false;
      Seen = true;
    } else if (const MemRegion *R = V.getAsRegion()) {
      const auto *Base = dyn_cast<SymbolicRegion>(R->getBaseRegion());
      if (!Base || Base->getSymbol() != Sym)
        continue;
      if (mayLink(Call, I))
        return false;
      Seen = true;
    }
  }
  return Seen;
}

ProgramStateRef RefcountModel::checkPointerEscape(
    ProgramStateRef State, const InvalidatedSymbols &Escaped,
    const CallEvent *Call, PointerEscapeKind Kind) const {
  // Stores are modelled by checkBind, calls with facts by evalCall.
  // A comparison that the engine can't decide gives nothing away.
  if (Kind == PSK_EscapeOnBind || (Kind == PSK_EscapeOther && !Call) ||
      !hasObjects(State))
    return State;
  if (Call && Lookup.forCall(*Call))
    return State;
  PathEditor Editor(State, Types);
  for (SymbolRef Sym : Escaped) {
    const ObjectState *O = getObject(State, Sym);
    if (!O)
      continue;
    bool Lent =
        Call && (O->Memory ? isLentMemory(*Call, Sym) : isLent(*Call, Sym));
    if (Lent)
      Editor.forgetOrigin(Sym);
    else
      Editor.escape(Sym);
  }
  return Editor.State;
}

/// The outermost member of a struct behind a pointer that \p R lies in, if it
/// is not the first: a pointer to that one may stand for the struct.
static const FieldRegion *memberBehindPointer(const MemRegion *R) {
  const FieldRegion *Outermost = nullptr;
  while (const auto *Sub = dyn_cast_or_null<SubRegion>(R)) {
    if (const auto *Field = dyn_cast<FieldRegion>(Sub))
      Outermost = Field;
    R = Sub->getSuperRegion();
    if (isa<SymbolicRegion>(R))
      break;
  }
  return Outermost && isa_and_nonnull<SymbolicRegion>(R) &&
                 Outermost->getDecl()->getFieldIndex() != 0
             ? Outermost
             : nullptr;
}

/// The struct that \p R is, seen as what a parameter declares it to be.
static const RecordDecl *structBehindPointer(const MemRegion *R,
                                             const ParmVarDecl *P) {
  const auto *S = dyn_cast<SymbolicRegion>(R->StripCasts());
  QualType T = P->getType();
  const auto *RT = S && T->isPointerType()
                       ? T->getPointeeType()->getAs<RecordType>()
                       : nullptr;
  return RT ? RT->getDecl()->getDefinition() : nullptr;
}

ProgramStateRef RefcountModel::restoreMembers(
    ProgramStateRef State, const MemRegion *Struct, const RecordDecl *Record,
    const LocationContext *LC,
    llvm::function_ref<bool(const FieldDecl *)> IsWritten) const {
  for (const FieldDecl *Field : Record->fields()) {
    if (!Field->getType()->isScalarType() || IsWritten(Field))
      continue;
    Loc At = State->getLValue(Field, loc::MemRegionVal(Struct)).castAs<Loc>();
    SVal Before = Calling.State->getSVal(At);
    if (!Before.isUnknownOrUndef() && State->getSVal(At) != Before)
      State = State->bindLoc(At, Before, LC, /*notifyChanges=*/false);
  }
  return State;
}

/// The engine takes it that who gets a pointer to a member may change the
/// whole struct; in C it is the member that is handed over. And who gets the
/// struct changes, if the body is there to be read, what the body writes.
ProgramStateRef RefcountModel::checkRegionChanges(ProgramStateRef State,
                                                  const InvalidatedSymbols *,
                                                  ArrayRef<const MemRegion *>,
                                                  ArrayRef<const MemRegion *>,
                                                  const LocationContext *LC,
                                                  const CallEvent *Call) const {
  if (!Call || !hasObjects(State) || !Calling.State ||
      !(Calling.At == Place{Call->getOriginExpr(), Call->getLocationContext()}))
    return State;
  const auto *FD = dyn_cast_or_null<FunctionDecl>(Call->getDecl());
  llvm::SmallPtrSet<const FieldDecl *, 4> Given;
  llvm::SmallVector<const FieldRegion *, 4> Members;
  llvm::SmallPtrSet<const MemRegion *, 4> Whole;
  for (unsigned I = 0; I != Call->getNumArgs(); ++I) {
    const MemRegion *R = Call->getArgSVal(I).getAsRegion();
    if (!R)
      continue;
    if (const FieldRegion *Member = memberBehindPointer(R)) {
      Given.insert(Member->getDecl());
      Members.push_back(Member);
      continue;
    }
    Whole.insert(R->getBaseRegion());
    if (!FD || I >= FD->getNumParams())
      continue;
    if (const auto *Record = structBehindPointer(R, FD->getParamDecl(I)))
      State = restoreMembers(
          State, R->StripCasts(), Record, LC,
          [&](const FieldDecl *Field) { return Written.mayWrite(FD, Field); });
  }
  for (const FieldRegion *Member : Members) {
    const MemRegion *Struct = Member->getSuperRegion();
    if (!Whole.insert(Struct->getBaseRegion()).second)
      continue; // changed as a whole, or done
    State = restoreMembers(
        State, Struct, Member->getDecl()->getParent(), LC,
        [&](const FieldDecl *Field) { return Given.count(Field) != 0; });
  }
  return State;
}

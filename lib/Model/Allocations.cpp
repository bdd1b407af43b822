//===- Allocations.cpp - Memory and what else has to be freed -------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What was allocated is an object that is owned once; freeing it is its end,
/// whoever else points to it. A resource that is a struct (Py_buffer) is
/// represented by the value of the member that owns.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/FreedAfter.h"
#include "pyrefcheck/Model/NewDelete.h"
#include "pyrefcheck/Model/Outcomes.h"
#include "pyrefcheck/Model/RefcountModel.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

const Family *RefcountModel::familyOf(const MemoryUse &Use) const {
  return Facts.findFamily(Use.Family);
}

/// The symbol of a pointer, or of a handle that is a number.
static SymbolRef resourceSymbol(SVal V) {
  if (SymbolRef Sym = ApiTypes::objectSymbol(V))
    return Sym;
  return V.getAsSymbol();
}

/// The struct whose address \p Arg is.
static const RecordDecl *structGiven(const CallArg &Arg) {
  if (!Arg.E || !Arg.Value.getAsRegion())
    return nullptr;
  QualType T = Arg.E->IgnoreParenImpCasts()->getType();
  const auto *RT =
      T->isPointerType() ? T->getPointeeType()->getAs<RecordType>() : nullptr;
  return RT ? RT->getDecl()->getDefinition() : nullptr;
}

/// Where the member \p Name of the struct behind \p Arg is.
static std::optional<Loc> memberOf(const CallArg &Arg, StringRef Name,
                                   ProgramStateRef State) {
  if (const RecordDecl *Record = structGiven(Arg))
    for (const FieldDecl *Field : Record->fields())
      if (Field->getName() == Name)
        if (auto L = State->getLValue(Field, Arg.Value).getAs<Loc>())
          return *L;
  return std::nullopt;
}

bool RefcountModel::isEmpty(const MemoryUse &Use, const CallArg &Arg,
                            ProgramStateRef State) const {
  const Family *Of = familyOf(Use);
  auto At = !Of ? std::optional<Loc>()
            : Of->Member.empty() && Arg.Value.getAsRegion()
                ? std::optional<Loc>(Arg.Value.castAs<Loc>())
                : memberOf(Arg, Of->Member, State);
  return At && State->getSVal(*At).isZeroConstant();
}

void RefcountModel::bindOutMemory(const CallEvent &Call, CheckerContext &C,
                                  PathEditor &Editor, CallRecord &Record,
                                  const MemoryUse &Use) const {
  const Family *Of = familyOf(Use);
  if (!Of || Use.Param < 0 ||
      static_cast<size_t>(Use.Param) >= Record.Args.size())
    return;
  const CallArg &Arg = Record.Args[Use.Param];
  auto L = Arg.Value.getAs<Loc>();
  const MemRegion *R = Arg.Value.getAsRegion();
  if (!L || !R || !Arg.E)
    return;
  auto Bind = [&](Loc At, QualType T, const void *Tag) {
    SVal New = compat::conjure(Call, T, C, Tag);
    Editor.State = Editor.State->bindLoc(At, New, C.getLocationContext());
    return New.getAsLocSymbol();
  };
  // Tells the members of several structs of one call apart.
  auto TagOf = [&](const FieldDecl *Field) {
    return reinterpret_cast<const char *>(Arg.E) + Field->getFieldIndex() + 1;
  };
  SymbolRef Owner = nullptr;
  if (Of->Member.empty()) {
    QualType T = Arg.E->IgnoreParenImpCasts()->getType();
    if (T->isPointerType() && T->getPointeeType()->isPointerType())
      Owner = Record.F->Watched ? resourceSymbol(Editor.State->getSVal(*L))
                                : Bind(*L, T->getPointeeType(), Arg.E);
  } else if (const RecordDecl *Struct = structGiven(Arg)) {
    Editor.State = compat::invalidate(Editor.State, {Arg.Value}, Call, C);
    if (auto At = memberOf(Arg, Of->Member, Editor.State))
      for (const FieldDecl *Field : Struct->fields())
        if (Field->getName() == Of->Member)
          Owner = Bind(*At, Field->getType(), TagOf(Field));
    // The other pointers lead into what the owner keeps alive.
    for (const FieldDecl *Field : Struct->fields()) {
      auto At = Editor.State->getLValue(Field, Arg.Value).getAs<Loc>();
      if (!Owner || !At || !Field->getType()->isPointerType() ||
          Field->getName() == Of->Member)
        continue;
      if (SymbolRef Sym = Bind(*At, Field->getType(), TagOf(Field))) {
        Editor.pointerInto(Sym, Record.F, Owner);
        ObjectState O = *getObject(Editor.State, Sym);
        O.Memory = true;
        O.Of = Of;
        Editor.State = setObject(Editor.State, Sym, O);
      }
    }
  }
  if (!Owner)
    return;
  Editor.at(Record.At, Record.F);
  // What lies in memory is owned by it.
  if (!compat::isOnStack(R, Editor.State) || ApiTypes::isCleanedUp(R))
    return;
  Editor.allocated(Owner, Record.F, *Of);
  Record.Outs[Use.Param] = Owner;
}

/// Whether the function that \p E calls is defined here, as those are that a
/// compatibility header supplies.
static bool hasBody(const Expr *E) {
  const auto *CE = dyn_cast_or_null<CallExpr>(E);
  const FunctionDecl *FD = CE ? CE->getDirectCallee() : nullptr;
  return FD && FD->hasBody();
}

void RefcountModel::freeArguments(PathEditor &Editor, const CallRecord &Record,
                                  MemoryKind Kind) const {
  for (const MemoryUse &Use : Record.F->Memory) {
    const Family *Of = Use.Kind == Kind ? familyOf(Use) : nullptr;
    if (!Of || Use.Param < 0 ||
        static_cast<size_t>(Use.Param) >= Record.Args.size())
      continue;
    const CallArg &Arg = Record.Args[Use.Param];
    Editor.at(Record.At, Record.F);
    SVal V = Arg.Value;
    std::optional<Loc> Member;
    if (!Of->Member.empty()) {
      Member = memberOf(Arg, Of->Member, Editor.State);
      V = Member ? Editor.State->getSVal(*Member) : UnknownVal();
    }
    bool Counts =
        llvm::any_of(Record.F->Outcomes.front().Effects, [&](const Effect &E) {
          return E.Kind == EffectKind::Release && E.Param == Use.Param;
        });
    SymbolRef Sym = resourceSymbol(V);
    const ObjectState *O = Sym ? getObject(Editor.State, Sym) : nullptr;
    // A struct that was filled by hand: the member is a reference.
    if (Member && O && !O->Memory)
      Editor.release(Sym);
    else if (O && O->Memory && O->Of != Of && hasBody(Record.At.E))
      Editor.escape(Sym); // what allocated it is there to be seen as well
    else if (Sym && !reportNewFreed(Sym, *Of, Record, Facts, Editor))
      Editor.freed(Sym, *Of, Counts);
    if (Member) {
      SValBuilder &SVB = Editor.State->getStateManager().getSValBuilder();
      Editor.State = Editor.State->bindLoc(
          *Member, SVB.makeNullWithType(SVB.getContext().VoidPtrTy),
          Record.At.LC);
    }
  }
}

void RefcountModel::checkReallocated(PathEditor &Editor,
                                     const CallRecord &Record) const {
  for (const MemoryUse &Use : Record.F->Memory)
    if (const Family *Of =
            Use.Kind == MemoryKind::Reallocate ? familyOf(Use) : nullptr)
      if (SymbolRef Sym = resourceSymbol(Record.Args[Use.Param].Value))
        Editor.reallocated(Sym, *Of);
}

/// A call that the engine has evaluated.
void RefcountModel::watchCall(const pyrefcheck::Function &F,
                              const CallEvent &Call, CheckerContext &C) const {
  Records.emplace_back();
  CallRecord &Record = Records.back();
  if (!recordCall(F, Call, C.getState(), Record)) {
    Records.pop_back();
    return;
  }
  PathEditor Editor(C.getState(), Types);
  Editor.at(Record.At, &F);
  SymbolRef Result = resourceSymbol(Call.getReturnValue());
  for (const MemoryUse &Use : F.Memory) {
    if (Use.Kind == MemoryKind::Out)
      bindOutMemory(Call, C, Editor, Record, Use);
    else if (const Family *Of = Use.Kind == MemoryKind::Allocate && Result
                                    ? familyOf(Use)
                                    : nullptr)
      Editor.allocated(Result, &F, *Of);
  }
  freeArguments(Editor, Record, MemoryKind::Free);
  checkReallocated(Editor, Record);
  for (const Effect &E : F.Outcomes.front().Effects)
    if (isCertain(F, E))
      Editor.apply(E, Record);
  if (Result && F.Outcomes.size() > 1) {
    OpenCall Open{&Record, (1u << F.Outcomes.size()) - 1, false};
    Editor.State = setOpenCall(Editor.State, Result, Open);
    ProgramStateRef Narrowed = narrow(Editor.State, Result, Open);
    Editor.State = Narrowed ? Narrowed : Editor.State;
  } else {
    assumeSuccess(Editor, Result, {&Record, 1, false});
  }
  if (Editor.State != C.getState() || !Editor.Faults.empty())
    finish(Editor, C);
}

/// Whether \p Call gets the memory \p Sym for its own time only.
bool RefcountModel::isLentMemory(const CallEvent &Call, SymbolRef Sym) const {
  const auto *FD = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  const auto *CE = dyn_cast_or_null<CallExpr>(Call.getOriginExpr());
  if (!CE || !FD)
    return false;
  // Who gets a function to call later may get data for it, too.
  for (const ParmVarDecl *P : FD->parameters())
    if (P->getType()->isFunctionPointerType())
      return false;
  bool Seen = false;
  for (unsigned I = 0; I != Call.getNumArgs(); ++I) {
    const MemRegion *R = Call.getArgSVal(I).getAsRegion();
    const auto *Base =
        R ? dyn_cast<SymbolicRegion>(R->getBaseRegion()) : nullptr;
    if (!Base || Base->getSymbol() != Sym)
      continue;
    Seen = true;
    if (FD->getBuiltinID())
      continue;
    if (I < FD->getNumParams()) {
      QualType T = FD->getParamDecl(I)->getType();
      QualType Pointee = T->isPointerType() ? T->getPointeeType() : QualType();
      if (!Pointee.isNull() && Pointee.isConstQualified())
        continue;
      // What libraries of the system get as plain data they do not keep.
      if (Call.isInSystemHeader() && !Pointee.isNull() &&
          (Pointee->isIntegerType() ||
           (Pointee->isVoidType() && I + 1 < FD->getNumParams() &&
            FD->getParamDecl(I + 1)->getType()->isIntegerType())))
        continue;
    }
    if (!Bodies.mayKeepMemory(FD, I))
      continue;
    const auto *DRE =
        I < CE->getNumArgs()
            ? dyn_cast<DeclRefExpr>(CE->getArg(I)->IgnoreParenCasts())
            : nullptr;
    const auto *Var = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
    if (!Var || !Var->hasLocalStorage() ||
        !isFreedAfter(CE, Var, Call.getLocationContext(), Lookup))
      return false;
  }
  return Seen;
}

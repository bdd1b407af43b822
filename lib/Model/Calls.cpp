//===- Calls.cpp - Evaluates calls of functions with facts ----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/Outcomes.h"
#include "pyrefcheck/Model/RefcountModel.h"
#include "pyrefcheck/Model/Sizes.h"
#include "clang/AST/ExprCXX.h"
#include "clang/StaticAnalyzer/Core/CheckerManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

static bool isOut(EffectKind K) {
  return K == EffectKind::OutNew || K == EffectKind::OutNewOrNull ||
         K == EffectKind::OutBorrowed || K == EffectKind::OutNull ||
         K == EffectKind::OutReplace || K == EffectKind::OutConsume;
}

/// The member of \p R that points to the object that an \p R stands for.
static const FieldDecl *heldField(const CXXRecordDecl *R,
                                  const ApiTypes &Types) {
  if (R && R->hasDefinition())
    for (const FieldDecl *Field : R->fields())
      if (Types.isObjectPointer(Field->getType()))
        return Field;
  return nullptr;
}

/// The method's object: what it holds, if it is a handle.
static SVal selfOf(const CXXInstanceCall &Call, const ApiTypes &Types,
                   ProgramStateRef State) {
  SVal This = Call.getCXXThisVal();
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Call.getDecl());
  const FieldDecl *Field =
      Method && !Types.isObjectPointer(Method->getThisType())
          ? heldField(Method->getParent(), Types)
          : nullptr;
  if (!Field)
    return This;
  auto At = State->getLValue(Field, This).getAs<Loc>();
  return At ? State->getSVal(*At) : SVal(UnknownVal());
}

bool RefcountModel::recordCall(const Function &F, const CallEvent &Call,
                               ProgramStateRef State,
                               CallRecord &Record) const {
  unsigned Named = F.Params.size();
  if (Named && F.Params.back() == "...")
    --Named;
  const auto *Method = dyn_cast<CXXInstanceCall>(&Call);
  if (Method && Named && F.Params.front() == "self") {
    CallArg Self;
    Self.Value = selfOf(*Method, Types, State);
    Self.E = Method->getCXXThisExpr();
    Self.Sym = ApiTypes::objectSymbol(Self.Value);
    Self.Static = Types.staticObject(Self.Value);
    Record.Args.push_back(Self);
    --Named;
  }
  unsigned Given = Call.getNumArgs(), First = 0;
  if (F.AlignLast && Given > Named)
    First = Given - Named;
  // Another function of the same name, or a prototype that we do not know.
  if (Given - First < Named)
    return false;
  Record.F = &F;
  Record.At = {Call.getOriginExpr(), Call.getLocationContext()};
  for (unsigned I = First; I != Given; ++I) {
    CallArg Arg;
    Arg.Value = Call.getArgSVal(I);
    Arg.E = Call.getArgExpr(I);
    Arg.Sym = ApiTypes::objectSymbol(Arg.Value);
    Arg.Static = Types.staticObject(Arg.Value);
    Record.Args.push_back(Arg);
  }
  Record.Outs.resize(Record.Args.size());
  return true;
}

void RefcountModel::bindOutParameters(const CallEvent &Call, CheckerContext &C,
                                      PathEditor &Editor,
                                      CallRecord &Record) const {
  for (const Outcome &O : Record.F->Outcomes)
    for (const Effect &E : O.Effects) {
      if (!isOut(E.Kind) || E.Param < 0 ||
          static_cast<size_t>(E.Param) >= Record.Args.size() ||
          Record.Outs[E.Param])
        continue;
      const CallArg &Arg = Record.Args[E.Param];
      auto L = Arg.Value.getAs<Loc>();
      if (!L || !Arg.Value.getAsRegion() || !Arg.E)
        continue;
      QualType T = Arg.E->IgnoreParenImpCasts()->getType();
      if (!T->isPointerType() || !T->getPointeeType()->isPointerType())
        continue;
      if (E.Kind == EffectKind::OutReplace || E.Kind == EffectKind::OutConsume)
        if (SymbolRef Old = ApiTypes::objectSymbol(Editor.State->getSVal(*L)))
          Editor.steal(Old);
      SVal New = compat::conjure(Call, T->getPointeeType(), C, Arg.E);
      Editor.State = Editor.State->bindLoc(*L, New, C.getLocationContext());
      Record.Outs[E.Param] = New.getAsLocSymbol();
      if (!compat::isOnStack(Arg.Value.getAsRegion(), Editor.State) ||
          ApiTypes::isCleanedUp(Arg.Value.getAsRegion()))
        Record.Outs[E.Param] = nullptr; // memory owns it
    }
}

/// Whether \p F puts something into the container given as parameter \p I.
static bool isHolder(const pyrefcheck::Function &F, size_t I) {
  for (const Outcome &O : F.Outcomes)
    for (const Effect &E : O.Effects)
      if (E.Kind == EffectKind::Keep && E.Other == static_cast<ParamIndex>(I))
        return true;
  return false;
}

/// Buffers and numbers that the function may have written to, and containers
/// that it changes. Other objects are left as they are, although Python code
/// may have changed them: code that asks the same question before and after a
/// call expects the same answer. Pointers to objects that no fact mentions are
/// left alone as well.
void RefcountModel::forgetWrittenMemory(const CallEvent &Call,
                                        CheckerContext &C, PathEditor &Editor,
                                        const CallRecord &Record) const {
  SmallVector<SVal, 4> Written;
  SmallVector<const CallArg *, 4> Members;
  const auto *FD = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  unsigned First = Call.getNumArgs() - Record.Args.size();
  for (size_t I = 0; I != Record.Args.size(); ++I) {
    const CallArg &Arg = Record.Args[I];
    auto IsFreed = [I](const MemoryUse &Use) {
      return Use.Kind != MemoryKind::Allocate &&
             Use.Param == static_cast<int>(I);
    };
    if (!Arg.E || !Arg.Value.getAsRegion() || Record.Outs[I] ||
        llvm::any_of(Record.F->Memory, IsFreed))
      continue;
    if (Arg.Sym && !Record.F->RunsPython && isHolder(*Record.F, I)) {
      Written.push_back(Arg.Value);
      continue;
    }
    QualType T = Arg.E->IgnoreParenImpCasts()->getType();
    if (T->isArrayType())
      T = C.getASTContext().getDecayedType(T);
    if (!T->isPointerType())
      continue;
    QualType Pointee = T->getPointeeType();
    if (FD && First + I < FD->getNumParams())
      if (QualType P = FD->getParamDecl(First + I)->getType();
          P->isPointerType() && P->getPointeeType().isConstQualified())
        continue;
    // PyArg_UnpackTuple: what no parameter names is there to be written to.
    if (I >= Record.F->Params.size() && Types.isObjectPointer(Pointee) &&
        Record.F->Format == FormatKind::None) {
      Written.push_back(Arg.Value);
      continue;
    }
    if (Pointee.isConstQualified() || Pointee->isFunctionType() ||
        Types.isObject(Pointee) || Types.isObjectPointer(Pointee) ||
        Types.staticObject(Arg.Value))
      continue;
    // One member of a struct: the others stay as they are.
    if (const auto *Field = dyn_cast<FieldRegion>(Arg.Value.getAsRegion());
        Field && Pointee->isArithmeticType() &&
        C.getASTContext().hasSameUnqualifiedType(Field->getValueType(),
                                                 Pointee)) {
      Members.push_back(&Arg);
      continue;
    }
    Written.push_back(Arg.Value);
    // A Py_buffer owns an object, which its release gives up. Of memory itself
    // the facts say where it goes.
    if (!Pointee->isRecordType())
      continue;
    const ObjectState *O = Arg.Sym ? getObject(Editor.State, Arg.Sym) : nullptr;
    escapeReachable(Arg.Value, Editor, O && O->Memory ? Arg.Sym : nullptr);
  }
  if (!Written.empty())
    Editor.State = compat::invalidate(Editor.State, Written, Call, C);
  for (const CallArg *Arg : Members) {
    QualType T = cast<FieldRegion>(Arg->Value.getAsRegion())->getValueType();
    Editor.State = Editor.State->bindLoc(Arg->Value.castAs<Loc>(),
                                         compat::conjure(Call, T, C, Arg->E),
                                         C.getLocationContext());
  }
}

/// Success is hoped for: a container that received an object holds it from the
/// call on, until the call turns out to have failed.
static void keepArguments(PathEditor &Editor, CallRecord &Record,
                          SymbolRef Result) {
  for (ParamIndex I : Record.HeldByResult)
    if (SymbolRef Sym = Record.Args[I].Sym)
      Editor.keep(Sym, Result);
  for (const Effect &E : Record.F->Outcomes.front().Effects) {
    if (E.Kind != EffectKind::Keep || E.Param < 0 ||
        static_cast<size_t>(E.Param) >= Record.Args.size())
      continue;
    // Variadic arguments share what is said of "...".
    size_t Last = static_cast<size_t>(E.Param) + 1;
    if (Record.F->Params[E.Param] == "...")
      Last = Record.Args.size();
    for (size_t I = E.Param; I != Last; ++I) {
      SymbolRef Sym = Record.Args[I].Sym;
      if (!Sym)
        continue;
      SymbolRef Holder = E.Other == HolderResult ? Result
                         : E.Other >= 0          ? Record.Args[E.Other].Sym
                                                 : nullptr;
      if (Editor.keep(Sym, Holder) && I == static_cast<size_t>(E.Param))
        Record.Hoped.push_back(E);
    }
  }
}

/// An object that is passed as untyped data comes back in some callback.
void RefcountModel::escapeData(const CallEvent &Call, PathEditor &Editor,
                               const CallRecord &Record) const {
  const auto *FD = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  size_t Self = Record.Args.size() > Call.getNumArgs();
  size_t First = Call.getNumArgs() + Self - Record.Args.size();
  if (!FD)
    return;
  // PyPy's headers say void * for every object.
  bool MeansData = !Facts.isRenamed(FD->getName());
  for (size_t I = Self; I != Record.Args.size(); ++I) {
    size_t Param = First + I - Self;
    if (Param >= FD->getNumParams())
      continue;
    QualType T = FD->getParamDecl(Param)->getType();
    // The bytes of the pointer itself are copied.
    const MemRegion *R = Record.Args[I].Value.getAsRegion();
    const auto *Var = R ? dyn_cast<VarRegion>(R->StripCasts()) : nullptr;
    if (Var && Types.isObjectPointer(Var->getValueType()) &&
        (T->isVoidPointerType() ||
         (T->isPointerType() && T->getPointeeType()->isCharType())))
      if (SymbolRef Sym = ApiTypes::objectSymbol(Editor.State->getSVal(Var)))
        Editor.escape(Sym);
    if (!Record.Args[I].Sym || !T->isVoidPointerType() || !MeansData)
      continue;
    // Of memory the facts say where it goes.
    const ObjectState *O = getObject(Editor.State, Record.Args[I].Sym);
    if (O && O->Memory)
      continue;
    if (llvm::none_of(Record.F->Outcomes.front().Effects, [&](const Effect &E) {
          return E.Param == static_cast<int>(I);
        }))
      Editor.escape(Record.Args[I].Sym);
  }
}

namespace {
class SymbolCollector final : public SymbolVisitor {
public:
  bool VisitSymbol(SymbolRef Sym) override {
    Found.insert(Sym);
    return true;
  }
  InvalidatedSymbols Found;
};
} // namespace

/// Tells the engine's own checkers what goes out of sight: they see no call.
static void escapeForOthers(CheckerContext &C, PathEditor &Editor,
                            const CallRecord &Record) {
  SymbolCollector Gone;
  auto Escapes = [&](ParamIndex I) {
    Editor.State->scanReachableSymbols(Record.Args[I].Value, Gone);
  };
  for (const Effect &E : Record.F->Outcomes.front().Effects)
    if (E.Kind == EffectKind::Escape)
      Escapes(E.Param);
  for (const Effect &E : Record.FormatEffects)
    if (E.Kind == EffectKind::Escape)
      Escapes(E.Param);
  // Of memory that is freed by the wrong function only we say something.
  for (const MemoryUse &Use : Record.F->Memory)
    if (Use.Kind == MemoryKind::Free || Use.Kind == MemoryKind::Reallocate)
      if (SymbolRef Sym = Record.Args[Use.Param].Value.getAsSymbol())
        Gone.Found.insert(Sym);
  if (!Gone.Found.empty())
    Editor.State =
        C.getAnalysisManager().getCheckerManager()->runCheckersForPointerEscape(
            Editor.State, Gone.Found, nullptr, PSK_EscapeOther, nullptr);
}

uint32_t RefcountModel::possibleOutcomes(const CallRecord &Record,
                                         ProgramStateRef State) const {
  const Function &F = *Record.F;
  uint32_t Possible = 0;
  for (size_t I = 0; I != F.Outcomes.size(); ++I) {
    if (F.Outcomes[I].Fails == Failure::Type &&
        llvm::all_of(F.Expects, [&](const Expectation &X) {
          SymbolRef Sym = Record.Args[X.Param].Sym;
          const ObjectState *Known = Sym ? getObject(State, Sym) : nullptr;
          return Known && Known->Type == X.Type;
        }))
      continue;
    Possible |= 1u << I;
  }
  return Possible;
}

void RefcountModel::bindResult(const CallEvent &Call, CheckerContext &C,
                               PathEditor &Editor,
                               const CallRecord &Record) const {
  const Function &F = *Record.F;
  const Expr *E = Call.getOriginExpr();
  QualType T = Call.getResultType();
  auto Bind = [&](SVal V) {
    Editor.State = Editor.State->BindExpr(E, C.getLocationContext(), V);
  };

  uint32_t Possible = possibleOutcomes(Record, Editor.State);
  bool One = (Possible & (Possible - 1)) == 0;
  const Outcome &Success = F.Outcomes.front();

  SymbolRef Result = nullptr, Key = nullptr;
  if (Success.Returns.Kind == ResultKind::Argument) {
    Bind(Record.Args[Success.Returns.From].Value);
    One = true;
  } else if (!T->isVoidType()) {
    bool IsOurs = true;
    SymbolRef Again = detachedAgain(Record, Editor, IsOurs);
    SVal New = Again ? C.getSValBuilder().makeLoc(Again)
                     : compat::conjure(Call, T, C, nullptr);
    auto V = pureResult(Record, New, Editor).castAs<DefinedOrUnknownSVal>();
    Result = V.getAsSymbol();
    // For a double there is no symbol, but its call can be open all the same.
    if (!Result && !One)
      Key = compat::conjure(Call, C.getASTContext().IntTy, C, &F).getAsSymbol();
    int64_t Low = INT64_MAX, High = INT64_MIN;
    for (const Outcome &O : F.Outcomes) {
      bool Number = O.Returns.Kind == ResultKind::Integer;
      Low = std::min(Low, Number ? O.Returns.Low : INT64_MIN);
      High = std::max(High, Number ? O.Returns.High : INT64_MAX);
    }
    if (ProgramStateRef Ranged = assumeRange(Editor.State, V, T, Low, High))
      Editor.State = Ranged;
    Bind(V);
    if (Result && Loc::isLocType(T))
      for (const Outcome &O : F.Outcomes) {
        auto From = [&]() -> SymbolRef {
          ParamIndex P = O.Returns.From;
          return P >= 0 ? Record.Args[P].Sym : nullptr;
        };
        if (O.Returns.Kind == ResultKind::New) {
          StringRef Type =
              F.ResultType.empty() ? Record.ResultType : F.ResultType;
          Editor.born(Result, &F, Type);
          Editor.State = noteSize(Record, Type, V, Editor.State);
        } else if (O.Returns.Kind == ResultKind::Borrowed &&
                   O.Returns.From != OwnerImmortal)
          Editor.borrowed(Result, &F, From());
        else if (O.Returns.Kind == ResultKind::NonNull && From())
          Editor.pointerInto(Result, &F, From());
        else
          continue;
        break;
      }
    for (const MemoryUse &Use : F.Memory)
      if (Use.Kind == MemoryKind::Allocate && Result && IsOurs)
        if (const Family *Of = familyOf(Use))
          Editor.allocated(Result, &F, *Of);
  }

  keepArguments(Editor, const_cast<CallRecord &>(Record), Result);
  Key = Result ? Result : Key;
  if (llvm::any_of(F.Outcomes,
                   [](const Outcome &O) { return O.Raises != Raise::No; }))
    Editor.State = setError(Editor.State, {ErrorKind::Open, Key});
  OpenCall Open{&Record, Possible, false};
  if (!Key || One) {
    if (Result && One) {
      ProgramStateRef Restricted =
          restrict(Editor.State, Result, Open, Possible);
      Editor.State = Restricted ? Restricted : Editor.State;
    } else {
      assumeSuccess(Editor, Key, Open);
    }
    return;
  }
  Editor.State = setOpenCall(Editor.State, Key, Open);
}

/// PyErr_Occurred: the one place where an open call splits the path, because
/// the answer is always looked at.
bool RefcountModel::evalIndicator(const CallEvent &Call,
                                  CheckerContext &C) const {
  auto V = compat::conjure(Call, Call.getResultType(), C, nullptr);
  llvm::SaveAndRestore<bool> Guard(Assuming, true);
  answerIndicator(
      C.getState()->BindExpr(Call.getOriginExpr(), C.getLocationContext(), V),
      V, C);
  return true;
}

void RefcountModel::answerIndicator(ProgramStateRef State,
                                    DefinedOrUnknownSVal V,
                                    CheckerContext &C) const {
  if (!State)
    return;
  ErrorState Now = getError(State);
  const OpenCall *Open =
      Now.Kind == ErrorKind::Open ? getOpenCall(State, Now.Sym) : nullptr;
  if (Open) {
    uint32_t Raising = 0, Silent = 0;
    for (size_t I = 0; I != Open->Call->F->Outcomes.size(); ++I) {
      uint32_t Bit = Open->Outcomes & 1u << I;
      Raise R = Open->Call->F->Outcomes[I].Raises;
      if (R == Raise::Yes || R == Raise::Maybe)
        Raising |= Bit;
      if (R != Raise::Yes)
        Silent |= Bit;
    }
    if (Raising)
      if (ProgramStateRef S = restrict(State, Now.Sym, *Open, Raising))
        answerIndicator(setError(S, {ErrorKind::Set, nullptr}), V, C);
    if (Silent)
      if (ProgramStateRef S = restrict(State, Now.Sym, *Open, Silent)) {
        // An older call may have set it, if that is open too.
        ErrorState Older = getError(S);
        if (Older.Kind == ErrorKind::Open && Older.Sym == Now.Sym)
          Older = {ErrorKind::Clear, nullptr};
        answerIndicator(setError(S, Older), V, C);
      }
    return;
  }
  if (Now.Kind == ErrorKind::Set || Now.Kind == ErrorKind::Clear)
    State = State->assume(V, Now.Kind == ErrorKind::Set);
  if (State)
    C.addTransition(State);
}

/// What Cython adds to a module is right: it gives references to what it has
/// made, which Cython counts, and takes those that BodyFacts sees. To look into
/// it, as the engine would, takes more steps than all that the user wrote.
void RefcountModel::evalHelper(const CallEvent &Call, CheckerContext &C) const {
  ProgramStateRef State = Call.invalidateRegions(C.blockCount(), C.getState());
  QualType T = Call.getResultType();
  if (!T->isVoidType())
    State = State->BindExpr(Call.getOriginExpr(), C.getLocationContext(),
                            compat::conjure(Call, T, C, nullptr));
  C.addTransition(State);
}

bool RefcountModel::evalCall(const CallEvent &Call, CheckerContext &C) const {
  Calling.At = {Call.getOriginExpr(), Call.getLocationContext()};
  Calling.State = C.getState();
  const auto *CE = dyn_cast_or_null<CallExpr>(Call.getOriginExpr());
  const Function *F = CE ? Lookup.forCall(Call) : nullptr;
  if (CE && !F && Types.cython().isRuntime(Call.getDecl())) {
    evalHelper(Call, C);
    return true;
  }
  if (!F || F->Watched)
    return false;
  if (F->NoReturn) {
    C.generateSink(C.getState(), C.getPredecessor(),
                   F->Throws ? throwTag() : nullptr);
    return true;
  }
  if (F->Outcomes.front().Returns.Kind == ResultKind::Indicator)
    return evalIndicator(Call, C);

  Records.emplace_back();
  CallRecord &Record = Records.back();
  if (!recordCall(*F, Call, C.getState(), Record)) {
    Records.pop_back();
    return false;
  }
  ProgramStateRef Narrowed = narrowAll(C.getState());
  if (!Narrowed) {
    C.generateSink(C.getState(), C.getPredecessor());
    return true;
  }
  PathEditor Editor(Narrowed, Types);
  Editor.at(Record.At, F);
  Record.Before = getError(Editor.State);
  judgeThread(Record, Editor);

  // Counting through NULL is left to the engine, which sees it in the body.
  for (const Effect &E : F->Outcomes.front().Effects)
    if ((E.Kind == EffectKind::Add || E.Kind == EffectKind::Release) &&
        !(F->NullOk & 1u << E.Param)) {
      auto V = Record.Args[E.Param].Value.getAs<DefinedOrUnknownSVal>();
      if (!V)
        return false;
      Editor.State = Editor.State->assume(*V, true);
      if (!Editor.State)
        return false;
    }

  int SameAs = -1;
  if (F->Format != FormatKind::None)
    readFormat(Call, C, Editor, Record, SameAs);
  bindOutParameters(Call, C, Editor, Record);
  for (const MemoryUse &Use : F->Memory)
    if (Use.Kind == MemoryKind::Out)
      bindOutMemory(Call, C, Editor, Record, Use);
  freeArguments(Editor, Record, MemoryKind::Free);
  checkReallocated(Editor, Record);
  std::optional<KnownSize> Size = sizeAbove(Record, Editor.State);
  lendStolen(Record, Editor);
  forgetWrittenMemory(Call, C, Editor, Record);
  if (Size)
    Editor.State =
        Editor.State->bindLoc(Size->At, Size->Size, C.getLocationContext());
  for (const Effect &E : Record.FormatEffects)
    Editor.apply(E, Record);
  if (SameAs >= 0) {
    Editor.State = Editor.State->BindExpr(CE, C.getLocationContext(),
                                          Record.Args[SameAs].Value);
    finish(Editor, C);
    return true;
  }
  for (const Effect &E : F->Outcomes.front().Effects)
    if (E.Kind != EffectKind::Keep && isCertain(*F, E))
      Editor.apply(E, Record);
  escapeData(Call, Editor, Record);
  escapeForOthers(C, Editor, Record);
  // The code under analysis found something wrong by itself.
  if (llvm::all_of(F->Outcomes,
                   [](const Outcome &O) { return O.Raises == Raise::Yes; }))
    Editor.State = addFailure(Editor.State, Failure::Error);
  bindResult(Call, C, Editor, Record);
  finish(Editor, C);
  return true;
}

//===- Formats.cpp - Format strings that decide about references ----------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/RefcountModel.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

/// The text of the format, if it is a literal.
static bool literalText(const CallArg &Arg, StringRef &Text) {
  const StringLiteral *Literal = nullptr;
  if (const MemRegion *R = Arg.Value.getAsRegion())
    if (const auto *S = dyn_cast<StringRegion>(R->StripCasts()))
      Literal = S->getStringLiteral();
  if (!Literal && Arg.E)
    Literal = dyn_cast<StringLiteral>(Arg.E->IgnoreParenCasts());
  if (!Literal || Literal->getCharByteWidth() != 1)
    return false;
  Text = Literal->getString();
  return true;
}

/// What a converter ("O&") does with argument \p Index: a known one may store
/// a new reference there, of others we know nothing.
static void convert(const pyrefcheck::Function *F, ParamIndex Index,
                    bool Optional, const CallEvent &Call, CheckerContext &C,
                    PathEditor &Editor, CallRecord &Record) {
  const CallArg &Arg = Record.Args[Index];
  auto GivesNew = [](const Effect &E) { return E.Kind == EffectKind::OutNew; };
  auto L = Arg.Value.getAs<Loc>();
  if (F && L && Arg.Value.getAsRegion() && Arg.E &&
      llvm::any_of(F->Outcomes.front().Effects, GivesNew)) {
    QualType T = Arg.E->IgnoreParenImpCasts()->getType();
    if (T->isPointerType() && T->getPointeeType()->isPointerType()) {
      SVal New = compat::conjure(Call, T->getPointeeType(), C, Arg.E);
      if (auto D = New.getAs<DefinedOrUnknownSVal>(); D && !Optional)
        Editor.State = Editor.State->assume(*D, true);
      Editor.State = Editor.State->bindLoc(*L, New, C.getLocationContext());
      if (SymbolRef Sym = New.getAsLocSymbol();
          Sym && compat::isOnStack(Arg.Value.getAsRegion(), Editor.State)) {
        Record.Outs[Index] = Sym;
        Editor.born(Sym, F, StringRef());
      }
      return;
    }
  }
  Record.FormatEffects.push_back({EffectKind::Escape, Index});
  if (Arg.Value.getAsRegion())
    Editor.State = compat::invalidate(Editor.State, {Arg.Value}, Call, C);
}

/// Whether \p V is a pointer that may be NULL: it is turned into None.
static bool mayBeNull(SVal V, ProgramStateRef State) {
  if (const MemRegion *R = V.getAsRegion())
    if (!isa<SymbolicRegion>(R->getBaseRegion()))
      return false;
  return V.getAs<Loc>() && !State->isNonNull(V).isConstrainedTrue();
}

/// Goes over the codes of a format and the arguments that belong to them. A
/// code that is not in the facts ends it: nothing is known of what follows.
///
/// \p SameAs receives the argument that the call returns as it is, if the
/// format is a single object: Py_BuildValue("N", x) is x.
void RefcountModel::readFormat(const CallEvent &Call, CheckerContext &C,
                               PathEditor &Editor, CallRecord &Record,
                               int &SameAs) const {
  const pyrefcheck::Function &F = *Record.F;
  StringRef Text;
  if (F.FormatParam < 0 ||
      static_cast<size_t>(F.FormatParam) >= Record.Args.size())
    return;
  size_t Next = F.Params.size() - 1; // the last one is "..."
  if (!literalText(Record.Args[F.FormatParam], Text)) {
    // Anything may have been stolen.
    for (; Next < Record.Args.size(); ++Next)
      if (SymbolRef Sym = Record.Args[Next].Sym)
        Editor.escape(Sym);
    return;
  }
  bool Build = F.Format == FormatKind::Build;
  bool Optional = false, Grouped = false, IsValue = false;
  unsigned Items = 0;
  FormatRole Only = FormatRole::Value;
  const FunctionDecl *Converter = nullptr;
  size_t OnlyArg = 0;
  while (!Text.empty() && Next < Record.Args.size()) {
    char Ch = Text.front();
    if (!Build && (Ch == ':' || Ch == ';'))
      break;
    if (StringRef("()[]{}|$,: \t").find(Ch) != StringRef::npos) {
      Optional |= Ch == '|';
      Grouped |= Ch == '(' || Ch == '[' || Ch == '{';
      Text = Text.drop_front();
      continue;
    }
    const FormatCode *Code = Facts.findFormat(F.Format, Text);
    if (!Code)
      return;
    Text = Text.drop_front(Code->Code.size());
    ++Items;
    for (FormatRole Role : Code->Roles) {
      if (Next >= Record.Args.size())
        return;
      const CallArg &Arg = Record.Args[Next];
      ParamIndex Index = static_cast<ParamIndex>(Next++);
      IsValue =
          Role == FormatRole::Value && !mayBeNull(Arg.Value, Editor.State);
      if (Role == FormatRole::Stolen) {
        Record.FormatEffects.push_back({EffectKind::Steal, Index});
        Record.HeldByResult.push_back(Index);
        Only = Role, OnlyArg = Index;
      } else if (Role == FormatRole::Object) {
        Record.HeldByResult.push_back(Index);
        Only = Role, OnlyArg = Index;
      } else if (Role == FormatRole::OutBorrowed) {
        auto L = Arg.Value.getAs<Loc>();
        QualType T =
            Arg.E ? Arg.E->IgnoreParenImpCasts()->getType() : QualType();
        if (!L || !Arg.Value.getAsRegion() || T.isNull() ||
            !T->isPointerType() || !T->getPointeeType()->isPointerType())
          continue;
        SVal New = compat::conjure(Call, T->getPointeeType(), C, Arg.E);
        SVal Old = Editor.State->getSVal(*L);
        // An optional argument that is not given leaves the variable alone.
        if (!Optional || Old.isUndef() || Old.isZeroConstant()) {
          if (auto D = New.getAs<DefinedOrUnknownSVal>(); D && !Optional)
            Editor.State = Editor.State->assume(*D, true);
        }
        Editor.State = Editor.State->bindLoc(*L, New, C.getLocationContext());
        if (SymbolRef Sym = New.getAsLocSymbol()) {
          Record.Outs[Index] = Sym;
          Editor.at(Record.At, &F);
          // Without the argument it may be whatever the default is.
          bool InMemory =
              !compat::isOnStack(Arg.Value.getAsRegion(), Editor.State);
          if (!Optional || Old.isUndef() || Old.isZeroConstant() || InMemory)
            Editor.borrowed(Sym, &F, nullptr);
          if (SymbolRef Before = ApiTypes::objectSymbol(Old);
              InMemory && Before)
            Editor.unstore(Before, isOwning(Arg.Value.getAsRegion()));
          if (InMemory) {
            Editor.at({Arg.E, Record.At.LC}, &F);
            Editor.store(Sym, isOwning(Arg.Value.getAsRegion()));
          }
        }
      } else if (Role == FormatRole::OutMemory) {
        // An argument that is not given leaves what there was, and "es#"
        // allocates only if it finds NULL.
        MemoryUse Use{MemoryKind::Out, Index, Code->Family};
        bool MayStay = Optional || Code->Code.back() == '#';
        if (!MayStay || isEmpty(Use, Arg, Editor.State))
          bindOutMemory(Call, C, Editor, Record, Use);
      } else if (Role == FormatRole::Converter) {
        Converter = Arg.Value.getAsFunctionDecl();
      } else if (Role == FormatRole::ConverterArg) {
        convert(Lookup.forFunction(Converter), Index, Optional, Call, C, Editor,
                Record);
      }
    }
  }
  // What was built is not None, even if its type is not known here.
  if (Build && F.FormatParam == 0 &&
      (Grouped || Items > 1 || (Items == 1 && IsValue)))
    Record.ResultType = "value";
  if (Build && Items == 1 && !Grouped && Text.empty() && F.FormatParam == 0 &&
      Record.Args.size() == F.Params.size() && OnlyArg) {
    SameAs = static_cast<int>(OnlyArg);
    Record.FormatEffects.clear();
    Record.HeldByResult.clear();
    if (Only == FormatRole::Object)
      Record.FormatEffects.push_back(
          {EffectKind::Add, static_cast<ParamIndex>(OnlyArg)});
  }
}

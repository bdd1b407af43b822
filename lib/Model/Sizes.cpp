//===- Sizes.cpp - How many items a new container has ---------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/Sizes.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

/// The struct that objects with a size begin with, and the member for it.
static constexpr llvm::StringLiteral SizedType = "PyVarObject";
static constexpr llvm::StringLiteral SizeField = "ob_size";

/// Where the size of \p Object is written.
static std::optional<Loc> sizeOf(SVal Object, ProgramStateRef State) {
  SValBuilder &SVB = State->getStateManager().getSValBuilder();
  ASTContext &Ctx = SVB.getContext();
  IdentifierInfo &Id = Ctx.Idents.get(SizedType);
  for (const NamedDecl *D : Ctx.getTranslationUnitDecl()->lookup(&Id)) {
    const auto *Alias = dyn_cast<TypedefNameDecl>(D);
    const auto *RT =
        Alias ? Alias->getUnderlyingType()->getAs<RecordType>() : nullptr;
    const RecordDecl *R = RT ? RT->getDecl()->getDefinition() : nullptr;
    if (!R)
      continue;
    for (const FieldDecl *Field : R->fields())
      if (Field->getName() == SizeField) {
        QualType To = Ctx.getPointerType(QualType(RT, 0));
        SVal Sized = SVB.evalCast(Object, To, Ctx.VoidPtrTy);
        if (auto At = State->getLValue(Field, Sized).getAs<Loc>())
          return *At;
      }
  }
  return std::nullopt;
}

static bool isSized(StringRef Type) {
  return Type == "list" || Type == "tuple";
}

static bool isNumber(const CallArg &Arg) {
  return Arg.E && Arg.E->getType()->isIntegerType();
}

ProgramStateRef pyrefcheck::noteSize(const CallRecord &Call, StringRef Type,
                                     SVal New, ProgramStateRef State) {
  // What is made from a number has so many items.
  if (!isSized(Type) || Call.Args.empty() || !isNumber(Call.Args.front()) ||
      !Call.Args.front().Value.getAs<NonLoc>())
    return State;
  std::optional<Loc> At = sizeOf(New, State);
  return At ? State->bindLoc(*At, Call.Args.front().Value, Call.At.LC) : State;
}

std::optional<KnownSize> pyrefcheck::sizeAbove(const CallRecord &Call,
                                               ProgramStateRef State) {
  const CallArg *Container = nullptr, *Index = nullptr;
  for (const Effect &E : Call.F->Outcomes.front().Effects)
    if (E.Kind == EffectKind::Keep && E.Other >= 0 &&
        static_cast<size_t>(E.Other) < Call.Args.size())
      Container = &Call.Args[E.Other];
  for (const CallArg &Arg : Call.Args) {
    if (!isNumber(Arg))
      continue;
    if (Index)
      return std::nullopt;
    Index = &Arg;
  }
  const ObjectState *O = Container && Container->Sym && Index
                             ? getObject(State, Container->Sym)
                             : nullptr;
  if (!O || !isSized(O->Type) || O->Ref.origin() != Origin::Born ||
      O->Ref.isEscaped() || O->Ref.isStored() || O->Ref.isHeld())
    return std::nullopt;
  std::optional<Loc> At = sizeOf(Container->Value, State);
  SVal Size = At ? State->getSVal(*At) : SVal(UnknownVal());
  if (!At || !Size.getAs<NonLoc>())
    return std::nullopt;
  SValBuilder &SVB = State->getStateManager().getSValBuilder();
  auto Holds = [&](BinaryOperatorKind Op, SVal A, SVal B) {
    auto Cond = SVB.evalBinOp(State, Op, A, B, SVB.getConditionType())
                    .getAs<DefinedSVal>();
    return Cond && !State->assume(*Cond, false);
  };
  SVal Zero = SVB.makeZeroVal(Index->E->getType());
  if (!Holds(BO_GE, Index->Value, Zero) || !Holds(BO_LT, Index->Value, Size))
    return std::nullopt;
  return KnownSize{*At, Size};
}

//===- NewDelete.cpp - Memory of new and delete ---------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/NewDelete.h"
#include "pyrefcheck/Model/ApiTypes.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

/// Another operator, of a class or of the program, may well use the API.
static bool isStandard(const FunctionDecl *Operator) {
  return Operator && Operator->isReplaceableGlobalAllocationFunction() &&
         !Operator->hasBody();
}

static Function named(StringRef Name) {
  Function F;
  F.Name = Name;
  return F;
}

static const Family *familyOfNew(bool IsArray, const Table &Facts) {
  return Facts.findFamily(IsArray ? "new_array" : "new");
}

bool pyrefcheck::reportNewFreed(SymbolRef Sym, const Family &Of,
                                const CallRecord &Freed, const Table &Facts,
                                PathEditor &Editor) {
  const auto *Conjured = dyn_cast_or_null<SymbolConjured>(Sym);
  const auto *New =
      Conjured ? dyn_cast_or_null<CXXNewExpr>(Conjured->getStmt()) : nullptr;
  // The engine itself reports what goes to free().
  if (!New || !isStandard(New->getOperatorNew()) || !Of.ReportedBy.empty() ||
      !Of.Member.empty() || Of.Handle || getObject(Editor.State, Sym))
    return false;
  FoundFault F;
  F.Kind = Fault::MismatchedFree;
  F.Sym = Sym;
  F.At = Freed.At;
  F.By = Freed.F;
  F.Before.Memory = true;
  F.Before.Of = familyOfNew(New->isArray(), Facts);
  if (!F.Before.Of)
    return false;
  Editor.Faults.push_back(F);
  return true;
}

bool pyrefcheck::reportDeleted(const CallEvent &Call, const Table &Facts,
                               PathEditor &Editor) {
  const auto *Delete = dyn_cast_or_null<CXXDeleteExpr>(Call.getOriginExpr());
  if (!isa<CXXDeallocatorCall>(Call) || !Delete ||
      !isStandard(Delete->getOperatorDelete()))
    return false;
  SymbolRef Sym = ApiTypes::objectSymbol(Call.getArgSVal(0));
  const ObjectState *O = Sym ? getObject(Editor.State, Sym) : nullptr;
  const Family *By = familyOfNew(Delete->isArrayForm(), Facts);
  if (!By || !O || !O->Memory || !O->Of || !O->Of->ReportedBy.empty() ||
      O->Ref.origin() != Origin::Born || O->Ref.isReleased() ||
      O->Ref.isEscaped())
    return false;
  // The reports name what freed it by its name alone.
  static const Function Names[2] = {named("delete"), named("delete[]")};
  Editor.at({Delete, Call.getLocationContext()}, &Names[Delete->isArrayForm()]);
  Editor.freed(Sym, *By, /*Counts=*/false);
  Editor.escape(Sym);
  return true;
}

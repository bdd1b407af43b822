//===- ApiTypes.cpp - Objects and their parts among values ----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/ApiTypes.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

/// Every object begins with this record; its tag in every CPython and PyPy.
static constexpr llvm::StringLiteral ObjectTag = "_object";
/// Types are objects, which the limited API does not show.
static constexpr llvm::StringLiteral TypeTag = "_typeobject";

StringRef ApiTypes::recordName(const RecordDecl *R) {
  if (const TypedefNameDecl *T = R->getTypedefNameForAnonDecl())
    return T->getName();
  return R->getName();
}

bool ApiTypes::isObject(QualType T) const {
  const auto *RT = T->getAs<RecordType>();
  if (!RT)
    return false;
  const RecordDecl *R = RT->getDecl();
  if (R->getName() == ObjectTag || R->getName() == TypeTag)
    return true;
  R = R->getDefinition();
  if (!R)
    return false;
  auto [It, New] = ObjectRecords.try_emplace(R, false);
  if (!New)
    return It->second;
  bool Is = false;
  if (R->field_begin() != R->field_end())
    Is = isObject(R->field_begin()->getType());
  if (const auto *CR = dyn_cast<CXXRecordDecl>(R); !Is && CR)
    for (const CXXBaseSpecifier &B : CR->bases())
      Is |= isObject(B.getType());
  return ObjectRecords[R] = Is;
}

bool ApiTypes::isObjectPointer(QualType T) const {
  // Lists have no type where it depends on a template's arguments.
  return !T.isNull() && T->isPointerType() && isObject(T->getPointeeType());
}

bool ApiTypes::isPlainObjectPointer(QualType T) {
  const auto *RT = T->getPointeeType().isNull()
                       ? nullptr
                       : T->getPointeeType()->getAs<RecordType>();
  return RT && RT->getDecl()->getName() == ObjectTag;
}

bool ApiTypes::isTypePointer(QualType T) {
  const auto *RT = !T.isNull() && T->isPointerType()
                       ? T->getPointeeType()->getAs<RecordType>()
                       : nullptr;
  return RT && RT->getDecl()->getName() == TypeTag;
}

/// \p R without casts and without first members: the same address.
static const MemRegion *sameAddress(const MemRegion *R) {
  while (R) {
    R = R->StripCasts();
    const auto *F = dyn_cast<FieldRegion>(R);
    if (!F || F->getDecl()->getFieldIndex() != 0)
      return R;
    R = F->getSuperRegion();
  }
  return nullptr;
}

SymbolRef ApiTypes::objectSymbol(SVal V) {
  const MemRegion *R = V.getAsRegion();
  if (!R)
    return V.getAsLocSymbol();
  const auto *S = dyn_cast<SymbolicRegion>(sameAddress(R));
  return S ? S->getSymbol() : nullptr;
}

/// The memory whose contents \p Sym is.
static const TypedValueRegion *readFrom(SymbolRef Sym) {
  if (const auto *Value = dyn_cast_or_null<SymbolRegionValue>(Sym))
    return Value->getRegion();
  if (const auto *Derived = dyn_cast_or_null<SymbolDerived>(Sym))
    return Derived->getRegion();
  return nullptr;
}

/// The member of ObjectTag that points to an object's type.
static constexpr llvm::StringLiteral TypeField = "ob_type";

SVal ApiTypes::typeSubject(SVal V, ProgramStateRef State) {
  const auto *Field = dyn_cast_or_null<FieldRegion>(readFrom(objectSymbol(V)));
  if (!Field || Field->getDecl()->getName() != TypeField)
    return V;
  const MemRegion *Object = sameAddress(Field->getSuperRegion());
  const auto *S = dyn_cast_or_null<SymbolicRegion>(Object);
  return S ? State->getStateManager().getSValBuilder().makeLoc(S->getSymbol())
           : V;
}

/// The member of a type that has a bit for each builtin base class.
static constexpr llvm::StringLiteral FlagsField = "tp_flags";

SVal ApiTypes::flagsSubject(SVal V) {
  const auto *Field = dyn_cast_or_null<FieldRegion>(readFrom(V.getAsSymbol()));
  if (!Field || Field->getDecl()->getName() != FlagsField)
    return UndefinedVal();
  return loc::MemRegionVal(Field->getSuperRegion());
}

const MemRegion *ApiTypes::staticObject(SVal V) const {
  const MemRegion *R = V.getAsRegion();
  if (!R)
    return nullptr;
  const auto *Var = dyn_cast<VarRegion>(sameAddress(R));
  if (!Var || !Var->getDecl()->hasGlobalStorage())
    return nullptr;
  return isObject(Var->getDecl()->getType()) ? Var : nullptr;
}

SymbolRef ApiTypes::elementOwner(const MemRegion *R) const {
  if (!R)
    return nullptr;
  // Where a pointer points to is its element 0.
  const MemRegion *Array = R;
  if (const auto *E = dyn_cast<ElementRegion>(R))
    Array = E->getSuperRegion();
  else if (!isa<SymbolicRegion>(R))
    return nullptr;
  const FieldRegion *Field = dyn_cast<FieldRegion>(Array);
  // A list's items are a pointer in the struct, a tuple's are an array in it.
  if (const auto *S = dyn_cast<SymbolicRegion>(Array)) {
    Field = dyn_cast_or_null<FieldRegion>(readFrom(S->getSymbol()));
  }
  if (!Field || !Facts.holdsElements(recordName(Field->getDecl()->getParent()),
                                     Field->getDecl()->getName()))
    return nullptr;
  const auto *Owner =
      dyn_cast<SymbolicRegion>(Field->getSuperRegion()->StripCasts());
  return Owner ? Owner->getSymbol() : nullptr;
}

SymbolRef ApiTypes::lenderOf(SymbolRef Sym, ProgramStateRef State) const {
  const TypedValueRegion *R = readFrom(Sym);
  if (!R)
    return nullptr;
  SymbolRef Owner = elementOwner(R);
  if (!Owner)
    return nullptr;
  // Taken out of its slot, the reference is not the container's any more. Of a
  // slot whose index is not known the engine forgets what is in it when nothing
  // reads the container any more.
  SVal Now = State->getSVal(R);
  return Now.isUnknown() || objectSymbol(Now) == Sym ? Owner : nullptr;
}

bool ApiTypes::isLentElement(SymbolRef Sym) const {
  return isLentElement(readFrom(Sym));
}

bool ApiTypes::isLentElement(const MemRegion *R) const {
  if (!isa_and_nonnull<ElementRegion>(R))
    return false;
  const auto *Array =
      dyn_cast<SymbolicRegion>(cast<ElementRegion>(R)->getSuperRegion());
  const auto *Var = dyn_cast_or_null<VarRegion>(
      Array ? readFrom(Array->getSymbol()) : nullptr);
  const auto *Param = Var ? dyn_cast<ParmVarDecl>(Var->getDecl()) : nullptr;
  QualType T = Param ? Param->getType() : QualType();
  return Param && T->isPointerType() &&
         T->getPointeeType().isConstQualified() &&
         isObjectPointer(T->getPointeeType());
}

bool ApiTypes::isCleanedUp(const MemRegion *R) {
  const auto *Var = R ? dyn_cast<VarRegion>(R->getBaseRegion()) : nullptr;
  return Var && Var->getDecl()->hasAttr<CleanupAttr>();
}

const MemRegion *ApiTypes::homeOf(SymbolRef Sym, ProgramStateRef State) {
  const TypedValueRegion *R = readFrom(Sym);
  return R && objectSymbol(State->getSVal(R)) == Sym ? R : nullptr;
}

bool ApiTypes::isLocalValue(const Expr *E) {
  if (!E)
    return true;
  E = E->IgnoreParenCasts();
  if (const auto *ME = dyn_cast<MemberExpr>(E))
    return !ME->isArrow() && isLocalValue(ME->getBase());
  if (const auto *AS = dyn_cast<ArraySubscriptExpr>(E)) {
    const auto *DRE =
        dyn_cast<DeclRefExpr>(AS->getBase()->IgnoreParenImpCasts());
    return DRE && DRE->getType()->isArrayType() && isLocalValue(DRE);
  }
  if (const auto *UO = dyn_cast<UnaryOperator>(E))
    return UO->getOpcode() != UO_Deref;
  if (const auto *DRE = dyn_cast<DeclRefExpr>(E))
    if (const auto *VD = dyn_cast<VarDecl>(DRE->getDecl()))
      return !VD->hasGlobalStorage();
  return true;
}

bool ApiTypes::isMember(const Expr *E) {
  if (!E)
    return false;
  E = E->IgnoreParenCasts();
  if (isa<MemberExpr>(E))
    return true;
  // The variable that a macro uses, so as not to look twice.
  const auto *DRE = dyn_cast<DeclRefExpr>(E);
  const auto *VD = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
  if (VD && VD->hasGlobalStorage())
    return true;
  return VD && VD->hasLocalStorage() && VD->getLocation().isMacroID() &&
         VD->hasInit() && isMember(VD->getInit());
}

void ApiTypes::findHeaders(const ASTContext &Ctx) {
  IdentifierInfo &Id = Ctx.Idents.get(ObjectTag);
  const SourceManager &SM = Ctx.getSourceManager();
  for (const NamedDecl *D : Ctx.getTranslationUnitDecl()->lookup(&Id))
    if (isa<RecordDecl>(D)) {
      StringRef File = SM.getFilename(SM.getSpellingLoc(D->getLocation()));
      HeaderDir = llvm::sys::path::parent_path(File).str();
    }
}

bool ApiTypes::isInApiHeader(const Decl *D) const {
  if (!D || HeaderDir.empty())
    return false;
  const SourceManager &SM = D->getASTContext().getSourceManager();
  StringRef File = SM.getFilename(SM.getSpellingLoc(D->getLocation()));
  return File.take_front(HeaderDir.size()) == HeaderDir;
}

bool ApiTypes::isInLibrary(const Decl *D) const {
  if (!D)
    return false;
  const SourceManager &SM = D->getASTContext().getSourceManager();
  SourceLocation L = SM.getExpansionLoc(D->getLocation());
  if (L.isInvalid())
    return false;
  auto [It, New] = LibraryFiles.try_emplace(SM.getFileID(L), false);
  if (!New)
    return It->second;
  StringRef File = SM.getFilename(L);
  bool Is =
      SM.isInSystemHeader(L) || isInApiHeader(D) || Facts.isLibraryHeader(File);
  return LibraryFiles[SM.getFileID(L)] = Is;
}

bool ApiTypes::isNodePointer(QualType T) {
  auto Pointee = [](QualType Pointer) {
    QualType To = Pointer->getPointeeType();
    const auto *Struct = To.isNull() || !Pointer->isPointerType()
                             ? nullptr
                             : To->getAs<RecordType>();
    return Struct ? Struct->getDecl()->getDefinition() : nullptr;
  };
  const RecordDecl *Node = Pointee(T);
  return Node && llvm::any_of(Node->fields(), [&](const FieldDecl *Field) {
           return Pointee(Field->getType()) == Node;
         });
}

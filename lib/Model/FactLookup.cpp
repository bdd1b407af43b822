//===- FactLookup.cpp - The facts about a declaration or a call -----------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/FactLookup.h"
#include "pyrefcheck/Model/ApiTypes.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

/// Facts that were written at a declaration, with what they point to.
struct FactLookup::AttributeFacts {
  Function F;
  std::vector<StringRef> Params;
  std::vector<Outcome> Outcomes;
  std::vector<Effect> Effects;
};

FactLookup::FactLookup(const Table &Facts) : Facts(Facts) {}
FactLookup::~FactLookup() = default;

/// The forms of an annotate attribute that we understand, each with the
/// cpychecker spelling that the plugin turns into it (SourceAttributes.cpp).
const Function *FactLookup::fromAttributes(const FunctionDecl *FD) const {
  bool Any = false;
  Result Returns;
  std::vector<Effect> Effects;
  for (const auto *A : FD->specific_attrs<AnnotateAttr>()) {
    StringRef Text = A->getAnnotation();
    if (!Text.consume_front("pyrefcheck:"))
      continue;
    unsigned N = 0;
    if (Text == "returns_new")
      Returns.Kind = ResultKind::New, Any = true;
    else if (Text == "returns_borrowed")
      Returns.Kind = ResultKind::Borrowed, Any = true;
    else if (Text == "borrows_arguments")
      Any = true;
    else if (Text.consume_front("steals:") && !Text.getAsInteger(10, N) && N &&
             N <= FD->getNumParams())
      Effects.push_back({EffectKind::Steal, ParamIndex(N - 1)}), Any = true;
  }
  if (!Any)
    return nullptr;

  auto Owned = std::make_unique<AttributeFacts>();
  Owned->Effects = std::move(Effects);
  for (const ParmVarDecl *P : FD->parameters())
    Owned->Params.push_back(P->getName());
  Outcome Success;
  Success.Returns = Returns;
  Success.Effects = Owned->Effects;
  Success.Raises = Raise::Maybe;
  Owned->Outcomes.push_back(Success);
  if (Returns.Kind != ResultKind::Any) {
    Outcome Fails = Success;
    Fails.Returns = Result();
    Fails.Returns.Kind = ResultKind::Null;
    Fails.Raises = Raise::Yes;
    Fails.Fails = Failure::Error;
    Owned->Outcomes.push_back(Fails);
  }
  Owned->F.Name = FD->getName();
  Owned->F.Params = Owned->Params;
  Owned->F.Outcomes = Owned->Outcomes;
  Owned->F.RunsPython = true;
  FromAttributes.push_back(std::move(Owned));
  return &FromAttributes.back()->F;
}

/// Whether \p Name ("spam::Eggs::fry") is \p FD's, inline namespaces and
/// template arguments left out.
static bool isNameOf(StringRef Name, const FunctionDecl *FD) {
  Name = Name.drop_back(FD->getName().size());
  for (const DeclContext *DC = FD->getDeclContext(); !DC->isTranslationUnit();
       DC = DC->getParent()) {
    const auto *NS = dyn_cast<NamespaceDecl>(DC);
    if (isa<LinkageSpecDecl>(DC) || (NS && NS->isInline()))
      continue;
    const auto *Scope = dyn_cast<NamedDecl>(DC);
    if (!Scope || !Scope->getIdentifier() || !Name.consume_back("::") ||
        !Name.consume_back(Scope->getName()))
      return false;
  }
  return Name.empty() || Name == "::";
}

const Function *FactLookup::fromQualifiedName(const FunctionDecl *FD) const {
  const auto *Method = dyn_cast<CXXMethodDecl>(FD);
  for (StringRef Name : Facts.qualifiedNames(FD->getName())) {
    if (!isNameOf(Name, FD))
      continue;
    const Function *F = Facts.findFunction(Name, VersionHex);
    ArrayRef<StringRef> Params = F ? F->Params : ArrayRef<StringRef>();
    bool Variadic = !Params.empty() && Params.back() == "...";
    bool Self = Method && Method->isInstance() && !Params.empty() &&
                Params.front() == "self";
    // Another overload is another function.
    size_t Named = Params.size() - Variadic - Self;
    if (F && Variadic == FD->isVariadic() &&
        (Variadic ? FD->getNumParams() >= Named : FD->getNumParams() == Named))
      return F;
  }
  return nullptr;
}

const Function *FactLookup::forFunction(const FunctionDecl *FD) const {
  if (!FD || !FD->getIdentifier())
    return nullptr;
  // Attributes may stand at any declaration; the most recent one has them all.
  auto [It, New] = Cache.try_emplace(FD, nullptr);
  if (!New)
    return It->second;
  const Function *F = fromAttributes(FD->getMostRecentDecl());
  // A C++ function of the same name is another function, unless users may not
  // have such a name: what Cython writes is the same in C and C++.
  if (!F)
    F = !FD->getASTContext().getLangOpts().CPlusPlus ||
                FD->isInExternCContext() || FD->isExternC() ||
                FD->getName().take_front(2) == "__"
            ? Facts.findFunction(FD->getName(), VersionHex)
            : fromQualifiedName(FD);
  return Cache[FD] = F;
}

static const Function *memberFacts(const Table &Facts, unsigned VersionHex,
                                   const MemberExpr *ME) {
  const auto *Field = dyn_cast<FieldDecl>(ME->getMemberDecl());
  if (!Field || !Field->getIdentifier())
    return nullptr;
  return Facts.findMember(ApiTypes::recordName(Field->getParent()),
                          Field->getName(), VersionHex);
}

const Function *FactLookup::forCall(const CallEvent &Call) const {
  if (const auto *FD = dyn_cast_or_null<FunctionDecl>(Call.getDecl()))
    if (const Function *F = forFunction(FD))
      return F;
  const auto *CE = dyn_cast_or_null<CallExpr>(Call.getOriginExpr());
  return CE && !CE->getDirectCallee() ? forIndirect(CE) : nullptr;
}

const Function *FactLookup::forIndirect(const CallExpr *CE) const {
  const Expr *Callee = CE->getCallee();
  auto [It, New] = Indirect.try_emplace(Callee, nullptr);
  if (!New)
    return It->second;
  const Function *F = nullptr;
  const Expr *Pointer = Callee->IgnoreParenCasts();
  // "(*type->tp_free)(self)"
  if (const auto *UO = dyn_cast<UnaryOperator>(Pointer);
      UO && UO->getOpcode() == UO_Deref)
    Pointer = UO->getSubExpr()->IgnoreParenCasts();
  if (const auto *ME = dyn_cast<MemberExpr>(Pointer))
    F = memberFacts(Facts, VersionHex, ME);
  if (!F && Ctx && Callee->getBeginLoc().isMacroID()) {
    F = Facts.findFunction(Lexer::getImmediateMacroName(Callee->getBeginLoc(),
                                                        Ctx->getSourceManager(),
                                                        Ctx->getLangOpts()),
                           VersionHex);
  }
  return Indirect[Callee] = F;
}

const Function *FactLookup::contractOf(const Decl *D) const {
  const auto *FD = dyn_cast_or_null<FunctionDecl>(D);
  if (!FD)
    return nullptr;
  auto It = Contracts.find(FD->getCanonicalDecl());
  if (It != Contracts.end())
    return It->second;
  if (FD->getIdentifier() && FD->isExternallyVisible())
    if (const Function *F = Facts.findEntryPoint(FD->getName()))
      return F;
  // What a declaration promises its callers, it has to keep.
  if (const Function *F = forFunction(FD))
    if (F->Chapter.empty() &&
        F->Outcomes.front().Returns.Kind == ResultKind::New)
      return F;
  return nullptr;
}

bool FactLookup::isMark(const FunctionDecl *FD, const VarDecl *Var) const {
  auto It = Marks.find(FD->getCanonicalDecl());
  return It != Marks.end() && It->second.count(Var->getCanonicalDecl());
}

bool FactLookup::isInitOnly(const Decl *D) const {
  const auto *FD = dyn_cast_or_null<FunctionDecl>(D);
  return FD && InitOnly.count(FD->getCanonicalDecl());
}

std::string FactLookup::nameOf(const FieldDecl *Field) {
  StringRef Record = ApiTypes::recordName(Field->getParent());
  std::string Name = Field->getParent()->getQualifiedNameAsString() +
                     "::" + Field->getNameAsString() + " in " + Record.str();
  // A name stays when another member comes before it.
  if (!Field->getIdentifier() || Record.empty())
    Name += " " + std::to_string(Field->getFieldIndex());
  return Name;
}

std::string FactLookup::describe(const FunctionDecl *FD) const {
  FD = FD->getCanonicalDecl();
  std::vector<std::string> Lines;
  if (const Function *F = Contracts.lookup(FD))
    Lines.push_back("contract " + F->Name.str() + " " +
                    std::to_string(F->Params.size()) + " " +
                    std::to_string(F->Outcomes.size()));
  if (InitOnly.count(FD))
    Lines.push_back("init");
  if (auto It = Marks.find(FD); It != Marks.end())
    for (const VarDecl *Var : It->second)
      Lines.push_back("mark " + Var->getQualifiedNameAsString());
  llvm::sort(Lines);
  return llvm::join(Lines, "\n");
}

void FactLookup::describeMembers(std::vector<std::string> &Lines) const {
  for (const FieldDecl *Field : OwningMembers)
    Lines.push_back("owning " + nameOf(Field));
  for (const FieldDecl *Field : ComparedMembers)
    Lines.push_back("compared " + nameOf(Field));
  for (const VarDecl *Var : OwningVariables)
    Lines.push_back("owning " + Var->getQualifiedNameAsString());
  for (auto &[FD, Index] : Lent)
    Lines.push_back("lent " + FD->getQualifiedNameAsString() + " " +
                    std::to_string(Index));
  for (auto &[Field, Of] : FreedMembers)
    Lines.push_back("freed " + nameOf(Field) + " " +
                    (Of ? Of->Name.str() : ""));
  unsigned Number = 0;
  for (const FunctionDecl *FD : LateDestructors)
    Lines.push_back("late " + std::to_string(Number++) + " " +
                    FD->getQualifiedNameAsString());
}

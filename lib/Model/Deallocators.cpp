//===- Deallocators.cpp - What the end of an object gives up --------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/Deallocators.h"
#include "pyrefcheck/Model/RefcountModel.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

static const RecordDecl *recordOf(QualType T) {
  const auto *RT = T.isNull() ? nullptr : T->getAs<RecordType>();
  return RT ? RT->getDecl()->getDefinition() : nullptr;
}

/// Reads one initialiser, and those of the tables it refers to: the structs
/// whose size is taken, and the functions that destroy.
class Deallocators::TypeReader : public RecursiveASTVisitor<TypeReader> {
public:
  explicit TypeReader(const Deallocators &Ends) : Ends(Ends) {}

  bool VisitUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *E) {
    if (E->getKind() == UETT_SizeOf && Level == 0)
      if (const RecordDecl *R = recordOf(E->getTypeOfArgument()))
        if (Ends.Types.isObject(E->getTypeOfArgument()))
          Structs.insert(R);
    return true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (const auto *FD = dyn_cast<FunctionDecl>(E->getDecl())) {
      const Function *F = Ends.Lookup.contractOf(FD);
      if (F && F->Destroys)
        Destructors.insert(FD->getCanonicalDecl());
    } else if (const auto *Table = dyn_cast<VarDecl>(E->getDecl());
               Table && Level == 0 && Table->getType()->isArrayType()) {
      ++Level; // the slots of a PyType_Spec
      if (const Expr *Init = Table->getAnyInitializer())
        TraverseStmt(const_cast<Expr *>(Init));
      --Level;
    }
    return true;
  }

  llvm::SmallSetVector<const RecordDecl *, 2> Structs;
  Functions Destructors;

private:
  const Deallocators &Ends;
  unsigned Level = 0;
};

void Deallocators::read(const TranslationUnitDecl *TU) {
  auto Read = [&](const VarDecl *Var) {
    const RecordDecl *R = recordOf(Var->getType());
    if (!R || !Var->getInit() || Var->getType()->isDependentType())
      return;
    TypeReader Reader(*this);
    Reader.TraverseStmt(const_cast<Expr *>(Var->getInit()));
    for (const RecordDecl *Struct : Reader.Structs)
      Ends[Struct].Destructors.insert(Reader.Destructors.begin(),
                                      Reader.Destructors.end());
  };
  for (const Decl *D : TU->decls())
    if (const auto *Var = dyn_cast<VarDecl>(D))
      Read(Var);
}

/// Reads what one function does to an object that comes to its end.
class Deallocators::EndReader : public RecursiveASTVisitor<EndReader> {
public:
  EndReader(const Deallocators &Ends, const RecordDecl *Struct, End &To,
            llvm::SmallSetVector<const FunctionDecl *, 16> &Todo)
      : Ends(Ends), Struct(Struct), To(To), Todo(Todo) {}

  // What is only compared with NULL, or set to it, is not released by that.
  bool VisitBinaryOperator(BinaryOperator *BO) {
    bool Null = BO->getRHS()->isNullPointerConstant(
        Struct->getASTContext(), Expr::NPC_ValueDependentIsNotNull);
    if (Null && (BO->isEqualityOp() || BO->getOpcode() == BO_Assign))
      onlyTested(BO->getLHS());
    if (BO->isLogicalOp()) {
      onlyTested(BO->getLHS());
      onlyTested(BO->getRHS());
    }
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *UO) {
    if (UO->getOpcode() == UO_LNot)
      onlyTested(UO->getSubExpr());
    return true;
  }
  bool VisitIfStmt(IfStmt *If) {
    onlyTested(If->getCond());
    return true;
  }

  bool VisitMemberExpr(MemberExpr *E) {
    const auto *Field = dyn_cast<FieldDecl>(E->getMemberDecl());
    if (!Field || Tested.count(E))
      return true;
    To.Mentioned.insert(Field->getCanonicalDecl());
    // The object by the name of another struct that begins in the same way.
    const RecordDecl *Parent = Field->getParent();
    if (Parent->getDefinition() != Struct && E->isArrow() &&
        isa<DeclRefExpr>(E->getBase()->IgnoreParenCasts()) &&
        Ends.Types.isObjectPointer(E->getBase()->getType()) &&
        !Ends.Types.isInApiHeader(Parent))
      return unknown();
    return true;
  }

  bool VisitCXXDeleteExpr(CXXDeleteExpr *) { return unknown(); }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) {
    // self->~T() runs the destructors of all members.
    return recordOf(E->getObjectType()) == Struct ? unknown() : true;
  }

  bool VisitCallExpr(CallExpr *E) {
    const FunctionDecl *FD = E->getDirectCallee();
    const FunctionDecl *Definition = nullptr;
    if (FD ? Ends.Lookup.forFunction(FD) != nullptr
           : Ends.Lookup.forIndirect(E) != nullptr)
      return true;
    if (FD && FD->hasBody(Definition)) {
      Todo.insert(Definition);
      return true;
    }
    if (FD && FD->getBuiltinID())
      return true;
    // It may do anything to an object that it is given.
    for (const Expr *Arg : E->arguments()) {
      QualType T = Arg->IgnoreParenCasts()->getType();
      if (T->isPointerType() && !isa<MemberExpr>(Arg->IgnoreParenCasts()) &&
          (T->isVoidPointerType() || Ends.Types.isObjectPointer(T)))
        return unknown();
    }
    return true;
  }

private:
  bool unknown() {
    To.Known = false;
    return false;
  }
  void onlyTested(const Expr *E) {
    if (const auto *ME =
            dyn_cast_or_null<MemberExpr>(E ? E->IgnoreParenCasts() : nullptr))
      Tested.insert(ME);
  }

  const Deallocators &Ends;
  llvm::SmallPtrSet<const MemberExpr *, 8> Tested;
  const RecordDecl *Struct;
  End &To;
  llvm::SmallSetVector<const FunctionDecl *, 16> &Todo;
};

Deallocators::End &Deallocators::endOf(const RecordDecl *Struct, End &E) const {
  if (!E.Done) {
    E.Done = true;
    // A type that gets its deallocator later is not judged.
    const auto &Late = Lookup.lateDestructors();
    E.Known = !E.Destructors.empty() || Late.empty();
    llvm::SmallSetVector<const FunctionDecl *, 16> Todo;
    Todo.insert(E.Destructors.begin(), E.Destructors.end());
    for (unsigned I = 0; I != Todo.size() && E.Known; ++I) {
      const FunctionDecl *Definition = nullptr;
      if (!Todo[I]->hasBody(Definition)) {
        E.Known = false;
        break;
      }
      EndReader Reader(*this, Struct, E, Todo);
      Reader.TraverseStmt(Definition->getBody());
    }
    // They are other types' as a rule, but who knows.
    End Others;
    Todo.clear();
    Todo.insert(Late.begin(), Late.end());
    for (unsigned I = 0; I != Todo.size(); ++I) {
      const FunctionDecl *Definition = nullptr;
      if (!Todo[I]->hasBody(Definition))
        continue;
      EndReader Reader(*this, Struct, Others, Todo);
      Reader.TraverseStmt(Definition->getBody());
    }
    E.Mentioned.insert(Others.Mentioned.begin(), Others.Mentioned.end());
  }
  return E;
}

bool Deallocators::forgets(const FieldDecl *Field) const {
  auto It = Ends.find(Field->getParent()->getDefinition());
  if (It == Ends.end())
    return false;
  const End &E = endOf(It->first, It->second);
  // What is in a list is found from its head; its tail need not be touched.
  return E.Known && llvm::none_of(E.Mentioned, [&](const FieldDecl *Other) {
           return Other == Field->getCanonicalDecl() ||
                  (!Types.isObjectPointer(Field->getType()) &&
                   ApiTypes::isNodePointer(Field->getType()) &&
                   Other->getType().getCanonicalType() ==
                       Field->getType().getCanonicalType());
         });
}

void Deallocators::describe(std::vector<std::string> &Lines) const {
  for (auto &[Struct, E] : Ends) {
    std::string Name = Struct->getQualifiedNameAsString();
    if (!endOf(Struct, E).Known) {
      Lines.push_back(Name + " ends in unknown code");
      continue;
    }
    for (const FieldDecl *Field : E.Mentioned)
      Lines.push_back(Name + " ends with " + FactLookup::nameOf(Field));
  }
}

/// Looks in one function for what may release a type.
class Deallocators::TypeReleaseFinder
    : public RecursiveASTVisitor<TypeReleaseFinder> {
public:
  TypeReleaseFinder(const Deallocators &Ends,
                    llvm::SmallSetVector<const FunctionDecl *, 16> &Todo)
      : Ends(Ends), Todo(Todo) {}

  bool VisitCallExpr(CallExpr *E) {
    const FunctionDecl *FD = E->getDirectCallee();
    const FunctionDecl *Definition = nullptr;
    const Function *F =
        FD ? Ends.Lookup.forFunction(FD) : Ends.Lookup.forIndirect(E);
    // Another type's deallocator, or who knows what.
    if (F ? F->Destroys : !FD)
      return found();
    if (!F && FD->hasBody(Definition)) {
      Todo.insert(Definition);
      for (unsigned I = 0, N = std::min<unsigned>(E->getNumArgs(),
                                                  Definition->getNumParams());
           I != N; ++I)
        if (mayBeType(E->getArg(I)) &&
            !ApiTypes::isTypePointer(Definition->getParamDecl(I)->getType()))
          return found();
      return true;
    }
    bool Releases =
        !F || llvm::any_of(F->Outcomes.front().Effects, [](const Effect &Does) {
          return Does.Kind == EffectKind::Release;
        });
    for (const Expr *Arg : E->arguments())
      if (Releases && mayBeType(Arg))
        return found();
    return true;
  }

  bool Found = false;

private:
  bool found() {
    Found = true;
    return false;
  }

  /// A type, or a variable that was set to one.
  bool mayBeType(const Expr *E) const {
    if (ApiTypes::isTypePointer(E->IgnoreParenCasts()->getType()))
      return true;
    const auto *DRE = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
    const auto *Var = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
    return Var && Var->isLocalVarDecl() &&
           (!Var->getInit() ||
            ApiTypes::isTypePointer(
                Var->getInit()->IgnoreParenCasts()->getType()));
  }

  const Deallocators &Ends;
  llvm::SmallSetVector<const FunctionDecl *, 16> &Todo;
};

bool Deallocators::keepsType(const FunctionDecl *Dealloc) const {
  auto [It, New] = KeepType.try_emplace(Dealloc->getCanonicalDecl(), true);
  if (!New)
    return It->second;
  llvm::SmallSetVector<const FunctionDecl *, 16> Todo;
  const FunctionDecl *Definition = nullptr;
  bool Keeps = Dealloc->hasBody(Definition);
  Todo.insert(Definition);
  for (unsigned I = 0; Keeps && I != Todo.size(); ++I) {
    TypeReleaseFinder Finder(*this, Todo);
    Finder.TraverseStmt(Todo[I]->getBody());
    Keeps = !Finder.Found;
  }
  return KeepType[Dealloc->getCanonicalDecl()] = Keeps;
}

/// Where a deallocator frees its object, the reference to the type must go.
void RefcountModel::checkFreed(const pyrefcheck::Function &F,
                               const CallEvent &Call, CheckerContext &C) const {
  const LocationContext *Top = C.getLocationContext();
  while (Top->getParent())
    Top = Top->getParent();
  const auto *Dealloc = dyn_cast<FunctionDecl>(Top->getDecl());
  const pyrefcheck::Function *Contract =
      Dealloc ? Lookup.contractOf(Dealloc) : nullptr;
  if (!Contract || !Contract->ReleasesType || Dealloc->param_empty())
    return;
  auto IsObject = [&](unsigned Param) {
    SVal Object = C.getState()->getSVal(
        C.getState()->getRegion(Dealloc->getParamDecl(0), Top));
    SymbolRef Sym = ApiTypes::objectSymbol(Object);
    return Sym && Param < Call.getNumArgs() &&
           ApiTypes::objectSymbol(Call.getArgSVal(Param)) == Sym;
  };
  bool Frees = llvm::any_of(F.Memory, [&](const MemoryUse &Use) {
    return Use.Kind == MemoryKind::Free && IsObject(Use.Param);
  });
  for (const Effect &E : F.Outcomes.front().Effects)
    Frees |= E.Kind == EffectKind::Release && E.Param >= 0 &&
             IsObject(static_cast<unsigned>(E.Param));
  if (!Frees || !Ends.keepsType(Dealloc))
    return;
  PathEditor Editor(C.getState(), Types);
  FoundFault Found;
  Found.Kind = Fault::KeptType;
  Found.At = {Call.getOriginExpr(), Call.getLocationContext()};
  Found.By = &F;
  Editor.Faults.push_back(Found);
  finish(Editor, C);
}

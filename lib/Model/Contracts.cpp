//===- Contracts.cpp - What the functions of a file have to fulfil --------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A function that stands in a method table or a type's slot is called by the
/// interpreter, which lends it its arguments and takes what it returns. The
/// tables are found by walking all initialisers and assignments.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/ApiTypes.h"
#include "pyrefcheck/Model/FactLookup.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace pyrefcheck;

/// The function that \p E is the address of.
static const FunctionDecl *functionIn(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *UO = dyn_cast<UnaryOperator>(E);
      UO && UO->getOpcode() == UO_AddrOf)
    E = UO->getSubExpr()->IgnoreParenCasts();
  if (const auto *DRE = dyn_cast<DeclRefExpr>(E))
    return dyn_cast<FunctionDecl>(DRE->getDecl());
  return nullptr;
}

/// Finds, in one block, arguments that are released after the call that they
/// were given to: "r = f(x); ... Py_DECREF(x);".
class FactLookup::LentArguments
    : public RecursiveASTVisitor<FactLookup::LentArguments> {
public:
  explicit LentArguments(FactLookup &Lookup) : Lookup(Lookup) {}

  void read(const CompoundStmt *Block) {
    for (const Stmt *S : Block->body()) {
      if (isa<ReturnStmt, GotoStmt, BreakStmt, ContinueStmt, LabelStmt,
              SwitchCase>(S)) {
        Given.clear();
        continue;
      }
      // What stands in a branch is done or not; a variable that is set there is
      // another one.
      bool Plain = isa<Expr, DeclStmt>(S);
      const Stmt *Part = S;
      if (const auto *If = dyn_cast<IfStmt>(S))
        Part = If->getCond();
      InBranch = false;
      Pending.clear();
      Set.clear();
      Releases = Plain;
      TraverseStmt(const_cast<Stmt *>(Part));
      if (Part != S || !Plain) {
        InBranch = true;
        Releases = false;
        auto Before = Pending;
        TraverseStmt(const_cast<Stmt *>(S));
        Pending = Before;
      }
      for (auto &[V, FD, I] : Pending)
        if (!Set.count(V))
          Given.push_back({V, FD, I});
      llvm::erase_if(Given,
                     [&](const Argument &A) { return Set.count(A.V) != 0; });
    }
  }

  bool VisitBinaryOperator(BinaryOperator *BO) {
    if (BO->isAssignmentOp())
      if (const VarDecl *V = variableIn(BO->getLHS()))
        Set.insert(V);
    return true;
  }

  bool VisitUnaryOperator(UnaryOperator *UO) {
    if (UO->getOpcode() == UO_AddrOf)
      if (const VarDecl *V = variableIn(UO->getSubExpr()))
        Set.insert(V);
    return true;
  }

  bool VisitCallExpr(CallExpr *CE) {
    const FunctionDecl *FD = CE->getDirectCallee();
    if (!FD || InBranch)
      return true;
    const Function *F = Lookup.forFunction(FD);
    for (unsigned I = 0; I != CE->getNumArgs(); ++I) {
      const VarDecl *V = variableIn(CE->getArg(I));
      if (!V)
        continue;
      if (!F) {
        if (!FD->hasBody())
          Pending.push_back({V, FD->getCanonicalDecl(), I});
        continue;
      }
      bool Released =
          Releases &&
          llvm::any_of(F->Outcomes.front().Effects, [](const Effect &E) {
            return E.Kind == EffectKind::Release;
          });
      if (!Released)
        continue;
      for (const Argument &A : Given)
        if (A.V == V)
          Lookup.Lent.insert({A.FD, A.Index});
      Set.insert(V);
    }
    return true;
  }

private:
  struct Argument {
    const VarDecl *V;
    const FunctionDecl *FD;
    unsigned Index;
  };

  static const VarDecl *variableIn(const Expr *E) {
    const auto *DRE = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
    const auto *V = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
    return V && V->hasLocalStorage() ? V : nullptr;
  }

  FactLookup &Lookup;
  llvm::SmallVector<Argument, 4> Given, Pending;
  llvm::SmallPtrSet<const VarDecl *, 4> Set;
  bool InBranch = false, Releases = false;
};

class FactLookup::ContractReader
    : public RecursiveASTVisitor<FactLookup::ContractReader> {
public:
  ContractReader(FactLookup &Lookup, const ASTContext &Ctx)
      : Lookup(Lookup), Ctx(Ctx) {}

  bool shouldVisitImplicitCode() const { return false; }

  bool VisitInitListExpr(InitListExpr *List) {
    if (const InitListExpr *Semantic =
            List->isSemanticForm() ? List : List->getSemanticForm())
      readRecord(Semantic);
    return true;
  }

  bool VisitBinaryOperator(BinaryOperator *BO) {
    if (BO->isEqualityOp()) {
      for (const Expr *Side : {BO->getLHS(), BO->getRHS()})
        noteCompared(Side);
      const FieldDecl *L = memberIn(BO->getLHS()), *R = memberIn(BO->getRHS());
      if (Current &&
          !BO->getRHS()->isNullPointerConstant(
              const_cast<ASTContext &>(Ctx), Expr::NPC_ValueDependentIsNotNull))
        for (const FieldDecl *Field : {L, R})
          if (Field)
            ComparedMembers[Current].insert(Field);
    }
    if (BO->getOpcode() != BO_Assign)
      return true;
    noteAside(variableIn(BO->getLHS()), BO->getRHS());
    if (const auto *ME = dyn_cast<MemberExpr>(BO->getLHS()->IgnoreParens()))
      if (const auto *Field = dyn_cast<FieldDecl>(ME->getMemberDecl()))
        if (const FunctionDecl *FD = functionIn(BO->getRHS())) {
          readMember(Field, FD);
          const Function *F = Lookup.contractOf(FD);
          if (F && F->Destroys)
            Lookup.LateDestructors.insert(FD->getCanonicalDecl());
        }
    return true;
  }

  bool TraverseFunctionDecl(FunctionDecl *FD) {
    const FunctionDecl *Outer = Current;
    Current = FD->getCanonicalDecl();
    bool Result = RecursiveASTVisitor::TraverseFunctionDecl(FD);
    Current = Outer;
    return Result;
  }

  bool TraverseIfStmt(IfStmt *If) {
    auto Outer = Guards;
    noteGuards(If->getCond());
    bool Result = RecursiveASTVisitor::TraverseIfStmt(If);
    Guards = Outer;
    return Result;
  }

  bool VisitCompoundStmt(CompoundStmt *Block) {
    if (Current)
      LentArguments(Lookup).read(Block);
    return true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *DRE) {
    if (const auto *FD = dyn_cast<FunctionDecl>(DRE->getDecl()))
      Users[FD->getCanonicalDecl()].insert(Current);
    return true;
  }

  bool VisitVarDecl(VarDecl *V) {
    // Py_CLEAR(self->x) puts the reference, or its address, aside first.
    if (Current && V->getInit()) {
      noteMember(V->getInit());
      noteAside(V->getCanonicalDecl(), V->getInit());
    }
    return true;
  }

  bool VisitCallExpr(CallExpr *CE) {
    const Function *F = CE->getDirectCallee()
                            ? Lookup.forFunction(CE->getDirectCallee())
                            : nullptr;
    if (!F || !Current)
      return true;
    // A function that is given a module and adds to it is a part of the
    // module's initialisation, in whatever file that is.
    const Expr *Module = F->Init && CE->getNumArgs() ? CE->getArg(0) : nullptr;
    if (const auto *DRE = dyn_cast_or_null<DeclRefExpr>(
            Module ? Module->IgnoreParenCasts() : nullptr))
      if (isa<ParmVarDecl>(DRE->getDecl()))
        Adders.insert(Current);
    if (F->Format == FormatKind::Parse)
      readParser(CE);
    for (const Effect &E : F->Outcomes.front().Effects)
      if (E.Kind == EffectKind::Release)
        for (const Expr *Arg : CE->arguments()) {
          noteMember(Arg);
          if (const VarDecl *Global = globalIn(Arg))
            Lookup.OwningVariables.insert(Global);
        }
    for (const MemoryUse &Use : F->Memory)
      if (Use.Kind == MemoryKind::Free &&
          static_cast<unsigned>(Use.Param) < CE->getNumArgs())
        if (const FieldDecl *Field = memberIn(CE->getArg(Use.Param)))
          Freed[Current].push_back(
              {Field, Lookup.Facts.findFamily(Use.Family)});
    return true;
  }

  /// What a deallocator, or a function that it calls, releases.
  void findOwningMembers() {
    llvm::SmallSetVector<const FunctionDecl *, 16> Dealloc;
    for (auto &Entry : Lookup.Contracts)
      if (Entry.second->Outcomes.size() == 1 &&
          llvm::any_of(
              Entry.second->Outcomes.front().Effects,
              [](const Effect &E) { return E.Kind == EffectKind::Release; }))
        Dealloc.insert(Entry.first);
    for (unsigned I = 0; I != Dealloc.size(); ++I) {
      auto It = Members.find(Dealloc[I]);
      if (It != Members.end())
        for (const FieldDecl *Field : It->second)
          if (!Conditional.count(Field))
            Lookup.OwningMembers.insert(Field);
      for (const FieldDecl *Field : ComparedMembers[Dealloc[I]])
        Lookup.ComparedMembers.insert(Field);
      for (auto &[Field, Of] : Freed[Dealloc[I]])
        Lookup.FreedMembers[Field] = Of;
      for (auto &Entry : Users)
        if (Entry.second.count(Dealloc[I]))
          Dealloc.insert(Entry.first);
    }
  }

  /// Functions that only initialisation functions mention run at start-up.
  void findInitOnly() {
    auto IsInit = [&](const FunctionDecl *FD) {
      const Function *F = FD ? Lookup.contractOf(FD) : nullptr;
      return FD && (Lookup.InitOnly.count(FD) || (F && F->Init));
    };
    for (auto &Entry : Users)
      if (IsInit(Entry.first))
        Lookup.InitOnly.insert(Entry.first);
    for (const FunctionDecl *FD : Adders)
      if (!Lookup.contractOf(FD))
        Lookup.InitOnly.insert(FD);
    for (bool Changed = true; Changed;) {
      Changed = false;
      for (auto &Entry : Users) {
        const FunctionDecl *FD = Entry.first;
        if (FD->isExternallyVisible() || Lookup.InitOnly.count(FD))
          continue;
        bool All = true;
        for (const FunctionDecl *User : Entry.second)
          All &= User == FD || IsInit(User);
        if (All)
          Changed |= Lookup.InitOnly.insert(FD).second;
      }
    }
  }

  /// The function that a wrapper calls has the wrapper's contract. The wrapper
  /// may itself be called by a function in a slot.
  void passToBodies(const CythonSource &Cython) {
    for (auto &Entry : Users) {
      const FunctionDecl *Body = Entry.first;
      if (!Cython.isWrapped(Body) || Lookup.Contracts.count(Body))
        continue;
      const Function *Contract = nullptr;
      auto It = Users.find(Body);
      for (unsigned Up = 0; Up != 3 && !Contract && It != Users.end(); ++Up) {
        const FunctionDecl *User =
            It->second.empty() ? nullptr : It->second.front();
        if (!User || User->getReturnType().getCanonicalType() !=
                         Body->getReturnType().getCanonicalType())
          break;
        Contract = Lookup.contractOf(User);
        It = Users.find(User);
      }
      if (Contract)
        Lookup.Contracts[Body] = Contract;
    }
  }

  void findMarks() {
    for (auto &Entry : Users)
      for (const FunctionDecl *User : Entry.second) {
        auto It = Compared.find(User);
        if (User && It != Compared.end())
          Lookup.Marks[Entry.first].insert(It->second.begin(),
                                           It->second.end());
      }
  }

private:
  void noteCompared(const Expr *E) {
    const auto *UO = dyn_cast<UnaryOperator>(E->IgnoreParenCasts());
    if (!Current || !UO || UO->getOpcode() != UO_AddrOf)
      return;
    if (const auto *DRE =
            dyn_cast<DeclRefExpr>(UO->getSubExpr()->IgnoreParenCasts()))
      if (const auto *Var = dyn_cast<VarDecl>(DRE->getDecl()))
        Compared[Current].insert(Var->getCanonicalDecl());
  }

  /// The member behind a pointer that \p E is, or is the address of.
  static const FieldDecl *memberIn(const Expr *E) {
    E = E->IgnoreParenCasts();
    if (const auto *UO = dyn_cast<UnaryOperator>(E);
        UO && UO->getOpcode() == UO_AddrOf)
      E = UO->getSubExpr()->IgnoreParenCasts();
    const auto *ME = dyn_cast<MemberExpr>(E);
    const auto *Field = ME && ME->isArrow()
                            ? dyn_cast<FieldDecl>(ME->getMemberDecl())
                            : nullptr;
    return Field ? Field->getCanonicalDecl() : nullptr;
  }

  /// The variable that \p E is, is the address of, or is what it points to.
  static const VarDecl *variableIn(const Expr *E) {
    E = E->IgnoreParenCasts();
    if (const auto *UO = dyn_cast<UnaryOperator>(E);
        UO && (UO->getOpcode() == UO_AddrOf || UO->getOpcode() == UO_Deref))
      E = UO->getSubExpr()->IgnoreParenCasts();
    const auto *DRE = dyn_cast<DeclRefExpr>(E);
    const auto *Var = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
    return Var ? Var->getCanonicalDecl() : nullptr;
  }

  /// The global variable whose reference \p E is, perhaps put aside before.
  const VarDecl *globalIn(const Expr *E) const {
    const VarDecl *Var = variableIn(E);
    if (Var && !Var->hasGlobalStorage())
      Var = Aside.lookup(Var);
    return Var;
  }

  void noteAside(const VarDecl *Var, const Expr *Value) {
    if (Var && Var->isLocalVarDecl() && !Var->hasGlobalStorage())
      if (const VarDecl *Global = globalIn(Value))
        Aside[Var] = Global;
  }

  void noteMember(const Expr *E) {
    const FieldDecl *Field = memberIn(E);
    if (!Field)
      return;
    Members[Current].insert(Field);
    if (llvm::any_of(Guards, [&](const FieldDecl *G) { return G != Field; }))
      Conditional.insert(Field);
  }

  /// The members that \p Cond depends on: "if (!self->is_borrowed)".
  void noteGuards(const Stmt *Cond) {
    if (!Cond)
      return;
    if (const auto *E = dyn_cast<MemberExpr>(Cond))
      if (const auto *Field = dyn_cast<FieldDecl>(E->getMemberDecl());
          Field && E->isArrow())
        Guards.insert(Field->getCanonicalDecl());
    for (const Stmt *Child : Cond->children())
      noteGuards(Child);
  }

  void readMember(const FieldDecl *Field, const FunctionDecl *FD) {
    if (!Field->getIdentifier())
      return;
    if (const Function *F =
            Lookup.Facts.findMember(ApiTypes::recordName(Field->getParent()),
                                    Field->getName(), Lookup.VersionHex))
      Lookup.Contracts[FD->getCanonicalDecl()] = F;
  }

  void readRecord(const InitListExpr *List) {
    const auto *RT = List->getType()->getAs<RecordType>();
    if (!RT || !RT->getDecl()->getDefinition() || List->getNumInits() == 0)
      return;
    const RecordDecl *R = RT->getDecl()->getDefinition();
    unsigned I = 0;
    const Expr *Id = nullptr;
    for (const FieldDecl *Field : R->fields()) {
      if (I >= List->getNumInits())
        break;
      const Expr *Init = List->getInit(I++);
      if (!Init)
        continue;
      if (I == 1)
        Id = Init;
      if (const FunctionDecl *FD = functionIn(Init)) {
        readMember(Field, FD);
        readSlot(R, Id, FD);
      }
    }
  }

  /// What parses its second argument as the arguments of a call is a method,
  /// though its table may stand in another file.
  void readParser(const CallExpr *CE) {
    if (Current->getNumParams() < 2 || Current->getNumParams() > 3 ||
        Current->isVariadic() || !Current->isExternallyVisible() ||
        isa<CXXMethodDecl>(Current) || CE->getNumArgs() < 2 ||
        Lookup.Contracts.count(Current) ||
        !ApiTypes::isPlainObjectPointer(Current->getReturnType()))
      return;
    for (const ParmVarDecl *P : Current->parameters().drop_front())
      if (!ApiTypes::isPlainObjectPointer(P->getType()))
        return;
    const auto *DRE = dyn_cast<DeclRefExpr>(CE->getArg(0)->IgnoreParenCasts());
    const auto *P = DRE ? dyn_cast<ParmVarDecl>(DRE->getDecl()) : nullptr;
    if (!P || P->getFunctionScopeIndex() != 1)
      return;
    if (const Function *F = Lookup.Facts.findMember("PyMethodDef", "ml_meth",
                                                    Lookup.VersionHex))
      Lookup.Contracts[Current] = F;
  }

  /// A record whose first member is a slot number.
  void readSlot(const RecordDecl *R, const Expr *Id, const FunctionDecl *FD) {
    Expr::EvalResult Value;
    if (!Id || !Id->getType()->isIntegerType() || Id->isValueDependent() ||
        !Id->EvaluateAsInt(Value, Ctx))
      return;
    if (const Function *F = Lookup.Facts.findSlot(
            ApiTypes::recordName(R), int(Value.Val.getInt().getExtValue()),
            Lookup.VersionHex))
      Lookup.Contracts[FD->getCanonicalDecl()] = F;
  }

  FactLookup &Lookup;
  const ASTContext &Ctx;
  const FunctionDecl *Current = nullptr;
  llvm::MapVector<const FunctionDecl *,
                  llvm::SmallSetVector<const FunctionDecl *, 4>>
      Users;
  /// Functions that add something to a module they are given.
  llvm::SmallSetVector<const FunctionDecl *, 8> Adders;
  llvm::DenseMap<const FunctionDecl *, llvm::SmallSetVector<const VarDecl *, 2>>
      Compared;
  llvm::DenseMap<const FunctionDecl *,
                 std::vector<std::pair<const FieldDecl *, const Family *>>>
      Freed;
  /// The global variables whose reference was put into a local one.
  llvm::DenseMap<const VarDecl *, const VarDecl *> Aside;
  /// Members that each function compares with something.
  llvm::DenseMap<const FunctionDecl *,
                 llvm::SmallSetVector<const FieldDecl *, 2>>
      ComparedMembers;
  /// Members that the conditions around the present place mention.
  llvm::SmallSetVector<const FieldDecl *, 4> Guards;
  /// What is released or not, as another member says.
  llvm::DenseSet<const FieldDecl *> Conditional;
  /// The members that each function seems to release.
  llvm::DenseMap<const FunctionDecl *,
                 llvm::SmallSetVector<const FieldDecl *, 4>>
      Members;
};

void FactLookup::readContracts(const TranslationUnitDecl *TU,
                               const CythonSource &Cython) {
  Ctx = &TU->getASTContext();
  ContractReader Reader(*this, TU->getASTContext());
  Reader.TraverseDecl(const_cast<TranslationUnitDecl *>(TU));
  Reader.passToBodies(Cython);
  Reader.findInitOnly();
  Reader.findOwningMembers();
  Reader.findMarks();
}

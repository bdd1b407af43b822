//===- Dependencies.cpp - What a function's analysis may look at ----------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/Dependencies.h"
#include "pyrefcheck/Model/FactLookup.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace clang;
using namespace pyrefcheck;

const FunctionDecl *pyrefcheck::definitionOf(const FunctionDecl *FD) {
  const FunctionDecl *Definition = nullptr;
  return FD && FD->hasBody(Definition) ? Definition : nullptr;
}

/// What the engine knows the value of without having seen it assigned.
static const VarDecl *constantOf(const ValueDecl *D) {
  const auto *Var = dyn_cast<VarDecl>(D);
  if (!Var || !Var->hasGlobalStorage())
    return nullptr;
  QualType T = Var->getType();
  if (!T->isReferenceType() && !Var->isConstexpr() &&
      !Var->getASTContext().getBaseElementType(T).isConstQualified())
    return nullptr;
  const VarDecl *Initialized = nullptr;
  return Var->getAnyInitializer(Initialized) ? Initialized : nullptr;
}

/// Collects what one body, or initialiser, refers to.
class Dependencies::BodyReader
    : public RecursiveASTVisitor<Dependencies::BodyReader> {
public:
  BodyReader(Dependencies &To, unsigned From, const FactLookup &Lookup,
             SourceParts &Parts)
      : To(To), From(From), Lookup(Lookup), Parts(Parts) {}

  bool shouldVisitImplicitCode() const { return true; }
  bool shouldVisitTemplateInstantiations() const { return true; }

  void read() {
    const Decl *D = To.Nodes[From].D;
    Ctx = &D->getASTContext();
    if (const auto *Var = dyn_cast<VarDecl>(D)) {
      TraverseStmt(const_cast<Expr *>(Var->getAnyInitializer()));
      return;
    }
    const auto *FD = cast<FunctionDecl>(D);
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(FD))
      for (const CXXCtorInitializer *Init : Ctor->inits())
        TraverseStmt(Init->getInit());
    TraverseStmt(FD->getBody());
  }

  bool VisitDeclRefExpr(DeclRefExpr *E) {
    refer(E->getDecl());
    return true;
  }
  bool VisitMemberExpr(MemberExpr *E) {
    refer(E->getMemberDecl());
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    refer(E->getConstructor());
    return true;
  }
  bool VisitCXXNewExpr(CXXNewExpr *E) {
    refer(E->getOperatorNew());
    refer(E->getOperatorDelete());
    return true;
  }
  bool VisitCXXDeleteExpr(CXXDeleteExpr *E) {
    refer(E->getOperatorDelete());
    return true;
  }
  bool VisitCXXDefaultArgExpr(CXXDefaultArgExpr *E) {
    return TraverseStmt(E->getExpr());
  }
  bool VisitCXXDefaultInitExpr(CXXDefaultInitExpr *E) {
    return TraverseStmt(E->getExpr());
  }
  bool VisitLambdaExpr(LambdaExpr *E) {
    refer(E->getCallOperator());
    return true;
  }

  // What a body declares for the others.
  bool VisitFunctionDecl(FunctionDecl *FD) {
    if (!FD->isThisDeclarationADefinition() && !isa<CXXMethodDecl>(FD))
      publish();
    return true;
  }
  bool VisitVarDecl(VarDecl *Var) {
    if (Var->hasExternalStorage())
      publish();
    return true;
  }

  /// __LINE__: the function changes when it moves, unless it only tells
  /// somebody who can't be looked into.
  bool VisitIntegerLiteral(IntegerLiteral *E) {
    if (isLine(E) && !Harmless.count(E))
      UsesLine = true;
    return true;
  }
  bool VisitSourceLocExpr(SourceLocExpr *) {
    UsesLine = true;
    return true;
  }
  bool VisitCallExpr(CallExpr *E) {
    const FunctionDecl *FD = E->getDirectCallee();
    if (FD && (!FD->hasBody() || Lookup.forFunction(FD)))
      for (const Expr *Arg : E->arguments())
        Harmless.insert(Arg->IgnoreParenImpCasts());
    return true;
  }

  bool UsesLine = false;

private:
  bool isLine(const IntegerLiteral *E) const {
    SourceLocation L = E->getLocation();
    if (!L.isMacroID())
      return false;
    StringRef Name = Lexer::getImmediateMacroName(L, Ctx->getSourceManager(),
                                                  Ctx->getLangOpts());
    return Name == "__LINE__" || Name == "__COUNTER__";
  }

  void publish() {
    unsigned Part = To.Nodes[From].Part;
    if (Part != None)
      Parts.publish(Part);
  }

  void refer(const ValueDecl *D) {
    if (!D)
      return;
    const Decl *Target = constantOf(D);
    if (const auto *FD = dyn_cast<FunctionDecl>(D)) {
      Target = definitionOf(FD);
      if (FD->isDependentContext())
        return;
    }
    if (Target) {
      unsigned I = To.add(Target);
      To.Nodes[From].Uses.push_back(I);
    }
  }

  Dependencies &To;
  unsigned From;
  const FactLookup &Lookup;
  SourceParts &Parts;
  const ASTContext *Ctx = nullptr;
  llvm::DenseSet<const Expr *> Harmless;
};

unsigned Dependencies::add(const Decl *D) {
  auto [It, New] = Indices.try_emplace(D, size());
  if (New) {
    Node N;
    N.D = D;
    const auto *Method = dyn_cast<CXXMethodDecl>(D);
    N.Special =
        Method && (isa<CXXConstructorDecl>(D) || isa<CXXDestructorDecl>(D) ||
                   isa<CXXConversionDecl>(D) || Method->isVirtual() ||
                   Method->isOverloadedOperator());
    Nodes.push_back(std::move(N));
  }
  return It->second;
}

void Dependencies::addFunction(const FunctionDecl *FD, const ApiTypes &Types) {
  if (!FD || FD->isDependentContext())
    return;
  if (Types.isNobodysCode(FD))
    Nobodys.push_back(FD);
  else
    add(FD);
}

/// All that may be analysed: functions that a user wrote.
void Dependencies::addAll(const DeclContext *DC, const ApiTypes &Types) {
  for (const Decl *D : DC->decls()) {
    if (const auto *FD = dyn_cast<FunctionDecl>(D)) {
      if (FD->doesThisDeclarationHaveABody())
        addFunction(FD, Types);
    } else if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D)) {
      for (const FunctionDecl *FD : Template->specializations())
        addFunction(definitionOf(FD), Types);
    } else if (const auto *Template = dyn_cast<ClassTemplateDecl>(D)) {
      for (const ClassTemplateSpecializationDecl *S :
           Template->specializations())
        addAll(S, Types);
    } else if (isa<NamespaceDecl>(D) || isa<LinkageSpecDecl>(D) ||
               (isa<CXXRecordDecl>(D) && !D->isImplicit())) {
      addAll(cast<DeclContext>(D), Types);
    }
  }
}

void Dependencies::nameAll(const SourceParts &Parts) {
  for (unsigned I = 0; I != size(); ++I) {
    Node &N = Nodes[I];
    const ASTContext &Ctx = N.D->getASTContext();
    const SourceManager &SM = Ctx.getSourceManager();
    PrintingPolicy Policy = Ctx.getPrintingPolicy();
    Policy.AnonymousTagLocations = false; // they move
    llvm::SmallString<128> Name;
    llvm::raw_svector_ostream OS(Name);
    const auto *Named = cast<ValueDecl>(N.D);
    Named->getNameForDiagnostic(OS, Policy, /*Qualified=*/true);
    OS << ' ';
    Named->getType().print(OS, Policy);
    OS << ' ';
    auto [File, Offset] =
        SM.getDecomposedLoc(SM.getExpansionLoc(N.D->getLocation()));
    if (N.Part != None)
      OS << N.Part << '+' << Offset - Parts.parts()[N.Part].Begin;
    else if (File != SM.getMainFileID())
      OS << SM.getFilename(SM.getExpansionLoc(N.D->getLocation())) << ' '
         << Offset;
    N.Key = llvm::xxHash64(Name);
    auto [It, New] = Keys.try_emplace(N.Key, I);
    if (!New)
      It->second = None;
  }
}

void Dependencies::read(const TranslationUnitDecl *TU, const ApiTypes &Types,
                        const FactLookup &Lookup, SourceParts &Parts) {
  addAll(TU, Types);
  std::vector<const FunctionDecl *> Definitions;
  for (const Node &N : Nodes)
    Definitions.push_back(cast<FunctionDecl>(N.D));
  Parts.read(Definitions, TU->getASTContext());
  std::vector<unsigned> UsesLine;
  for (unsigned I = 0; I != size(); ++I) {
    Nodes[I].Part = Parts.partAt(Nodes[I].D->getLocation());
    BodyReader Reader(*this, I, Lookup, Parts);
    Reader.read();
    if (Reader.UsesLine && Nodes[I].Part != None)
      UsesLine.push_back(Nodes[I].Part);
    Nodes[I].Nobodys = Types.isNobodysCode(Nodes[I].D);
    Nodes[I].InOrder = Nodes[I].Uses;
    llvm::sort(Nodes[I].Uses);
    Nodes[I].Uses.erase(std::unique(Nodes[I].Uses.begin(), Nodes[I].Uses.end()),
                        Nodes[I].Uses.end());
  }
  llvm::sort(UsesLine);
  UsesLine.erase(std::unique(UsesLine.begin(), UsesLine.end()), UsesLine.end());
  for (unsigned Part : UsesLine)
    Parts.dependOnLine(Part);
  nameAll(Parts);
}

unsigned Dependencies::find(const Decl *D) const {
  if (const auto *FD = dyn_cast<FunctionDecl>(D))
    D = definitionOf(FD);
  auto It = Indices.find(D);
  return It == Indices.end() ? None : It->second;
}

unsigned Dependencies::find(uint64_t Key) const {
  auto It = Keys.find(Key);
  return It == Keys.end() ? None : It->second;
}

std::vector<bool> Dependencies::reaching(const std::vector<bool> &Parts) const {
  std::vector<std::vector<unsigned>> Users(size());
  std::vector<bool> Reaches(size());
  std::vector<unsigned> Todo;
  for (unsigned I = 0; I != size(); ++I) {
    for (unsigned Use : Nodes[I].Uses)
      Users[Use].push_back(I);
    if (Nodes[I].Part != None && Parts[Nodes[I].Part])
      Todo.push_back(I);
  }
  while (!Todo.empty()) {
    unsigned I = Todo.back();
    Todo.pop_back();
    if (Reaches[I])
      continue;
    Reaches[I] = true;
    if (Nodes[I].Special)
      return std::vector<bool>(size(), true);
    Todo.insert(Todo.end(), Users[I].begin(), Users[I].end());
  }
  return Reaches;
}

std::vector<unsigned> Dependencies::reachable(unsigned I) const {
  std::vector<unsigned> Result{I};
  llvm::DenseSet<unsigned> Seen{I};
  for (size_t Next = 0; Next != Result.size(); ++Next)
    for (unsigned Use : Nodes[Result[Next]].Uses)
      if (Seen.insert(Use).second)
        Result.push_back(Use);
  return Result;
}

std::vector<uint64_t> Dependencies::calls(size_t NumParts) const {
  std::vector<uint64_t> Result(NumParts);
  for (const Node &N : Nodes)
    if (N.Part != None)
      for (unsigned Use : N.InOrder)
        // What is in headers comes first anyway.
        if (!Nodes[Use].Nobodys)
          Result[N.Part] = Result[N.Part] * 31 + Nodes[Use].Key;
  return Result;
}

std::vector<unsigned> Dependencies::bottomUp() const {
  // Tarjan's algorithm, with a stack of its own: files are long.
  struct Frame {
    unsigned Node;
    size_t NextUse;
  };
  std::vector<unsigned> Order, Open, Number(size(), 0), Low(size(), 0);
  std::vector<bool> IsOpen(size());
  std::vector<Frame> Stack;
  unsigned Counter = 0;
  auto Enter = [&](unsigned I) {
    Number[I] = Low[I] = ++Counter;
    Open.push_back(I);
    IsOpen[I] = true;
    Stack.push_back({I, 0});
  };
  for (unsigned Root = 0; Root != size(); ++Root) {
    if (Number[Root])
      continue;
    Enter(Root);
    while (!Stack.empty()) {
      unsigned I = Stack.back().Node;
      if (Stack.back().NextUse != Nodes[I].Uses.size()) {
        unsigned Use = Nodes[I].Uses[Stack.back().NextUse++];
        if (!Number[Use])
          Enter(Use);
        else if (IsOpen[Use])
          Low[I] = std::min(Low[I], Number[Use]);
        continue;
      }
      Stack.pop_back();
      if (!Stack.empty())
        Low[Stack.back().Node] = std::min(Low[Stack.back().Node], Low[I]);
      if (Low[I] != Number[I])
        continue;
      size_t First = Order.size();
      while (IsOpen[I]) {
        Order.push_back(Open.back());
        IsOpen[Open.back()] = false;
        Open.pop_back();
      }
      std::sort(Order.begin() + First, Order.end(),
                [&](unsigned A, unsigned B) {
                  return std::make_pair(Nodes[A].Part, Nodes[A].Key) <
                         std::make_pair(Nodes[B].Part, Nodes[B].Key);
                });
    }
  }
  return Order;
}

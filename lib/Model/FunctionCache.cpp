//===- FunctionCache.cpp - What need not be analysed again ----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/FunctionCache.h"
#include "EngineMemory.h"
#include "pyrefcheck/Model/FactLookup.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Analysis/CFG.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

static constexpr llvm::StringLiteral Header = "pyrefcheck-functions 2";

void FunctionCache::begin(
    const TranslationUnitDecl *TU, const Preprocessor &PP,
    const ApiTypes &Types, const FactLookup &Lookup,
    llvm::function_ref<std::string(const FunctionDecl *)> FactsOf) {
  ASTContext &Ctx = TU->getASTContext();
  const LangOptions &LO = Ctx.getLangOpts();
  // What Cython has generated is shown elsewhere, and rarely edited. Of what
  // lies in a precompiled header, the text is not here.
  if (File.empty() || Types.cython().isGenerated() || LO.ObjC || LO.Blocks ||
      Ctx.getExternalSource())
    return;
  const SourceManager &SM = Ctx.getSourceManager();
  auto Entry = SM.getFileEntryRefForID(SM.getMainFileID());
  if (!Entry)
    return;
  On = true;
  Cpp = LO.CPlusPlus;
  MainName = Entry->getName().str();
  Graph.read(TU, Types, Lookup, Parts);
  Known.resize(Graph.size());
  std::string Others;
  for (unsigned I = 0; I != Graph.size(); ++I) {
    const auto *FD = dyn_cast<FunctionDecl>(Graph.decl(I));
    std::string Facts = FD ? FactsOf(FD) : "";
    if (Facts.empty())
      continue;
    Facts += std::to_string(Graph.key(I)) + "\n";
    if (Graph.part(I) == SourceParts::None)
      Others += Facts;
    else
      Parts.dependOn(Graph.part(I), Facts);
  }
  Rest = Parts.restHash() + llvm::xxHash64(Others);
  Scope.read(TU, PP, Parts, [&](StringRef Name) { return Lookup.knows(Name); });
}

void FunctionCache::compare(StringRef Facts) {
  if (!On)
    return;
  Rest += llvm::xxHash64(Facts);
  std::vector<bool> NewParts(Parts.parts().size(), true);
  bool Same = read() && OldRest == Rest && OldParts.size() == NewParts.size();
  for (unsigned I = 0; Same && I != NewParts.size(); ++I)
    NewParts[I] = OldParts[I] != Parts.parts()[I].Hash;
  std::vector<bool> Texts = NewParts;
  Same = Same && Scope.compare(OldPieces, NewParts);
  if (!Same)
    Old.clear();
  for (size_t I = 0; I != Old.size(); ++I) {
    auto [It, New] = OldByKey.try_emplace(Old[I].Key, static_cast<int>(I));
    if (!New)
      It->second = -1;
  }
  Changed = Graph.reaching(NewParts);
  // In C++ some functions are analysed although they were looked into.
  Calls = Graph.calls(NewParts.size());
  SameOrder = Same && !Cpp && OldCalls == Calls && Texts == NewParts;
}

//===-- Reading and writing -----------------------------------------------===//

/// Takes a number in hexadecimal digits from the beginning of \p Line.
template <typename T> static bool take(StringRef &Line, T &Number) {
  StringRef Word;
  std::tie(Word, Line) = Line.split(' ');
  return !Word.getAsInteger(16, Number);
}

bool FunctionCache::readLine(StringRef Line) {
  StringRef Kind, Values;
  std::tie(Kind, Values) = Line.split(' ');
  uint64_t Key = 0;
  if (Kind == "main")
    return true;
  if (!take(Values, Key))
    return false;
  if (Kind == "rest") {
    OldRest = Key;
  } else if (Kind == "piece") {
    OldPieces.emplace_back();
    OldPieces.back().Hash = Key;
    if (!take(Values, OldPieces.back().Hard))
      return false;
  } else if (Kind == "declares") {
    if (OldPieces.empty())
      return false;
    OldPieces.back().Declares.push_back(Key);
  } else if (Kind == "part") {
    OldParts.push_back(Key);
  } else if (Kind == "calls") {
    OldCalls.push_back(Key);
  } else if (Kind == "entry") {
    Old.emplace_back();
    Old.back().Key = Key;
  } else if (Old.empty()) {
    return false;
  } else if (Kind == "visited") {
    Old.back().Visited.push_back(Key);
  } else if (Kind == "inlined") {
    Callee C;
    C.Key = Key;
    if (!take(Values, C.Before.No) || !take(Values, C.Before.Count) ||
        !take(Values, C.After.No) || !take(Values, C.After.Count))
      return false;
    Old.back().Callees.push_back(C);
  } else if (Kind == "gives") {
    Old.back().Gives.push_back(Key);
  } else if (Kind == "needs") {
    bool Was = false;
    if (!take(Values, Was))
      return false;
    Old.back().Needs.emplace_back(Key, Was);
  } else {
    Old.back().Lasts &= Kind != "unnamed";
  }
  return true;
}

bool FunctionCache::read() {
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  if (!Buffer)
    return false;
  StringRef Line, Text = (*Buffer)->getBuffer();
  std::tie(Line, Text) = Text.split('\n');
  if (Line != Header)
    return false;
  while (!Text.empty()) {
    std::tie(Line, Text) = Text.split('\n');
    if (!readLine(Line))
      return false;
  }
  return true;
}

void FunctionCache::write() const {
  if (!On)
    return;
  std::error_code EC;
  llvm::raw_fd_ostream OS(File + ".new", EC);
  if (EC)
    return;
  auto Hex = [&](uint64_t N) -> llvm::raw_ostream & {
    return (OS << ' ').write_hex(N);
  };
  OS << Header << "\nmain " << MainName << "\nrest";
  Hex(Rest) << '\n';
  for (const FileScope::Piece &P : Scope.pieces()) {
    OS << "piece";
    Hex(P.Hash) << ' ' << P.Hard << '\n';
    for (uint64_t Name : P.Declares) {
      OS << "declares";
      Hex(Name) << '\n';
    }
  }
  for (size_t I = 0; I != Parts.parts().size(); ++I) {
    const SourceParts::Part &P = Parts.parts()[I];
    OS << "part";
    Hex(P.Hash);
    for (unsigned Offset : {P.Begin, P.End})
      OS << ' ' << Parts.lineOf(Offset) << ' ' << Parts.columnOf(Offset);
    OS << "\ncalls";
    Hex(Calls[I]) << '\n';
  }
  for (const Entry &E : Entries) {
    OS << "entry";
    Hex(E.Key) << ' ' << E.Old << '\n';
    if (!E.Lasts)
      OS << "unnamed 0\n";
    for (uint64_t Key : E.Visited) {
      OS << "visited";
      Hex(Key) << '\n';
    }
    for (const Callee &C : E.Callees) {
      OS << "inlined";
      Hex(C.Key);
      Hex(C.Before.No);
      Hex(C.Before.Count);
      Hex(C.After.No);
      Hex(C.After.Count) << '\n';
    }
    for (uint64_t Key : E.Gives) {
      OS << "gives";
      Hex(Key) << '\n';
    }
    for (auto [Key, Was] : E.Needs) {
      OS << "needs";
      Hex(Key);
      Hex(Was) << '\n';
    }
  }
  OS.close();
  if (OS.has_error()) {
    OS.clear_error();
    llvm::sys::fs::remove(File + ".new");
  }
}

//===-- Functions ---------------------------------------------------------===//

/// Whether it made no difference that \p Former's callee was looked into
/// another number of times before: large functions are looked into only so
/// often.
bool FunctionCache::countsAlike(const Callee &C, unsigned Node,
                                ExprEngine &Engine) const {
  unsigned Was = C.Before.Count, Is = Known[Node].Count;
  if (Was == Is)
    return true;
  unsigned Limit = Engine.getAnalysisManager().options.MaxTimesInlineLarge;
  unsigned More = C.After.Count - C.Before.Count;
  if ((Was + More <= Limit && Is + More <= Limit) ||
      (Was > Limit && Is > Limit))
    return true;
  const CFG *Body = Engine.getAnalysisManager().getCFG(Graph.decl(Node));
  return Body &&
         Body->getNumBlockIDs() < Engine.getAnalysisManager()
                                      .options.MinCFGSizeTreatFunctionsAsLarge;
}

bool FunctionCache::mayKeep(
    const Entry &Former, ExprEngine &Engine,
    const llvm::DenseSet<const FunctionDecl *> &ReturnsNew) const {
  if (!Former.Lasts)
    return false;
  auto Unchanged = [&](uint64_t Key) {
    unsigned Node = Graph.find(Key);
    return Node != Dependencies::None && !Changed[Node];
  };
  if (!Unchanged(Former.Key) || !llvm::all_of(Former.Visited, Unchanged) ||
      !llvm::all_of(Former.Gives, Unchanged))
    return false;
  for (const Callee &C : Former.Callees) {
    unsigned Node = Graph.find(C.Key);
    if (Node == Dependencies::None || Known[Node].No != C.Before.No ||
        !countsAlike(C, Node, Engine))
      return false;
  }
  for (auto [Key, Was] : Former.Needs) {
    unsigned Node = Graph.find(Key);
    if (Node == Dependencies::None ||
        ReturnsNew.count(
            cast<FunctionDecl>(Graph.decl(Node))->getCanonicalDecl()) != Was)
      return false;
  }
  return true;
}

/// Takes over what the engine learned from it.
bool FunctionCache::keep(const Entry &Former, int Index, ExprEngine &Engine,
                         llvm::DenseSet<const FunctionDecl *> &ReturnsNew) {
  if (!mayKeep(Former, Engine, ReturnsNew))
    return false;
  Entry E = Former;
  E.Old = Index;
  for (uint64_t Key : E.Visited)
    engine::visited(Engine)->insert(Graph.decl(Graph.find(Key)));
  for (Callee &C : E.Callees) {
    unsigned Node = Graph.find(C.Key);
    const Decl *D = Graph.decl(Node);
    unsigned More = C.After.Count - C.Before.Count;
    C.Before = Known[Node];
    for (unsigned I = 0; I != More; ++I)
      engine::summaries(Engine).bumpNumTimesInlined(D);
    if (C.After.No && !C.Before.No)
      engine::summaries(Engine).markShouldNotInline(D);
    C.After.Count = C.Before.Count + More;
    Known[Node] = C.After;
  }
  for (uint64_t Key : E.Gives)
    ReturnsNew.insert(
        cast<FunctionDecl>(Graph.decl(Graph.find(Key)))->getCanonicalDecl());
  Entries.push_back(std::move(E));
  return true;
}

/// Keeps what comes next in the former run, up to a function that has to be
/// analysed. What is kept here costs the engine nothing: it takes them for
/// functions that were looked into.
void FunctionCache::keepAhead(
    ExprEngine &Engine, llvm::DenseSet<const FunctionDecl *> &ReturnsNew) {
  for (; SameOrder && Next != Old.size(); ++Next) {
    unsigned Node = Graph.find(Old[Next].Key);
    if (Node == Dependencies::None || Entries.size() != Next ||
        !keep(Old[Next], static_cast<int>(Next), Engine, ReturnsNew))
      return;
    engine::visited(Engine)->insert(Graph.decl(Node));
    KeptAhead.insert(Graph.decl(Node));
  }
}

bool FunctionCache::enter(const Decl *Top, ExprEngine &Engine,
                          llvm::DenseSet<const FunctionDecl *> &ReturnsNew) {
  if (!On)
    return true;
  if (Current == Top)
    return Analysing;
  Current = Top;
  Analysing = true;
  if (!engine::visited(Engine)) {
    On = false;
    Mark.clear();
    return true;
  }
  if (Entries.empty()) {
    for (const Decl *D : Graph.nobodys())
      engine::visited(Engine)->insert(D);
    keepAhead(Engine, ReturnsNew);
  }
  unsigned Node = Graph.find(Top);
  if (KeptAhead.count(Top)) {
    Analysing = false;
    return false;
  }
  auto It = Node == Dependencies::None ? OldByKey.end()
                                       : OldByKey.find(Graph.key(Node));
  // What is static has a value where main() begins.
  const auto *FD = dyn_cast<FunctionDecl>(Top);
  bool IsMain = FD && FD->isMain();
  if (!IsMain && It != OldByKey.end() && It->second >= 0 &&
      keep(Old[It->second], It->second, Engine, ReturnsNew)) {
    Analysing = false;
    return false;
  }
  // What is there already has nothing to do with this function.
  Ahead.assign(engine::visited(Engine)->begin(),
               engine::visited(Engine)->end());
  engine::visited(Engine)->clear();
  Mark = " [entry: " + std::to_string(Entries.size()) + "]";
  Entries.emplace_back();
  Entries.back().Key = keyOf(Top, Entries.back());
  Entries.back().Lasts &= !IsMain;
  return true;
}

uint64_t FunctionCache::keyOf(const Decl *D, Entry &E) const {
  unsigned Node = Graph.find(D);
  uint64_t Key = Node == Dependencies::None ? 0 : Graph.key(Node);
  if (!Key || Graph.find(Key) != Node)
    E.Lasts = false;
  return Key;
}

void FunctionCache::leave(
    ExprEngine &Engine, const llvm::DenseSet<const FunctionDecl *> &GivesNew,
    const llvm::DenseMap<const FunctionDecl *, bool> &Needs,
    llvm::DenseSet<const FunctionDecl *> &ReturnsNew) {
  if (!On || !Current)
    return;
  const Decl *Top = Current;
  Current = nullptr;
  if (!Analysing)
    return;
  Analysing = false;
  Entry &E = Entries.back();
  std::vector<unsigned> MayHave;
  if (unsigned Node = Graph.find(Top); Node != Dependencies::None)
    MayHave = Graph.reachable(Node);
  for (const Decl *D : *engine::visited(Engine)) {
    E.Visited.push_back(keyOf(D, E));
    if (unsigned Node = Graph.find(D); Node != Dependencies::None)
      for (unsigned I : Graph.reachable(Node))
        MayHave.push_back(I);
  }
  llvm::sort(E.Visited);
  engine::visited(Engine)->insert(Ahead.begin(), Ahead.end());
  Ahead.clear();
  llvm::sort(MayHave);
  MayHave.erase(std::unique(MayHave.begin(), MayHave.end()), MayHave.end());
  FunctionSummariesTy &Summaries = engine::summaries(Engine);
  for (unsigned Node : MayHave) {
    const Decl *D = Graph.decl(Node);
    auto May = Summaries.mayInline(D);
    Inlining Now;
    Now.No = May && !*May;
    Now.Count = Summaries.getNumTimesInlined(D);
    if (!(Now == Inlining()) || !(Known[Node] == Inlining()))
      E.Callees.push_back({keyOf(D, E), Known[Node], Now});
    Known[Node] = Now;
  }
  for (const FunctionDecl *FD : GivesNew)
    E.Gives.push_back(keyOf(FD, E));
  llvm::sort(E.Gives);
  for (auto [FD, Was] : Needs)
    E.Needs.emplace_back(keyOf(FD, E), Was);
  llvm::sort(E.Needs);
  // If it has looked into others than before, others are left to analyse.
  SameOrder = SameOrder && Next < Old.size() && Entries.size() == Next + 1 &&
              Old[Next].Key == E.Key && Old[Next].Visited == E.Visited;
  if (SameOrder) {
    ++Next;
    keepAhead(Engine, ReturnsNew);
  }
}

//===- FileScope.cpp - What stands outside of functions -------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/FileScope.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/xxhash.h"

using namespace clang;
using namespace pyrefcheck;

static uint64_t nameOf(const IdentifierInfo *Id) {
  return llvm::xxHash64(Id->getName());
}

/// Divides the main file.
class FileScope::Reader {
public:
  explicit Reader(FileScope &To) : To(To) {}

  /// False if it is not clear where the pieces end.
  bool read() {
    const SourceManager &SM = To.Ctx->getSourceManager();
    StringRef Text = SM.getBufferData(SM.getMainFileID());
    // With its end, the buffer has a zero after it.
    Lexer Raw(SM.getLocForStartOfFile(SM.getMainFileID()),
              To.Ctx->getLangOpts(), Text.begin(), Text.begin(), Text.end());
    Token Tok;
    while (true) {
      Raw.LexFromRawLexer(Tok);
      if (Tok.is(tok::eof))
        break;
      unsigned Offset = SM.getFileOffset(Tok.getLocation());
      if (Tok.isAtStartOfLine())
        startLine(Tok.is(tok::hash));
      for (; Next != To.Functions.size() && To.Functions[Next].End <= Offset;
           ++Next)
        if (!Depth)
          finish(Declaration);
      bool InPart =
          Next != To.Functions.size() && Offset >= To.Functions[Next].Begin;
      StringRef Spelling = Text.substr(Offset, Tok.getLength());
      if (InDirective) {
        takeDirective(Tok, Spelling, Offset, InPart);
      } else if (InPart && Offset >= To.Functions[Next].Public) {
        if (!Depth)
          finish(Declaration);
      } else if (!take(Tok, Spelling, Offset, InPart)) {
        return false;
      }
    }
    startLine(false);
    finish(Declaration);
    // What comes before a header may mean something to it.
    for (size_t I = 0; I != LastInclude; ++I)
      To.Pieces[I].Hard = true;
    return true;
  }

private:
  struct Open {
    Span Where;
    std::string Text;
    bool Hard = false;
  };

  void finish(Open &O) {
    if (O.Text.empty())
      return;
    O.Where.Directive = &O == &Line;
    O.Where.OnlyName = &O == &Line && OnlyName;
    Piece P;
    // At another place among the functions it is another one.
    P.Hash = llvm::xxHash64(O.Text) * 31 + Next;
    P.Hard = O.Hard;
    To.Pieces.push_back(std::move(P));
    To.Spans.push_back(std::move(O.Where));
    O = Open();
  }

  void startLine(bool Hash) {
    if (InDirective) {
      finish(Line);
      if (Macro)
        To.Pieces.back().Declares.push_back(nameOf(Macro));
      Macro = nullptr;
      if (Include)
        LastInclude = To.Pieces.size();
      Include = false;
      // Which lines of a declaration are between which directives.
      if (!Declaration.Text.empty())
        Declaration.Text += '\n';
    }
    InDirective = Hash;
    OnlyName = false;
    Words = 0;
  }

  void add(Open &O, const Token &Tok, StringRef Spelling, unsigned Offset) {
    if (O.Text.empty())
      O.Where.Begin = Offset;
    O.Where.End = Offset + Tok.getLength();
    O.Text += Tok.hasLeadingSpace() ? ' ' : '\1';
    O.Text += Spelling;
    if (Tok.is(tok::raw_identifier)) {
      O.Where.Mentions.insert(&To.Ctx->Idents.get(Spelling));
      O.Hard |= Tok.needsCleaning();
    }
  }

  /// Only the definition of a macro says what it concerns.
  void takeDirective(const Token &Tok, StringRef Spelling, unsigned Offset,
                     bool InPart) {
    add(Line, Tok, Spelling, Offset);
    ++Words;
    if (Words == 2) {
      Line.Hard |= InPart || Spelling != "define";
      OnlyName =
          Spelling == "undef" || Spelling == "ifdef" || Spelling == "ifndef";
      Include = Spelling.take_front(7) == "include" || Spelling == "import";
    } else if (Words == 3 && !Line.Hard) {
      Macro = &To.Ctx->Idents.get(Spelling);
    }
  }

  bool take(const Token &Tok, StringRef Spelling, unsigned Offset,
            bool InPart) {
    add(Declaration, Tok, Spelling, Offset);
    // What is seen of a body: who knows what it says.
    Declaration.Hard |=
        InPart && To.Functions[Next].Public == To.Functions[Next].End;
    if (Tok.isOneOf(tok::l_brace, tok::l_paren, tok::l_square))
      ++Depth;
    else if (Tok.isOneOf(tok::r_brace, tok::r_paren, tok::r_square) && !Depth--)
      return false;
    if (!Depth && Tok.is(tok::semi) && !InPart)
      finish(Declaration);
    return true;
  }

  FileScope &To;
  Open Declaration, Line;
  bool InDirective = false;
  bool OnlyName = false;
  unsigned Words = 0; ///< of the directive
  const IdentifierInfo *Macro = nullptr;
  bool Include = false;
  unsigned Depth = 0;
  size_t Next = 0; ///< the function that we are in, or the next one
  size_t LastInclude = 0;
};

void FileScope::read(const TranslationUnitDecl *TU, const Preprocessor &PP,
                     const SourceParts &Parts,
                     llvm::function_ref<bool(StringRef)> IsSpecial) {
  Ctx = &TU->getASTContext();
  this->PP = &PP;
  Functions = Parts.parts();
  if (Ctx->getLangOpts().CPlusPlus || !Reader(*this).read() ||
      !readDeclarations(TU, IsSpecial)) {
    Spans.assign(1, Span());
    Pieces.assign(1, Piece());
    Pieces[0].Hash = llvm::xxHash64(Parts.mainRest());
    Pieces[0].Hard = true;
    return;
  }
  const IdentifierInfo *Pragma = &Ctx->Idents.get("_Pragma");
  for (size_t I = 0; I != Pieces.size(); ++I) {
    if (!Spans[I].OnlyName)
      addMacros(Spans[I].Mentions);
    Pieces[I].Hard |= Spans[I].Mentions.count(Pragma);
  }
}

/// The declaration that \p L is in; as many as there are pieces if it is in
/// none.
size_t FileScope::pieceAt(SourceLocation L) const {
  unsigned Offset = Ctx->getSourceManager().getFileOffset(
      Ctx->getSourceManager().getExpansionLoc(L));
  // They end in order; directives may stand inside.
  auto It = llvm::partition_point(
      Spans, [&](const Span &S) { return S.End <= Offset; });
  while (It != Spans.end() && It->Directive)
    ++It;
  return It == Spans.end() || Offset < It->Begin ? Spans.size()
                                                 : It - Spans.begin();
}

/// False if it is not clear which piece declares what.
bool FileScope::readDeclarations(
    const TranslationUnitDecl *TU,
    llvm::function_ref<bool(StringRef)> IsSpecial) {
  const SourceManager &SM = Ctx->getSourceManager();
  for (const Decl *D : TU->decls()) {
    SourceLocation L = SM.getExpansionLoc(D->getLocation());
    if (D->isImplicit() || !SM.isInFileID(L, SM.getMainFileID()))
      continue;
    size_t I = pieceAt(L);
    const auto *FD = dyn_cast<FunctionDecl>(D);
    bool Body = FD && FD->doesThisDeclarationHaveABody();
    if (I == Pieces.size() || pieceAt(D->getBeginLoc()) != I ||
        (!Body && pieceAt(D->getEndLoc()) != I))
      return false;
    if (isa<NamedDecl>(D))
      declare(D, Pieces[I], IsSpecial);
    else if (!isa<StaticAssertDecl, EmptyDecl>(D))
      Pieces[I].Hard = true;
  }
  return true;
}

void FileScope::declare(const Decl *D, Piece &P,
                        llvm::function_ref<bool(StringRef)> IsSpecial) {
  const auto *Named = dyn_cast<NamedDecl>(D);
  if (Named && Named->getIdentifier()) {
    P.Declares.push_back(nameOf(Named->getIdentifier()));
    P.Hard |= IsSpecial(Named->getName());
  }
  if (isa<TagDecl>(D))
    for (const Decl *Member : cast<TagDecl>(D)->decls())
      declare(Member, P, IsSpecial);
}

/// Adds the names in the macros among \p In: whatever they ever stood for.
/// Null, if a macro may make any name.
void FileScope::addMacros(Names &In) const {
  llvm::SmallVector<const IdentifierInfo *, 64> Todo(In.begin(), In.end());
  while (!Todo.empty()) {
    const IdentifierInfo *Id = Todo.pop_back_val();
    if (!Id || !Id->hadMacroDefinition())
      continue;
    for (const MacroDirective *MD = PP->getLocalMacroDirectiveHistory(Id); MD;
         MD = MD->getPrevious()) {
      const auto *Define = dyn_cast<DefMacroDirective>(MD);
      if (!Define)
        continue;
      tok::TokenKind Last = tok::unknown;
      for (const Token &Tok : Define->getInfo()->tokens()) {
        // ", ##args" makes no name.
        if (Tok.is(tok::hashhash) && Last != tok::comma)
          In.insert(nullptr);
        else if (const IdentifierInfo *Other = Tok.getIdentifierInfo())
          if (In.insert(Other).second)
            Todo.push_back(Other);
        Last = Tok.getKind();
      }
    }
  }
}

FileScope::Names FileScope::namesIn(const SourceParts::Part &P) const {
  const SourceManager &SM = Ctx->getSourceManager();
  StringRef Text = SM.getBufferData(SM.getMainFileID());
  Lexer Raw(
      SM.getLocForStartOfFile(SM.getMainFileID()).getLocWithOffset(P.Begin),
      Ctx->getLangOpts(), Text.begin() + P.Begin, Text.begin() + P.Begin,
      Text.end());
  Names Found;
  Token Tok;
  while (true) {
    Raw.LexFromRawLexer(Tok);
    unsigned Offset = SM.getFileOffset(Tok.getLocation());
    if (Tok.is(tok::eof) || Offset >= P.End)
      break;
    if (Tok.is(tok::raw_identifier))
      Found.insert(Tok.needsCleaning() ? nullptr
                                       : &Ctx->Idents.get(Text.substr(
                                             Offset, Tok.getLength())));
  }
  addMacros(Found);
  return Found;
}

static bool meet(const llvm::DenseSet<const IdentifierInfo *> &Text,
                 const llvm::DenseSet<uint64_t> &Affected) {
  return llvm::any_of(Text, [&](const IdentifierInfo *Id) {
    return !Id || Affected.count(nameOf(Id));
  });
}

static bool isSame(const FileScope::Piece &A, const FileScope::Piece &B) {
  return A.Hash == B.Hash && A.Hard == B.Hard && A.Declares == B.Declares;
}

/// Marks what \p A and \p B have in common, in the same order.
static void findCommon(ArrayRef<FileScope::Piece> A,
                       ArrayRef<FileScope::Piece> B, std::vector<bool> &InA,
                       std::vector<bool> &InB) {
  InA.assign(A.size(), false);
  InB.assign(B.size(), false);
  size_t First = 0, EndA = A.size(), EndB = B.size();
  for (; First != std::min(EndA, EndB) && isSame(A[First], B[First]); ++First)
    InA[First] = InB[First] = true;
  for (; EndA != First && EndB != First && isSame(A[EndA - 1], B[EndB - 1]);
       --EndA, --EndB)
    InA[EndA - 1] = InB[EndB - 1] = true;
  // The longest sequence. Where it would take too long, there is none.
  size_t NumA = EndA - First, NumB = EndB - First;
  if (NumA * NumB > 1000000)
    return;
  std::vector<unsigned> Length((NumA + 1) * (NumB + 1));
  auto At = [&](size_t I, size_t J) -> unsigned & {
    return Length[I * (NumB + 1) + J];
  };
  for (size_t I = NumA; I-- != 0;)
    for (size_t J = NumB; J-- != 0;)
      At(I, J) = isSame(A[First + I], B[First + J])
                     ? At(I + 1, J + 1) + 1
                     : std::max(At(I + 1, J), At(I, J + 1));
  for (size_t I = 0, J = 0; I != NumA && J != NumB;)
    if (isSame(A[First + I], B[First + J]))
      InA[First + I++] = InB[First + J++] = true;
    else if (At(I + 1, J) >= At(I, J + 1))
      ++I;
    else
      ++J;
}

bool FileScope::compare(ArrayRef<Piece> Former,
                        std::vector<bool> &Changed) const {
  std::vector<bool> Stays, IsOld;
  findCommon(Former, Pieces, Stays, IsOld);
  llvm::DenseSet<uint64_t> Affected;
  auto Take = [&](const Piece &P) {
    Affected.insert(P.Declares.begin(), P.Declares.end());
    return !P.Hard;
  };
  std::vector<bool> Taken(Pieces.size());
  for (size_t I = 0; I != Former.size(); ++I)
    if (!Stays[I] && !Take(Former[I]))
      return false;
  for (size_t I = 0; I != Pieces.size(); ++I)
    if (!IsOld[I]) {
      Taken[I] = true;
      if (!Take(Pieces[I]))
        return false;
    }
  if (Affected.empty())
    return true;
  for (bool More = true; More;) {
    More = false;
    for (size_t I = 0; I != Pieces.size(); ++I) {
      if (Taken[I] || !meet(Spans[I].Mentions, Affected))
        continue;
      if (!Take(Pieces[I]))
        return false;
      Taken[I] = More = true;
    }
  }
  for (size_t I = 0; I != Functions.size(); ++I)
    if (!Changed[I] && meet(namesIn(Functions[I]), Affected))
      Changed[I] = true;
  return true;
}

//===- SourceParts.cpp - The functions' texts in the main file ------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/SourceParts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"
#include <algorithm>

using namespace clang;
using namespace pyrefcheck;

/// Where \p L is in the main file, whatever macro it comes from; None if it is
/// in another file.
static unsigned mainOffset(SourceLocation L, const SourceManager &SM) {
  if (L.isInvalid())
    return SourceParts::None;
  auto [File, Offset] = SM.getDecomposedLoc(SM.getExpansionLoc(L));
  return File == SM.getMainFileID() ? Offset : SourceParts::None;
}

/// Whether others depend on the body, not only on the declaration.
static bool isBodyPublic(const FunctionDecl *FD) {
  return FD->isConstexpr() || FD->getBody()->getBeginLoc().isMacroID() ||
         FD->getReturnType()->getContainedDeducedType() ||
         FD->getDeclaredReturnType()->getContainedDeducedType();
}

void SourceParts::read(ArrayRef<const FunctionDecl *> Definitions,
                       const ASTContext &Context) {
  Ctx = &Context;
  SM = &Context.getSourceManager();
  StringRef Text = SM->getBufferData(SM->getMainFileID());
  std::vector<Part> Found;
  for (const FunctionDecl *FD : Definitions) {
    SourceRange Range =
        SM->getExpansionRange(FD->getSourceRange()).getAsRange();
    unsigned Begin = mainOffset(Range.getBegin(), *SM);
    unsigned Last = mainOffset(Range.getEnd(), *SM);
    unsigned Body = mainOffset(FD->getBody()->getBeginLoc(), *SM);
    if (Begin == None || Last == None || Body == None || Last < Begin)
      continue;
    Part P;
    // With what stands before it in its line, if that is just space: fixes
    // look at it.
    P.Begin = Begin;
    size_t Line = Text.take_front(Begin).find_last_of("\r\n");
    Line = Line == StringRef::npos ? 0 : Line + 1;
    if (Text.slice(Line, Begin).find_first_not_of(" \t") == StringRef::npos)
      P.Begin = Line;
    P.End = Last + Lexer::MeasureTokenLength(Range.getEnd(), *SM,
                                             Context.getLangOpts());
    P.Public = isBodyPublic(FD) ? P.End : std::max(P.Begin, Body);
    Found.push_back(P);
  }
  llvm::sort(Found, [](const Part &A, const Part &B) {
    return std::make_pair(A.Begin, B.End) < std::make_pair(B.Begin, A.End);
  });
  for (const Part &P : Found) {
    if (Parts.empty() || P.Begin >= Parts.back().End) {
      Parts.push_back(P);
      continue;
    }
    // A method of a local class, a lambda; or several by one macro.
    Part &Outer = Parts.back();
    if (P.Begin == Outer.Begin && P.End == Outer.End) {
      // The instances of a template.
      Outer.Public = std::max(Outer.Public, P.Public);
    } else if (P.End > Outer.End || P.Begin == Outer.Begin) {
      Outer.End = std::max(Outer.End, P.End);
      Outer.Public = Outer.End;
    }
  }
  for (Part &P : Parts)
    P.Hash = llvm::xxHash64(Text.slice(P.Begin, P.End));
}

unsigned SourceParts::partAt(SourceLocation L) const {
  unsigned Offset = mainOffset(L, *SM);
  if (Offset == None)
    return None;
  auto It =
      std::upper_bound(Parts.begin(), Parts.end(), Offset,
                       [](unsigned O, const Part &P) { return O < P.Begin; });
  if (It == Parts.begin() || Offset >= std::prev(It)->End)
    return None;
  return static_cast<unsigned>(std::prev(It) - Parts.begin());
}

/// The tokens of the main file that are not hidden in a body, without comments.
/// What the preprocessor is told in a body counts everywhere.
std::string SourceParts::mainRest() const {
  StringRef Text = SM->getBufferData(SM->getMainFileID());
  SourceLocation Start = SM->getLocForStartOfFile(SM->getMainFileID());
  // With its end, the buffer has a zero after it.
  Lexer Raw(Start, Ctx->getLangOpts(), Text.begin(), Text.begin(), Text.end());
  std::string Rest;
  auto It = Parts.begin();
  bool Directive = false;
  Token Tok;
  while (true) {
    Raw.LexFromRawLexer(Tok);
    unsigned Offset = SM->getFileOffset(Tok.getLocation());
    for (; It != Parts.end() && (It->End <= Offset || Tok.is(tok::eof)); ++It)
      Rest += '\2';
    if (Tok.is(tok::eof))
      break;
    if (Tok.isAtStartOfLine()) {
      if (Directive)
        Rest += '\n';
      Directive = Tok.is(tok::hash);
    }
    if (!Directive && It != Parts.end() && Offset >= It->Public)
      continue;
    Rest += Tok.hasLeadingSpace() ? ' ' : '\1';
    Rest += Text.substr(Offset, Tok.getLength());
  }
  return Rest;
}

uint64_t SourceParts::restHash() const {
  std::string All;
  const char *Main = SM->getBufferData(SM->getMainFileID()).data();
  for (unsigned I = 0, N = SM->local_sloc_entry_size(); I != N; ++I) {
    const SrcMgr::SLocEntry &Entry = SM->getLocalSLocEntry(I);
    if (!Entry.isFile())
      continue;
    const SrcMgr::ContentCache &Content = Entry.getFile().getContentCache();
    auto Buffer = Content.getBufferIfLoaded();
    // What macros paste together comes from files.
    if (!Buffer || Buffer->getBufferIdentifier() == "<scratch space>" ||
        Buffer->getBufferStart() == Main)
      continue;
    All += '\n';
    if (Content.OrigEntry)
      All += Content.OrigEntry->getName();
    All += ' ' + std::to_string(llvm::xxHash64(Buffer->getBuffer()));
  }
  return llvm::xxHash64(All);
}

void SourceParts::dependOn(unsigned I, StringRef Facts) {
  Parts[I].Hash = Parts[I].Hash * 31 + llvm::xxHash64(Facts);
}

unsigned SourceParts::lineOf(unsigned Offset) const {
  return SM->getLineNumber(SM->getMainFileID(), Offset);
}

unsigned SourceParts::columnOf(unsigned Offset) const {
  return SM->getColumnNumber(SM->getMainFileID(), Offset);
}

//===- Insertion.cpp - Changes of the source's text -----------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Report/Fixes.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using namespace pyrefcheck;

namespace {
/// Where a statement or expression stands in a file, as a whole.
class Extent {
public:
  Extent(const Stmt *S, const ASTContext &Ctx)
      : SM(Ctx.getSourceManager()), LO(Ctx.getLangOpts()) {
    Begin = S->getBeginLoc();
    Last = S->getEndLoc();
    bool Known = (Begin.isFileID() ||
                  Lexer::isAtStartOfMacroExpansion(Begin, SM, LO, &Begin)) &&
                 (Last.isFileID() ||
                  Lexer::isAtEndOfMacroExpansion(Last, SM, LO, &Last)) &&
                 SM.getFileID(Begin) == SM.getFileID(Last) &&
                 !SM.isInSystemHeader(Begin);
    if (!Known)
      Begin = SourceLocation();
    else
      Offset = SM.getFileOffset(Begin);
  }

  explicit operator bool() const { return Begin.isValid(); }
  StringRef text() const { return SM.getBufferData(SM.getFileID(Begin)); }
  SourceLocation afterSemicolon() const {
    return Lexer::findLocationAfterToken(Last, tok::semi, SM, LO,
                                         /*SkipWhitespace=*/false);
  }
  SourceLocation end() const {
    return Lexer::getLocForEndOfToken(Last, 0, SM, LO);
  }
  /// What is before it in its line.
  StringRef lineBefore() const {
    StringRef Before = text().take_front(Offset);
    return Before.drop_front(Before.find_last_of("\r\n") + 1);
  }

  const SourceManager &SM;
  const LangOptions &LO;
  SourceLocation Begin, Last;
  unsigned Offset = 0;
};
} // namespace

static bool isBlank(StringRef Text) {
  return Text.find_first_not_of(" \t") == StringRef::npos;
}

static StringRef indentation(StringRef Line) {
  return Line.take_while([](char C) { return C == ' ' || C == '\t'; });
}

/// The last token of \p Parent before \p S; invalid if it is not known.
static SourceLocation tokenBefore(const Stmt *S, const Stmt *Parent) {
  if (const auto *If = dyn_cast<IfStmt>(Parent))
    return If->getElse() == S ? If->getElseLoc() : If->getRParenLoc();
  if (const auto *While = dyn_cast<WhileStmt>(Parent))
    return While->getRParenLoc();
  if (const auto *For = dyn_cast<ForStmt>(Parent))
    return For->getRParenLoc();
  return SourceLocation();
}

static bool isBody(const Stmt *S, const Stmt *Parent) {
  if (const auto *If = dyn_cast<IfStmt>(Parent))
    return If->getThen() == S || If->getElse() == S;
  if (const auto *While = dyn_cast<WhileStmt>(Parent))
    return While->getBody() == S;
  if (const auto *For = dyn_cast<ForStmt>(Parent))
    return For->getBody() == S;
  if (const auto *Do = dyn_cast<DoStmt>(Parent))
    return Do->getBody() == S;
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(Parent))
    return Range->getBody() == S;
  return false;
}

static FixList inBraces(const Stmt *S, const Stmt *Parent, StringRef Code,
                        const Extent &Where, StringRef Newline) {
  SourceLocation End = Where.afterSemicolon();
  if (End.isInvalid())
    return {};
  const SourceManager &SM = Where.SM;
  StringRef Indent = Where.lineBefore();
  SourceLocation Before = tokenBefore(S, Parent);
  SourceLocation ParentBegin = Parent->getBeginLoc();
  bool Lines = isBlank(Indent) && Before.isFileID() && Before.isValid() &&
               ParentBegin.isFileID();
  if (Lines) {
    Before = Lexer::getLocForEndOfToken(Before, 0, SM, Where.LO);
    // A comment may stand between.
    unsigned From = SM.getFileOffset(Before);
    Lines = SM.getFileID(Before) == SM.getFileID(Where.Begin) &&
            Where.text().slice(From, Where.Offset).trim().empty();
  }
  if (!Lines)
    return {FixItHint::CreateInsertion(Where.Begin, ("{ " + Code + " ").str()),
            FixItHint::CreateInsertion(End, " }")};
  StringRef Line = Where.text();
  Line = Line.drop_front(
      Line.take_front(SM.getFileOffset(ParentBegin)).find_last_of("\r\n") + 1);
  return {
      FixItHint::CreateInsertion(Before, " {"),
      FixItHint::CreateInsertion(Where.Begin, (Code + Newline + Indent).str()),
      FixItHint::CreateInsertion(End,
                                 (Newline + indentation(Line) + "}").str())};
}

FixList pyrefcheck::insertBefore(const Stmt *S, StringRef Code,
                                 const ParentMap &Parents,
                                 const ASTContext &Ctx) {
  Extent Where(S, Ctx);
  if (!Where)
    return {};
  StringRef Newline = Where.text().contains("\r\n") ? "\r\n" : "\n";
  const Stmt *Inner = S;
  const Stmt *Parent = Parents.getParent(const_cast<Stmt *>(S));
  while (Parent && isa<LabelStmt, SwitchCase>(Parent)) {
    Inner = Parent;
    Parent = Parents.getParent(const_cast<Stmt *>(Parent));
  }
  if (!Parent)
    return {};
  if (isa<CompoundStmt>(Parent)) {
    StringRef Before = Where.lineBefore();
    std::string Text =
        isBlank(Before) ? (Code + Newline + Before).str() : (Code + " ").str();
    return {FixItHint::CreateInsertion(Where.Begin, Text)};
  }
  if (Inner != S || !isBody(S, Parent))
    return {};
  return inBraces(S, Parent, Code, Where, Newline);
}

FixList pyrefcheck::wrap(const Expr *E, StringRef Before, StringRef After,
                         const ASTContext &Ctx) {
  Extent Where(E, Ctx);
  if (!Where || Where.end().isInvalid())
    return {};
  return {FixItHint::CreateInsertion(Where.Begin, Before),
          FixItHint::CreateInsertion(Where.end(), After)};
}

//===- Suppressions.cpp - Comments that say: not here ---------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Suppressions.h"
#include "pyrefcheck/Driver/CheckList.h"
#include "pyrefcheck/Driver/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace pyrefcheck::driver;

namespace {
/// Finds comments; knows literals, lest it takes their content for one.
class CommentScanner {
public:
  explicit CommentScanner(StringRef Text) : Text(Text) {}

  std::vector<Suppression> run() {
    while (At < Text.size()) {
      char C = Text[At];
      if (C == '\n') {
        newLine();
      } else if (C == '/' && next() == '/') {
        size_t End = std::min(Text.find('\n', At), Text.size());
        comment(Text.slice(At + 2, End), End);
      } else if (C == '/' && next() == '*') {
        size_t End = Text.find("*/", At + 2);
        StringRef Body = Text.slice(At + 2, End);
        comment(Body, End == StringRef::npos ? Text.size() : End + 2);
      } else if (C == '"' && At && Text[At - 1] == 'R') {
        code();
        rawString();
      } else if (C == '"' || C == '\'') {
        code();
        literal(C);
      } else {
        if (!isSpace(C))
          code();
        ++At;
      }
    }
    return std::move(Found);
  }

private:
  char next() const { return At + 1 < Text.size() ? Text[At + 1] : '\0'; }

  void newLine() {
    ++Line;
    HasCode = false;
    ++At;
  }

  /// Comments that wait for code are about this line.
  void code() {
    HasCode = true;
    for (size_t I : Waiting)
      Found[I].Target = Line;
    Waiting.clear();
  }

  void literal(char Quote) {
    // A quote within a number (1'000) is none.
    if (Quote == '\'' && At && isHexDigit(Text[At - 1]) && isHexDigit(next())) {
      ++At;
      return;
    }
    for (++At; At < Text.size() && Text[At] != '\n'; ++At) {
      if (Text[At] == '\\' && next() != '\n')
        ++At;
      else if (Text[At] == Quote) {
        ++At;
        return;
      }
    }
  }

  void rawString() {
    size_t Open = Text.find('(', At);
    if (Open == StringRef::npos) {
      ++At;
      return;
    }
    std::string Close = (")" + Text.slice(At + 1, Open) + "\"").str();
    size_t End = Text.find(Close, Open);
    End = End == StringRef::npos ? Text.size() : End + Close.size();
    Line += Text.slice(At, End).count('\n');
    At = End;
  }

  void comment(StringRef Body, size_t End) {
    StringRef Rest = Body;
    unsigned Offset = 0;
    size_t Start = Rest.find("pyrefcheck:");
    if (Start != StringRef::npos) {
      Offset = Rest.take_front(Start).count('\n');
      Rest = Rest.drop_front(Start + 11).ltrim();
      if (Rest.consume_front("ignore"))
        suppression(Rest, Line + Offset);
    }
    Line += Text.slice(At, End).count('\n');
    At = End;
  }

  void suppression(StringRef Rest, unsigned Where) {
    Suppression S;
    S.Line = Where;
    if (!Rest.consume_front("[") || !Rest.contains(']')) {
      S.Mistake = "expected the check in brackets, as in "
                  "'pyrefcheck: ignore[cpython.refcount.Leak] reason'";
    } else {
      auto [List, Reason] = Rest.split(']');
      SmallVector<StringRef, 4> Names;
      List.split(Names, ',');
      for (StringRef Name : Names) {
        S.Checks.push_back(Name.trim().str());
        if (!namesCheck(Name.trim()))
          S.Mistake = unknownCheck(Name.trim());
      }
      // In a block comment, it may go on in the next lines.
      SmallVector<StringRef, 16> Words;
      SplitString(Reason.ltrim(" \t:-"), Words);
      S.Reason = llvm::join(Words.begin(), Words.end(), " ");
      if (S.Mistake.empty() && S.Reason.empty())
        S.Mistake = "a reason is missing after 'ignore[" + List.str() + "]'";
    }
    if (HasCode)
      S.Target = Line;
    else
      Waiting.push_back(Found.size());
    Found.push_back(std::move(S));
  }

  StringRef Text;
  size_t At = 0;
  unsigned Line = 1;
  bool HasCode = false;
  std::vector<Suppression> Found;
  std::vector<size_t> Waiting;
};
} // namespace

std::vector<Suppression> pyrefcheck::driver::findSuppressions(StringRef Text) {
  // Most files have none.
  if (!Text.contains("pyrefcheck:"))
    return {};
  return CommentScanner(Text).run();
}

void Suppressions::addFile(const std::string &File) {
  if (Files.count(File))
    return;
  auto Text = readFile(File);
  if (!Text) {
    consumeError(Text.takeError());
    return;
  }
  add(File, *Text);
}

void Suppressions::add(const std::string &File, StringRef Text) {
  std::vector<Suppression> Found = findSuppressions(Text);
  if (!Found.empty())
    Files[File] = std::move(Found);
}

bool Suppressions::suppresses(const Finding &F) {
  auto It = Files.find(F.Where.File);
  if (It == Files.end())
    return false;
  bool Result = false;
  for (Suppression &S : It->second)
    if (S.Mistake.empty() && S.Target >= F.Where.Line &&
        S.Target <= std::max(F.Where.Line, F.Where.EndLine) &&
        llvm::any_of(S.Checks, [&](const std::string &Check) {
          return matchesCheck(F.Check, Check);
        }))
      S.Used = Result = true;
  return Result;
}

std::vector<std::string>
Suppressions::complaints(StringRef Root,
                         const std::set<std::string> &EnabledChecks) const {
  std::vector<std::string> Result;
  for (const auto &[File, List] : Files)
    for (const Suppression &S : List) {
      std::string Where =
          relativeTo(File, Root) + ":" + std::to_string(S.Line) + ": warning: ";
      if (!S.Mistake.empty()) {
        Result.push_back(Where + S.Mistake + "; the comment is ignored");
        continue;
      }
      bool Enabled = llvm::all_of(S.Checks, [&](const std::string &Pattern) {
        return llvm::any_of(EnabledChecks, [&](const std::string &Check) {
          return matchesCheck(Check, Pattern);
        });
      });
      if (!S.Used && Enabled)
        Result.push_back(Where + "this suppression of '" +
                         llvm::join(S.Checks, ", ") +
                         "' suppresses nothing; remove it");
    }
  return Result;
}

//===- SourceNames.cpp - Names of functions in a source -------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/SourceNames.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

namespace {
class Scanner {
public:
  explicit Scanner(StringRef Text) : Text(Text) {}

  SourceNames run() {
    while (At < Text.size())
      next();
    for (const auto &Call : Calls)
      if (!Names.Own.count(Call.getKey()))
        Names.Called.insert(Call.getKey());
    return std::move(Names);
  }

private:
  static bool isWord(char C) { return isAlnum(C) || C == '_'; }
  char peek(size_t Ahead = 0) const {
    return At + Ahead < Text.size() ? Text[At + Ahead] : '\0';
  }
  bool isLineStart() const { return At == 0 || Text[At - 1] == '\n'; }

  void next() {
    char C = peek();
    if (C == '\n') {
      // A line that ends in a backslash goes on.
      InDirective &= compat::endsWith(Text.take_front(At).rtrim('\r'), "\\");
      Empty |= !InDirective;
      ++At;
      return;
    }
    if (isSpace(C)) {
      ++At;
      return;
    }
    if (C == '/' && (peek(1) == '/' || peek(1) == '*')) {
      skipPast(peek(1) == '/' ? "\n" : "*/");
      if (Text[At - 1] == '\n')
        --At;
      return;
    }
    if (C == '#' && Empty)
      InDirective = true;
    Empty = false;
    if (C == '"' || C == '\'')
      return skipLiteral(C);
    if (isWord(C))
      return readWord();
    if (!InDirective)
      readSign(C);
    ++At;
  }

  void skipPast(StringRef End) {
    size_t Found = Text.find(End, At + 2);
    At = Found == StringRef::npos ? Text.size() : Found + End.size();
  }

  void skipLiteral(char Quote) {
    for (++At; At < Text.size() && peek() != Quote && peek() != '\n'; ++At)
      if (peek() == '\\')
        ++At;
    if (peek() == Quote)
      ++At;
  }

  /// R"x(...)x"
  void skipRawLiteral() {
    StringRef Mark = Text.substr(At + 1).take_until(
        [](char C) { return C == '(' || C == '\n'; });
    skipPast((")" + Mark + "\"").str());
  }

  void readWord() {
    StringRef Word = Text.substr(At).take_while(isWord);
    At += Word.size();
    if (compat::endsWith(Word, "R") && Word.size() <= 3 && peek() == '"')
      return skipRawLiteral();
    Names.NamesApi |= compat::startsWith(Word, "Py");
    bool IsCall = Text.substr(At).ltrim().take_front() == "(";
    if (IsCall && !isDigit(Word[0]))
      Calls.insert(Word);
    if (InDirective || Depth || Parentheses)
      return;
    if (Word == "static" || Word == "inline" || Word == "template" ||
        Word == "typedef")
      IsLocal = true;
    else if (Word == "extern" || Word == "namespace")
      IsTransparent = true;
    if (IsCall)
      Candidates.push_back(Word);
  }

  void readSign(char C) {
    switch (C) {
    case '(':
      ++Parentheses;
      break;
    case ')':
      Parentheses -= Parentheses != 0;
      break;
    case '{':
      Parentheses = 0;
      if (Depth == 0 && !Candidates.empty())
        define();
      else if (Depth == 0 && IsTransparent) {
        begin();
        break;
      }
      ++Depth;
      break;
    case '}':
      // With #if and #else, braces don't add up; but such a one ends all.
      Depth = isLineStart() ? 0 : Depth - (Depth != 0);
      Parentheses = 0;
      if (Depth == 0)
        begin();
      break;
    case '=':
      if (Depth == 0 && Parentheses == 0)
        Candidates.clear();
      break;
    case ';':
      if (Depth == 0 && Parentheses == 0)
        begin();
      break;
    default:
      break;
    }
  }

  /// Macros may look like functions in front of the name.
  void define() {
    for (StringRef Name : Candidates) {
      Names.Own.insert(Name);
      if (!IsLocal)
        Names.Exported.insert(Name);
    }
  }

  void begin() {
    Candidates.clear();
    IsLocal = IsTransparent = false;
  }

  StringRef Text;
  size_t At = 0;
  SourceNames Names;
  SmallVector<StringRef, 4> Candidates; ///< before "(", in this declaration
  StringSet<> Calls;
  unsigned Depth = 0, Parentheses = 0;
  bool IsLocal = false, IsTransparent = false;
  bool InDirective = false;
  bool Empty = true; ///< nothing on this line yet
};
} // namespace

SourceNames pyrefcheck::driver::readNames(StringRef Text) {
  return Scanner(Text).run();
}

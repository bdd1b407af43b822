//===- SourceNames.cpp - The names in a line of C -------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SourceNames.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace llvm;

namespace pyrefcheck {

static bool isNameStart(char C) { return isAlpha(C) || C == '_'; }
static bool isNamePart(char C) { return isAlnum(C) || C == '_'; }

/// Where the line break after \p Source[At] is, those after a backslash apart.
static size_t endOfLogicalLine(StringRef Source, size_t At) {
  while (At < Source.size() && Source[At] != '\n')
    At += Source[At] == '\\' && At + 1 < Source.size() ? 2 : 1;
  return std::min(At, Source.size());
}

/// After the literal whose quote is at \p At; it ends with the line, at last.
static size_t skipQuoted(StringRef Source, size_t At) {
  const char Quote = Source[At];
  for (++At; At < Source.size() && Source[At] != '\n'; ++At) {
    if (Source[At] == Quote)
      return At + 1;
    if (Source[At] == '\\')
      ++At;
  }
  return std::min(At, Source.size());
}

/// After R"x(...)x", whose quote is at \p At.
static size_t skipRaw(StringRef Source, size_t At) {
  size_t Open = Source.find('(', At);
  if (Open == StringRef::npos)
    return Source.size();
  std::string End = ")" + Source.slice(At + 1, Open).str() + "\"";
  size_t Close = Source.find(End, Open);
  return Close == StringRef::npos ? Source.size() : Close + End.size();
}

static bool isRawPrefix(StringRef Name) {
  return Name == "R" || Name == "LR" || Name == "uR" || Name == "UR" ||
         Name == "u8R";
}

/// After the comment or literal at \p At; \p At itself if there is none.
static size_t skipUnnamed(StringRef Source, size_t At) {
  StringRef Rest = Source.drop_front(At);
  if (Rest.take_front(2) == "//")
    return endOfLogicalLine(Source, At);
  if (Rest.take_front(2) == "/*") {
    size_t End = Source.find("*/", At + 2);
    return End == StringRef::npos ? Source.size() : End + 2;
  }
  if (Rest.front() == '"' || Rest.front() == '\'')
    return skipQuoted(Source, At);
  if (!isDigit(Rest.front()))
    return At;
  // With its digit separators: 1'000.
  return At + Rest.take_while([](char C) {
                    return isNamePart(C) || C == '.' || C == '\'';
                  })
                  .size();
}

std::vector<SourceName> namesInLine(StringRef Source, unsigned Line) {
  std::vector<SourceName> Names;
  size_t Begin = 0;
  for (unsigned I = 1; I < Line && Begin < Source.size(); ++I)
    Begin = std::min(Source.find('\n', Begin), Source.size() - 1) + 1;
  const size_t End = std::min(Source.find('\n', Begin), Source.size());
  // From the top: the line may be in a comment that began earlier.
  for (size_t At = 0; At < End;) {
    if (size_t After = skipUnnamed(Source, At); After != At) {
      At = After;
      continue;
    }
    if (!isNameStart(Source[At])) {
      ++At;
      continue;
    }
    StringRef Text = Source.drop_front(At).take_while(isNamePart);
    const size_t Start = At;
    At += Text.size();
    if (isRawPrefix(Text) && Source.drop_front(At).take_front(1) == "\"") {
      At = skipRaw(Source, At);
      continue;
    }
    if (Start < Begin)
      continue;
    StringRef Before = Source.take_front(Start).rtrim();
    StringRef After = Source.drop_front(At).ltrim();
    Names.push_back({Text, static_cast<unsigned>(Start - Begin + 1),
                     Before.take_back(1) == "." || Before.take_back(2) == "->",
                     After.take_front(1) == "("});
  }
  return Names;
}

} // namespace pyrefcheck

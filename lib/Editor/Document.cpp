//===- Document.cpp - The text of an open file ----------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Editor/Document.h"
#include "pyrefcheck/Driver/Files.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace llvm;
using namespace pyrefcheck::editor;

StringRef pyrefcheck::editor::encodingName(Encoding E) {
  switch (E) {
  case Encoding::UTF8:
    return "utf-8";
  case Encoding::UTF16:
    return "utf-16";
  case Encoding::UTF32:
    return "utf-32";
  }
  return "";
}

bool pyrefcheck::editor::parseEncoding(StringRef Name, Encoding &E) {
  for (Encoding Known : {Encoding::UTF8, Encoding::UTF16, Encoding::UTF32})
    if (Name == encodingName(Known)) {
      E = Known;
      return true;
    }
  return false;
}

static json::Object toJSON(Position P) {
  return json::Object{{"line", P.Line}, {"character", P.Character}};
}

json::Value pyrefcheck::editor::toJSON(const Range &R) {
  return json::Object{{"start", ::toJSON(R.Start)}, {"end", ::toJSON(R.End)}};
}

static bool readPosition(const json::Object *O, Position &P) {
  if (!O)
    return false;
  auto Line = O->getInteger("line");
  auto Character = O->getInteger("character");
  if (!Line || !Character || *Line < 0 || *Character < 0)
    return false;
  P = {*Line, *Character};
  return true;
}

bool pyrefcheck::editor::readRange(const json::Value *V, Range &R) {
  const json::Object *O = V ? V->getAsObject() : nullptr;
  return O && readPosition(O->getObject("start"), R.Start) &&
         readPosition(O->getObject("end"), R.End);
}

//===-- Text --------------------------------------------------------------===//

const std::vector<size_t> &Text::starts() const {
  if (Starts.empty()) {
    Starts.push_back(0);
    for (size_t I = 0; I < Content.size(); ++I) {
      if (Content[I] == '\r' && I + 1 < Content.size() &&
          Content[I + 1] == '\n')
        ++I;
      else if (Content[I] != '\n' && Content[I] != '\r')
        continue;
      Starts.push_back(I + 1);
    }
  }
  return Starts;
}

StringRef Text::line(size_t Number) const {
  const std::vector<size_t> &All = starts();
  if (Number >= All.size())
    return {};
  size_t End = Number + 1 < All.size() ? All[Number + 1] : Content.size();
  return str().slice(All[Number], End).rtrim("\r\n");
}

/// How many bytes the character has that begins with \p C; stray bytes are
/// characters of their own.
static size_t sequenceLength(unsigned char C) {
  return C < 0xC0 ? 1 : C < 0xE0 ? 2 : C < 0xF0 ? 3 : 4;
}

/// What it counts for.
static size_t units(size_t Bytes, Encoding E) {
  return E == Encoding::UTF8                  ? Bytes
         : E == Encoding::UTF16 && Bytes == 4 ? 2
                                              : 1;
}

size_t Text::offset(Position P, Encoding E) const {
  const std::vector<size_t> &All = starts();
  if (P.Line < 0 || size_t(P.Line) >= All.size())
    return P.Line < 0 ? 0 : Content.size();
  StringRef Line = line(P.Line);
  size_t At = 0;
  for (size_t Count = 0; At < Line.size() && Count < size_t(P.Character);) {
    size_t Bytes = std::min(sequenceLength(Line[At]), Line.size() - At);
    size_t Units = units(Bytes, E);
    // Within a character: its beginning.
    if (Count + Units > size_t(P.Character))
      break;
    Count += Units;
    At += Bytes;
  }
  return All[P.Line] + At;
}

Position Text::position(size_t Offset, Encoding E) const {
  const std::vector<size_t> &All = starts();
  Offset = std::min(Offset, Content.size());
  size_t Number =
      std::upper_bound(All.begin(), All.end(), Offset) - All.begin() - 1;
  StringRef Line = line(Number);
  size_t Column = std::min(Offset - All[Number], Line.size());
  Position P;
  P.Line = Number;
  for (size_t At = 0; At < Column;) {
    size_t Bytes = std::min(sequenceLength(Line[At]), Line.size() - At);
    if (At + Bytes > Column && E != Encoding::UTF8)
      break;
    P.Character += units(Bytes, E);
    At += Bytes;
  }
  return P;
}

Range Text::range(size_t Start, size_t End, Encoding E) const {
  return {position(Start, E), position(End, E)};
}

size_t Text::offset(unsigned Line, unsigned Column) const {
  const std::vector<size_t> &All = starts();
  if (Line == 0)
    return 0;
  if (Line > All.size())
    return Content.size();
  size_t Start = All[Line - 1];
  return Start +
         std::min<size_t>(Column ? Column - 1 : 0, line(Line - 1).size());
}

static bool isNameCharacter(char C) { return isAlnum(C) || C == '_'; }

StringRef Text::nameAt(size_t Offset) const {
  size_t Start = std::min(Offset, Content.size()), End = Start;
  while (Start > 0 && isNameCharacter(Content[Start - 1]))
    --Start;
  while (End < Content.size() && isNameCharacter(Content[End]))
    ++End;
  return str().slice(Start, End);
}

Edit Text::replace(const Range &R, StringRef New, Encoding E) {
  size_t From = offset(R.Start, E);
  Edit Result{From, std::max(From, offset(R.End, E)), New.size()};
  Content.replace(Result.From, Result.To - Result.From, New.data(), New.size());
  Starts.clear();
  return Result;
}

Edit Text::replaceAll(StringRef New) {
  StringRef Old = Content;
  size_t Shorter = std::min(Old.size(), New.size());
  size_t Head = 0, Tail = 0;
  while (Head < Shorter && Old[Head] == New[Head])
    ++Head;
  while (Tail < Shorter - Head &&
         Old[Old.size() - 1 - Tail] == New[New.size() - 1 - Tail])
    ++Tail;
  Edit Result{Head, Old.size() - Tail, New.size() - Tail - Head};
  Content = New.str();
  Starts.clear();
  return Result;
}

//===-- URIs --------------------------------------------------------------===//

std::string pyrefcheck::editor::pathOfUri(StringRef Uri) {
  if (!Uri.take_front(5).equals_insensitive("file:"))
    return "";
  Uri = Uri.drop_front(5);
  // An authority is this machine, whatever it says.
  if (Uri.consume_front("//"))
    Uri = Uri.drop_front(std::min(Uri.find('/'), Uri.size()));
  std::string Path;
  for (size_t I = 0; I < Uri.size(); ++I) {
    if (Uri[I] == '%' && I + 2 < Uri.size() && isHexDigit(Uri[I + 1]) &&
        isHexDigit(Uri[I + 2])) {
      Path += static_cast<char>(hexDigitValue(Uri[I + 1]) * 16 +
                                hexDigitValue(Uri[I + 2]));
      I += 2;
    } else {
      Path += Uri[I];
    }
  }
  if (Path.empty() || Path[0] != '/' || Path.find('\0') != std::string::npos)
    return "";
  return driver::makeAbsolute(Path);
}

std::string pyrefcheck::editor::uriOfPath(StringRef Path) {
  std::string Uri = "file://";
  for (char C : Path) {
    if (isAlnum(C) || StringRef("-_.~/").contains(C)) {
      Uri += C;
    } else {
      Uri += '%';
      Uri += hexdigit(static_cast<unsigned char>(C) >> 4);
      Uri += hexdigit(static_cast<unsigned char>(C) & 15);
    }
  }
  return Uri;
}

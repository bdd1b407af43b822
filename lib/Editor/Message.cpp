//===- Message.cpp - The language server protocol's frames ----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Editor/Message.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace pyrefcheck::editor;

/// Longer lines are no header.
static constexpr size_t MaxLine = 4096;
static constexpr StringLiteral LengthHeader = "Content-Length:";

void MessageReader::append(StringRef Bytes) {
  if (At == Buffer.size()) {
    Buffer.clear();
    At = 0;
  } else if (At > 65536 && At > Buffer.size() / 2) {
    Buffer.erase(0, At);
    At = 0;
  }
  Buffer.append(Bytes.data(), Bytes.size());
}

MessageReader::Kind MessageReader::damaged(StringRef &Text, const char *Why) {
  Text = Why;
  HasLength = InHeader = false;
  Lost = true;
  return Damaged;
}

/// The line at the beginning of what is not taken yet. What is longer than a
/// line can be counts as one, so that nothing depends on the pieces in which
/// the bytes came.
MessageReader::LineKind MessageReader::line(StringRef &Line) {
  StringRef Rest = StringRef(Buffer).drop_front(At);
  size_t End = Rest.take_front(MaxLine).find('\n');
  if (End == StringRef::npos)
    return Rest.size() < MaxLine ? NoLineYet : TooLong;
  Line = Rest.take_front(End + 1);
  return WholeLine;
}

static bool isLengthHeader(StringRef Line) {
  return Line.take_front(LengthHeader.size()).equals_insensitive(LengthHeader);
}

bool MessageReader::readLength(StringRef Line) {
  HasLength =
      !Line.drop_front(LengthHeader.size()).trim().getAsInteger(10, Length) &&
      Length <= MaxLength;
  return HasLength;
}

/// Goes to the next Content-Length that makes sense. False if more is needed.
bool MessageReader::findHeader() {
  for (;;) {
    size_t Next = StringRef(Buffer).find(LengthHeader, At);
    if (Next == StringRef::npos) {
      // What may be the beginning of one stays.
      size_t Keep = std::min(Buffer.size() - At, LengthHeader.size() - 1);
      At = Buffer.size() - Keep;
      return false;
    }
    At = Next;
    StringRef Line;
    switch (line(Line)) {
    case NoLineYet:
      return false;
    case WholeLine:
      if (readLength(Line)) {
        Lost = false;
        InHeader = true;
        At += Line.size();
        return true;
      }
      break;
    case TooLong:
      break;
    }
    At += LengthHeader.size();
  }
}

static bool isHeader(StringRef Line) {
  StringRef Name = Line.split(':').first;
  return Name.size() < Line.size() && !Name.empty() &&
         llvm::all_of(Name, [](char C) { return isAlnum(C) || C == '-'; });
}

MessageReader::Kind MessageReader::next(StringRef &Text) {
  for (;;) {
    if (Lost && !findHeader())
      return NeedMore;
    if (InBody) {
      if (Buffer.size() - At < Length)
        return NeedMore;
      Text = StringRef(Buffer).substr(At, Length);
      At += Length;
      InBody = HasLength = InHeader = false;
      return Message;
    }
    StringRef Line;
    switch (line(Line)) {
    case NoLineYet:
      return NeedMore;
    case TooLong:
      return damaged(Text, "a header line is too long");
    case WholeLine:
      break;
    }
    if (Line.trim("\r\n").empty()) {
      At += Line.size();
      if (HasLength)
        InBody = true;
      else if (InHeader)
        return damaged(Text, "a header without Content-Length");
      continue;
    }
    if (isLengthHeader(Line)) {
      if (!readLength(Line))
        return damaged(Text, "Content-Length is not a number of bytes up to "
                             "268435456");
    } else if (!isHeader(Line)) {
      return damaged(Text, "expected a header 'Content-Length: N'");
    }
    InHeader = true;
    At += Line.size();
  }
}

std::string pyrefcheck::editor::header(StringRef Body) {
  return LengthHeader.str() + " " + std::to_string(Body.size()) + "\r\n\r\n";
}

//===-- Envelopes ---------------------------------------------------------===//

namespace {
/// Walks over JSON without keeping it. Lenient: clangd judges.
class Scanner {
public:
  explicit Scanner(StringRef Text) : Text(Text) {}

  bool eat(char C) {
    skipSpace();
    if (At == Text.size() || Text[At] != C)
      return false;
    ++At;
    return true;
  }

  /// A string with its quotes.
  bool string(StringRef &Result) {
    skipSpace();
    size_t Start = At;
    if (At == Text.size() || Text[At] != '"')
      return false;
    // Quickly: most of a long message is in strings.
    for (++At; (At = Text.find('"', At)) != StringRef::npos; ++At) {
      StringRef Before = Text.slice(Start + 1, At);
      size_t Backslashes = Before.size() - Before.rtrim('\\').size();
      if (Backslashes % 2 == 0) {
        Result = Text.slice(Start, ++At);
        return true;
      }
    }
    At = Text.size();
    return false;
  }

  bool value(StringRef &Result) {
    skipSpace();
    size_t Start = At, Depth = 0;
    StringRef Ignored;
    while (At < Text.size()) {
      char C = Text[At];
      if (C == '"') {
        if (!string(Ignored))
          return false;
        continue;
      }
      if (C == '{' || C == '[')
        ++Depth;
      else if (C == '}' || C == ']') {
        if (Depth == 0)
          break;
        --Depth;
      } else if (C == ',' && Depth == 0)
        break;
      ++At;
    }
    Result = Text.slice(Start, At).rtrim();
    return Depth == 0 && !Result.empty();
  }

  bool atEnd() {
    skipSpace();
    return At == Text.size();
  }

private:
  void skipSpace() {
    while (At < Text.size() && isSpace(Text[At]))
      ++At;
  }

  StringRef Text;
  size_t At = 0;
};
} // namespace

Envelope pyrefcheck::editor::peek(StringRef Body) {
  Envelope E;
  Scanner S(Body);
  if (!S.eat('{'))
    return E;
  if (S.eat('}'))
    return E;
  do {
    StringRef Key, Value;
    if (!S.string(Key) || !S.eat(':') || !S.value(Value))
      return E;
    if (Key == "\"method\"") {
      json::Value V = parseMessage(Value);
      if (auto Name = V.getAsString())
        E.Method = Name->str();
    } else if (Key == "\"id\"") {
      json::Value V = parseMessage(Value);
      if (V.getAsString() || V.getAsNumber())
        E.Id = toText(V);
    } else if (Key == "\"result\"" || Key == "\"error\"") {
      E.HasResult = true;
    }
  } while (S.eat(','));
  E.Valid = S.eat('}') && S.atEnd();
  return E;
}

json::Value pyrefcheck::editor::parseMessage(StringRef Body) {
  std::string Fixed;
  if (!json::isUTF8(Body)) {
    Fixed = json::fixUTF8(Body);
    Body = Fixed;
  }
  auto V = json::parse(Body);
  if (V)
    return std::move(*V);
  consumeError(V.takeError());
  return nullptr;
}

json::Object *pyrefcheck::editor::paramsOf(json::Value &Message) {
  json::Object *O = Message.getAsObject();
  return O ? O->getObject("params") : nullptr;
}

std::string pyrefcheck::editor::toText(const json::Value &V) {
  std::string Text;
  raw_string_ostream OS(Text);
  OS << V;
  OS.flush();
  return Text;
}

//===-- Messages ----------------------------------------------------------===//

std::string pyrefcheck::editor::notification(StringRef Method,
                                             json::Value Params) {
  return toText(json::Object{
      {"jsonrpc", "2.0"}, {"method", Method}, {"params", std::move(Params)}});
}

std::string pyrefcheck::editor::request(StringRef Id, StringRef Method,
                                        json::Value Params) {
  return toText(json::Object{{"jsonrpc", "2.0"},
                             {"id", Id},
                             {"method", Method},
                             {"params", std::move(Params)}});
}

static json::Value readId(StringRef Id) {
  return Id.empty() ? json::Value(nullptr) : parseMessage(Id);
}

std::string pyrefcheck::editor::response(StringRef Id, json::Value Result) {
  return toText(json::Object{
      {"jsonrpc", "2.0"}, {"id", readId(Id)}, {"result", std::move(Result)}});
}

std::string pyrefcheck::editor::errorResponse(StringRef Id, int Code,
                                              StringRef Message) {
  return toText(json::Object{
      {"jsonrpc", "2.0"},
      {"id", readId(Id)},
      {"error", json::Object{{"code", Code}, {"message", Message}}}});
}

//===- Message.cpp - The language server protocol's frames ----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Editor/Message.h"
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
    At = Scanned = 0;
  } else if (At > 65536 && At > Buffer.size() / 2) {
    Buffer.erase(0, At);
    Scanned -= std::min(Scanned, At);
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

/// True if \p Line is no Content-Length, or a good one.
bool MessageReader::readLength(StringRef Line) {
  if (!Line.take_front(LengthHeader.size()).equals_insensitive(LengthHeader))
    return true;
  HasLength =
      !Line.drop_front(LengthHeader.size()).trim().getAsInteger(10, Length) &&
      Length <= MaxLength;
  return HasLength;
}

MessageReader::Kind MessageReader::next(StringRef &Text) {
  for (;;) {
    StringRef Rest = StringRef(Buffer).drop_front(At);
    if (InBody) {
      if (Rest.size() < Length)
        return NeedMore;
      Text = Rest.take_front(Length);
      At += Length;
      Scanned = At;
      InBody = HasLength = InHeader = false;
      return Message;
    }
    size_t End = StringRef(Buffer).find('\n', std::max(At, Scanned));
    if (End == StringRef::npos) {
      Scanned = Buffer.size();
      if (Rest.size() <= MaxLine)
        return NeedMore;
      // What may be the beginning of a header stays.
      At = Scanned = Buffer.size() - LengthHeader.size();
      if (Lost)
        return NeedMore;
      return damaged(Text, "a header line is too long");
    }
    StringRef Line = Rest.take_front(End - At).rtrim('\r');
    At = Scanned = End + 1;
    if (Lost) {
      size_t Header = Line.rfind(LengthHeader);
      if (Header == StringRef::npos)
        continue;
      Line = Line.drop_front(Header);
    }
    if (Line.empty()) {
      if (HasLength)
        InBody = true;
      else if (InHeader)
        return damaged(Text, "a header without Content-Length");
      continue;
    }
    InHeader = true;
    if (!readLength(Line)) {
      if (Lost)
        continue;
      return damaged(Text, "Content-Length is not a number of bytes up to "
                           "268435456");
    }
    if (HasLength)
      Lost = false;
    if (!HasLength && Line.find(':') == StringRef::npos)
      return damaged(Text, "expected a header 'Content-Length: N'");
  }
}

std::string pyrefcheck::editor::frame(StringRef Body) {
  std::string Text =
      LengthHeader.str() + " " + std::to_string(Body.size()) + "\r\n\r\n";
  Text.append(Body.data(), Body.size());
  return Text;
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
    for (++At; At < Text.size();) {
      At = Text.find_first_of("\"\\", At);
      if (At == StringRef::npos)
        break;
      if (Text[At] == '"') {
        Result = Text.slice(Start, ++At);
        return true;
      }
      At += 2;
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

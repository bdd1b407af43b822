//===- MessageTest.cpp ----------------------------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Editor/Message.h"
#include "gtest/gtest.h"
#include <vector>

using namespace llvm;
using namespace pyrefcheck::editor;

namespace {

std::string frame(StringRef Body) { return header(Body) + Body.str(); }

/// "M:body", "D" for damage; fed in pieces of \p Step bytes.
std::vector<std::string> readAll(StringRef Bytes, size_t Step) {
  MessageReader Reader;
  std::vector<std::string> Result;
  while (!Bytes.empty()) {
    Reader.append(Bytes.take_front(Step));
    Bytes = Bytes.drop_front(std::min(Step, Bytes.size()));
    StringRef Text;
    for (;;) {
      MessageReader::Kind Kind = Reader.next(Text);
      if (Kind == MessageReader::NeedMore)
        break;
      Result.push_back(Kind == MessageReader::Message ? "M:" + Text.str()
                                                      : "D");
    }
  }
  return Result;
}

void expectRead(const std::string &Bytes,
                const std::vector<std::string> &Expected) {
  for (size_t Step : {size_t(1), size_t(2), size_t(7), Bytes.size()})
    EXPECT_EQ(readAll(Bytes, Step), Expected) << Bytes << " by " << Step;
}

TEST(MessageReader, Messages) {
  expectRead(frame("{}") + frame("") + frame("[1]"), {"M:{}", "M:", "M:[1]"});
  expectRead("Content-Type: x; charset=utf-8\r\ncontent-length:  2\r\n\r\n{}",
             {"M:{}"});
  expectRead("Content-Length: 2\n\n{}\r\n\r\n" + frame("a\r\n\r\nb"),
             {"M:{}", "M:a\r\n\r\nb"});
}

TEST(MessageReader, GoesOnAfterDamage) {
  for (StringRef Bad :
       {"Content-Length: x\r\n\r\n", "Content-Length: -1\r\n\r\n",
        "Content-Length: 99999999999999999999999\r\n\r\n",
        "Content-Length: 268435457\r\n\r\n", "Content-Length:\r\n\r\n",
        "Content-Type: y\r\n\r\n", "garbage\r\n", "{\"id\": 1}\n"})
    expectRead(Bad.str() + frame("good") + frame("more"),
               {"D", "M:good", "M:more"});
  // A body whose header was bad, and that has no end of line.
  expectRead("Content-Length: x\r\n\r\n{\"a\": 1}" + frame("good"),
             {"D", "M:good"});
  expectRead(std::string(100000, 'x') + frame("good"), {"D", "M:good"});
}

TEST(Envelope, Kinds) {
  Envelope E = peek(R"({"jsonrpc":"2.0","id":7,"method":"a/b","params":{}})");
  EXPECT_TRUE(E.Valid && E.isRequest());
  EXPECT_EQ(E.Id, "7");
  EXPECT_EQ(E.Method, "a/b");
  E = peek(R"( { "params" : {"method":"no","id":1}, "method" : "n" } )");
  EXPECT_TRUE(E.Valid && !E.isRequest() && !E.isResponse());
  EXPECT_EQ(E.Method, "n");
  E = peek(R"({"id":"a\u0041\"","result":[{"error":"}"},"\\",[]]})");
  EXPECT_TRUE(E.Valid && E.isResponse() && E.HasResult);
  EXPECT_EQ(E.Id, R"("aA\"")");
  E = peek(R"({"params":["\\\"","\"\\","\\\\"],"id":3,"method":"\""})");
  EXPECT_TRUE(E.Valid && E.Id == "3" && E.Method == "\"");
  EXPECT_FALSE(peek(R"({"method":"a","id":"\\\"})").Valid);
  E = peek(R"({"id":null,"error":{}})");
  EXPECT_TRUE(E.Valid && !E.isResponse() && E.HasResult);
}

TEST(Envelope, Damage) {
  for (StringRef Bad : {"", "null", "[]", "{", R"({"method)", R"({"method":)",
                        R"({"method":"x")", R"({"method":"x"}})",
                        R"({"a":[1,2})", R"({"method":"x\)", R"({"a" 1})"})
    EXPECT_FALSE(peek(Bad).Valid && !peek(Bad).Method.empty()) << Bad.str();
}

TEST(Message, BrokenUtf8) {
  json::Value V = parseMessage("{\"a\": \"\xff\xfe\"}");
  EXPECT_TRUE(V.getAsObject());
}

TEST(Message, Ids) {
  EXPECT_EQ(response("\"x\"", nullptr),
            R"({"id":"x","jsonrpc":"2.0","result":null})");
  EXPECT_EQ(errorResponse("", ParseError, "m"),
            R"({"error":{"code":-32700,"message":"m"},"id":null,)"
            R"("jsonrpc":"2.0"})");
}

} // namespace

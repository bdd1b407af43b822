//===- DocumentTest.cpp ---------------------------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Editor/Document.h"
#include "pyrefcheck/Editor/Marks.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace pyrefcheck::editor;

namespace {

TEST(Text, Encodings) {
  // One, two, three and four bytes.
  Text T("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80z\nx");
  struct {
    size_t Offset;
    int64_t Columns[3];
  } Places[] = {{0, {0, 0, 0}}, {1, {1, 1, 1}},   {3, {3, 2, 2}},
                {6, {6, 3, 3}}, {10, {10, 5, 4}}, {11, {11, 6, 5}}};
  Encoding All[] = {Encoding::UTF8, Encoding::UTF16, Encoding::UTF32};
  for (auto &Place : Places)
    for (int I = 0; I != 3; ++I) {
      EXPECT_EQ(T.position(Place.Offset, All[I]).Character, Place.Columns[I]);
      EXPECT_EQ(T.offset(Position{0, Place.Columns[I]}, All[I]), Place.Offset);
    }
  // Within the pair of surrogates: its beginning. Past the end: the end.
  EXPECT_EQ(T.offset(Position{0, 4}, Encoding::UTF16), 6u);
  EXPECT_EQ(T.offset(Position{0, 99}, Encoding::UTF16), 11u);
  EXPECT_EQ(T.offset(Position{9, 0}, Encoding::UTF16), 13u);
}

TEST(Text, LineEnds) {
  Text T("a\r\nb\rc\nd");
  EXPECT_EQ(T.lineCount(), 4u);
  EXPECT_EQ(T.line(0), "a");
  EXPECT_EQ(T.line(1), "b");
  EXPECT_EQ(T.line(2), "c");
  EXPECT_EQ(T.line(3), "d");
  EXPECT_EQ(T.offset(3u, 1u), 5u);
  EXPECT_EQ(T.position(3, Encoding::UTF16).Line, 1);
}

TEST(Text, Edits) {
  Text T("one\ntwo\nthree\n");
  Edit E = T.replace({{1, 0}, {1, 3}}, "2\n2", Encoding::UTF16);
  EXPECT_EQ(T.str(), "one\n2\n2\nthree\n");
  EXPECT_EQ(E.From, 4u);
  EXPECT_EQ(E.To, 7u);
  EXPECT_EQ(E.Length, 3u);
  E = T.replaceAll("one\n2\n2 or\nthree\n");
  EXPECT_EQ(E.From, 7u);
  EXPECT_EQ(E.To, 7u);
  EXPECT_EQ(E.Length, 3u);
  // Ends before it begins.
  T.replace({{3, 0}, {1, 0}}, "x", Encoding::UTF16);
  EXPECT_EQ(T.str(), "one\n2\n2 or\nxthree\n");
}

TEST(Text, Names) {
  Text T("f(Py_None, x1)");
  EXPECT_EQ(T.nameAt(4), "Py_None");
  EXPECT_EQ(T.nameAt(9), "Py_None");
  EXPECT_EQ(T.nameAt(14), "");
}

TEST(Uri, BothWays) {
  for (StringRef Path : {"/a/b.c", "/a b/\xc3\xa4%20#?.c", "/x/+[1].c"})
    EXPECT_EQ(pathOfUri(uriOfPath(Path)), Path);
  EXPECT_EQ(pathOfUri("file:///a%2Fb/../c.c"), "/a/c.c");
  EXPECT_EQ(pathOfUri("file://localhost/a"), "/a");
  for (StringRef Bad :
       {"", "file:", "file://", "untitled:x", "file:x", "file:///a%00b"})
    EXPECT_EQ(pathOfUri(Bad), "") << Bad.str();
}

TEST(Spot, Moves) {
  Spot S;
  S.Path = "f";
  S.Open = true;
  S.Start = 10;
  S.End = 15;
  S.apply("f", {0, 2, 5});
  EXPECT_EQ(S.Start, 13u);
  EXPECT_EQ(S.End, 18u);
  S.apply("g", {0, 0, 5});
  S.apply("f", {18, 20, 0});
  S.apply("f", {13, 13, 1});
  EXPECT_EQ(S.Start, 14u);
  EXPECT_EQ(S.End, 19u);
  EXPECT_FALSE(S.Lost);
  S.apply("f", {16, 16, 1});
  EXPECT_TRUE(S.Lost);
}

} // namespace

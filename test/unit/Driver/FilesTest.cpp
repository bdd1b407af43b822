//===- FilesTest.cpp - Paths, patterns, files ---------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Files.h"
#include "TemporaryFiles.h"

using namespace pyrefcheck;
using namespace pyrefcheck::driver;

namespace {

TEST(FilesTest, Paths) {
  EXPECT_EQ(makeAbsolute("b/../c.c", "/a"), "/a/c.c");
  EXPECT_EQ(makeAbsolute("/x/./c.c", "/a"), "/x/c.c");
  EXPECT_TRUE(isBelow("/a/b/c", "/a/b"));
  EXPECT_TRUE(isBelow("/a/b", "/a/b"));
  EXPECT_FALSE(isBelow("/a/bc", "/a/b"));
  EXPECT_EQ(relativeTo("/a/b/c.c", "/a"), "b/c.c");
  EXPECT_EQ(relativeTo("/ab/c.c", "/a"), "/ab/c.c");
  EXPECT_EQ(relativeTo("/a/c.c", "/"), "a/c.c");
}

TEST(FilesTest, Patterns) {
  EXPECT_TRUE(matchesPath("a/b.c", "b.c"));
  EXPECT_TRUE(matchesPath("a/b.c", "*.c"));
  EXPECT_TRUE(matchesPath("vendor/x/b.c", "vendor"));
  EXPECT_TRUE(matchesPath("vendor/x/b.c", "vendor/"));
  EXPECT_TRUE(matchesPath("vendor/x/b.c", "vendor/**"));
  EXPECT_TRUE(matchesPath("a/x/y/b.c", "a/**/b.c"));
  EXPECT_TRUE(matchesPath("a/b.c", "a/**/b.c"));
  EXPECT_TRUE(matchesPath("a/b.c", "./a/?.c"));
  EXPECT_FALSE(matchesPath("a/b.c", "a/*"
                                    "/b.c"));
  EXPECT_FALSE(matchesPath("a/x/b.c", "a/*.c"));
  EXPECT_FALSE(matchesPath("a/b.cpp", "*.c"));
  EXPECT_FALSE(matchesPath("xvendor/b.c", "vendor"));
  EXPECT_FALSE(matchesPath("x/vendor/b.c", "vendor/**"));
}

TEST(FilesTest, WritesAllOrNothing) {
  TemporaryFiles Files;
  Files.write("a", "one");
  Files.write("a", "two");
  auto Text = readFile(Files.path("a"));
  ASSERT_TRUE(static_cast<bool>(Text));
  EXPECT_EQ(*Text, "two");
  std::string Message = toString(writeFile(Files.path("none/a"), "x"));
  EXPECT_EQ(Message, "cannot write " + Files.path("none/a") +
                         ": No such file or directory");
}

TEST(FilesTest, Lines) {
  TemporaryFiles Files;
  SourceFiles Sources;
  std::string File = Files.write("a.c", "one\r\ntwo\n");
  EXPECT_EQ(Sources.line(File, 1), "one");
  EXPECT_EQ(Sources.line(File, 2), "two");
  EXPECT_EQ(Sources.line(File, 0), "");
  EXPECT_EQ(Sources.line(File, 9), "");
  EXPECT_EQ(Sources.lines(Files.path("none")), nullptr);
}

} // namespace

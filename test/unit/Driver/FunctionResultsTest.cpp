//===- FunctionResultsTest.cpp - Findings move with their functions -------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/FunctionResults.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace pyrefcheck::driver;

namespace {

/// Two functions, the second one at \p Line, and \p Entries.
std::string text(unsigned Line, StringRef Entries) {
  std::string L = std::to_string(Line);
  return "pyrefcheck-functions 1\nmain a.c\nrest 1\n"
         "part 2 1 1 3 2\npart 3 " +
         L + " 5 " + std::to_string(Line + 2) + " 2\n" + Entries.str();
}

Finding finding(int Entry, unsigned Line, unsigned Column,
                StringRef Message = "m") {
  Finding F;
  F.Check = "cpython.refcount.Leak";
  F.Message = Message.str();
  F.Entry = Entry;
  F.Where = {"/d/a.c", Line, Column, Line, Column + 1};
  return F;
}

std::string places(const FunctionResults &R) {
  std::string Result;
  for (const Finding &F : R.findings())
    Result += std::to_string(F.Where.Line) + ":" +
              std::to_string(F.Where.Column) + " ";
  return Result;
}

TEST(FunctionResultsTest, MovesWhatIsKept) {
  FunctionResults First, Second, None;
  Finding F = finding(1, 11, 3);
  F.Path.push_back({{"/d/a.c", 10, 9, 10, 12}, "here", 0});
  F.Path.push_back({{"/d/b.h", 10, 9, 10, 12}, "there", 1});
  F.Fixes.push_back({{"/d/a.c", 12, 1, 12, 1}, "x"});
  ASSERT_TRUE(First.add(text(10, "entry a -1\nentry b -1\n"), "/d",
                        {finding(0, 2, 3), F}, None));
  EXPECT_EQ(First.analysed(), 2u);
  EXPECT_EQ(places(First), "2:3 11:3 ");
  ASSERT_TRUE(Second.add(text(20, "entry a -1\nvisited b\nentry b 1\n"), "/d",
                         {}, First));
  EXPECT_EQ(Second.analysed(), 1u);
  ASSERT_EQ(places(Second), "21:3 ");
  Finding Moved = Second.findings().front();
  EXPECT_EQ(Moved.Path[0].Where.Line, 20u);
  EXPECT_EQ(Moved.Path[0].Where.EndColumn, 12u);
  EXPECT_EQ(Moved.Path[1].Where.Line, 10u);
  EXPECT_EQ(Moved.Fixes[0].Where.Line, 22u);
}

TEST(FunctionResultsTest, ShowsEachBugOnce) {
  FunctionResults R, None;
  Finding Better = finding(1, 2, 3), Other = finding(1, 2, 3, "n");
  Better.R = Rank::Medium;
  Finding First = finding(0, 2, 3), Worse = finding(2, 2, 3);
  First.R = Rank::Low;
  Worse.R = Rank::Low;
  ASSERT_TRUE(R.add(text(10, "entry a -1\nentry b -1\nentry c -1\n"), "/d",
                    {First, Better, Other, Worse}, None));
  std::string Found;
  for (const Finding &F : R.findings())
    Found += F.Message + rankName(F.R).str() + " ";
  EXPECT_EQ(Found, "mlow mmedium nhigh ");
}

TEST(FunctionResultsTest, AnalysesAgainWhatCannotMove) {
  FunctionResults R, None;
  ASSERT_TRUE(R.add(text(10, "entry a -1\nentry b -1\n"), "/d",
                    {finding(0, 7, 1), finding(1, 11, 3)}, None));
  EXPECT_EQ(StringRef(R.pluginText()).count("entry a -1\nunnamed 0\n"), 1u);
  EXPECT_EQ(StringRef(R.pluginText()).count("unnamed"), 1u);
}

TEST(FunctionResultsTest, RefusesWhatDoesNotFit) {
  FunctionResults None, R;
  EXPECT_FALSE(R.add(text(10, "entry a 0\n"), "/d", {}, None));
  FunctionResults S;
  EXPECT_FALSE(S.add(text(10, "entry a -1\n"), "/d", {finding(1, 2, 3)}, None));
  FunctionResults T;
  EXPECT_FALSE(T.add("part 1 x\n", "/d", {}, None));
}

TEST(FunctionResultsTest, IsKeptAsJson) {
  FunctionResults R, Read, None;
  ASSERT_TRUE(R.add(text(10, "entry a -1\nentry b -1\n"), "/d",
                    {finding(1, 11, 3)}, None));
  ASSERT_TRUE(Read.fromJSON(R.toJSON(), "/d"));
  EXPECT_EQ(places(Read), "11:3 ");
  EXPECT_EQ(Read.pluginText(), R.pluginText());
  FunctionResults Bad;
  EXPECT_FALSE(Bad.fromJSON(json::Object{{"functions", "x"}}, "/d"));
  EXPECT_FALSE(Bad.fromJSON(nullptr, "/d"));
}

} // namespace

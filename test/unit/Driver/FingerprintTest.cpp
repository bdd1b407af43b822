//===- FingerprintTest.cpp - What stays the same when lines move --------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Fingerprint.h"
#include "TemporaryFiles.h"

using namespace pyrefcheck;
using namespace pyrefcheck::driver;

namespace {

class FingerprintTest : public testing::Test {
protected:
  Finding at(unsigned Line) const {
    Finding F;
    F.Check = "cpython.refcount.Leak";
    F.Message = "Leak of the reference from line 3";
    F.Function = "f";
    F.Where = {Files.path("a.c"), Line, 3, Line, 5};
    return F;
  }

  std::vector<std::string> of(std::vector<Finding> Findings) const {
    SourceFiles Sources;
    addFingerprints(Findings, Files.Directory, Sources);
    std::vector<std::string> Result;
    for (const Finding &F : Findings)
      Result.push_back(F.Fingerprint);
    return Result;
  }

  TemporaryFiles Files;
};

TEST_F(FingerprintTest, SurvivesMovedAndIndentedLines) {
  Files.write("a.c", "int x;\n  call(a,b);\n");
  std::string Before = of({at(2)})[0];
  EXPECT_EQ(Before.size(), 34u);
  EXPECT_EQ(Before.substr(32), ":1");
  Files.write("a.c", "int x;\n\n\nif (y)\n      call(a, b);\r\n");
  Finding Moved = at(5);
  Moved.Message = "Leak of the reference from line 44";
  Moved.Where.Column = 9;
  EXPECT_EQ(of({Moved})[0], Before);
}

TEST_F(FingerprintTest, DiffersWithWhatIsSaidAndWhere) {
  Files.write("a.c", "call(a);\ncall(b);\n");
  Files.write("b.c", "call(a);\n");
  std::set<std::string> Seen = {of({at(1)})[0]};
  auto IsNew = [&](const Finding &F) { return Seen.insert(of({F})[0]).second; };
  EXPECT_FALSE(IsNew(at(1)));
  EXPECT_TRUE(IsNew(at(2)));
  Finding F = at(1);
  F.Check = "cpython.refcount.OverRelease";
  EXPECT_TRUE(IsNew(F));
  F = at(1);
  F.Message = "Leak of the number from line 3";
  EXPECT_TRUE(IsNew(F));
  F = at(1);
  F.Function = "g";
  EXPECT_TRUE(IsNew(F));
  F = at(1);
  F.Where.File = Files.path("b.c");
  EXPECT_TRUE(IsNew(F));
}

TEST_F(FingerprintTest, NumbersThoseThatAreAlike) {
  Files.write("a.c", "call(a);\ncall(a);\ncall(b);\n");
  std::vector<std::string> Prints = of({at(1), at(2), at(3)});
  EXPECT_EQ(Prints[0].substr(0, 32), Prints[1].substr(0, 32));
  EXPECT_EQ(Prints[0].substr(32), ":1");
  EXPECT_EQ(Prints[1].substr(32), ":2");
  EXPECT_EQ(Prints[2].substr(32), ":1");
}

TEST_F(FingerprintTest, DoesNotDependOnTheDirectory) {
  Files.write("a.c", "call(a);\n");
  TemporaryFiles Other;
  Other.write("a.c", "call(a);\n");
  Finding F = at(1);
  F.Where.File = Other.path("a.c");
  std::vector<Finding> There = {F};
  SourceFiles Sources;
  addFingerprints(There, Other.Directory, Sources);
  EXPECT_EQ(There[0].Fingerprint, of({at(1)})[0]);
}

TEST_F(FingerprintTest, ReadsTheBaselineThatItWrites) {
  Files.write("a.c", "call(a);\ncall(b);\n");
  std::vector<Finding> Findings = {at(1), at(2)};
  SourceFiles Sources;
  addFingerprints(Findings, Files.Directory, Sources);
  std::string File =
      Files.write("known.txt", formatBaseline(Findings, Files.Directory));
  auto Known = readBaseline(File);
  ASSERT_TRUE(static_cast<bool>(Known));
  EXPECT_EQ(*Known, (std::set<std::string>{Findings[0].Fingerprint,
                                           Findings[1].Fingerprint}));
  Files.write("bad.txt", "# comment\n\nnone\n");
  auto Bad = readBaseline(Files.path("bad.txt"));
  ASSERT_FALSE(static_cast<bool>(Bad));
  EXPECT_NE(toString(Bad.takeError()).find("bad.txt:3: error: expected a"),
            std::string::npos);
}

} // namespace

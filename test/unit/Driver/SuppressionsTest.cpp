//===- SuppressionsTest.cpp - Comments that suppress --------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Suppressions.h"
#include "TemporaryFiles.h"

using namespace pyrefcheck;
using namespace pyrefcheck::driver;

namespace {

/// The line that the only suppression in \p Text is about; 0 if there is none.
unsigned target(llvm::StringRef Text) {
  std::vector<Suppression> All = findSuppressions(Text);
  EXPECT_LE(All.size(), 1u);
  return All.empty() ? 0 : All[0].Target;
}

#define IGNORE "pyrefcheck: ignore[cpython.refcount.Leak] why"

TEST(SuppressionsTest, AreAboutTheirLineOrTheNextWithCode) {
  EXPECT_EQ(target("f(); // " IGNORE "\ng();\n"), 1u);
  EXPECT_EQ(target("// " IGNORE "\n\n// more\n/* and\nmore */ f();\n"), 5u);
  EXPECT_EQ(target("f();\n/* " IGNORE " */ g();\n"), 2u);
  EXPECT_EQ(target("f(); /*\n" IGNORE "\n*/\ng();\n"), 1u);
}

TEST(SuppressionsTest, AreOnlyInComments) {
  EXPECT_EQ(target("f(\"// " IGNORE "\");\n"), 0u);
  EXPECT_EQ(target("f(\"\\\"// " IGNORE "\");\n"), 0u);
  EXPECT_EQ(target("f(R\"x(\n)\"// " IGNORE ")x\");\n"), 0u);
  EXPECT_EQ(target("f('\"'); // " IGNORE "\n"), 1u);
  EXPECT_EQ(target("f(1'000); // " IGNORE "\n"), 1u);
}

TEST(SuppressionsTest, NeedChecksAndAReason) {
  auto Mistake = [](llvm::StringRef Comment) {
    std::vector<Suppression> All =
        findSuppressions(("f(); // " + Comment + "\n").str());
    return All.size() == 1 ? All[0].Mistake : "none";
  };
  EXPECT_EQ(Mistake("pyrefcheck: ignore[cpython.refcount.Leak]: why"), "");
  EXPECT_EQ(Mistake("pyrefcheck: ignore[cpython.refcount, cpython.memory] w"),
            "");
  EXPECT_EQ(Mistake("pyrefcheck: ignore[cpython.refcount.Leak] - "),
            "a reason is missing after 'ignore[cpython.refcount.Leak]'");
  EXPECT_EQ(Mistake("pyrefcheck: ignore[nothing] why").find("unknown check"),
            0u);
  EXPECT_EQ(Mistake("pyrefcheck: ignore this").find("expected the check in"),
            0u);
  EXPECT_EQ(Mistake("pyrefcheck: something else"), "none");
}

TEST(SuppressionsTest, SuppressAndComplain) {
  TemporaryFiles Files;
  std::string File =
      Files.write("a.c", "f(); // " IGNORE "\ng(); // " IGNORE "\n");
  Suppressions All;
  All.addFile(File);
  All.addFile(File);
  All.addFile(Files.path("none.c"));
  Finding F;
  F.Check = "cpython.refcount.Leak";
  F.Where = {File, 1, 1, 1, 2};
  EXPECT_TRUE(All.suppresses(F));
  F.Check = "cpython.refcount.OverRelease";
  EXPECT_FALSE(All.suppresses(F));
  F.Check = "cpython.refcount.Leak";
  F.Where = {File, 3, 1, 3, 2};
  EXPECT_FALSE(All.suppresses(F));
  EXPECT_EQ(All.complaints(Files.Directory, {"cpython.refcount.Leak"}),
            std::vector<std::string>{
                "a.c:2: warning: this suppression of 'cpython.refcount.Leak' "
                "suppresses nothing; remove it"});
  // A check that did not run says nothing about the comment.
  EXPECT_EQ(All.complaints(Files.Directory, {}).size(), 0u);
}

} // namespace

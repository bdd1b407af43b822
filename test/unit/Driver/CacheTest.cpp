//===- CacheTest.cpp - When a file is analysed again --------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TemporaryFiles.h"
#include "pyrefcheck/Driver/Analysis.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

namespace {

/// Instead of clang: says that a.c includes Python.h, finds nothing, and counts
/// in the file "runs" how often it was asked to analyse.
const char FakeClang[] = R"(#!/bin/sh
here=$(dirname "$0")
output=
for argument; do
  case $previous in
  -MF) echo "unit: $here/a.c $here/Python.h" >"$argument" ;;
  -dependency-file) rule=next ;;
  -Xclang) [ "$rule" != next ] || rule=$argument ;;
  -o) output=$argument ;;
  esac
  previous=$argument
done
case $* in
*--analyze*)
  echo run >>"$here/runs"
  [ -z "$rule" ] || echo unit: "$here/a.c" $(cat "$here/includes") >"$rule"
  echo '<plist version="1.0"><dict><key>files</key><array/>' >"$output"
  echo '<key>diagnostics</key><array/></dict></plist>' >>"$output"
  ;;
esac
)";

class CacheTest : public testing::Test {
protected:
  CacheTest() {
    Files.write("a.c", "int a;\n");
    Files.write("Python.h", "int python;\n");
    Options.Tools.Clang = Files.write("clang", FakeClang);
    sys::fs::setPermissions(Options.Tools.Clang, sys::fs::all_all);
    Options.Tools.Config = "none.cfg";
    Options.Tools.Identity = "1";
    Options.TimeLimit = 60;
    Options.CacheDirectory = Files.path("cache");
    Command = {Files.Directory, Files.path("a.c"), {"cc", "-DX", "a.c"}};
  }

  /// Whether the file was analysed, and not found in the cache.
  bool analyzes() {
    Analyzer A(Options, nullptr);
    EXPECT_FALSE(errorToBool(A.prepare()));
    unsigned Before = runs();
    UnitResult R = A.analyze(Command);
    EXPECT_EQ(R.How, UnitResult::Done) << R.Why;
    EXPECT_EQ(R.FromCache, runs() == Before);
    return runs() != Before;
  }

  unsigned runs() const {
    auto Text = readFile(Files.path("runs"));
    if (Text)
      return StringRef(*Text).count('\n');
    consumeError(Text.takeError());
    return 0;
  }

  TemporaryFiles Files;
  AnalysisOptions Options;
  CompileCommand Command;
};

TEST_F(CacheTest, KeepsWhatHasNotChanged) {
  EXPECT_TRUE(analyzes());
  EXPECT_FALSE(analyzes());
  // What changes no result.
  Options.Jobs = 7;
  Options.TimeLimit = 50;
  Command.Arguments = {"gcc", "-DX", "-Werror", "a.c", "-o", "b.o"};
  Files.write("a.c", "int a;\n");
  EXPECT_FALSE(analyzes());
}

TEST_F(CacheTest, SeesChangedFiles) {
  EXPECT_TRUE(analyzes());
  Files.write("a.c", "int b;\n");
  EXPECT_TRUE(analyzes());
  Files.write("Python.h", "int header;\n");
  EXPECT_TRUE(analyzes());
  EXPECT_FALSE(analyzes());
}

TEST_F(CacheTest, SeesAnotherCommandAndOtherOptions) {
  EXPECT_TRUE(analyzes());
  Command.Arguments[1] = "-DY";
  EXPECT_TRUE(analyzes());
  Options.ExtraFlags = {"-DZ"};
  EXPECT_TRUE(analyzes());
  Options.DisabledChecks = {"cpython.refcount.Leak"};
  EXPECT_TRUE(analyzes());
  Options.DefaultChecks = true;
  EXPECT_TRUE(analyzes());
  Options.AnnotationFiles = {Files.write("facts.yaml", "1")};
  EXPECT_TRUE(analyzes());
  Files.write("facts.yaml", "2");
  EXPECT_TRUE(analyzes());
  Options.Tools.Identity = "2";
  EXPECT_TRUE(analyzes());
  EXPECT_FALSE(analyzes());
}

// A new header that is found first changes what is analysed, although all that
// was read is as before.
TEST_F(CacheTest, SeesNewHeadersThatAreFoundFirst) {
  auto Make = [&](const std::string &Name) {
    EXPECT_FALSE(sys::fs::create_directories(Files.path(Name)));
  };
  Make("first/sub");
  Make("last/sub");
  Files.write("a.c", "#include <Python.h>\n#include <sub/x.h>\n");
  Files.write("last/sub/x.h", "int x;\n");
  Files.write("includes",
              Files.path("Python.h") + " " + Files.path("last/sub/x.h"));
  Command.Arguments = {"cc", "-Ifirst", "-I", Files.path("last"), "a.c"};
  EXPECT_TRUE(analyzes());
  Files.write("first/sub/y.h", "int y;\n");
  Files.write("first/sub/x.txt", "int x;\n");
  EXPECT_FALSE(analyzes());
  Files.write("first/sub/x.h", "int x;\n");
  EXPECT_TRUE(analyzes());
  EXPECT_FALSE(analyzes());
  Files.write("x.h", "int x;\n");
  EXPECT_TRUE(analyzes());
  sys::fs::remove(Files.path("x.h"));
  EXPECT_TRUE(analyzes());
}

TEST_F(CacheTest, SeesTheEnvironmentAndFilesOfArguments) {
  EXPECT_TRUE(analyzes());
  setenv("CPATH", "/nowhere", 1);
  EXPECT_TRUE(analyzes());
  EXPECT_FALSE(analyzes());
  unsetenv("CPATH");
  Command.Arguments.push_back("@" + Files.write("flags", "-DA"));
  EXPECT_TRUE(analyzes());
  EXPECT_FALSE(analyzes());
  Files.write("flags", "-DB");
  EXPECT_TRUE(analyzes());
}

// What was saved in the meantime may not be what was analysed.
TEST_F(CacheTest, DoesNotKeepWhatChangedMeanwhile) {
  Files.write("clang", StringRef(FakeClang).str() +
                           "sleep 0.05\ntouch \"$here/Python.h\"\n");
  sys::fs::setPermissions(Options.Tools.Clang, sys::fs::all_all);
  EXPECT_TRUE(analyzes());
  EXPECT_TRUE(analyzes());
}

// What names Python.h itself is analysed at once, without asking first.
TEST_F(CacheTest, KnowsWhatTheAnalysisItselfRead) {
  Files.write("a.c", "#include <Python.h>\n");
  Files.write("includes", Files.path("Python.h"));
  EXPECT_TRUE(analyzes());
  EXPECT_FALSE(analyzes());
  Files.write("Python.h", "int header;\n");
  EXPECT_TRUE(analyzes());
  // In a comment, say.
  Files.write("a.c", "// Python.h\n");
  Files.write("includes", Files.path("other.h"));
  Analyzer A(Options, nullptr);
  EXPECT_FALSE(errorToBool(A.prepare()));
  EXPECT_EQ(A.analyze(Command).How, UnitResult::NoApi);
}

TEST_F(CacheTest, CanBeSwitchedOff) {
  Options.CacheDirectory.clear();
  EXPECT_TRUE(analyzes());
  EXPECT_TRUE(analyzes());
  EXPECT_FALSE(sys::fs::exists(Files.path("cache")));
}

} // namespace

//===- CompileDatabaseTest.cpp - Commands that compile files ------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/CompileDatabase.h"
#include "TemporaryFiles.h"

using namespace pyrefcheck;
using namespace pyrefcheck::driver;

namespace {

using Strings = std::vector<std::string>;

Strings argumentsFor(Strings Arguments) {
  return languageArguments({"/p", "/p/a.c", std::move(Arguments)});
}

TEST(CompileDatabaseTest, ReadsBothForms) {
  TemporaryFiles Files;
  std::string Name = Files.write("compile_commands.json", R"([
    {"directory": "/p", "file": "a.c", "command": "cc -DX='a b' \"-DY=\\\"c\\\"\" -c a.c"},
    {"file": "sub/../b.c", "arguments": ["cc", "-D", "X=a b", "b.c"]}])");
  auto Commands = readCompileDatabase(Name);
  ASSERT_TRUE(static_cast<bool>(Commands));
  ASSERT_EQ(Commands->size(), 2u);
  EXPECT_EQ((*Commands)[0].File, "/p/a.c");
  EXPECT_EQ((*Commands)[0].Arguments,
            (Strings{"cc", "-DX=a b", "-DY=\"c\"", "-c", "a.c"}));
  EXPECT_EQ((*Commands)[1].Directory, Files.Directory);
  EXPECT_EQ((*Commands)[1].File, Files.path("b.c"));
  EXPECT_EQ((*Commands)[1].Arguments, (Strings{"cc", "-D", "X=a b", "b.c"}));
}

TEST(CompileDatabaseTest, SaysWhatIsWrong) {
  TemporaryFiles Files;
  auto ErrorOf = [&](llvm::StringRef Text) {
    auto Commands = readCompileDatabase(Files.write("x.json", Text));
    return Commands ? "none" : toString(Commands.takeError());
  };
  auto Has = [](const std::string &Text, const char *Part) {
    EXPECT_NE(Text.find(Part), std::string::npos) << Text;
  };
  Has(ErrorOf("["), "x.json: expected a list of compile commands in JSON, but [1:1");
  Has(ErrorOf("{}"), "x.json: expected a list of compile commands");
  Has(ErrorOf("[1]"), "x.json: entry 1: expected an object");
  Has(ErrorOf("[{}]"), "entry 1: expected a string 'file'");
  Has(ErrorOf(R"([{"file": "a.c"}])"), "expected 'command' (a string) or");
  Has(ErrorOf(R"([{"file": "a.c", "arguments": [1]}])"),
      "expected strings in 'arguments'");
  Has(ErrorOf(R"([{"file": "a.c", "command": " "}])"),
      "expected a command that is not empty");
  EXPECT_EQ(ErrorOf("[]"), "none");
}

TEST(CompileDatabaseTest, KeepsOnlyWhatIsAboutTheLanguage) {
  EXPECT_EQ(argumentsFor({"gcc", "-O2", "-c", "-o", "a.o", "-MD", "-MFa.d",
                          "-MF", "b.d", "-Werror", "-Werror=format", "-Wall",
                          "-I", "inc", "-DX", "a.c"}),
            (Strings{"-O2", "-Wall", "-I", "inc", "-DX", "a.c"}));
}

TEST(CompileDatabaseTest, KnowsCxxAndLaunchers) {
  EXPECT_EQ(argumentsFor({"ccache", "/usr/bin/c++", "a.c"}),
            (Strings{"--driver-mode=g++", "a.c"}));
  EXPECT_EQ(argumentsFor({"cc", "-DX"}), (Strings{"-DX", "/p/a.c"}));
}

TEST(CompileDatabaseTest, TakesOneFileOfSeveral) {
  EXPECT_EQ(argumentsFor({"cc", "b.c", "-include", "c.c", "./a.c"}),
            (Strings{"-include", "c.c", "./a.c"}));
}

TEST(CompileDatabaseTest, SeesWhatACompilerIsAskedToCompile) {
  EXPECT_EQ(compiledFiles("/p", {"cc", "-c", "a.c", "x/b.cpp", "-o", "c.c"}),
            (Strings{"/p/a.c", "/p/x/b.cpp"}));
  EXPECT_EQ(compiledFiles("/p", {"cc", "a.o", "-o", "a.so"}), Strings());
  EXPECT_EQ(compiledFiles("/p", {"cc", "-E", "a.c"}), Strings());
}

} // namespace

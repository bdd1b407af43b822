//===- SourceNamesTest.cpp ------------------------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/SourceNames.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"
#include <algorithm>

using namespace pyrefcheck::driver;

static std::string list(const llvm::StringSet<> &Set) {
  std::vector<std::string> Names;
  for (const auto &Name : Set)
    Names.push_back(Name.getKey().str());
  std::sort(Names.begin(), Names.end());
  return llvm::join(Names, " ");
}

TEST(SourceNamesTest, TellsWhoCanCall) {
  SourceNames N = readNames("static int a(void) { return b(); }\n"
                            "PyObject *\nc (PyObject *x)\n{\n  a(); d (x);\n}\n"
                            "int e(void);\n"
                            "inline int f() { return 0; }\n");
  EXPECT_EQ(list(N.Exported), "c");
  EXPECT_EQ(list(N.Own), "a c f");
  EXPECT_EQ(list(N.Called), "b d e");
  EXPECT_TRUE(N.NamesApi);
  EXPECT_FALSE(readNames("int a(int b) { return b; }").NamesApi);
}

TEST(SourceNamesTest, Namespaces) {
  SourceNames N = readNames("extern \"C\" {\nint a(void) { return 1; }\n}\n"
                            "namespace n { namespace {\nint b() { return 1; } "
                            "} }\nstruct S {\n  int c() { return d(); }\n};\n");
  EXPECT_EQ(list(N.Exported), "a b");
  EXPECT_EQ(list(N.Called), "c d");
}

TEST(SourceNamesTest, NoNames) {
  SourceNames N = readNames("/* int a() {} */ // int b() {}\n"
                            "const char *s = \"c() {\" \"\\\"d() {\";\n"
                            "char t = '{', u = '\\'';\n"
                            "auto r = R\"x(e() { )\" )x\";\n"
                            "int v[] = {f(1), 2};\n"
                            "int g() { return 0; }\n");
  EXPECT_EQ(list(N.Exported), "g");
  EXPECT_EQ(list(N.Called), "f");
}

TEST(SourceNamesTest, Directives) {
  SourceNames N = readNames("#define CALL(x) \\\r\n  { a(x)\r\n"
                            "#if 1\nint b(void) {\n#else\nint c(void) {\n"
                            "#endif\n}\nint d(void) { return 0; }\n");
  EXPECT_EQ(list(N.Exported), "b d");
  EXPECT_EQ(list(N.Called), "CALL a c");
}

TEST(SourceNamesTest, MacrosBeforeTheName) {
  SourceNames N = readNames("API(int) a(void) __attribute__((cold)) {}\n");
  EXPECT_EQ(list(N.Exported), "API __attribute__ a");
}

TEST(SourceNamesTest, EndsAnywhere) {
  for (const char *Text : {"\"", "'\\", "/*", "R\"(", "#", "a", "a(", "{", "}"})
    readNames(Text);
}

//===- ExtensionReaderTest.cpp - Entries that change a bundled one --------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestFacts.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace pyrefcheck;

namespace {

/// What others' facts say, and facts that extend them.
struct ExtendedFacts {
  TestFacts Base{TestFacts::functions(R"(
  set:
    params: [list, item]
    returns: status
    steals: item
    keeps: {item: list}
    null_ok: item
    runs_python: true
    note: careful
  get: {params: [o, p], returns: predicate, out: {p: new}, null_raises: o}
  look: {params: [d, key], returns: borrowed_or_null(d), fails: error}
  old:
    params: [a]
    returns: new
    type: bytes
    since: "3.6"
    limited: "3.7"
    variants: [{until: "3.9", returns: borrowed(a)}]
  typed: {params: [a], returns: new, fails: type, expects: {a: list}, type: list}
members: {R.m: {params: [self], returns: new}})")};
  TestFacts Facts;

  explicit ExtendedFacts(StringRef Lines)
      : Facts({TestFacts::functions(Lines)}, &Base.Facts) {}

  std::string outcomes(StringRef Name) {
    return describe(Facts.Facts.findFunction(Name));
  }
};

TEST(ExtensionReader, OneOutcomeIsReplaced) {
  ExtendedFacts F("  set: {extends: set, outcomes: "
                  "[{returns: -1, raises: true, fails: error}]}");
  ASSERT_EQ(F.Facts.errors(), "");
  EXPECT_EQ(describe(F.Base.Facts.findFunction("set")),
            "0 steal(1) keep(1, 0); -1 raises error steal(1)");
  EXPECT_EQ(F.outcomes("set"), "0 steal(1) keep(1, 0); -1 raises error");
  const Function *Set = F.Facts.Facts.findFunction("set");
  EXPECT_EQ(Set->Params[1], "item");
  EXPECT_EQ(Set->NullOk, 2u);
  EXPECT_TRUE(Set->RunsPython);
  EXPECT_EQ(Set->Note, "careful");
  EXPECT_EQ(Set->Chapter, "test");
}

TEST(ExtensionReader, OwnersMayDiffer) {
  ExtendedFacts F("  look: {extends: look, outcomes: "
                  "[{returns: borrowed(interpreter)}]}");
  ASSERT_EQ(F.Facts.errors(), "");
  EXPECT_EQ(F.outcomes("look"),
            "borrowed(interpreter); null; null raises error");
}

TEST(ExtensionReader, OutcomesAreAdded) {
  ExtendedFacts F("  get: {extends: get, outcomes: "
                  "[{returns: -2, raises: true, fails: memory}, "
                  "{returns: 2, out: {p: borrowed(o)}}]}");
  ASSERT_EQ(F.Facts.errors(), "");
  EXPECT_EQ(F.outcomes("get"),
            "1 out-new(1); 0 out-new(1); 2 out-borrowed(1, 0); "
            "-1 raises error out-null(1); -2 raises memory");
}

TEST(ExtensionReader, KeysReplaceThoseOfTheBase) {
  ExtendedFacts F("  a: {extends: set, steals_on_success: item}\n"
                  "  b: {extends: set, steals: [], null_raises: item, "
                  "runs_python: false, note: new, source: other}\n"
                  "  c: {extends: set, keeps: {}}\n"
                  "  d: {extends: get, out: {p: new_or_null}, null_ok: p}");
  ASSERT_EQ(F.Facts.errors(), "");
  EXPECT_EQ(F.outcomes("a"), "0 steal(1) keep(1, 0); -1 raises error");
  EXPECT_EQ(F.outcomes("b"), "0 keep(1, 0); -1 raises error");
  EXPECT_EQ(F.outcomes("c"), "0 steal(1); -1 raises error steal(1)");
  EXPECT_EQ(F.outcomes("d"), "1 out-new-or-null(1); 0 out-new-or-null(1); "
                             "-1 raises error out-null(1)");
  const Function *B = F.Facts.Facts.findFunction("b");
  EXPECT_EQ(B->NullOk, 0u);
  EXPECT_EQ(B->NullRaises, 2u);
  EXPECT_FALSE(B->RunsPython);
  EXPECT_EQ(B->Note, "new");
  EXPECT_EQ(B->Source, "other");
  const Function *D = F.Facts.Facts.findFunction("d");
  EXPECT_EQ(D->NullOk, 2u);
  EXPECT_EQ(D->NullRaises, 1u);
}

TEST(ExtensionReader, AllVersionsAreExtended) {
  ExtendedFacts F("  old: {extends: old, releases: a}\n"
                  "  other: {extends: old, releases: a}\n"
                  "members: {R.m: {extends: R.m, adds: self}}");
  ASSERT_EQ(F.Facts.errors(), "");
  for (StringRef Name : {"old", "other"}) {
    EXPECT_EQ(describe(F.Facts.Facts.findFunction(Name, 0x03080000)),
              "borrowed(0) release(0); null raises error release(0)");
    EXPECT_EQ(F.outcomes(Name), "new release(0); null raises error release(0)");
  }
  EXPECT_EQ(F.Facts.Facts.findFunction("old", 0)->Since, "3.6");
  EXPECT_EQ(F.Facts.Facts.findFunction("old")->Limited, "3.7");
  EXPECT_EQ(F.Facts.Facts.findFunction("other", 0)->Since, "");
  EXPECT_EQ(F.Facts.Facts.findFunction("other")->Limited, "");
  EXPECT_EQ(describe(F.Facts.Facts.findMember("R", "m")),
            "new add(0); null raises error add(0)");
}

TEST(ExtensionReader, ErrorsAreLocated) {
  auto Errors = [](StringRef Line) {
    return ExtendedFacts(("  f: " + Line).str()).Facts.errors();
  };
  EXPECT_EQ(Errors("{extends: nothing, steals: a}"),
            "1.yaml:4:16: error: 'extends' must name a bundled fact, found "
            "'nothing'\n");
  EXPECT_EQ(Errors("{extends: [set], steals: a}"),
            "1.yaml:4:16: error: 'extends' must be a name, found a list\n");
  EXPECT_EQ(Errors("{extends: set}"),
            "1.yaml:4:3: error: an entry with 'extends' must have a key that "
            "differs from 'set'\n");
  EXPECT_EQ(Errors("{extends: set, steals: itm}").substr(0, 16),
            "1.yaml:4:29: err");
  EXPECT_EQ(Errors("{extends: set, returns: new}")
                .find("1.yaml:4:21: error: unknown key 'returns' in a "
                      "function with 'extends'"),
            0u);
  EXPECT_EQ(Errors("{extends: set, releases: item}"),
            "1.yaml:4:3: error: parameter 'item' would be in two of 'steals', "
            "'adds' and 'releases', one of them from 'set'; take that away "
            "with an empty list\n");
  EXPECT_EQ(Errors("{extends: set, outcomes: []}"),
            "1.yaml:4:31: error: 'outcomes' must be a list of maps, found an "
            "empty list\n");
  EXPECT_EQ(Errors("{extends: set, outcomes: [{returns: min..-1, raises: true, "
                   "fails: error}]}"),
            "1.yaml:4:32: error: 'returns' and 'fails' must be those of an "
            "outcome of 'set', or a result that it does not have yet\n");
  EXPECT_EQ(Errors("{extends: set, outcomes: [{returns: -1, raises: true, "
                   "fails: type}]}"),
            "1.yaml:4:32: error: 'set' has no 'expects', which 'fails: type' "
            "needs\n");
  EXPECT_EQ(
      Errors("{extends: get, out: {p: memory(mem)}}")
          .find("1.yaml:4:26: error: 'memory(FAMILY)' is not for an entry "
                "with 'extends'"),
      0u);
  EXPECT_EQ(ExtendedFacts("  ok: {extends: set, steals: []}\n"
                          "entry_points: {x: {extends: set}}")
                .Facts.errors(),
            "1.yaml:5:20: error: an entry point cannot have 'extends'\n");
}

} // namespace

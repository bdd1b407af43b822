//===- ShapeExpansionTest.cpp - From `returns` to outcomes ----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestFacts.h"

using namespace llvm;
using namespace pyrefcheck;

namespace {

/// The outcomes of a function with the parameters a and b and these keys.
std::string expand(StringRef Keys) {
  TestFacts Facts(
      {TestFacts::functions(("  f: {params: [a, b], " + Keys + "}").str())});
  return Facts.errors() + describe(Facts.Facts.findFunction("f"));
}

TEST(ShapeExpansion, NewReferences) {
  EXPECT_EQ(expand("returns: new"), "new; null raises error");
  EXPECT_EQ(expand("returns: new_or_null"), "new; null; null raises error");
}

TEST(ShapeExpansion, BorrowedReferences) {
  EXPECT_EQ(expand("returns: borrowed(b)"), "borrowed(1); null raises error");
  EXPECT_EQ(expand("returns: borrowed(interpreter), fails: never"),
            "borrowed(interpreter)");
  EXPECT_EQ(expand("returns: borrowed( immortal ), fails: never"),
            "borrowed(immortal)");
  EXPECT_EQ(expand("returns: borrowed(unknown), fails: memory"),
            "borrowed(unknown); null raises memory");
  EXPECT_EQ(expand("returns: borrowed_or_null(a)"), "borrowed(0); null");
  EXPECT_EQ(expand("returns: borrowed_or_null(a), fails: never"),
            "borrowed(0); null");
  EXPECT_EQ(expand("returns: borrowed_or_null(a), fails: error"),
            "borrowed(0); null; null raises error");
  EXPECT_EQ(expand("returns: arg(b)"), "arg(1)");
  EXPECT_EQ(expand("returns: arg(a), adds: a"), "arg(0) add(0)");
}

TEST(ShapeExpansion, Numbers) {
  EXPECT_EQ(expand("returns: status"), "0; -1 raises error");
  EXPECT_EQ(expand("returns: predicate"), "1; 0; -1 raises error");
  EXPECT_EQ(expand("returns: bool"), "0..1");
  EXPECT_EQ(expand("returns: length"), "0..max; -1 raises error");
  EXPECT_EQ(expand("returns: int"), "min..max; -1 raises error");
}

TEST(ShapeExpansion, Pointers) {
  EXPECT_EQ(expand("returns: pointer"), "nonnull(unknown); null raises error");
  EXPECT_EQ(expand("returns: pointer(a)"), "nonnull(0); null raises error");
  EXPECT_EQ(expand("returns: pointer_or_null(b)"),
            "nonnull(1); null; null raises error");
  EXPECT_EQ(expand("returns: pointer_or_null, fails: never"),
            "nonnull(unknown); null");
}

TEST(ShapeExpansion, TheRest) {
  EXPECT_EQ(expand("returns: null"), "null raises");
  EXPECT_EQ(expand("returns: \"null\""), "null raises");
  EXPECT_EQ(expand("returns: void"), "void");
  EXPECT_EQ(expand("returns: any"), "any");
  EXPECT_EQ(expand("returns: indicator"), "indicator");
}

TEST(ShapeExpansion, Fails) {
  EXPECT_EQ(expand("returns: new, fails: memory"), "new; null raises memory");
  EXPECT_EQ(expand("returns: new, fails: type, expects: {a: bytes}"),
            "new; null raises type");
  EXPECT_EQ(expand("returns: new, fails: error"), "new; null raises error");
  EXPECT_EQ(expand("returns: new, fails: never"), "new");
  EXPECT_EQ(expand("returns: new_or_null, fails: never"), "new; null");
  EXPECT_EQ(expand("returns: predicate, fails: never"), "1; 0");
  // It says nothing new, but it is true.
  EXPECT_EQ(expand("returns: void, fails: never"), "void");
}

TEST(ShapeExpansion, EffectsOfAllOutcomes) {
  EXPECT_EQ(expand("returns: status, steals: a"),
            "0 steal(0); -1 raises error steal(0)");
  EXPECT_EQ(expand("returns: status, adds: a, releases: [b]"),
            "0 add(0) release(1); -1 raises error add(0) release(1)");
  EXPECT_EQ(expand("returns: void, releases: [a, b]"),
            "void release(0) release(1)");
}

TEST(ShapeExpansion, EffectsOfSuccess) {
  EXPECT_EQ(expand("returns: status, steals_on_success: b"),
            "0 steal(1); -1 raises error");
  EXPECT_EQ(expand("returns: status, keeps: {b: a}"),
            "0 keep(1, 0); -1 raises error");
  EXPECT_EQ(expand("returns: status, keeps: {b: any, a: b}"),
            "0 keep(1, unknown) keep(0, 1); -1 raises error");
  EXPECT_EQ(expand("returns: predicate, keeps: {b: a}"),
            "1 keep(1, 0); 0 keep(1, 0); -1 raises error");
}

TEST(ShapeExpansion, StealComesBeforeKeepBeforeRelease) {
  EXPECT_EQ(expand("returns: status, keeps: {b: a}, steals: b"),
            "0 steal(1) keep(1, 0); -1 raises error steal(1)");
  EXPECT_EQ(expand("releases: b, keeps: {b: a}, returns: status"),
            "0 keep(1, 0) release(1); -1 raises error release(1)");
}

TEST(ShapeExpansion, OutParameters) {
  EXPECT_EQ(expand("returns: status, out: {b: new}"),
            "0 out-new(1); -1 raises error out-null(1)");
  EXPECT_EQ(expand("returns: status, out: {b: new_or_null}"),
            "0 out-new-or-null(1); -1 raises error out-null(1)");
  EXPECT_EQ(expand("returns: status, out: {b: borrowed(a)}"),
            "0 out-borrowed(1, 0); -1 raises error out-null(1)");
  EXPECT_EQ(expand("returns: void, out: {b: null}"), "void out-null(1)");
  EXPECT_EQ(expand("returns: void, out: {b: \"null\"}"), "void out-null(1)");
  EXPECT_EQ(expand("returns: status, replaces: a"),
            "0 out-replace(0); -1 raises error out-consume(0)");
}

TEST(ShapeExpansion, ClearsError) {
  EXPECT_EQ(expand("returns: void, clears_error: true"), "void clears");
  EXPECT_EQ(expand("returns: void, clears_error: false"), "void");
  EXPECT_EQ(expand("returns: status, clears_error: true"),
            "0 clears; -1 raises error");
}

TEST(ShapeExpansion, Outcomes) {
  EXPECT_EQ(expand("outcomes: [{returns: new}, {returns: null, raises: "
                   "true, fails: type}], expects: {a: str}"),
            "new; null raises type");
  EXPECT_EQ(expand("outcomes: [{returns: 0..max}, {returns: min..-2}, "
                   "{returns: -1, raises: maybe, fails: memory}]"),
            "0..max; min..-2; -1 maybe memory");
  EXPECT_EQ(expand("outcomes: [{returns: nonnull}, {returns: nonnull(b)}, "
                   "{returns: any, raises: clears}, {returns: void, raises: "
                   "false}, {returns: arg(a)}, {returns: borrowed(a)}]"),
            "nonnull(unknown); nonnull(1); any clears; void; arg(0); "
            "borrowed(0)");
}

TEST(ShapeExpansion, SuccessfulOutcomesComeFirst) {
  EXPECT_EQ(expand("outcomes: [{returns: -1, fails: error}, {returns: 1}, "
                   "{returns: -2, fails: memory}, {returns: 0}]"),
            "1; 0; -1 error; -2 memory");
}

TEST(ShapeExpansion, EffectsOfOneOutcome) {
  EXPECT_EQ(expand("outcomes: [{returns: 1, out: {b: new}}, {returns: 0, "
                   "out: {b: null}, steals: a}, {returns: -1, fails: error, "
                   "releases: a}]"),
            "1 out-new(1); 0 steal(0) out-null(1); -1 error release(0)");
}

TEST(ShapeExpansion, EffectsBesideOutcomes) {
  EXPECT_EQ(expand("steals: a, outcomes: [{returns: 1, keeps: {a: b}}, "
                   "{returns: -1, fails: error}]"),
            "1 steal(0) keep(0, 1); -1 error steal(0)");
  EXPECT_EQ(expand("steals_on_success: a, clears_error: true, outcomes: "
                   "[{returns: 1}, {returns: -1, fails: error, steals: a}]"),
            "1 clears steal(0); -1 error steal(0)");
  EXPECT_EQ(expand("out: {b: new}, outcomes: [{returns: 1}, {returns: -1, "
                   "fails: error}]"),
            "1 out-new(1); -1 error out-null(1)");
}

} // namespace

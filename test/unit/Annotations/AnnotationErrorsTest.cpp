//===- AnnotationErrorsTest.cpp - What is wrong with a file ---------------===//
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

/// The errors of a file that begins with the lines chapter, source and
/// `functions:`; these are from line 4 on. Functions called `ok` must survive.
std::string errors(StringRef Lines) {
  TestFacts Facts({TestFacts::functions(Lines)});
  for (const Function &F : Facts.Owned.data().Functions)
    EXPECT_EQ(F.Name.take_front(2), "ok") << Lines.str();
  return Facts.errors();
}

/// The same for one function with the parameters a and b and these keys.
std::string keys(StringRef Keys) {
  return errors(("  f: {params: [a, b], " + Keys + "}").str());
}

/// The errors of a whole file.
std::string file(StringRef Text) { return TestFacts({Text}).errors(); }

/// That \p Errors is one error, in this place and with this in its message.
void expectError(const std::string &Errors, StringRef Place, StringRef Text) {
  EXPECT_EQ(StringRef(Errors).count('\n'), 1u) << Errors;
  std::string Start = ("1.yaml:" + Place + ": error: ").str();
  EXPECT_EQ(Errors.substr(0, Start.size()), Start) << Errors;
  EXPECT_NE(Errors.find(Text.str()), std::string::npos)
      << Errors << "lacks " << Text.str();
}

TEST(AnnotationErrors, Syntax) {
  expectError(file("a: 'b"), "1:6", "no valid YAML");
  expectError(file("a: b\n  c: d\n"), "2:4", "no valid YAML");
  expectError(errors("  ok: {params: [], returns: void}\n  f: {params: ]"),
              "5:15", "no valid YAML");
  expectError(file("a: \"\\q\""), "1:6", "no valid YAML");
  expectError(file("%\n"), "1:1", "no valid YAML");
  expectError(file("a: b\n---\nc: d\n"), "3:1", "a second YAML document");
  expectError(file("[a]: b\n"), "1:1", "a key must be a word, found a list");
  expectError(file("chapter: &x a\nsource: *x\n"), "2:1", "aliases");
}

TEST(AnnotationErrors, NoText) {
  expectError(file(""), "1:1", "the file is empty");
  expectError(file("# nothing\n\n"), "1:1", "the file is empty");
  expectError(file(StringRef("a: b\n\0", 6)), "2:1", "control character 0");
  expectError(file("a: b\nab\x7f"), "2:3", "control character 127");
  expectError(file("a: b\nc: \xff\xfe"), "2:4", "invalid UTF-8");
}

TEST(AnnotationErrors, TopLevel) {
  expectError(file("[a, b]"), "1:1", "the file must be a map");
  expectError(file("nonsense"), "1:1", "found 'nonsense'");
  expectError(file("chapter: x\nfunction: {}\n"), "2:1",
              "unknown key 'function' in the file; did you mean 'functions'? "
              "(expected one of chapter, source, functions,");
  expectError(file("source: x\nfunctions: {}\n"), "1:1",
              "missing key 'chapter'");
  expectError(file("chapter: x\nmembers: {}\n"), "1:1", "missing key 'source'");
  expectError(file("chapter: [x]\nsource: y\nfunctions: {}\n"), "1:10",
              "'chapter' must be a text, found a list");
  expectError(file("chapter: x\nsource: y\nsource: z\n"), "3:1",
              "duplicate key 'source' in the file, which has it already in "
              "line 2");
  expectError(file("chapter: x\nsource: y\nfunctions: [a]\n"), "3:12",
              "'functions' must be a map {name: {...}}, found a list");
}

TEST(AnnotationErrors, Names) {
  expectError(
      errors("  3f: {params: [], returns: void}"), "4:3",
      "expected a C identifier or a C++ name such as spam::fry, found '3f'");
  expectError(file("chapter: x\nsource: y\nmembers:\n  tp_repr: {params: [], "
                   "returns: void}"),
              "4:3", "expected a member, Record.field, found 'tp_repr'");
  expectError(errors("  f: new"), "4:6",
              "a function must be a map {key: value}, found 'new'");
  expectError(errors("  f:\n  ok: {params: [], returns: void}"), "4:3",
              "found nothing");
}

TEST(AnnotationErrors, KeysOfAFunction) {
  expectError(keys("retruns: new"), "4:23",
              "unknown key 'retruns' in a function; did you mean 'returns'? "
              "(expected one of params, returns,");
  expectError(keys("returns: void, note: one, two"), "4:49", "in quotes");
  expectError(keys("returns: void, returns: any"), "4:38", "duplicate key");
  expectError(errors("  f: {returns: new}"), "4:3", "missing key 'params'");
  expectError(errors("  f: {params: [a]}"), "4:3", "missing key 'returns'");
  expectError(keys("returns: new, runs_python: yes"), "4:50",
              "'runs_python' must be true or false, found 'yes'");
  expectError(keys("returns: new, align: first"), "4:44",
              "'align' must be 'last', found 'first'");
  expectError(keys("returns: new, note: [a]"), "4:43",
              "'note' must be a text, found a list");
  expectError(keys("returns: new, type: [a]"), "4:43", "'type' must be a text");
  expectError(keys("returns: new, type: a b"), "4:43",
              "'type' must be the name of a type, found 'a b'");
  expectError(keys("returns: status, type: list"), "4:40",
              "'type' is only for functions that return a new reference");
}

TEST(AnnotationErrors, Params) {
  expectError(errors("  f: {params: a, returns: void}"), "4:15",
              "'params' must be a list of names, found 'a'");
  expectError(errors("  f: {params: [a, 1b], returns: void}"), "4:19",
              "a parameter must be a C identifier, found '1b'");
  expectError(errors("  f: {params: [a, [b]], returns: void}"), "4:19",
              "found a list");
  expectError(errors("  f: {params: [..., a], returns: void}"), "4:16",
              "'...' must be the last parameter");
  expectError(errors("  f: {params: [a, a], returns: void}"), "4:19",
              "two parameters are called 'a'");
  expectError(errors("  f: {params: [any], returns: void}"), "4:16",
              "a parameter cannot be called 'any'");
  expectError(errors("  f: {params: [a, ...], returns: void, align: last}"),
              "4:47", "'align: last' cannot be combined");
  std::string Many = "  f: {returns: void, params: [";
  for (int I = 0; I != 33; ++I)
    Many += (I ? ", p" : "p") + std::to_string(I);
  expectError(errors(Many + "]}"), "4:30", "more than 32 parameters");
}

TEST(AnnotationErrors, NamesOfParameters) {
  expectError(keys("returns: borrowed(c)"), "4:32",
              "'c' is no parameter (the parameters are a, b); or interpreter, "
              "immortal, unknown");
  expectError(keys("returns: arg(interpreter)"), "4:32",
              "'interpreter' is no parameter (the parameters are a, b)");
  expectError(errors("  f: {params: [list, index], returns: void, steals: "
                     "lits}"),
              "4:53", "'lits' is no parameter; did you mean 'list'?");
  expectError(errors("  f: {params: [], returns: void, steals: a}"), "4:42",
              "'a' is no parameter; the function has none");
  expectError(errors("  f: {params: [a, ...], returns: void, steals: ...}"),
              "4:48", "'...' stands for no single parameter");
  expectError(keys("returns: void, keeps: {a: c}"), "4:49",
              "'c' is no parameter (the parameters are a, b); or any");
  expectError(keys("returns: void, keeps: {a: a}"), "4:49",
              "parameter 'a' cannot hold itself");
  expectError(keys("returns: void, out: {c: new}"), "4:44", "no parameter");
  expectError(keys("returns: void, null_ok: [a, c]"), "4:51", "no parameter");
  expectError(keys("returns: void, format: {build: c}"), "4:54",
              "no parameter");
}

TEST(AnnotationErrors, ValuesOfParameterKeys) {
  expectError(keys("returns: void, steals: {a: b}"), "4:46",
              "'steals' must be a parameter or a list of parameters, found a "
              "map");
  expectError(keys("returns: void, steals: [[a]]"), "4:47",
              "expected the name of a parameter, found a list");
  expectError(keys("returns: void, steals: []"), "4:46", "an empty list");
  expectError(keys("returns: void, keeps: a"), "4:45",
              "'keeps' must be a map {key: value}, found 'a'");
  expectError(keys("returns: void, keeps: {}"), "4:45", "an empty map");
  expectError(keys("returns: void, keeps: {a: [b]}"), "4:49",
              "expected a word after 'a' in 'keeps', found a list");
  expectError(keys("returns: void, keeps: {a: b, a: any}"), "4:52",
              "duplicate key 'a' in 'keeps'");
  expectError(keys("returns: void, out: {a: nwe}"), "4:47",
              "bad 'out': found 'nwe' (expected one of new, new_or_null, "
              "borrowed, null, memory)");
  expectError(keys("returns: void, out: {a: borrowed}"), "4:47",
              "'borrowed' needs an argument: borrowed(from)");
  expectError(keys("returns: void, format: a"), "4:46",
              "'format' must be a map");
  expectError(keys("returns: void, format: {scan: a}"), "4:47",
              "unknown key 'scan' in 'format'");
  expectError(keys("returns: void, format: {build: a, parse: b}"), "4:46",
              "'format' must be {build: param} or {parse: param}");
}

TEST(AnnotationErrors, Shapes) {
  expectError(keys("returns: statsu"), "4:32",
              "bad 'returns': found 'statsu'; did you mean 'status'? (expected "
              "one of new, new_or_null,");
  expectError(keys("returns: new(a)"), "4:32", "'new' has no argument");
  expectError(keys("returns: borrowed"), "4:32",
              "'borrowed' needs an argument: borrowed(from)");
  expectError(keys("returns: arg"), "4:32", "'arg' needs an argument");
  expectError(keys("returns: borrowed(a"), "4:32", "found 'borrowed(a'");
  expectError(keys("returns: 'borrowed()'"), "4:32", "found 'borrowed()'");
  expectError(keys("returns: [new]"), "4:32",
              "'returns' must be a result shape, found a list");
  expectError(keys("returns: "), "4:23", "found nothing");
}

TEST(AnnotationErrors, Fails) {
  expectError(keys("returns: new, fails: mem"), "4:44",
              "bad 'fails': found 'mem' (expected one of never, memory, type, "
              "error)");
  expectError(keys("returns: void, fails: error"), "4:32",
              "'void' has no failing outcome");
  expectError(keys("returns: null, fails: memory"), "4:32",
              "'null' has no failing outcome");
  expectError(keys("returns: new, fails: type"), "4:3",
              "'fails: type' needs 'expects'");
  expectError(keys("returns: new, expects: {a: list}"), "4:37",
              "'expects' is only for 'fails: type'");
  expectError(keys("returns: new, fails: type, expects: {a: '1'}"), "4:63",
              "expected the name of a type, found '1'");
}

TEST(AnnotationErrors, Contradictions) {
  expectError(keys("returns: void, steals: a, steals_on_success: a"), "4:68",
              "parameter 'a' cannot be in 'steals_on_success' and in 'steals' "
              "(line 4)");
  expectError(keys("returns: void, steals: a, releases: a"), "4:59",
              "in 'releases' and in 'steals'");
  expectError(keys("returns: void, steals: a, adds: a"), "4:55",
              "in 'adds' and in 'steals'");
  expectError(keys("returns: void, adds: a, releases: a"), "4:57",
              "in 'releases' and in 'adds'");
  expectError(keys("returns: void, steals: [a, a]"), "4:50",
              "parameter 'a' is twice in 'steals'");
  expectError(keys("returns: void, out: {a: new}, replaces: a"), "4:63",
              "in 'replaces' and in 'out'");
  expectError(keys("returns: void, out: {a: new}, steals: a"), "4:44",
              "in 'out' and in 'steals'");
  expectError(keys("returns: void, replaces: a, keeps: {a: b}"), "4:48",
              "in 'replaces' and in 'keeps'");
  expectError(keys("returns: void, format: {build: a}, steals: a"), "4:54",
              "in 'format' and in 'steals'");
  expectError(keys("returns: new, outcomes: [{returns: new}]"), "4:37",
              "'outcomes' and 'returns' exclude each other");
  expectError(keys("fails: error, outcomes: [{returns: new}]"), "4:23",
              "'fails' and 'outcomes' exclude each other");
  expectError(keys("returns: null, clears_error: true"), "4:38",
              "'clears_error' contradicts");
  expectError(keys("clears_error: true, outcomes: [{returns: 1, raises: "
                   "maybe}]"),
              "4:23", "'clears_error' contradicts");
  EXPECT_EQ(errors("  ok: {params: [a, b], returns: status, steals: a, keeps: "
                   "{a: b}, null_ok: a, fails: never}\n"
                   "  ok2: {params: [a], returns: bool, fails: never}\n"
                   "  ok3: {params: [], outcomes: [{returns: min..max}, "
                   "{returns: 0..5}, {returns: -1}]}"),
            "");
}

TEST(AnnotationErrors, Outcomes) {
  expectError(keys("outcomes: {returns: new}"), "4:33",
              "'outcomes' must be a list of maps, found a map");
  expectError(keys("outcomes: []"), "4:33", "found an empty list");
  expectError(keys("outcomes: [new]"), "4:34", "an outcome must be a map");
  expectError(keys("outcomes: [{raises: true}]"), "4:34",
              "missing key 'returns' in an outcome");
  expectError(keys("outcomes: [{returns: 1, replaces: a}]"), "4:47",
              "unknown key 'replaces' in an outcome");
  expectError(keys("outcomes: [{returns: status}]"), "4:44",
              "bad 'returns': found 'status' (expected one of new, borrowed, "
              "arg, null, nonnull, any, void, a number, a range LOW..HIGH)");
  expectError(keys("outcomes: [{returns: [1]}]"), "4:44",
              "'returns' must be a result, found a list");
  expectError(keys("outcomes: [{returns: 1, raises: perhaps}]"), "4:55",
              "bad 'raises': found 'perhaps' (expected one of true, false, "
              "clears, maybe)");
  expectError(keys("outcomes: [{returns: 1, fails: never}]"), "4:54",
              "bad 'fails' in an outcome: found 'never'");
  expectError(keys("outcomes: [{returns: 1, fails: error}]"), "4:33",
              "no outcome is a success");
  expectError(keys("outcomes: [{returns: 1}, {returns: 0, fails: type}]"),
              "4:3", "'fails: type' needs 'expects'");
  expectError(keys("steals: a, outcomes: [{returns: 1, steals: a}]"), "4:66",
              "parameter 'a' is in 'steals' of this outcome and in 'steals' of "
              "the function (line 4)");
  expectError(keys("out: {a: new}, outcomes: [{returns: 1}, {returns: 0, "
                   "fails: error, out: {a: new}}]"),
              "4:96", "in 'out' of this outcome and in 'out' of the function");
}

TEST(AnnotationErrors, Ranges) {
  expectError(keys("outcomes: [{returns: 5..1}]"), "4:44",
              "empty range '5..1': '5' is more than '1'");
  expectError(keys("outcomes: [{returns: max..min}]"), "4:44", "empty range");
  expectError(keys("outcomes: [{returns: 0..}]"), "4:44", "bad range '0..'");
  expectError(keys("outcomes: [{returns: a..3}]"), "4:44", "bad range 'a..3'");
  expectError(keys("outcomes: [{returns: 0..99999999999999999999}]"), "4:44",
              "bad range");
  expectError(keys("outcomes: [{returns: 99999999999999999999}]"), "4:44",
              "found '99999999999999999999'");
}

TEST(AnnotationErrors, SameAs) {
  expectError(errors("  f: {same_as: nothing}\n"
                     "  okthing: {params: [], returns: void}"),
              "4:16", "'same_as' refers to 'nothing', which is not defined");
  expectError(errors("  f: {same_as: ok_thign}\n"
                     "  ok_thing: {params: [], returns: void}"),
              "4:16", "did you mean 'ok_thing'?");
  expectError(errors("  f: {same_as: f}"), "4:16",
              "'same_as' leads back to 'f' itself");
  expectError(errors("  f: {same_as: g}\n  g: {same_as: h}\n"
                     "  h: {same_as: f}\n  i: {same_as: g}"),
              "6:16", "'same_as' leads back to 'f'");
  expectError(errors("  f: {same_as: ok, returns: new}\n"
                     "  ok: {params: [], returns: void}"),
              "4:20",
              "unknown key 'returns' in a function with 'same_as' (expected "
              "one of same_as, since, until, limited, source, note)");
  expectError(errors("  f: {same_as: [g]}"), "4:16",
              "'same_as' must be a name, found a list");
  expectError(errors("  f: {same_as: R.m}"), "4:16", "not defined");
}

TEST(AnnotationErrors, Versions) {
  expectError(keys("returns: void, since: \"3\""), "4:45",
              "'since' must be a version such as \"3.13\", found '3'");
  expectError(keys("returns: void, until: \"3.x\""), "4:45",
              "'until' must be a version");
  expectError(keys("returns: void, until: \"3.13.1\""), "4:45",
              "'until' must be a version");
  expectError(keys("returns: void, since: [3]"), "4:45", "found a list");
  expectError(keys("returns: void, since: 3.10"), "4:45",
              "'since' must be in quotes: \"3.10\"");
  expectError(keys("returns: void, since: \"3.10\", until: \"3.9\""), "4:60",
              "'until' '3.9' is before 'since' '3.10'");
}

TEST(AnnotationErrors, Nulls) {
  expectError(keys("returns: void, null_ok: a, null_raises: [b, a]"), "4:67",
              "parameter 'a' cannot be in 'null_raises' and in 'null_ok' (line "
              "4)");
  expectError(keys("returns: void, null_raises: c"), "4:51",
              "'c' is no parameter");
  expectError(keys("returns: void, needs_gil: 0"), "4:49",
              "'needs_gil' must be true or false, found '0'");
}

TEST(AnnotationErrors, Limited) {
  expectError(keys("returns: void, limited: \"3.1\""), "4:47",
              "'limited' must be \"3.2\"");
  expectError(keys("returns: void, limited: 3.10"), "4:47",
              "'limited' must be in quotes: \"3.10\"");
  expectError(keys("returns: void, limited: yes"), "4:47",
              "'limited' must be a version");
}

TEST(AnnotationErrors, LimitedSection) {
  const std::string Ok = "  ok: {params: [], returns: void}\n";
  EXPECT_EQ(errors(Ok + "limited: {\"3.2\": [ok]}"), "");
  expectError(errors(Ok + "limited: [ok]"), "5:10",
              "'limited' must be a map {version: [name, ...]}");
  expectError(errors(Ok + "limited: {\"3.1\": [ok]}"), "5:11",
              "expected a version from \"3.2\" on, found '3.1'");
  expectError(errors(Ok + "limited: {\"3.2\": ok}"), "5:18",
              "expected a list of names, found 'ok'");
  expectError(errors(Ok + "limited: {\"3.2\": [ok2]}"), "5:19",
              "'ok2' is not defined in any 'functions'; did you mean 'ok'?");
  expectError(errors(Ok + "limited: {\"3.2\": [ok], \"3.3\": [ok]}"), "5:32",
              "'ok' is defined twice");
  expectError(errors("  ok: {params: [], returns: void, limited: \"3.2\"}\n"
                     "limited: {\"3.2\": [ok]}"),
              "5:19", "'ok' has a 'limited' of its own");
}

TEST(AnnotationErrors, Headers) {
  expectError(file("chapter: x\nheaders: a.h"), "2:10",
              "'headers' must be a list of names");
  expectError(file("chapter: x\nheaders: [[a.h]]"), "2:11",
              "expected the name of a header, found a list");
  expectError(file("headers: [a.h]"), "1:10", "beside a 'chapter'");
}

TEST(AnnotationErrors, Memory) {
  const std::string Families = "\nfamilies: {mem: {free: g}, raw: {free: h}}";
  auto Keys = [&](StringRef Keys) {
    return errors(("  f: {params: [a, b], " + Keys + "}" + Families).str());
  };
  EXPECT_EQ(
      errors("  ok: {params: [a, b], returns: pointer, allocates: mem, "
             "reallocates: {a: mem}, frees: {b: raw}, null_ok: a}\n"
             "  ok2: {params: [a], returns: void, out: {a: memory(mem)}}" +
             Families),
      "");
  expectError(Keys("returns: pointer, allocates: meme"), "4:52",
              "unknown family of memory 'meme'; did you mean 'mem'? (expected "
              "one of mem, raw)");
  expectError(Keys("returns: void, frees: {a: obj}"), "4:49",
              "unknown family of memory 'obj'");
  expectError(keys("returns: void, frees: {a: mem}"), "4:49",
              "unknown family of memory 'mem' (there are no 'families')");
  expectError(Keys("returns: void, frees: a"), "4:45", "'frees' must be a map");
  expectError(Keys("returns: void, frees: {c: mem}"), "4:46",
              "'c' is no parameter");
  expectError(Keys("returns: void, frees: {a: 1x}"), "4:49",
              "expected the name of a family of memory, found '1x'");
  expectError(Keys("returns: pointer, frees: {a: mem}, reallocates: {a: mem}"),
              "4:49", "in 'frees' and in 'reallocates'");
  expectError(Keys("returns: void, out: {a: memory}"), "4:47",
              "'memory' needs an argument: memory(FAMILY)");
  expectError(Keys("returns: void, out: {a: memory(x)}"), "4:47",
              "unknown family of memory 'x'");
  expectError(Keys("outcomes: [{returns: 1, out: {a: memory(mem)}}]"), "4:56",
              "'memory(FAMILY)' is only for the 'out' of the function");
  expectError(Keys("returns: void, allocates: mem"), "4:38",
              "'allocates' is only for functions that return a pointer");
  expectError(Keys("returns: pointer(a), allocates: mem"), "4:44",
              "'allocates' is only for functions that return a pointer");
  expectError(file("families: [a]"), "1:11", "'families' must be a map");
  expectError(file("families: {a: {}}"), "1:12", "missing key 'free'");
  expectError(file("families: {a: {free: f, thread: off}}"), "1:33",
              "'thread' must be attaches or detaches, found 'off'");
  expectError(file("families: {a: {free: f, handle: 1}}"), "1:33",
              "'handle' must be true or false, found '1'");
  expectError(file("families: {a: {free: 1}}"), "1:22",
              "'free' must be the name of a function, found '1'");
  expectError(file("families: {a: {free: f, need_gil: true}}"), "1:25",
              "unknown key 'need_gil' in a family; did you mean 'needs_gil'?");
  expectError(file("families: {a: {free: f, needs_gil: yes}}"), "1:36",
              "'needs_gil' must be true or false, found 'yes'");
}

TEST(AnnotationErrors, Variants) {
  expectError(keys("returns: void, variants: {until: \"3.9\"}"), "4:48",
              "'variants' must be a list of maps, found a map");
  expectError(keys("returns: void, variants: []"), "4:48",
              "'variants' must be a list of maps, found an empty list");
  expectError(keys("returns: void, variants: [{returns: any}]"), "4:49",
              "a variant needs 'since' or 'until'");
  expectError(keys("returns: void, variants: [{until: \"3.9\"}]"), "4:49",
              "a variant must have a key that differs");
  expectError(keys("returns: void, variants: [{until: \"3.9\", retruns: any}]"),
              "4:64",
              "unknown key 'retruns' in a variant; did you mean 'returns'?");
  expectError(keys("returns: void, variants: [{until: \"3.9\", same_as: f}]"),
              "4:64", "unknown key 'same_as' in a variant");
  expectError(keys("returns: void, variants: [{until: \"3.9\", steals: c}]"),
              "4:72", "'c' is no parameter");
  expectError(keys("returns: void, variants: [{until: \"3.9\", returns: any}, "
                   "{since: \"3.9\", until: \"3.11\", returns: any}]"),
              "4:79",
              "this variant and the one in line 4 are both for version 3.9");
  expectError(
      keys("returns: void, since: \"3.10\", variants: [{since: \"3.9\", "
           "until: \"3.11\", returns: any}]"),
      "4:64", "outside of the 'since' and 'until' of the entry");
  expectError(
      keys("returns: void, until: \"3.10\", variants: [{since: \"3.9\", "
           "until: \"3.11\", returns: any}]"),
      "4:64", "outside of the 'since' and 'until' of the entry");
  expectError(
      keys("returns: void, since: \"3.10\", variants: [{until: \"3.9\", "
           "returns: any}]"),
      "4:72", "'until' '3.9' is before 'since' '3.10'");
  expectError(keys("returns: void, variants: [{until: \"3.9\", returns: any}, "
                   "{since: \"3.10\", returns: any}]"),
              "4:38", "the variants leave no version to the entry itself");
  expectError(file("chapter: x\nsource: y\nentry_points:\n  f: {params: [], "
                   "returns: void, variants: [{until: \"3.9\", pure: true}]}"),
              "4:34", "an entry point cannot have 'variants'");
}

TEST(AnnotationErrors, Formats) {
  expectError(file("formats: [a]"), "1:10", "'formats' must be a map");
  expectError(file("formats: {scan: {}}"), "1:11", "unknown key 'scan'");
  expectError(file("formats: {build: [O]}"), "1:18",
              "'build' must be a map {code: [role, ...]}, found a list");
  expectError(file("formats: {build: {O: object}}"), "1:22",
              "expected a list of roles, found 'object'");
  expectError(file("formats: {build: {O: [objct]}}"), "1:23",
              "unknown role 'objct'; did you mean 'object'? (expected one of "
              "value, object, stolen, converter, converter_arg)");
  expectError(file("formats: {parse: {O: [object]}}"), "1:23", "unknown role");
  expectError(file("formats: {build: {O: [object], O: [stolen]}}"), "1:32",
              "'build code O' is defined twice; first in 1.yaml:1");
  expectError(file("formats: {parse: {es: [value, out_memory(x)]}}"), "1:31",
              "unknown family of memory 'x'");
  expectError(file("formats: {parse: {es: [value(mem)]}}"), "1:24",
              "unknown role 'value(mem)'");
  expectError(file("formats: {build: {O&: [converter]}}"), "1:23",
              "'converter_arg' must follow 'converter'");
  expectError(file("formats: {build: {O&: [converter, value]}}"), "1:35",
              "must follow 'converter'");
  expectError(file("formats: {build: {'': []}}"), "1:19", "cannot be empty");
}

TEST(AnnotationErrors, OtherSections) {
  expectError(file("slots: [a]"), "1:8", "'slots' must be a map");
  expectError(file("slots: {S: [1]}"), "1:12", "'S' must be a map {number:");
  expectError(file("slots: {S: {x: R.m}}"), "1:13",
              "expected the number of a slot, found 'x'");
  expectError(file("slots: {S: {1: m}}"), "1:16",
              "expected a member, Record.field, found 'm'");
  expectError(file("slots: {S: {1: R.m}}"), "1:16",
              "the slot's member 'R.m' is not defined in any 'members'");
  expectError(file("records: [a]"), "1:10", "'records' must be a map");
  expectError(file("records: {a: [b]}"), "1:14", "expected a C identifier");
  expectError(file("records: {a: a}"), "1:14", "'a' cannot stand for itself");
  expectError(file("prefixes: {a: b, a: c}"), "1:18", "'a' is defined twice");
  expectError(file("immortals: [a]"), "1:12", "'immortals' must be a map");
  expectError(file("types: [a]"), "1:8", "'types' must be a map");
  expectError(file("types: {a: {feature: 3}}"), "1:9",
              "expected the variable of the type in 'object'");
  expectError(file("types: {a: {object: A, feature: 32}}"), "1:33",
              "expected the number of a bit in tp_flags, 0 to 31");
  expectError(file("types: {a: {object: A, bit: 1}}"), "1:24", "unknown key");
  expectError(file("immortals: {a: 3}"), "1:16", "expected a version");
  expectError(file("immortals: {a: 3.12}"), "1:16", "must be in quotes");
  expectError(file("elements: {a: b}"), "1:11", "'elements' must be a list");
  expectError(file("elements: [a]"), "1:12", "expected a member");
  expectError(file("elements: [a.b, a.b]"), "1:17", "'a.b' is defined twice");
}

} // namespace

//===- AnnotationReaderTest.cpp - From YAML to a table of facts -----------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestFacts.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"

using namespace llvm;
using namespace pyrefcheck;

namespace {

const Function *find(const TestFacts &Facts, StringRef Name) {
  return Facts.Facts.findFunction(Name);
}

TEST(AnnotationReader, ReadsTheKeysOfAFunction) {
  TestFacts Facts({TestFacts::functions(R"(
  f:
    params: [a, b, format, ...]
    returns: new
    type: bytes
    fails: type
    expects: {b: collections.deque}
    null_ok: [a, b]
    format: {parse: format}
    runs_python: true
    noreturn: true
    init: true
    since: "3.2"
    until: '3.13'
    source: other.html
    note: "of no consequence"
  g: {params: [x, y], returns: void, align: last, null_ok: y, format: {build: x}, runs_python: false}
  h: {params: [], returns: void})")});
  ASSERT_EQ(Facts.errors(), "");
  const Function *F = find(Facts, "f");
  ASSERT_TRUE(F);
  EXPECT_EQ(F->Params.vec(),
            (std::vector<StringRef>{"a", "b", "format", "..."}));
  EXPECT_EQ(describe(F), "new; null raises type");
  EXPECT_EQ(F->ResultType, "bytes");
  ASSERT_EQ(F->Expects.size(), 1u);
  EXPECT_EQ(F->Expects[0].Param, 1);
  EXPECT_EQ(F->Expects[0].Type, "collections.deque");
  EXPECT_EQ(F->NullOk, 3u);
  EXPECT_EQ(F->Format, FormatKind::Parse);
  EXPECT_EQ(F->FormatParam, 2);
  EXPECT_TRUE(F->RunsPython && F->NoReturn && F->Init && !F->AlignLast);
  EXPECT_EQ(F->Since, "3.2");
  EXPECT_EQ(F->Until, "3.13");
  EXPECT_EQ(F->Chapter, "test");
  EXPECT_EQ(F->Source, "other.html");

  const Function *G = find(Facts, "g");
  ASSERT_TRUE(G);
  EXPECT_EQ(G->NullOk, 2u);
  EXPECT_EQ(G->Format, FormatKind::Build);
  EXPECT_EQ(G->FormatParam, 0);
  EXPECT_TRUE(G->AlignLast && !G->RunsPython && !G->NoReturn && !G->Init);
  EXPECT_EQ(G->Source, "test.html");
  EXPECT_TRUE(G->Since.empty() && G->Until.empty());

  const Function *H = find(Facts, "h");
  ASSERT_TRUE(H);
  EXPECT_TRUE(H->Params.empty());
  EXPECT_EQ(H->Format, FormatKind::None);
  EXPECT_EQ(H->NullOk, 0u);
}

TEST(AnnotationReader, UrlsNeedNoQuotes) {
  TestFacts Facts({"chapter: 'a://b'\nsource: a://c:80/?d\nfunctions:\n"
                   "  f: {params: [], returns: void, source: https://f/#g}\n"
                   "  g: {params: [], returns: void}\n"
                   "  h: {params: [], returns: x://y}\n"});
  EXPECT_NE(Facts.errors().find("1.yaml:6:28: error: bad 'returns': found "
                                "'x://y'"),
            std::string::npos)
      << Facts.errors();
  ASSERT_TRUE(find(Facts, "f") && find(Facts, "g"));
  EXPECT_EQ(find(Facts, "f")->Source, "https://f/#g");
  EXPECT_EQ(find(Facts, "g")->Source, "a://c:80/?d");
  EXPECT_EQ(find(Facts, "g")->Chapter, "a://b");
}

TEST(AnnotationReader, SortsByName) {
  TestFacts Facts({TestFacts::functions("  b: {params: [], returns: void}\n"
                                        "  a: {params: [], returns: void}"),
                   TestFacts::functions("  C: {params: [], returns: void}")});
  ASSERT_EQ(Facts.errors(), "");
  std::vector<StringRef> Names;
  for (const Function &F : Facts.Owned.data().Functions)
    Names.push_back(F.Name);
  EXPECT_EQ(Names, (std::vector<StringRef>{"C", "a", "b"}));
}

TEST(AnnotationReader, SameAs) {
  TestFacts Facts({TestFacts::functions(R"(
  alias: {same_as: alias2, since: "3.8", until: "3.9"}
  alias2: {same_as: real, source: alias.html, note: why}
  get: {same_as: Rec.get}
members: {Rec.get: {same_as: Rec.other}, Rec.set: {same_as: real}}
entry_points: {init_: {same_as: real}})"),
                   "chapter: second\nsource: second.html\n"
                   "functions:\n"
                   "  real: {params: [a], returns: new, steals: a, since: "
                   "\"3.1\"}\n"
                   "members: {Rec.other: {params: [], returns: bool}}\n"});
  ASSERT_EQ(Facts.errors(), "");
  const Function *Alias = find(Facts, "alias");
  ASSERT_TRUE(Alias);
  EXPECT_EQ(Alias->Name, "alias");
  EXPECT_EQ(describe(Alias), "new steal(0); null raises error steal(0)");
  EXPECT_EQ(Alias->Since, "3.8");
  EXPECT_EQ(Alias->Until, "3.9");
  EXPECT_EQ(Alias->Chapter, "test");
  EXPECT_EQ(Alias->Source, "second.html");
  EXPECT_EQ(find(Facts, "alias2")->Source, "alias.html");
  // Another name may be older or newer than the thing.
  EXPECT_EQ(find(Facts, "alias2")->Since, "");
  EXPECT_EQ(describe(find(Facts, "get")), "0..1");
  EXPECT_EQ(describe(Facts.Facts.findMember("Rec", "get")), "0..1");
  EXPECT_EQ(Facts.Facts.findMember("Rec", "set")->Params.size(), 1u);
  EXPECT_EQ(Facts.Facts.findEntryPoint("init_x")->Params.size(), 1u);
}

TEST(AnnotationReader, SameAsMayReferToTheBase) {
  auto Base = std::make_unique<TestFacts>(std::initializer_list<StringRef>{
      TestFacts::functions("  f: {params: [a], returns: arg(a)}\n"
                           "members: {R.m: {params: [], returns: void}}")});
  TestFacts Facts({TestFacts::functions("  g: {same_as: f}\n"
                                        "members: {R.n: {same_as: R.m}}\n"
                                        "slots: {S: {1: R.m, 2: R.n}}")},
                  &Base->Facts);
  ASSERT_EQ(Facts.errors(), "");
  // Nothing is borrowed from the base.
  Base.reset();
  ASSERT_TRUE(find(Facts, "g"));
  EXPECT_EQ(find(Facts, "g")->Params[0], "a");
  EXPECT_EQ(describe(find(Facts, "g")), "arg(0)");
  EXPECT_TRUE(Facts.Facts.findMember("R", "n"));
}

TEST(AnnotationReader, FilesAreNamed) {
  SmallString<128> Path;
  int Descriptor;
  ASSERT_FALSE(sys::fs::createTemporaryFile("facts", "yaml", Descriptor, Path));
  FileRemover Remover(Path);
  raw_fd_ostream(Descriptor, /*shouldClose=*/true)
      << TestFacts::functions("  f: {params: [], returns: void}\n"
                              "  g: {params: [], returns: viod}");
  std::string Name = Path.str().str();
  std::vector<AnnotationError> Errors;
  OwnedTable Owned = readAnnotations({"/nonexistent/facts.yaml", Name}, Errors);
  ASSERT_EQ(Errors.size(), 2u);
  EXPECT_EQ(Errors[0].Line, 0u);
  EXPECT_EQ(Errors[0].Column, 0u);
  EXPECT_EQ(Errors[0].str(), "/nonexistent/facts.yaml: error: cannot read the "
                             "file: No such file or directory");
  EXPECT_EQ(Errors[1].File, Name);
  EXPECT_EQ(Errors[1].Line, 5u);
  EXPECT_EQ(Errors[1].Column, 28u);
  // What is right remains.
  EXPECT_EQ(Owned.data().Functions.size(), 1u);
  OwnedTable Moved = std::move(Owned);
  EXPECT_EQ(Moved.data().Functions[0].Name, "f");
}

TEST(AnnotationReader, DuplicatesNameTheOtherPlace) {
  std::string One = TestFacts::functions("  f: {params: [], returns: void}\n"
                                         "  f: {params: [], returns: any}");
  std::string Two = TestFacts::functions("  g: {params: [], returns: void}\n"
                                         "\n  f: {params: [], returns: any}");
  TestFacts Facts({One, Two});
  EXPECT_EQ(Facts.errors(),
            "1.yaml:5:3: error: 'f' is defined twice; first in 1.yaml:4\n"
            "2.yaml:6:3: error: 'f' is defined twice; first in 1.yaml:4\n");
  EXPECT_EQ(describe(find(Facts, "f")), "void");
  EXPECT_TRUE(find(Facts, "g"));
}

TEST(AnnotationReader, AliasesOfWrongFunctionsAreLeftOutSilently) {
  TestFacts Facts({TestFacts::functions("  f: {params: [], returns: x}\n"
                                        "  g: {same_as: f}\n"
                                        "  h: {same_as: g}")});
  EXPECT_EQ(Facts.Errors.size(), 1u);
  EXPECT_TRUE(Facts.Owned.data().Functions.empty());
}

TEST(AnnotationReader, ReportsAllErrorsOfAFunction) {
  TestFacts Facts({TestFacts::functions("  f:\n"
                                        "    params: [a]\n"
                                        "    returns: x\n"
                                        "    steals: b\n"
                                        "    init: 1\n"
                                        "    since: three\n")});
  EXPECT_EQ(Facts.Errors.size(), 4u) << Facts.errors();
}

TEST(AnnotationReader, HugeInputsAreNoProblem) {
  auto Errors = [](const std::string &Text) {
    return TestFacts({Text}).errors();
  };
  for (const char *Opening :
       {"[", "{", "- ", "? ", "{\n", "[\n", "a: [", "&a "}) {
    std::string Text;
    for (int I = 0; I != 50000; ++I)
      Text += Opening;
    EXPECT_EQ(StringRef(Errors(Text)).take_front(7), "1.yaml:") << Opening;
  }
  std::string Nested, Chain = TestFacts::functions("");
  for (int I = 0; I != 1000; ++I)
    Nested += std::string(I, ' ') + "a:\n";
  EXPECT_NE(Errors(Nested).find("nested too deeply"), std::string::npos);
  for (int I = 0; I != 20000; ++I)
    Chain += " f" + std::to_string(I) + ": {same_as: f" +
             std::to_string(I + 1) + "}\n";
  EXPECT_EQ(Errors(Chain), "1.yaml:20004:20: error: 'same_as' refers to "
                           "'f20000', which is not defined\n");
  EXPECT_EQ(Errors(Chain + " f20000: {params: [], returns: void}\n"), "");
}

TEST(Explain, SaysItInWords) {
  TestFacts Facts({TestFacts::functions(R"(
  PyList_SetItem: {params: [list, index, item], returns: status, steals: item, keeps: {item: list}, since: "3.9"}
  PyDict_Ref:
    params: [dict, result]
    outcomes:
      - {returns: 1, out: {result: new}}
      - {returns: 0, out: {result: null}}
      - {returns: -1, raises: true, fails: memory, out: {result: null}})")});
  ASSERT_EQ(Facts.errors(), "");
  std::string Text;
  raw_string_ostream OS(Text);
  explain(*find(Facts, "PyList_SetItem"), OS);
  explain(*find(Facts, "PyDict_Ref"), OS);
  EXPECT_EQ(OS.str(),
            "PyList_SetItem(list, index, item)\n"
            "  returns 0; or -1 and an exception on failure\n"
            "  steals a reference to 'item', also on failure\n"
            "  keeps a reference to 'item' in 'list', on success only\n"
            "  since Python 3.9\n"
            "  source: test.html (chapter test)\n"
            "PyDict_Ref(dict, result)\n"
            "  returns 1; or 0; or -1 and an exception if memory runs out\n"
            "  stores a new reference in *result, if it returns 1\n"
            "  stores NULL in *result, if it returns 0 or -1 and an exception\n"
            "  source: test.html (chapter test)\n");
}

/// "since-until: outcomes" of every version of f, one a line.
std::string versions(const TestFacts &Facts, StringRef Name = "f") {
  std::string Text;
  for (const Function &F : Facts.Owned.data().Functions)
    if (F.Name == Name)
      Text += (F.Since + "-" + F.Until + ": " + describe(&F) + "\n").str();
  return Text;
}

TEST(AnnotationReader, Variants) {
  TestFacts Facts({TestFacts::functions(R"(
  f:
    params: [a, b]
    returns: new
    type: str
    fails: memory
    null_ok: b
    runs_python: true
    variants:
      - {since: "3.13", fails: never, null_ok: [a, b]}
      - {until: "3.9", returns: borrowed(a), null_ok: [], runs_python: false}
  g: {same_as: f}
  h: {same_as: f, since: "3.10"}
  i: {same_as: f, since: "3.9", until: "3.12"}
  j: {params: [], returns: void, since: "3.9", until: "3.14", variants: [{since: "3.11", until: "3.12", returns: any}]})")});
  ASSERT_EQ(Facts.errors(), "");
  EXPECT_EQ(versions(Facts), "-3.9: borrowed(0); null raises error\n"
                             "3.10-3.12: new; null raises memory\n"
                             "3.13-: new\n");
  EXPECT_EQ(versions(Facts, "g"), versions(Facts));
  EXPECT_EQ(versions(Facts, "h"), "3.10-3.12: new; null raises memory\n"
                                  "3.13-: new\n");
  EXPECT_EQ(versions(Facts, "i"), "3.9-3.9: borrowed(0); null raises error\n"
                                  "3.10-3.12: new; null raises memory\n");
  EXPECT_EQ(versions(Facts, "j"), "3.9-3.10: void\n"
                                  "3.11-3.12: any\n"
                                  "3.13-3.14: void\n");
  auto Find = [&](unsigned Hex) { return Facts.Facts.findFunction("f", Hex); };
  EXPECT_EQ(Find(0)->Until, "3.9");
  EXPECT_EQ(Find(0x030900f0)->Until, "3.9");
  EXPECT_EQ(Find(0x030a0000)->Since, "3.10");
  EXPECT_EQ(Find(0x030c07f0)->Since, "3.10");
  EXPECT_EQ(Find(0x030d0000)->Since, "3.13");
  EXPECT_EQ(Facts.Facts.findFunction("f"), Find(0x030d0000));
  // Older and newer than any: the nearest.
  EXPECT_EQ(Facts.Facts.findFunction("j", 0x03080000)->Since, "3.9");
  EXPECT_EQ(Facts.Facts.findFunction("j", 0x030f0000)->Until, "3.14");
  EXPECT_EQ(Find(0)->NullOk, 0u);
  EXPECT_EQ(Find(0x030a0000)->NullOk, 2u);
  EXPECT_EQ(Find(0x030d0000)->NullOk, 3u);
  EXPECT_FALSE(Find(0)->RunsPython);
  EXPECT_TRUE(Find(0x030d0000)->RunsPython);
  EXPECT_EQ(Find(0)->ResultType, "");
  EXPECT_EQ(Find(0x030d0000)->ResultType, "str");
}

TEST(AnnotationReader, SameAsOfABaseWithVariants) {
  TestFacts Base({TestFacts::functions(
      "  f: {params: [], returns: new, variants: [{until: \"3.9\", returns: "
      "any}]}\nfamilies: {mem: {free: g}}")});
  TestFacts Facts({TestFacts::functions(
                       "  f: {params: [], returns: void}\n"
                       "  k: {params: [a], returns: void, frees: {a: mem}}"),
                   TestFacts::functions("  h: {same_as: f}")},
                  &Base.Facts);
  EXPECT_EQ(Facts.errors(), "");
  EXPECT_EQ(versions(Facts, "h"), "-: void\n");
  TestFacts Other({TestFacts::functions("  h: {same_as: f}")}, &Base.Facts);
  EXPECT_EQ(versions(Other, "h"), "-3.9: any\n3.10-: new; null raises error\n");
}

TEST(AnnotationReader, LimitedSection) {
  TestFacts Facts({"limited: {\"3.2\": [g], \"3.10\": [f]}",
                   TestFacts::functions(
                       "  f: {params: [], returns: new, variants: [{since: "
                       "\"3.12\", fails: never}]}\n"
                       "  g: {same_as: f}\n  h: {same_as: f}")});
  EXPECT_EQ(Facts.errors(), "");
  EXPECT_EQ(Facts.Facts.findFunction("f", 0)->Limited, "3.10");
  EXPECT_EQ(Facts.Facts.findFunction("f")->Limited, "3.10");
  EXPECT_EQ(Facts.Facts.findFunction("g")->Limited, "3.2");
  EXPECT_EQ(Facts.Facts.findFunction("h")->Limited, "");
}

TEST(AnnotationReader, Headers) {
  TestFacts Facts({"chapter: spam\nheaders: [b.h, a.h]", "chapter: eggs"});
  EXPECT_EQ(Facts.errors(), "");
  ArrayRef<Alias> Headers = Facts.Owned.data().Headers;
  ASSERT_EQ(Headers.size(), 2u);
  EXPECT_EQ(Headers[0].From, "spam");
  EXPECT_EQ(Headers[0].To, "b.h");
  EXPECT_EQ(Headers[1].To, "a.h");
}

TEST(AnnotationReader, VariantsOfMembers) {
  TestFacts Facts({"chapter: x\nsource: y\nmembers:\n  R.m: {params: [], "
                   "returns: new, variants: [{since: \"3.9\", returns: any}]}\n"
                   "slots: {S: {1: R.m}}"});
  EXPECT_EQ(Facts.errors(), "");
  EXPECT_EQ(describe(Facts.Facts.findMember("R", "m", 0x03080000)),
            "new; null raises error");
  EXPECT_EQ(describe(Facts.Facts.findMember("R", "m")), "any");
  EXPECT_EQ(describe(Facts.Facts.findSlot("S", 1, 0x03080000)),
            "new; null raises error");
  EXPECT_EQ(describe(Facts.Facts.findSlot("S", 1, 0x03090000)), "any");
}

TEST(AnnotationReader, MemoryNullsAndThreads) {
  TestFacts Facts({TestFacts::functions(
      "  f: {params: [p, q, r], returns: pointer, allocates: mem, reallocates: "
      "{p: mem}, frees: {q: raw}, out: {r: memory(mem)}, null_ok: q, "
      "null_raises: [p, r], needs_gil: false, limited: \"3.2\", note: hm}\n"
      "  g: {same_as: f}\n"
      "  h: {params: [], returns: void}\n"
      "families: {mem: {free: x}, raw: {free: y, needs_gil: false, note: "
      "z}}")});
  ASSERT_EQ(Facts.errors(), "");
  const Function &F = *Facts.Facts.findFunction("f");
  ASSERT_EQ(F.Memory.size(), 4u);
  std::string Memory;
  for (const MemoryUse &M : F.Memory)
    Memory += std::to_string(unsigned(M.Kind)) + ":" + std::to_string(M.Param) +
              ":" + M.Family.str() + " ";
  EXPECT_EQ(Memory, "3:2:mem 1:0:mem 2:1:raw 0:-1:mem ");
  EXPECT_EQ(F.NullOk, 2u);
  EXPECT_EQ(F.NullRaises, 5u);
  EXPECT_FALSE(F.NeedsGil);
  EXPECT_EQ(F.Limited, "3.2");
  EXPECT_EQ(F.Note, "hm");
  EXPECT_EQ(describe(&F), "nonnull(unknown); null raises error");
  // The name itself may be private.
  EXPECT_EQ(Facts.Facts.findFunction("g")->Limited, "");
  EXPECT_EQ(Facts.Facts.findFunction("g")->Memory.size(), 4u);
  EXPECT_TRUE(Facts.Facts.findFunction("h")->NeedsGil);
  EXPECT_EQ(Facts.Facts.findFamily("raw")->Free, "y");
  EXPECT_EQ(Facts.Facts.findFamily("raw")->Note, "z");
  EXPECT_TRUE(Facts.Facts.findFamily("mem")->NeedsGil);
}

} // namespace

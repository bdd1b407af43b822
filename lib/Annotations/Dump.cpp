//===- Dump.cpp - Writes a table as JSON ----------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The form of the output is described in annotations/README.md; other programs
/// read it.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Annotations/Reader.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace pyrefcheck {

namespace {

class Dumper {
public:
  Dumper(json::OStream &J, unsigned VersionHex)
      : J(J), VersionHex(VersionHex) {}
  void dump(const TableData &Data);

private:
  void text(StringRef Key, StringRef Text);
  void flag(StringRef Key, bool Value);
  void integer(StringRef Key, int64_t Value);
  void function(const Function &F);
  void functions(StringRef Key, ArrayRef<Function> Functions);
  void outcome(const Function &F, const Outcome &O);
  void result(const Function &F, const Result &R);
  void effect(const Function &F, const Effect &E);
  void nullParams(StringRef Key, const Function &F, uint32_t Bits);
  void memory(const Function &F);
  void formats(ArrayRef<FormatCode> Formats);
  void aliases(StringRef Key, ArrayRef<Alias> Aliases);
  bool isWanted(const Function &F) const;

  json::OStream &J;
  unsigned VersionHex;
};

} // namespace

static StringRef name(ResultKind Kind) {
  const char *const Names[] = {"any",  "void",    "new",     "borrowed", "arg",
                               "null", "nonnull", "integer", "indicator"};
  return Names[unsigned(Kind)];
}

static StringRef name(Raise Kind) {
  const char *const Names[] = {"no", "yes", "clears", "maybe"};
  return Names[unsigned(Kind)];
}

static StringRef name(Failure Kind) {
  const char *const Names[] = {"never", "error", "memory", "type"};
  return Names[unsigned(Kind)];
}

static StringRef name(EffectKind Kind) {
  const char *const Names[] = {
      "steal",        "keep",      "add",         "release",
      "escape",       "overwrite", "out_new",     "out_new_or_null",
      "out_borrowed", "out_null",  "out_replace", "out_consume"};
  return Names[unsigned(Kind)];
}

static StringRef name(FormatKind Kind) {
  const char *const Names[] = {"none", "build", "parse"};
  return Names[unsigned(Kind)];
}

static StringRef name(FormatRole Role) {
  const char *const Names[] = {"value",        "object",        "stolen",
                               "converter",    "converter_arg", "type",
                               "out_borrowed", "out_value",     "out_memory"};
  return Names[unsigned(Role)];
}

/// A parameter, or who else owns or holds something.
static StringRef name(const Function &F, ParamIndex Index) {
  switch (Index) {
  case OwnerUnknown:
    return "unknown";
  case OwnerInterpreter:
    return "interpreter";
  case OwnerImmortal:
    return "immortal";
  case HolderResult:
    return "result";
  default:
    return F.Params[Index];
  }
}

void Dumper::text(StringRef Key, StringRef Text) {
  if (!Text.empty())
    J.attribute(Key, Text);
}

void Dumper::flag(StringRef Key, bool Value) {
  if (Value)
    J.attribute(Key, true);
}

void Dumper::integer(StringRef Key, int64_t Value) {
  if (Value == std::numeric_limits<int64_t>::min() ||
      Value == std::numeric_limits<int64_t>::max())
    J.attribute(Key, nullptr);
  else
    J.attribute(Key, Value);
}

void Dumper::result(const Function &F, const Result &R) {
  J.attributeObject("returns", [&] {
    J.attribute("kind", name(R.Kind));
    if (R.Kind == ResultKind::Borrowed || R.Kind == ResultKind::Argument ||
        (R.Kind == ResultKind::NonNull && R.From >= 0))
      J.attribute("from", name(F, R.From));
    if (R.Kind == ResultKind::Integer) {
      integer("low", R.Low);
      integer("high", R.High);
    }
  });
}

void Dumper::effect(const Function &F, const Effect &E) {
  J.object([&] {
    J.attribute("kind", name(E.Kind));
    J.attribute("param", name(F, E.Param));
    // A holder that is not named is somebody who outlives the call.
    if (E.Kind == EffectKind::Keep)
      J.attribute("holder", E.Other == OwnerUnknown ? "any" : name(F, E.Other));
    else if (E.Kind == EffectKind::OutBorrowed)
      J.attribute("from", name(F, E.Other));
  });
}

void Dumper::outcome(const Function &F, const Outcome &O) {
  J.object([&] {
    result(F, O.Returns);
    J.attribute("raises", name(O.Raises));
    J.attribute("fails", name(O.Fails));
    J.attributeArray("effects", [&] {
      for (const Effect &E : O.Effects)
        effect(F, E);
    });
  });
}

void Dumper::nullParams(StringRef Key, const Function &F, uint32_t Bits) {
  if (!Bits)
    return;
  J.attributeArray(Key, [&] {
    for (size_t I = 0; I != F.Params.size(); ++I)
      if (Bits >> I & 1)
        J.value(F.Params[I]);
  });
}

void Dumper::memory(const Function &F) {
  auto Map = [&](StringRef Key, MemoryKind Kind) {
    bool Any = false;
    for (const MemoryUse &M : F.Memory)
      Any |= M.Kind == Kind;
    if (!Any)
      return;
    J.attributeObject(Key, [&] {
      for (const MemoryUse &M : F.Memory)
        if (M.Kind == Kind)
          J.attribute(F.Params[M.Param], M.Family);
    });
  };
  for (const MemoryUse &M : F.Memory)
    if (M.Kind == MemoryKind::Allocate)
      J.attribute("allocates", M.Family);
  Map("reallocates", MemoryKind::Reallocate);
  Map("frees", MemoryKind::Free);
  Map("out_memory", MemoryKind::Out);
}

void Dumper::function(const Function &F) {
  J.object([&] {
    J.attribute("name", F.Name);
    text("since", F.Since);
    text("until", F.Until);
    text("limited", F.Limited);
    J.attributeArray("params", [&] {
      for (StringRef Param : F.Params)
        J.value(Param);
    });
    J.attributeArray("outcomes", [&] {
      for (const Outcome &O : F.Outcomes)
        outcome(F, O);
    });
    text("type", F.ResultType);
    if (!F.Expects.empty())
      J.attributeObject("expects", [&] {
        for (const Expectation &E : F.Expects)
          J.attribute(F.Params[E.Param], E.Type);
      });
    nullParams("null_ok", F, F.NullOk);
    nullParams("null_raises", F, F.NullRaises);
    memory(F);
    if (F.Format != FormatKind::None)
      J.attributeObject("format", [&] {
        J.attribute(name(F.Format), F.Params[F.FormatParam]);
      });
    flag("runs_python", F.RunsPython);
    J.attribute("needs_gil", F.NeedsGil);
    flag("noreturn", F.NoReturn);
    flag("throws", F.Throws);
    flag("init", F.Init);
    flag("align_last", F.AlignLast);
    flag("shared", F.Shared);
    flag("pure", F.Pure);
    flag("watched", F.Watched);
    flag("destroys", F.Destroys);
    flag("releases_type", F.ReleasesType);
    flag("constructs", F.Constructs);
    text("chapter", F.Chapter);
    text("source", F.Source);
    text("note", F.Note);
  });
}

bool Dumper::isWanted(const Function &F) const {
  return VersionHex == 0 ||
         (versionHex(F.Since) <= VersionHex &&
          (F.Until.empty() || VersionHex <= versionHex(F.Until)));
}

void Dumper::functions(StringRef Key, ArrayRef<Function> Functions) {
  J.attributeArray(Key, [&] {
    for (const Function &F : Functions)
      if (isWanted(F))
        function(F);
  });
}

void Dumper::formats(ArrayRef<FormatCode> Formats) {
  J.attributeArray("formats", [&] {
    for (const FormatCode &Code : Formats)
      J.object([&] {
        J.attribute("language", name(Code.Language));
        J.attribute("code", Code.Code);
        J.attributeArray("roles", [&] {
          for (FormatRole Role : Code.Roles)
            J.value(name(Role));
        });
        text("family", Code.Family);
      });
  });
}

void Dumper::aliases(StringRef Key, ArrayRef<Alias> Aliases) {
  J.attributeObject(Key, [&] {
    for (const Alias &A : Aliases)
      J.attribute(A.From, A.To);
  });
}

void Dumper::dump(const TableData &Data) {
  J.object([&] {
    functions("functions", Data.Functions);
    functions("members", Data.Members);
    functions("entry_points", Data.EntryPoints);
    formats(Data.Formats);
    J.attributeArray("slots", [&] {
      for (const Slot &S : Data.Slots)
        J.object([&] {
          J.attribute("record", S.Record);
          J.attribute("id", S.Id);
          J.attribute("member", S.Member);
        });
    });
    aliases("records", Data.Records);
    aliases("prefixes", Data.Prefixes);
    J.attributeObject("immortals", [&] {
      for (const Immortal &I : Data.Immortals)
        J.attribute(I.Variable, std::to_string(I.SinceHex >> 24) + "." +
                                    std::to_string(I.SinceHex >> 16 & 0xff));
    });
    J.attributeArray("elements", [&] {
      for (StringRef Element : Data.Elements)
        J.value(Element);
    });
    J.attributeObject("types", [&] {
      for (const TypeFact &T : Data.Types)
        J.attributeObject(T.Name, [&] {
          J.attribute("object", T.Object);
          if (T.Feature >= 0)
            J.attribute("feature", T.Feature);
        });
    });
    J.attributeObject("families", [&] {
      for (const Family &F : Data.Families)
        J.attributeObject(F.Name, [&] {
          J.attribute("free", F.Free);
          J.attribute("needs_gil", F.NeedsGil);
          text("what", F.What);
          text("member", F.Member);
          if (F.Handle)
            J.attribute("handle", true);
          if (F.Thread != ThreadEffect::None)
            J.attribute("thread", F.Thread == ThreadEffect::Attaches
                                      ? "attaches"
                                      : "detaches");
          text("reported_by", F.ReportedBy);
          text("note", F.Note);
        });
    });
  });
}

void dumpTable(const TableData &Data, unsigned VersionHex, raw_ostream &OS) {
  json::OStream J(OS, /*IndentSize=*/1);
  Dumper(J, VersionHex).dump(Data);
  OS << '\n';
}

} // namespace pyrefcheck

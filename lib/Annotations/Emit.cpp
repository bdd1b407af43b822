//===- Emit.cpp - Writes a table as C++ -----------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The C++ that emitTable() writes is constexpr arrays, so that the table costs
/// nothing when the plugin is loaded. Of ArrayRef's constructors, only those
/// for nothing and for a whole array are constexpr since LLVM 14; therefore
/// each list is an array of its own. Equal lists share one.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Annotations/Reader.h"
#include "llvm/ADT/StringMap.h"
#include <string>

using namespace llvm;

namespace pyrefcheck {

namespace {

class Emitter {
public:
  explicit Emitter(raw_ostream &OS) : OS(OS) {}
  void emit(const TableData &Data);

private:
  static std::string text(StringRef Text);
  static std::string integer(int64_t Value);
  static std::string outcome(const Outcome &O, const std::string &Effects);

  /// The name of an array with these elements, or "{}" for none.
  std::string list(StringRef Type, StringRef Prefix,
                   const std::vector<std::string> &Elements);
  /// Same, for the long lists, one element a line.
  std::string section(StringRef Type, StringRef Name,
                      const std::vector<std::string> &Elements);
  std::string function(const Function &F);
  std::string functions(StringRef Name, ArrayRef<Function> Functions);
  std::string aliases(StringRef Name, ArrayRef<Alias> Aliases);

  raw_ostream &OS;
  StringMap<std::string> Lists; ///< from the contents to the name
};

} // namespace

static std::string enumerator(ResultKind Kind) {
  const char *const Names[] = {"Any",      "Void",     "New",
                               "Borrowed", "Argument", "Null",
                               "NonNull",  "Integer",  "Indicator"};
  return std::string("ResultKind::") + Names[unsigned(Kind)];
}

static std::string enumerator(Raise Kind) {
  const char *const Names[] = {"No", "Yes", "Clear", "Maybe"};
  return std::string("Raise::") + Names[unsigned(Kind)];
}

static std::string enumerator(Failure Kind) {
  const char *const Names[] = {"None", "Error", "Memory", "Type"};
  return std::string("Failure::") + Names[unsigned(Kind)];
}

static std::string enumerator(EffectKind Kind) {
  const char *const Names[] = {"Steal",   "Keep",         "Add",
                               "Release", "Escape",       "Overwrite",
                               "OutNew",  "OutNewOrNull", "OutBorrowed",
                               "OutNull", "OutReplace",   "OutConsume"};
  return std::string("EffectKind::") + Names[unsigned(Kind)];
}

static std::string enumerator(MemoryKind Kind) {
  const char *const Names[] = {"Allocate", "Reallocate", "Free", "Out"};
  return std::string("MemoryKind::") + Names[unsigned(Kind)];
}

static std::string enumerator(FormatKind Kind) {
  const char *const Names[] = {"None", "Build", "Parse"};
  return std::string("FormatKind::") + Names[unsigned(Kind)];
}

static std::string enumerator(FormatRole Kind) {
  const char *const Names[] = {"Value",       "Object",       "Stolen",
                               "Converter",   "ConverterArg", "Type",
                               "OutBorrowed", "OutValue",     "OutMemory"};
  return std::string("FormatRole::") + Names[unsigned(Kind)];
}

std::string Emitter::text(StringRef Text) {
  if (Text.empty())
    return "{}";
  std::string Literal;
  for (char C : Text) {
    auto Byte = static_cast<unsigned char>(C);
    // Octal, because a hexadecimal escape has no end; '?' could make a
    // trigraph.
    if (Byte < ' ' || Byte > '~' || C == '"' || C == '\\' || C == '?') {
      Literal += '\\';
      for (int Shift : {6, 3, 0})
        Literal += static_cast<char>('0' + (Byte >> Shift & 7));
    } else {
      Literal += C;
    }
  }
  return "{\"" + Literal + "\", " + std::to_string(Text.size()) + "}";
}

std::string Emitter::integer(int64_t Value) {
  // The lowest number cannot be written as a literal.
  if (Value == std::numeric_limits<int64_t>::min())
    return "INT64_MIN";
  if (Value == std::numeric_limits<int64_t>::max())
    return "INT64_MAX";
  return "INT64_C(" + std::to_string(Value) + ")";
}

std::string Emitter::list(StringRef Type, StringRef Prefix,
                          const std::vector<std::string> &Elements) {
  if (Elements.empty())
    return "{}";
  std::string Contents;
  for (const std::string &Element : Elements)
    Contents += (Contents.empty() ? "" : ", ") + Element;
  std::string &Name = Lists[(Type + " " + Contents).str()];
  if (Name.empty()) {
    Name = (Prefix + Twine(Lists.size())).str();
    OS << "constexpr " << Type << ' ' << Name << "[] = {" << Contents << "};\n";
  }
  return Name;
}

std::string Emitter::section(StringRef Type, StringRef Name,
                             const std::vector<std::string> &Elements) {
  if (Elements.empty())
    return "{}";
  OS << "\nconstexpr " << Type << ' ' << Name << "[] = {\n";
  for (const std::string &Element : Elements)
    OS << "    " << Element << ",\n";
  OS << "};\n";
  return Name.str();
}

std::string Emitter::outcome(const Outcome &O, const std::string &Effects) {
  return "{{" + enumerator(O.Returns.Kind) + ", " +
         std::to_string(O.Returns.From) + ", " + integer(O.Returns.Low) + ", " +
         integer(O.Returns.High) + "}, " + enumerator(O.Raises) + ", " +
         enumerator(O.Fails) + ", " + Effects + "}";
}

std::string Emitter::function(const Function &F) {
  std::vector<std::string> Params, Outcomes, Expects, Memory;
  for (StringRef Param : F.Params)
    Params.push_back(text(Param));
  for (const Outcome &O : F.Outcomes) {
    std::vector<std::string> Effects;
    for (const Effect &E : O.Effects)
      Effects.push_back("{" + enumerator(E.Kind) + ", " +
                        std::to_string(E.Param) + ", " +
                        std::to_string(E.Other) + "}");
    Outcomes.push_back(outcome(O, list("Effect", "E", Effects)));
  }
  for (const Expectation &E : F.Expects)
    Expects.push_back("{" + std::to_string(E.Param) + ", " + text(E.Type) +
                      "}");
  for (const MemoryUse &M : F.Memory)
    Memory.push_back("{" + enumerator(M.Kind) + ", " + std::to_string(M.Param) +
                     ", " + text(M.Family) + "}");
  auto Flag = [](bool Value) { return Value ? ", true" : ", false"; };
  std::string Result = "{" + text(F.Name);
  Result += ", " + list("StringRef", "P", Params);
  Result += ", " + list("Outcome", "O", Outcomes);
  Result += ", " + text(F.ResultType);
  Result += ", " + list("Expectation", "X", Expects);
  Result += ", " + std::to_string(F.NullOk) + "u";
  Result += ", " + std::to_string(F.NullRaises) + "u";
  Result += ", " + list("MemoryUse", "M", Memory);
  Result += ", " + enumerator(F.Format);
  Result += ", " + std::to_string(F.FormatParam);
  Result += Flag(F.RunsPython);
  Result += Flag(F.NeedsGil);
  Result += Flag(F.NoReturn);
  Result += Flag(F.Throws);
  Result += Flag(F.AlignLast);
  Result += Flag(F.Init);
  Result += Flag(F.Shared);
  Result += Flag(F.Pure);
  Result += Flag(F.Watched);
  Result += Flag(F.Destroys);
  Result += Flag(F.ReleasesType);
  Result += Flag(F.Constructs);
  for (StringRef Text :
       {F.Chapter, F.Source, F.Since, F.Until, F.Limited, F.Note})
    Result += ", " + text(Text);
  return Result + "}";
}

std::string Emitter::functions(StringRef Name, ArrayRef<Function> Functions) {
  std::vector<std::string> Elements;
  for (const Function &F : Functions)
    Elements.push_back(function(F));
  return section("Function", Name, Elements);
}

std::string Emitter::aliases(StringRef Name, ArrayRef<Alias> Aliases) {
  std::vector<std::string> Elements;
  for (const Alias &A : Aliases)
    Elements.push_back("{" + text(A.From) + ", " + text(A.To) + "}");
  return section("Alias", Name, Elements);
}

void Emitter::emit(const TableData &Data) {
  OS << "// Generated from annotations/*.yaml; do not edit.\n\n"
        "#include \"pyrefcheck/Annotations/Table.h\"\n"
        "#include <cstdint>\n\n"
        "using namespace pyrefcheck;\n"
        "using llvm::StringRef;\n\n"
        "namespace {\n\n";
  std::vector<std::string> Formats, Slots, Immortals, Elements, Types, Families;
  for (const FormatCode &Code : Data.Formats) {
    std::vector<std::string> Roles;
    for (FormatRole Role : Code.Roles)
      Roles.push_back(enumerator(Role));
    Formats.push_back("{" + enumerator(Code.Language) + ", " + text(Code.Code) +
                      ", " + list("FormatRole", "R", Roles) + ", " +
                      text(Code.Family) + "}");
  }
  for (const Slot &S : Data.Slots)
    Slots.push_back("{" + text(S.Record) + ", " + std::to_string(S.Id) + ", " +
                    text(S.Member) + "}");
  for (const Immortal &I : Data.Immortals)
    Immortals.push_back("{" + text(I.Variable) + ", " +
                        std::to_string(I.SinceHex) + "u}");
  for (StringRef Element : Data.Elements)
    Elements.push_back(text(Element));
  for (const TypeFact &T : Data.Types)
    Types.push_back("{" + text(T.Name) + ", " + text(T.Object) + ", " +
                    std::to_string(T.Feature) + "}");
  for (const Family &F : Data.Families)
    Families.push_back(
        "{" + text(F.Name) + ", " + text(F.Free) +
        (F.NeedsGil ? ", true, " : ", false, ") + text(F.What) + ", " +
        text(F.Member) +
        (F.Handle ? ", true, ThreadEffect::" : ", false, ThreadEffect::") +
        StringRef(F.Thread == ThreadEffect::None       ? "None"
                  : F.Thread == ThreadEffect::Attaches ? "Attaches"
                                                       : "Detaches")
            .str() +
        ", " + text(F.ReportedBy) + ", " + text(F.Note) + "}");

  const std::string Sections[] = {
      functions("Functions", Data.Functions),
      functions("Members", Data.Members),
      functions("EntryPoints", Data.EntryPoints),
      section("FormatCode", "Formats", Formats),
      section("Slot", "Slots", Slots),
      aliases("Records", Data.Records),
      aliases("Prefixes", Data.Prefixes),
      section("Immortal", "Immortals", Immortals),
      section("StringRef", "Elements", Elements),
      section("TypeFact", "Types", Types),
      section("Family", "Families", Families),
      aliases("Headers", Data.Headers),
  };
  OS << "\nconstexpr TableData Bundled = {\n";
  for (const std::string &Section : Sections)
    OS << "    " << Section << ",\n";
  OS << "};\n\n"
        "} // namespace\n\n"
        "const TableData &pyrefcheck::bundledTable() { return Bundled; }\n";
}

void emitTable(const TableData &Data, raw_ostream &OS) {
  Emitter(OS).emit(Data);
}

} // namespace pyrefcheck

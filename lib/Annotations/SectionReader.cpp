//===- SectionReader.cpp - The sections beside functions ------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of AnnotationReader for formats, slots, records, prefixes,
/// immortals, elements, families, headers and limited.
///
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include "ReaderImpl.h"
#include "llvm/ADT/SmallString.h"

using namespace llvm;

namespace pyrefcheck {

namespace {

struct RoleWord {
  StringLiteral Name;
  FormatRole Role;
  bool InBuild, InParse;
};

const RoleWord RoleWords[] = {
    {"value", FormatRole::Value, true, true},
    {"object", FormatRole::Object, true, false},
    {"stolen", FormatRole::Stolen, true, false},
    {"converter", FormatRole::Converter, true, true},
    {"converter_arg", FormatRole::ConverterArg, true, true},
    {"type", FormatRole::Type, false, true},
    {"out_borrowed", FormatRole::OutBorrowed, false, true},
    {"out_value", FormatRole::OutValue, false, true},
    {"out_memory", FormatRole::OutMemory, false, true},
};

} // namespace

void AnnotationReader::readFormats(const YamlNode &Map, Diagnostics &Diags) {
  checkKeys(Map, "'formats'", {"build", "parse"}, Diags);
  if (!Map.isMap())
    return;
  for (const YamlNode &Language : Map.Items) {
    FormatKind Kind = Language.Key == "build"   ? FormatKind::Build
                      : Language.Key == "parse" ? FormatKind::Parse
                                                : FormatKind::None;
    if (Kind == FormatKind::None)
      continue;
    if (!Language.isMap()) {
      Diags.error(Language.Pos, quoted(Language.Key) +
                                    " must be a map {code: [role, ...]}, "
                                    "found " +
                                    Language.describe());
      continue;
    }
    for (const YamlNode &Item : Language.Items)
      readFormat(Kind, Item, Diags);
  }
}

void AnnotationReader::readFormat(FormatKind Language, const YamlNode &Item,
                                  Diagnostics &Diags) {
  bool Build = Language == FormatKind::Build;
  if (Item.Key.empty()) {
    Diags.error(Item.KeyPos, "a format code cannot be empty");
    return;
  }
  if (!define(Formats, (Build ? "build code " : "parse code ") + Item.Key,
              Item.KeyPos, Diags))
    return;
  if (!Item.isList()) {
    Diags.error(Item.Pos, "expected a list of roles, found " + Item.describe());
    return;
  }
  SmallVector<StringRef, 16> Allowed;
  for (const RoleWord &Word : RoleWords)
    if (Build ? Word.InBuild : Word.InParse)
      Allowed.push_back(Word.Name);
  SmallVector<FormatRole, 4> Roles;
  bool Ok = true;
  StringRef Family;
  for (const YamlNode &RoleNode : Item.Items) {
    const RoleWord *Found = nullptr;
    Call Parts;
    bool WellFormed = splitCall(RoleNode.Text, Parts);
    for (const RoleWord &Word : RoleWords)
      if ((Build ? Word.InBuild : Word.InParse) && Word.Name == Parts.Name &&
          WellFormed &&
          (!Parts.HasArgument || Word.Role == FormatRole::OutMemory))
        Found = &Word;
    if (!Found) {
      Ok = Diags.error(RoleNode.Pos, "unknown role " + RoleNode.describe() +
                                         suggestion(RoleNode.Text, Allowed) +
                                         " (expected one of " +
                                         listed(Allowed) + ")");
      continue;
    }
    bool AfterConverter =
        !Roles.empty() && Roles.back() == FormatRole::Converter;
    if ((Found->Role == FormatRole::ConverterArg) != AfterConverter)
      Ok = Diags.error(RoleNode.Pos, "'converter_arg' and nothing else must "
                                     "follow 'converter'");
    Roles.push_back(Found->Role);
    if (Parts.HasArgument) {
      Family = Storage->save(Parts.Argument);
      FamilyUses.push_back({Parts.Argument.str(), Diags.file(), RoleNode.Pos});
    }
  }
  if (Ok && !Roles.empty() && Roles.back() == FormatRole::Converter)
    Ok = Diags.error(Item.Pos, "'converter_arg' must follow 'converter'");
  if (Ok)
    Storage->Formats.push_back({Language, Storage->save(Item.Key),
                                Storage->save(ArrayRef<FormatRole>(Roles)),
                                Family});
}

void AnnotationReader::readSlots(const YamlNode &Map, Diagnostics &Diags) {
  if (!Map.isMap()) {
    Diags.error(Map.Pos, "'slots' must be a map {Record: {number: member}}, "
                         "found " +
                             Map.describe());
    return;
  }
  for (const YamlNode &Record : Map.Items) {
    if (!isIdentifier(Record.Key)) {
      Diags.error(Record.KeyPos,
                  "expected a C identifier, found " + quoted(Record.Key));
      continue;
    }
    if (!Record.isMap()) {
      Diags.error(Record.Pos, quoted(Record.Key) +
                                  " must be a map {number: member}, found " +
                                  Record.describe());
      continue;
    }
    StringRef RecordName = Storage->save(Record.Key);
    for (const YamlNode &Item : Record.Items) {
      int Id;
      if (StringRef(Item.Key).getAsInteger(10, Id)) {
        Diags.error(Item.KeyPos,
                    "expected the number of a slot, found " + quoted(Item.Key));
        continue;
      }
      if (!define(Slots, Record.Key + " slot " + std::to_string(Id),
                  Item.KeyPos, Diags) ||
          !checkName(Members, Item.Text, Item.Pos, Diags))
        continue;
      SlotUses.push_back({Item.Text, Diags.file(), Item.Pos});
      Storage->Slots.push_back({RecordName, Id, Storage->save(Item.Text)});
    }
  }
}

void AnnotationReader::readAliases(Section In, const YamlNode &Map,
                                   Diagnostics &Diags) {
  if (!Map.isMap()) {
    Diags.error(Map.Pos, quoted(Map.Key) +
                             " must be a map {name: other name}, found " +
                             Map.describe());
    return;
  }
  for (const YamlNode &Item : Map.Items) {
    if (!checkName(In, Item.Key, Item.KeyPos, Diags) ||
        !define(In, Item.Key, Item.KeyPos, Diags) ||
        !checkName(In, Item.Text, Item.Pos, Diags))
      continue;
    if (Item.Key == Item.Text) {
      Diags.error(Item.Pos, quoted(Item.Key) + " cannot stand for itself");
      continue;
    }
    (In == Records ? Storage->Records : Storage->Prefixes)
        .push_back({Storage->save(Item.Key), Storage->save(Item.Text)});
  }
}

void AnnotationReader::readImmortals(const YamlNode &Map, Diagnostics &Diags) {
  if (!Map.isMap()) {
    Diags.error(Map.Pos, "'immortals' must be a map {variable: version}, "
                         "found " +
                             Map.describe());
    return;
  }
  for (const YamlNode &Item : Map.Items) {
    if (!checkName(Immortals, Item.Key, Item.KeyPos, Diags) ||
        !define(Immortals, Item.Key, Item.KeyPos, Diags))
      continue;
    if (!Item.isScalar() || !isVersion(Item.Text))
      Diags.error(Item.Pos, "expected a version such as \"3.12\", found " +
                                Item.describe());
    else if (!Item.Quoted)
      Diags.error(Item.Pos, "a version must be in quotes: \"" + Item.Text +
                                "\" (YAML takes 3.10 for the number 3.1)");
    else
      Storage->Immortals.push_back(
          {Storage->save(Item.Key), versionHex(Item.Text)});
  }
}

void AnnotationReader::readFamilies(const YamlNode &Map, Diagnostics &Diags) {
  if (!Map.isMap()) {
    Diags.error(Map.Pos, "'families' must be a map {name: {free: function}}, "
                         "found " +
                             Map.describe());
    return;
  }
  for (const YamlNode &Item : Map.Items) {
    if (!checkName(Families, Item.Key, Item.KeyPos, Diags) ||
        !define(Families, Item.Key, Item.KeyPos, Diags) ||
        !checkKeys(Item, "a family",
                   {"free", "needs_gil", "what", "handle", "thread", "member",
                    "reported_by", "note"},
                   Diags))
      continue;
    const YamlNode *Free = Item.find("free");
    const YamlNode *Thread = Item.find("thread");
    if (Thread && Thread->Text != "attaches" && Thread->Text != "detaches")
      Diags.error(Thread->Pos, "'thread' must be attaches or detaches, found " +
                                   Thread->describe());
    auto flag = [&](StringRef Key, bool Default) {
      const YamlNode *Flag = Item.find(Key);
      if (Flag && Flag->Text != "true" && Flag->Text != "false")
        Diags.error(Flag->Pos, "'" + Key.str() +
                                   "' must be true or false, found " +
                                   Flag->describe());
      return Flag ? Flag->Text == "true" : Default;
    };
    bool NeedsGil = flag("needs_gil", true), Handle = flag("handle", false);
    StringRef Note, What, Member, ReportedBy;
    if (!Free)
      Diags.error(Item.KeyPos, "missing key 'free' (the function that frees "
                               "memory of the family)");
    else if (!Free->isScalar() ||
             (!isIdentifier(Free->Text) && Free->Text != "delete[]"))
      Diags.error(Free->Pos, "'free' must be the name of a function, found " +
                                 Free->describe());
    else if (const YamlNode *M = Item.find("member");
             M && M->isScalar() && !isIdentifier(M->Text))
      Diags.error(M->Pos, "'member' must be the name of a member of the "
                          "struct, found " +
                              M->describe());
    else if (readText(Item, "note", /*Required=*/false, Diags, Note) &&
             readText(Item, "what", /*Required=*/false, Diags, What) &&
             readText(Item, "member", /*Required=*/false, Diags, Member) &&
             readText(Item, "reported_by", /*Required=*/false, Diags,
                      ReportedBy))
      Storage->Families.push_back(
          {Storage->save(Item.Key), Storage->save(Free->Text), NeedsGil,
           What.empty() ? StringRef("memory") : What, Member, Handle,
           !Thread                      ? ThreadEffect::None
           : Thread->Text == "attaches" ? ThreadEffect::Attaches
                                        : ThreadEffect::Detaches,
           ReportedBy, Note});
  }
}

void AnnotationReader::readHeaders(const YamlNode &List, StringRef Chapter,
                                   Diagnostics &Diags) {
  if (!List.isList() || Chapter.empty()) {
    Diags.error(List.Pos, "'headers' must be a list of names, beside a "
                          "'chapter', found " +
                              List.describe());
    return;
  }
  for (const YamlNode &Item : List.Items)
    if (!Item.isScalar() || Item.Text.empty())
      Diags.error(Item.Pos,
                  "expected the name of a header, found " + Item.describe());
    else
      Storage->Headers.push_back({Chapter, Storage->save(Item.Text)});
}

void AnnotationReader::readLimited(const YamlNode &Map, Diagnostics &Diags) {
  if (!Map.isMap()) {
    Diags.error(Map.Pos, "'limited' must be a map {version: [name, ...]}, "
                         "found " +
                             Map.describe());
    return;
  }
  for (const YamlNode &Item : Map.Items) {
    if (!isVersion(Item.Key) || versionHex(Item.Key) < versionHex("3.2")) {
      Diags.error(Item.KeyPos, "expected a version from \"3.2\" on, found " +
                                   quoted(Item.Key));
      continue;
    }
    if (!Item.isList()) {
      Diags.error(Item.Pos,
                  "expected a list of names, found " + Item.describe());
      continue;
    }
    StringRef Version = Storage->save(Item.Key);
    for (const YamlNode &Name : Item.Items)
      if (checkName(Limited, Name.Text, Name.Pos, Diags) &&
          define(Limited, Name.Text, Name.Pos, Diags))
        LimitedUses.push_back({{Name.Text, Diags.file(), Name.Pos}, Version});
  }
}

void AnnotationReader::applyLimited() {
  StringMap<const LimitedUse *> Uses;
  for (const LimitedUse &Use : LimitedUses) {
    if (Defined[Functions].count(Use.Use.Name))
      Uses[Use.Use.Name] = &Use;
    else
      Diagnostics(Use.Use.File, Errors)
          .error(Use.Use.Pos, quoted(Use.Use.Name) +
                                  " is not defined in any 'functions'" +
                                  suggestDefined(Functions, Use.Use.Name));
  }
  for (Function &F : Storage->Functions) {
    auto It = Uses.find(F.Name);
    if (It == Uses.end())
      continue;
    if (!F.Limited.empty())
      Diagnostics(It->second->Use.File, Errors)
          .error(It->second->Use.Pos,
                 quoted(F.Name) + " has a 'limited' of its own");
    F.Limited = It->second->Version;
  }
}

void AnnotationReader::readElements(const YamlNode &List, Diagnostics &Diags) {
  if (!List.isList()) {
    Diags.error(List.Pos, "'elements' must be a list of members, found " +
                              List.describe());
    return;
  }
  for (const YamlNode &Item : List.Items)
    if (checkName(Elements, Item.Text, Item.Pos, Diags) &&
        define(Elements, Item.Text, Item.Pos, Diags))
      Storage->Elements.push_back(Storage->save(Item.Text));
}

void AnnotationReader::readTypes(const YamlNode &Map, Diagnostics &Diags) {
  if (!checkMap(Map, "'types'", Diags))
    return;
  for (const YamlNode &Item : Map.Items) {
    if (!checkName(Types, Item.Key, Item.KeyPos, Diags) ||
        !define(Types, Item.Key, Item.KeyPos, Diags) ||
        !checkKeys(Item, "a type", {"object", "feature"}, Diags))
      continue;
    TypeFact T;
    T.Name = Storage->save(Item.Key);
    const YamlNode *Object = Item.find("object");
    if (!Object || !isIdentifier(Object->Text)) {
      Diags.error(Object ? Object->Pos : Item.KeyPos,
                  "expected the variable of the type in 'object' "
                  "(PyBytes_Type)");
      continue;
    }
    T.Object = Storage->save(Object->Text);
    if (const YamlNode *Feature = Item.find("feature"))
      if (StringRef(Feature->Text).getAsInteger(10, T.Feature) ||
          T.Feature < 0 || T.Feature > 31) {
        Diags.error(Feature->Pos, "expected the number of a bit in tp_flags, "
                                  "0 to 31, found " +
                                      Feature->describe());
        continue;
      }
    Storage->Types.push_back(T);
  }
}

} // namespace pyrefcheck

//===- Reader.cpp - From YAML to a table of facts -------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Annotations/Reader.h"
#include "FunctionReader.h"
#include "ReaderImpl.h"
#include <algorithm>

using namespace llvm;

namespace pyrefcheck {

std::string AnnotationError::str() const {
  std::string Place = File;
  if (Line)
    Place += ":" + std::to_string(Line) + ":" + std::to_string(Column);
  return Place + ": error: " + Message;
}

OwnedTable::OwnedTable() : S(std::make_unique<Storage>()) {}
OwnedTable::~OwnedTable() = default;
OwnedTable::OwnedTable(OwnedTable &&) = default;
OwnedTable &OwnedTable::operator=(OwnedTable &&) = default;

const TableData &OwnedTable::data() const { return S->Data; }

AnnotationReader::AnnotationReader(std::vector<AnnotationError> &Errors,
                                   const Table *Base)
    : Errors(Errors), Base(Base), Storage(Result.S.get()) {}

void AnnotationReader::readFile(const std::string &Path) {
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer) {
    Errors.push_back(
        {Path, 0, 0, "cannot read the file: " + Buffer.getError().message()});
    return;
  }
  readBuffer((*Buffer)->getMemBufferRef());
}

void AnnotationReader::readBuffer(MemoryBufferRef Buffer) {
  Diagnostics Diags(Buffer.getBufferIdentifier(), Errors);
  YamlNode Root;
  // What can be read before a syntax error may be cut off: better nothing.
  if (readYamlTree(Buffer, Diags, Root))
    readTop(Root, Diags);
}

bool AnnotationReader::readText(const YamlNode &Root, StringRef Key,
                                bool Required, Diagnostics &Diags,
                                StringRef &Text) {
  const YamlNode *Value = Root.find(Key);
  if (!Value)
    return !Required ||
           Diags.error(Root.Pos, "missing key '" + Key +
                                     "', which a file with functions or "
                                     "members needs");
  if (!Value->isScalar() || StringRef(Value->Text).trim().empty())
    return Diags.error(Value->Pos, "'" + Key + "' must be a text, found " +
                                       Value->describe());
  Text = Storage->save(Value->Text);
  return true;
}

static const StringRef TopKeys[] = {
    "chapter",  "source", "functions", "members",  "entry_points",
    "formats",  "slots",  "records",   "prefixes", "immortals",
    "elements", "types",  "families",  "headers",  "limited"};

void AnnotationReader::readTop(const YamlNode &Root, Diagnostics &Diags) {
  if (Root.Kind == YamlNode::Nothing) {
    Diags.error(Position(), "the file is empty; expected a map with 'chapter', "
                            "'source', 'functions' ...");
    return;
  }
  // Errors here concern no single function: go on with what is there.
  checkKeys(Root, "the file", TopKeys, Diags);
  if (!Root.isMap())
    return;
  bool NeedsSource = Root.find("functions") || Root.find("members");
  StringRef Chapter, Source;
  readText(Root, "chapter", NeedsSource, Diags, Chapter);
  readText(Root, "source", NeedsSource, Diags, Source);
  if (const YamlNode *Map = Root.find("functions"))
    readFunctions(Functions, *Map, Chapter, Source, Diags);
  if (const YamlNode *Map = Root.find("members"))
    readFunctions(Members, *Map, Chapter, Source, Diags);
  if (const YamlNode *Map = Root.find("entry_points"))
    readFunctions(EntryPoints, *Map, Chapter, Source, Diags);
  if (const YamlNode *Map = Root.find("formats"))
    readFormats(*Map, Diags);
  if (const YamlNode *Map = Root.find("slots"))
    readSlots(*Map, Diags);
  if (const YamlNode *Map = Root.find("records"))
    readAliases(Records, *Map, Diags);
  if (const YamlNode *Map = Root.find("prefixes"))
    readAliases(Prefixes, *Map, Diags);
  if (const YamlNode *Map = Root.find("immortals"))
    readImmortals(*Map, Diags);
  if (const YamlNode *List = Root.find("elements"))
    readElements(*List, Diags);
  if (const YamlNode *Map = Root.find("types"))
    readTypes(*Map, Diags);
  if (const YamlNode *Map = Root.find("families"))
    readFamilies(*Map, Diags);
  if (const YamlNode *List = Root.find("headers"))
    readHeaders(*List, Chapter, Diags);
  if (const YamlNode *Map = Root.find("limited"))
    readLimited(*Map, Diags);
}

AnnotationReader::Definition *AnnotationReader::define(Section In,
                                                       StringRef Name,
                                                       Position Pos,
                                                       Diagnostics &Diags) {
  auto Inserted = Defined[In].insert({Name, Definition()});
  Definition &D = Inserted.first->second;
  if (!Inserted.second) {
    Diags.error(Pos, quoted(Name) + " is defined twice; first in " + D.File +
                         ":" + std::to_string(D.Line));
    return nullptr;
  }
  D.File = Diags.file();
  D.Line = Pos.Line;
  return &D;
}

std::vector<Function> &AnnotationReader::functions(Section In) {
  return In == Functions ? Storage->Functions
         : In == Members ? Storage->Members
                         : Storage->EntryPoints;
}

/// "PyTypeObject.tp_repr"
static bool isMemberName(StringRef Name) {
  std::pair<StringRef, StringRef> Parts = Name.split('.');
  return isIdentifier(Parts.first) && isIdentifier(Parts.second);
}

/// What 'same_as' and 'extends' can refer to.
static bool isAnyName(StringRef Name) {
  return isIdentifier(Name) || isMemberName(Name) || isQualifiedName(Name);
}

bool AnnotationReader::checkName(Section In, StringRef Name, Position Pos,
                                 Diagnostics &Diags) {
  if (In == Members || In == Elements)
    return isMemberName(Name) ||
           Diags.error(Pos, "expected a member, Record.field, found " +
                                quoted(Name));
  return isIdentifier(Name) || (In == Functions && isQualifiedName(Name)) ||
         Diags.error(Pos, "expected a C identifier" +
                              Twine(In == Functions
                                        ? " or a C++ name such as spam::fry"
                                        : "") +
                              ", found " + quoted(Name));
}

void AnnotationReader::readFunctions(Section In, const YamlNode &Map,
                                     StringRef Chapter, StringRef Source,
                                     Diagnostics &Diags) {
  if (!Map.isMap()) {
    Diags.error(Map.Pos, quoted(Map.Key) +
                             " must be a map {name: {...}}, "
                             "found " +
                             Map.describe());
    return;
  }
  FunctionReader Reader(*Storage, Diags);
  for (const YamlNode &Item : Map.Items) {
    if (!checkName(In, Item.Key, Item.KeyPos, Diags))
      continue;
    Definition *D = define(In, Item.Key, Item.KeyPos, Diags);
    if (!D)
      continue;
    Function F;
    F.Name = Storage->save(Item.Key);
    F.Chapter = Chapter;
    F.Source = Source;
    const YamlNode *Target = Item.find("same_as");
    if (!Target) {
      SmallVector<Function, 2> Versions;
      if (In == EntryPoints && Item.find("variants")) {
        Diags.error(Item.find("variants")->KeyPos,
                    "an entry point cannot have 'variants'");
        continue;
      }
      if (Item.find("extends")) {
        for (Function &V : readExtended(In, Item, F, Reader, Diags))
          Versions.push_back(V);
        if (Versions.empty())
          continue;
      } else if (!Reader.readVersions(Item, F, Versions)) {
        continue;
      }
      D->Is = Definition::Good;
      D->Index = functions(In).size();
      D->Count = Versions.size();
      functions(In).insert(functions(In).end(), Versions.begin(),
                           Versions.end());
      continue;
    }
    // Of the target's file, unless the entry says otherwise.
    F.Source = "";
    if (!Reader.readOrigin(Item, F))
      continue;
    if (!Target->isScalar() || !isAnyName(Target->Text)) {
      Diags.error(Target->Pos,
                  "'same_as' must be a name, found " + Target->describe());
      continue;
    }
    D->Is = Definition::Unresolved;
    D->Index = SameAs.size();
    SameAs.push_back({In, Target->Text, Diags.file(), Target->Pos, F});
  }
  for (const FunctionReader::FamilyName &Use : Reader.Families)
    FamilyUses.push_back({Use.Name, Diags.file(), Use.Pos});
}

AnnotationReader::Definition *AnnotationReader::findTarget(Section &In,
                                                           StringRef Target) {
  // A dot is only in the names of members; entry points may share a function's.
  if (Target.find('.') != StringRef::npos)
    In = Members;
  else if (In == Members || !Defined[In].count(Target))
    In = Functions;
  auto It = Defined[In].find(Target);
  return It == Defined[In].end() ? nullptr : &It->second;
}

ArrayRef<Function> AnnotationReader::findInBase(Section In,
                                                StringRef Name) const {
  if (!Base)
    return {};
  std::pair<StringRef, StringRef> Parts = Name.split('.');
  auto Find = [&](unsigned Version) {
    return In == Members ? Base->findMember(Parts.first, Parts.second, Version)
                         : Base->findFunction(Name, Version);
  };
  const Function *Oldest = Find(0), *Newest = Find(NewestVersion);
  return Oldest ? ArrayRef<Function>(Oldest, Newest + 1) : ArrayRef<Function>();
}

void AnnotationReader::resolveSameAs() {
  for (size_t I = 0; I != SameAs.size(); ++I)
    resolveChain(Defined[SameAs[I].In][SameAs[I].F.Name]);
}

std::string AnnotationReader::suggestDefined(Section In, StringRef Name) const {
  // Not worth the time in a file that is large beyond reason.
  const unsigned MaxNames = 5000;
  SmallVector<StringRef, 0> Known;
  if (Defined[In].size() <= MaxNames)
    for (const auto &Entry : Defined[In])
      Known.push_back(Entry.first());
  return suggestion(Name, Known);
}

/// Follows the names from \p Start to the first that is no alias, \p Found.
/// Not recursively: a file may have a very long chain.
bool AnnotationReader::followChain(Definition &Start,
                                   std::vector<Definition *> &Path,
                                   std::vector<Function> &Found) {
  Definition *D = &Start;
  while (D->Is == Definition::Unresolved) {
    D->Is = Definition::Resolving;
    Path.push_back(D);
    const SameAsEntry &Entry = SameAs[D->Index];
    Section In = Entry.In;
    D = findTarget(In, Entry.Target);
    Diagnostics Diags(Entry.File, Errors);
    if (!D) {
      ArrayRef<Function> Versions = findInBase(In, Entry.Target);
      if (Versions.empty())
        return Diags.error(Entry.Pos, "'same_as' refers to " +
                                          quoted(Entry.Target) +
                                          ", which is not defined" +
                                          suggestDefined(In, Entry.Target));
      for (const Function &F : Versions)
        Found.push_back(Storage->save(F));
      return true;
    }
    if (D->Is == Definition::Resolving)
      return Diags.error(Entry.Pos, "'same_as' leads back to " +
                                        quoted(Entry.Target) +
                                        (D == Path.back() ? " itself" : ""));
    if (D->Is == Definition::Good) {
      auto First = functions(In).begin() + D->Index;
      Found.assign(First, First + D->Count);
      return true;
    }
  }
  // The target has an error, which was reported there.
  return false;
}

/// The versions of \p Target that \p Alias has, under its name. Its `since` and
/// `until` are its own: the target's say nothing about another name.
static std::vector<Function> versionsOf(const Function &Alias,
                                        ArrayRef<Function> Target) {
  std::vector<Function> Versions;
  for (size_t I = 0; I != Target.size(); ++I) {
    Function F = Target[I];
    bool Oldest = I == 0, Newest = I + 1 == Target.size();
    if (Oldest || versionHex(F.Since) < versionHex(Alias.Since))
      F.Since = Alias.Since;
    if (Newest ||
        (!Alias.Until.empty() && versionHex(F.Until) > versionHex(Alias.Until)))
      F.Until = Alias.Until;
    if (!F.Until.empty() && versionHex(F.Since) > versionHex(F.Until))
      continue;
    F.Name = Alias.Name;
    F.Chapter = Alias.Chapter;
    F.Limited = Alias.Limited;
    if (!Alias.Source.empty())
      F.Source = Alias.Source;
    if (!Alias.Note.empty())
      F.Note = Alias.Note;
    Versions.push_back(F);
  }
  return Versions;
}

std::vector<Function> AnnotationReader::readExtended(Section In,
                                                     const YamlNode &Item,
                                                     const Function &F,
                                                     FunctionReader &Reader,
                                                     Diagnostics &Diags) {
  const YamlNode &Target = *Item.find("extends");
  StringRef Name = Target.Text;
  if (In == EntryPoints) {
    Diags.error(Target.KeyPos, "an entry point cannot have 'extends'");
    return {};
  }
  if (!Target.isScalar() || !isAnyName(Name)) {
    Diags.error(Target.Pos,
                "'extends' must be a name, found " + Target.describe());
    return {};
  }
  bool OfMember = Name.find('.') != StringRef::npos;
  std::vector<Function> Versions;
  for (const Function &Base : findInBase(OfMember ? Members : Functions, Name))
    Versions.push_back(Storage->save(Base));
  if (Versions.empty()) {
    Diags.error(Target.Pos,
                "'extends' must name a bundled fact, found " + quoted(Name));
    return {};
  }
  // As with 'same_as', the versions are those of the name.
  if (F.Name != Name)
    Versions = versionsOf(F, Versions);
  for (Function &Version : Versions) {
    Function Base = Version;
    Base.Name = Storage->save(Name);
    Version.Name = F.Name;
    Version.Chapter = F.Chapter;
    if (!Reader.readExtension(Item, Base, Version))
      return {};
  }
  return Versions;
}

void AnnotationReader::resolveChain(Definition &Start) {
  std::vector<Definition *> Path;
  std::vector<Function> Found;
  bool Ok = followChain(Start, Path, Found);
  for (Definition *Alias : Path) {
    Alias->Is = Definition::Failed;
    if (!Ok)
      continue;
    const SameAsEntry &Entry = SameAs[Alias->Index];
    std::vector<Function> Versions = versionsOf(Entry.F, Found);
    Alias->Is = Definition::Good;
    Alias->Index = functions(Entry.In).size();
    Alias->Count = Versions.size();
    functions(Entry.In).insert(functions(Entry.In).end(), Versions.begin(),
                               Versions.end());
  }
}

void AnnotationReader::checkSlots() {
  for (const NameUse &Use : SlotUses) {
    Section In = Members;
    if (!findTarget(In, Use.Name) && findInBase(In, Use.Name).empty())
      Diagnostics(Use.File, Errors)
          .error(Use.Pos, "the slot's member " + quoted(Use.Name) +
                              " is not defined in any 'members'" +
                              suggestDefined(Members, Use.Name));
  }
}

void AnnotationReader::checkFamilies() {
  auto IsKnown = [&](StringRef Name) {
    return Defined[Families].count(Name) || (Base && Base->findFamily(Name));
  };
  SmallVector<StringRef, 16> Known;
  for (const Family &F : Storage->Families)
    Known.push_back(F.Name);
  if (Base)
    for (const Family &F : Base->families())
      Known.push_back(F.Name);
  std::sort(Known.begin(), Known.end());
  Known.erase(std::unique(Known.begin(), Known.end()), Known.end());
  for (const NameUse &Use : FamilyUses)
    if (!IsKnown(Use.Name))
      Diagnostics(Use.File, Errors)
          .error(Use.Pos, "unknown family of memory " + quoted(Use.Name) +
                              suggestion(Use.Name, Known) +
                              (Known.empty() ? " (there are no 'families')"
                                             : " (expected one of " +
                                                   listed(Known) + ")"));
  for (Section In : {Functions, Members, EntryPoints}) {
    std::vector<Function> &All = functions(In);
    All.erase(std::remove_if(All.begin(), All.end(),
                             [&](const Function &F) {
                               return std::any_of(F.Memory.begin(),
                                                  F.Memory.end(),
                                                  [&](const MemoryUse &M) {
                                                    return !IsKnown(M.Family);
                                                  });
                             }),
              All.end());
  }
}

OwnedTable AnnotationReader::finish() {
  resolveSameAs();
  checkSlots();
  checkFamilies();
  applyLimited();
  Storage->finish();
  return std::move(Result);
}

OwnedTable readAnnotations(ArrayRef<std::string> Files,
                           std::vector<AnnotationError> &Errors,
                           const Table *Base) {
  AnnotationReader Reader(Errors, Base);
  for (const std::string &File : Files)
    Reader.readFile(File);
  return Reader.finish();
}

OwnedTable readAnnotationBuffers(ArrayRef<MemoryBufferRef> Buffers,
                                 std::vector<AnnotationError> &Errors,
                                 const Table *Base) {
  AnnotationReader Reader(Errors, Base);
  for (MemoryBufferRef Buffer : Buffers)
    Reader.readBuffer(Buffer);
  return Reader.finish();
}

} // namespace pyrefcheck

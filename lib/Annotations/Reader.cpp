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

void AnnotationReader::readTop(const YamlNode &Root, Diagnostics &Diags) {
  if (Root.Kind == YamlNode::Nothing) {
    Diags.error(Position(), "the file is empty; expected a map with 'chapter', "
                            "'source', 'functions' ...");
    return;
  }
  // Errors here concern no single function: go on with what is there.
  checkKeys(Root, "the file",
            {"chapter", "source", "functions", "members", "entry_points",
             "formats", "slots", "records", "prefixes", "immortals",
             "elements", "types"},
            Diags);
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

bool AnnotationReader::checkName(Section In, StringRef Name, Position Pos,
                                 Diagnostics &Diags) {
  if (In == Members || In == Elements)
    return isMemberName(Name) ||
           Diags.error(Pos, "expected a member, Record.field, found " +
                                quoted(Name));
  return isIdentifier(Name) ||
         Diags.error(Pos, "expected a C identifier, found " + quoted(Name));
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
      if (!Reader.read(Item, F))
        continue;
      D->Is = Definition::Good;
      D->Index = functions(In).size();
      functions(In).push_back(F);
      continue;
    }
    // Of the target's file, unless the entry says otherwise.
    F.Source = "";
    if (!Reader.readOrigin(Item, F))
      continue;
    if (!Target->isScalar() ||
        !(isIdentifier(Target->Text) || isMemberName(Target->Text))) {
      Diags.error(Target->Pos,
                  "'same_as' must be a name, found " + Target->describe());
      continue;
    }
    D->Is = Definition::Unresolved;
    D->Index = SameAs.size();
    SameAs.push_back({In, Target->Text, Diags.file(), Target->Pos, F});
  }
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

const Function *AnnotationReader::findInBase(Section In, StringRef Name) const {
  if (!Base)
    return nullptr;
  if (In != Members)
    return Base->findFunction(Name);
  std::pair<StringRef, StringRef> Parts = Name.split('.');
  return Base->findMember(Parts.first, Parts.second);
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
                                   Function &Found) {
  Definition *D = &Start;
  while (D->Is == Definition::Unresolved) {
    D->Is = Definition::Resolving;
    Path.push_back(D);
    const SameAsEntry &Entry = SameAs[D->Index];
    Section In = Entry.In;
    D = findTarget(In, Entry.Target);
    Diagnostics Diags(Entry.File, Errors);
    if (!D) {
      const Function *F = findInBase(In, Entry.Target);
      if (!F)
        return Diags.error(Entry.Pos, "'same_as' refers to " +
                                          quoted(Entry.Target) +
                                          ", which is not defined" +
                                          suggestDefined(In, Entry.Target));
      Found = Storage->save(*F);
      return true;
    }
    if (D->Is == Definition::Resolving)
      return Diags.error(Entry.Pos, "'same_as' leads back to " +
                                        quoted(Entry.Target) +
                                        (D == Path.back() ? " itself" : ""));
    if (D->Is == Definition::Good) {
      Found = functions(In)[D->Index];
      return true;
    }
  }
  // The target has an error, which was reported there.
  return false;
}

void AnnotationReader::resolveChain(Definition &Start) {
  std::vector<Definition *> Path;
  Function Found;
  bool Ok = followChain(Start, Path, Found);
  for (Definition *Alias : Path) {
    Alias->Is = Definition::Failed;
    if (!Ok)
      continue;
    const SameAsEntry &Entry = SameAs[Alias->Index];
    Function F = Found;
    F.Name = Entry.F.Name;
    F.Chapter = Entry.F.Chapter;
    F.Since = Entry.F.Since;
    F.Until = Entry.F.Until;
    if (!Entry.F.Source.empty())
      F.Source = Entry.F.Source;
    Alias->Is = Definition::Good;
    Alias->Index = functions(Entry.In).size();
    functions(Entry.In).push_back(F);
  }
}

void AnnotationReader::checkSlots() {
  for (const SlotUse &Use : SlotUses) {
    Section In = Members;
    if (!findTarget(In, Use.Member) && !findInBase(In, Use.Member))
      Diagnostics(Use.File, Errors)
          .error(Use.Pos, "the slot's member " + quoted(Use.Member) +
                              " is not defined in any 'members'" +
                              suggestDefined(Members, Use.Member));
  }
}

OwnedTable AnnotationReader::finish() {
  resolveSameAs();
  checkSlots();
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

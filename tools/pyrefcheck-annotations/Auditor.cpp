//===- Auditor.cpp - Compares facts with C headers ------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Auditor.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

using namespace llvm;

namespace pyrefcheck {

static bool hasPrefix(StringRef Text, StringRef Prefix) {
  return Text.take_front(Prefix.size()) == Prefix;
}

static bool isApiName(StringRef Name) {
  return hasPrefix(Name, "Py") || hasPrefix(Name, "_Py");
}

static std::string joined(ArrayRef<std::string> Texts) {
  std::string Result;
  for (const std::string &Text : Texts)
    Result += (Result.empty() ? "" : ", ") + Text;
  return Result;
}

static std::string versionText(unsigned Hex) {
  return std::to_string(Hex >> 24) + "." + std::to_string(Hex >> 16 & 0xff);
}

static bool isInRange(unsigned Hex, StringRef Since, StringRef Until) {
  return versionHex(Since) <= Hex &&
         (Until.empty() || Hex <= versionHex(Until));
}

Auditor::Auditor(const TableData &Data, ArrayRef<std::string> Also)
    : Data(Data), Also(Also.begin(), Also.end()) {
  Facts.add(Data);
}

//===----------------------------------------------------------------------===//
// What has no entry
//===----------------------------------------------------------------------===//

/// Memory that may have to be freed: a pointer to something that is not const
/// and no struct.
static bool isMemory(StringRef Type) {
  Type = Type.trim();
  if (!Type.consume_back("*"))
    return false;
  Type = Type.rtrim();
  const StringRef Names[] = {"char",       "unsigned char", "void",
                             "wchar_t",    "Py_UNICODE",    "Py_UCS1",
                             "Py_UCS2",    "Py_UCS4"};
  return std::find(std::begin(Names), std::end(Names), Type) !=
         std::end(Names);
}

bool Auditor::needsEntry(const Declaration &D, const TypeTable &Types) const {
  std::string Returns;
  std::vector<std::string> Params;
  if (!splitFunctionType(D.Type, Returns, Params))
    return false;
  if (Types.isObject(Returns) || isMemory(Returns))
    return true;
  std::string Lower = StringRef(D.Name).lower();
  bool IsFree = Lower.find("free") != std::string::npos ||
                Lower.find("realloc") != std::string::npos;
  for (StringRef Param : Params) {
    StringRef Pointee = Param;
    if (Types.isObject(Param) || (IsFree && Param == "void *") ||
        (Pointee.consume_back("*") && isMemory(Pointee)))
      return true;
  }
  return false;
}

static std::string signature(StringRef Name, StringRef Type) {
  std::string Returns, Text = Name.str() + "(";
  std::vector<std::string> Params;
  if (!splitFunctionType(Type, Returns, Params))
    return Name.str();
  return Text + joined(Params) + ") -> " + Returns;
}

void Auditor::addMissing(const std::string &Name, const Declaration &D,
                         const std::string &Text, const Version &V) {
  Missing &M = AllMissing[Name];
  M.Place = D.File + ":" + std::to_string(D.Line);
  M.What = Text;
  M.Header = sys::path::filename(D.File).str();
  if (M.Versions.empty() || M.Versions.back() != V.Name)
    M.Versions.push_back(V.Name);
}

bool Auditor::hasMember(StringRef Name, const TypeTable &Types) const {
  std::pair<StringRef, StringRef> Parts = Name.split('.');
  // It may be known under the tag, or under another name.
  auto Typedef = Types.Typedefs.find(Parts.first);
  StringRef Tag = Typedef == Types.Typedefs.end() ? Parts.first
                                                  : StringRef(Typedef->second);
  Tag.consume_front("struct ");
  for (const std::string &Record : Types.namesOf(Tag))
    if (Facts.findMember(Record, Parts.second))
      return true;
  return false;
}

void Auditor::auditDeclarations(const std::vector<Declaration> &Functions,
                                const std::vector<Declaration> &Members,
                                const TypeTable &Types, const Version &V) {
  for (const Declaration &D : Functions) {
    const Function *F = Facts.findFunction(D.Name);
    if (F)
      ++Chapters[sys::path::filename(D.File).str()][F->Chapter.str()];
    else if (isApiName(D.Name) && !Facts.findEntryPoint(D.Name) &&
             needsEntry(D, Types))
      addMissing(D.Name, D, signature(D.Name, D.Type), V);
  }
  for (const Declaration &D : Members)
    if (needsEntry(D, Types) && !hasMember(D.Name, Types))
      addMissing(D.Name, D, signature(D.Name, D.Type), V);
}

/// The names in \p Body that are called, not through a struct.
static std::vector<std::string> calledNames(StringRef Body) {
  auto IsWord = [](char C) {
    return (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z') || C == '_' ||
           (C >= '0' && C <= '9');
  };
  std::vector<std::string> Names;
  for (size_t I = 0; I < Body.size();) {
    if (!IsWord(Body[I])) {
      ++I;
      continue;
    }
    StringRef Before = Body.take_front(I).rtrim();
    StringRef Word = Body.drop_front(I).take_while(IsWord);
    I += Word.size();
    StringRef After = Body.drop_front(I).ltrim();
    if (After.take_front(1) == "(" && Before.take_back(2) != "->" &&
        Before.take_back(1) != "." && Before.take_back(1) != "#")
      Names.push_back(Word.str());
  }
  return Names;
}

void Auditor::auditMacros(const std::vector<Macro> &Macros, const Version &V) {
  for (const Macro &M : Macros)
    if (M.IsFunctionLike && !Facts.findFunction(M.Name))
      for (const std::string &Name : calledNames(M.Body))
        // What is declared is looked at there, and macros here.
        if (isApiName(Name) && !V.Public.count(Name) &&
            !Facts.findFunction(Name))
          addMissing(Name, {Name, "", M.File, M.Line},
                     Name + " (called by the macro " + M.Name + ")", V);
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// PyPyList_New is PyList_New, too.
void Auditor::addRenamed(std::set<std::string> &Names) const {
  std::set<std::string> More;
  for (const std::string &Name : Names)
    for (const Alias &Prefix : Data.Prefixes)
      if (hasPrefix(Name, Prefix.From))
        More.insert(Prefix.To.str() + Name.substr(Prefix.From.size()));
  Names.insert(More.begin(), More.end());
}

bool Auditor::read(HeaderReader &Reader, ArrayRef<unsigned> Levels) {
  Version V;
  V.Name = Reader.name();
  V.Hex = Reader.versionHex();
  V.PyPy = Reader.isPyPy();
  Configuration Plain;
  std::vector<Macro> Macros;
  if (!Reader.readNames(Plain, /*Strict=*/true, V.Public) ||
      !Reader.readMacros(Plain, /*Strict=*/true, Macros))
    return false;

  V.Plain = V.Public;

  // Others than the plain one; what only they have is looked at with them.
  std::vector<Configuration> Others(4);
  Others[0].Defines = {"PY_SSIZE_T_CLEAN"};
  Others[1].Defines = {"MS_WINDOWS"};
  Others[2].Defines = {"Py_DEBUG", "Py_TRACE_REFS", "USE_STACKCHECK"};
  Others[3].Defines = {"Py_GIL_DISABLED"};
  std::set<std::string> Seen = V.Public;
  std::vector<Configuration> ToAudit{Plain};
  auto AddNames = [&](const Configuration &C, bool Strict,
                      std::set<std::string> &Names) {
    if (!Reader.readNames(C, Strict, Names))
      return false;
    bool New = false;
    for (const std::string &Name : Names)
      if (isApiName(Name) && Seen.insert(Name).second)
        New |= !Facts.findFunction(Name);
    if (New && Strict)
      ToAudit.push_back(C);
    return true;
  };
  for (unsigned Level : Levels) {
    if (Level > V.Hex)
      continue;
    Configuration C;
    C.Defines = {"Py_LIMITED_API=" + std::to_string(Level)};
    if (!AddNames(C, /*Strict=*/true, V.Limited[Level]))
      return false;
  }
  for (const Configuration &C : Others) {
    std::set<std::string> Names;
    if (!AddNames(C, &C == &Others.front(), Names))
      return false;
    V.Public.insert(Names.begin(), Names.end());
  }
  Configuration Internal;
  Internal.Internal = true;
  if (!V.PyPy && !Reader.readNames(Internal, /*Strict=*/false, V.Internal))
    return false;
  addRenamed(V.Public);

  for (const Configuration &C : ToAudit) {
    std::vector<Declaration> Functions, Members;
    TypeTable Types;
    if (!Reader.readDeclarations(C, Functions, Members, Types, Fields))
      return false;
    auditDeclarations(Functions, Members, Types, V);
  }
  auditMacros(Macros, V);
  Versions.push_back(std::move(V));
  return true;
}

//===----------------------------------------------------------------------===//
// Entries that the headers contradict
//===----------------------------------------------------------------------===//

/// Whether what a chapter is about is declared in headers that were not read.
bool Auditor::isElsewhere(StringRef Chapter) const {
  for (const Alias &Header : Data.Headers)
    if (Header.From == Chapter &&
        std::find(Also.begin(), Also.end(), Header.To) == Also.end())
      return true;
  return false;
}

bool Auditor::anyVersionOf(StringRef Since, StringRef Until) const {
  return std::any_of(Versions.begin(), Versions.end(), [&](const Version &V) {
    return !V.PyPy && isInRange(V.Hex, Since, Until);
  });
}

static std::string entryText(const Function &Entry) {
  return "annotations (chapter " + Entry.Chapter.str() +
         "): " + Entry.Name.str() + ": ";
}

void Auditor::checkEntry(ArrayRef<Function> Entry,
                         std::vector<std::string> &Lines) const {
  const Function &Oldest = Entry.front(), &Newest = Entry.back();
  std::string Name = Oldest.Name.str();
  bool Known = false, AnyPyPy = false;
  std::vector<std::string> With, Within, Without;
  const Version *First = nullptr, *Last = nullptr;
  for (const Version &V : Versions) {
    bool Public = V.Public.count(Name), Internal = V.Internal.count(Name);
    Known |= Public || Internal;
    AnyPyPy |= V.PyPy;
    if (V.PyPy)
      continue;
    (Public ? With : Internal ? Within : Without).push_back(V.Name);
    if (!Public && !Internal)
      continue;
    if (!First || V.Hex < First->Hex)
      First = &V;
    if (!Last || V.Hex > Last->Hex)
      Last = &V;
  }
  bool Wrong = false;
  for (const Version &V : Versions) {
    bool InRange = isInRange(V.Hex, Oldest.Since, Newest.Until);
    if (V.PyPy || !First)
      continue;
    // What comes back was never quite gone; what is internal may be left out.
    bool Has = First->Hex <= V.Hex && V.Hex <= Last->Hex;
    Wrong |= V.Public.count(Name) ? !InRange : InRange && !Has;
  }
  // Of PyPy's own names only its headers know.
  bool Renamed = Facts.isRenamed(Name);
  if (!Known &&
      (Renamed ? AnyPyPy : anyVersionOf(Oldest.Since, Newest.Until)))
    Lines.push_back(entryText(Oldest) +
                    "declared in none of the headers; a wrong name?");
  else if (Known && !Renamed && Wrong)
    Lines.push_back(
        entryText(Oldest) +
        (With.empty() ? "no headers" : "the headers of " + joined(With)) +
        " declare it" +
        (Within.empty() ? "" : ", " + joined(Within) + " internally") +
        (Without.empty() ? "" : ", those of " + joined(Without) + " do not") +
        "; expected 'since' and 'until' to say so, found '" +
        Oldest.Since.str() + "' and '" + Newest.Until.str() + "'");
  else if (Known && !Renamed)
    checkLimited(Newest, Lines);
}

void Auditor::checkLimited(const Function &Entry,
                           std::vector<std::string> &Lines) const {
  if (Entry.Name.front() == '_')
    return; // only there because a macro needs it
  // Old headers show more than they should; the newest ones are right.
  const Version *Newest = nullptr;
  for (const Version &V : Versions)
    if (!V.PyPy && V.Plain.count(Entry.Name.str()) && !V.Limited.empty() &&
        (!Newest || V.Hex > Newest->Hex))
      Newest = &V;
  if (!Newest)
    return;
  std::string First;
  bool Wrong = false;
  for (const auto &Level : Newest->Limited) {
    bool Has = Level.second.count(Entry.Name.str());
    if (Has && First.empty())
      First = versionText(Level.first);
    // The header may show it before it is promised.
    Wrong |= Has ? Entry.Limited.empty()
                 : !Entry.Limited.empty() &&
                       versionHex(Entry.Limited) <= Level.first;
  }
  if (Wrong)
    Lines.push_back(entryText(Entry) + "the headers of " + Newest->Name +
                    (First.empty()
                         ? " do not have it in the limited API"
                         : " have it in the limited API from " + First +
                               " on") +
                    "; expected 'limited' to say so, found '" +
                    Entry.Limited.str() + "'");
}

void Auditor::checkMember(const Function &Entry,
                          std::vector<std::string> &Lines) const {
  std::pair<StringRef, StringRef> Parts = Entry.Name.split('.');
  bool Known = Fields.count(Entry.Name);
  // Some stand for what a slot holds.
  for (const Slot &S : Data.Slots)
    Known |= S.Member == Entry.Name;
  for (const Alias &Record : Data.Records)
    Known |= Record.To == Parts.first &&
             Fields.count((Record.From + "." + Parts.second).str());
  if (!Known && anyVersionOf(Entry.Since, Entry.Until))
    Lines.push_back(entryText(Entry) +
                    "a member of no struct in the headers; a wrong name?");
}

std::string Auditor::guessChapter(StringRef Header) const {
  auto It = Chapters.find(Header.str());
  const std::pair<const std::string, unsigned> *Best = nullptr;
  if (It != Chapters.end())
    for (const auto &Entry : It->second)
      if (!Best || Entry.second > Best->second)
        Best = &Entry;
  return Best ? " (chapter " + Best->first + "?)" : "";
}

unsigned Auditor::report(raw_ostream &OS) {
  std::vector<std::string> Lines;
  for (const auto &Entry : AllMissing) {
    const Missing &M = Entry.second;
    Lines.push_back(M.Place + ": " + M.What + ": no entry in annotations" +
                    guessChapter(M.Header) + "; declared by " +
                    joined(M.Versions));
  }
  for (size_t I = 0, Next; I != Data.Functions.size(); I = Next) {
    Next = I + 1;
    while (Next != Data.Functions.size() &&
           Data.Functions[Next].Name == Data.Functions[I].Name)
      ++Next;
    if (!isElsewhere(Data.Functions[I].Chapter))
      checkEntry(Data.Functions.slice(I, Next - I), Lines);
  }
  for (const Function &Member : Data.Members)
    if (!isElsewhere(Member.Chapter))
      checkMember(Member, Lines);
  for (const std::string &Line : Lines)
    OS << Line << '\n';
  return static_cast<unsigned>(Lines.size());
}

} // namespace pyrefcheck

//===- Table.cpp - Look-up of API facts -----------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Annotations/Table.h"
#include "llvm/ADT/SmallString.h"
#include <algorithm>

using namespace llvm;

namespace pyrefcheck {

using TableList = ArrayRef<const TableData *>;

static bool hasPrefix(StringRef Text, StringRef Prefix) {
  return Text.take_front(Prefix.size()) == Prefix;
}

/// The last one of this name that is not newer than \p VersionHex, else the
/// first.
static const Function *findIn(ArrayRef<Function> Sorted, StringRef Name,
                              unsigned VersionHex) {
  auto It = std::lower_bound(
      Sorted.begin(), Sorted.end(), Name,
      [](const Function &F, StringRef Name) { return F.Name < Name; });
  if (It == Sorted.end() || It->Name != Name)
    return nullptr;
  while (std::next(It) != Sorted.end() && std::next(It)->Name == Name &&
         versionHex(std::next(It)->Since) <= VersionHex)
    ++It;
  return &*It;
}

static const Function *findIn(TableList Tables,
                              ArrayRef<Function> TableData::*Section,
                              StringRef Name, unsigned VersionHex) {
  for (const TableData *Data : Tables)
    if (const Function *F = findIn(Data->*Section, Name, VersionHex))
      return F;
  return nullptr;
}

/// \p Record and the names that it goes by in the tables.
static SmallVector<StringRef, 2> recordNames(TableList Tables,
                                             StringRef Record) {
  SmallVector<StringRef, 2> Names{Record};
  for (const TableData *Data : Tables)
    for (const Alias &A : Data->Records)
      if (A.From == Record)
        Names.push_back(A.To);
  return Names;
}

static StringRef memberName(StringRef Record, StringRef Field,
                            SmallVectorImpl<char> &Storage) {
  Storage.clear();
  Storage.append(Record.begin(), Record.end());
  Storage.push_back('.');
  Storage.append(Field.begin(), Field.end());
  return StringRef(Storage.data(), Storage.size());
}

void Table::add(const TableData &Data) {
  Tables.insert(Tables.begin(), &Data);
  QualifiedDone = false;
}

std::vector<StringRef> Table::qualifiedNames(StringRef Name) const {
  if (!QualifiedDone) {
    QualifiedDone = true;
    Qualified.clear();
    for (const TableData *Data : Tables)
      for (const Function &F : Data->Functions) {
        size_t At = F.Name.rfind("::");
        if (At != StringRef::npos)
          Qualified[F.Name.drop_front(At + 2)].push_back(F.Name);
      }
  }
  auto It = Qualified.find(Name);
  return It == Qualified.end() ? std::vector<StringRef>() : It->second;
}

bool Table::isRenamed(StringRef Name) const {
  for (const TableData *Data : Tables)
    for (const Alias &Prefix : Data->Prefixes)
      if (Name.take_front(Prefix.From.size()) == Prefix.From)
        return true;
  return false;
}

const Function *Table::findFunction(StringRef Name, unsigned VersionHex) const {
  if (const Function *F =
          findIn(Tables, &TableData::Functions, Name, VersionHex))
    return F;
  for (const TableData *Data : Tables)
    for (const Alias &Prefix : Data->Prefixes) {
      if (!hasPrefix(Name, Prefix.From))
        continue;
      SmallString<64> Other = Prefix.To;
      Other += Name.drop_front(Prefix.From.size());
      if (const Function *F =
              findIn(Tables, &TableData::Functions, Other, VersionHex))
        return F;
    }
  return nullptr;
}

const Function *Table::findMember(StringRef Record, StringRef Field,
                                  unsigned VersionHex) const {
  // The precedence of the tables counts for more than the spelling.
  SmallVector<StringRef, 2> Names = recordNames(Tables, Record);
  SmallString<64> Storage;
  for (const TableData *Data : Tables)
    for (StringRef Name : Names)
      if (const Function *F = findIn(
              Data->Members, memberName(Name, Field, Storage), VersionHex))
        return F;
  return nullptr;
}

const Function *Table::findSlot(StringRef Record, int Id,
                                unsigned VersionHex) const {
  SmallVector<StringRef, 2> Names = recordNames(Tables, Record);
  for (const TableData *Data : Tables)
    for (const Slot &S : Data->Slots)
      if (S.Id == Id &&
          std::find(Names.begin(), Names.end(), S.Record) != Names.end())
        return findIn(Tables, &TableData::Members, S.Member, VersionHex);
  return nullptr;
}

const Function *Table::findEntryPoint(StringRef Name) const {
  const Function *Best = nullptr;
  for (const TableData *Data : Tables)
    for (const Function &F : Data->EntryPoints)
      if (hasPrefix(Name, F.Name) &&
          (!Best || F.Name.size() > Best->Name.size()))
        Best = &F;
  return Best;
}

const FormatCode *Table::findFormat(FormatKind Language,
                                    StringRef Format) const {
  const FormatCode *Best = nullptr;
  for (const TableData *Data : Tables)
    for (const FormatCode &Code : Data->Formats)
      if (Code.Language == Language && hasPrefix(Format, Code.Code) &&
          (!Best || Code.Code.size() > Best->Code.size()))
        Best = &Code;
  return Best;
}

const Immortal *Table::findImmortal(StringRef Variable) const {
  for (const TableData *Data : Tables)
    for (const Immortal &I : Data->Immortals)
      if (I.Variable == Variable)
        return &I;
  return nullptr;
}

template <typename Predicate>
static const TypeFact *findTypeIf(ArrayRef<const TableData *> Tables,
                                  Predicate Fits) {
  for (const TableData *Data : Tables)
    for (const TypeFact &T : Data->Types)
      if (Fits(T))
        return &T;
  return nullptr;
}

const TypeFact *Table::findType(StringRef Name) const {
  return findTypeIf(Tables, [&](const TypeFact &T) { return T.Name == Name; });
}

const TypeFact *Table::findTypeOfObject(StringRef Variable) const {
  if (const TypeFact *Found = findTypeIf(
          Tables, [&](const TypeFact &T) { return T.Object == Variable; }))
    return Found;
  for (const TableData *Data : Tables)
    for (const Alias &Prefix : Data->Prefixes) {
      if (!hasPrefix(Variable, Prefix.From))
        continue;
      StringRef Rest = Variable.drop_front(Prefix.From.size());
      return findTypeIf(Tables, [&](const TypeFact &T) {
        return hasPrefix(T.Object, Prefix.To) &&
               T.Object.drop_front(Prefix.To.size()) == Rest;
      });
    }
  return nullptr;
}

const TypeFact *Table::findTypeOfFeature(int Bit) const {
  return findTypeIf(
      Tables, [&](const TypeFact &T) { return Bit >= 0 && T.Feature == Bit; });
}

const Family *Table::findFamily(StringRef Name) const {
  for (const TableData *Data : Tables)
    for (const Family &F : Data->Families)
      if (F.Name == Name)
        return &F;
  return nullptr;
}

std::vector<Family> Table::families() const {
  std::vector<Family> Result;
  for (const TableData *Data : Tables)
    Result.insert(Result.end(), Data->Families.begin(), Data->Families.end());
  return Result;
}

bool Table::holdsElements(StringRef Record, StringRef Field) const {
  SmallString<64> Storage;
  for (StringRef Name : recordNames(Tables, Record)) {
    StringRef Member = memberName(Name, Field, Storage);
    for (const TableData *Data : Tables)
      if (std::find(Data->Elements.begin(), Data->Elements.end(), Member) !=
          Data->Elements.end())
        return true;
  }
  return false;
}

bool Table::isLibraryHeader(StringRef Path) const {
  for (const TableData *Data : Tables)
    for (const Alias &Header : Data->Headers) {
      StringRef Dir = Header.To.split('/').first;
      // "numpy/arrayobject.h" says that include/numpy is NumPy's.
      for (size_t At = Path.find(Dir); Dir != Header.To && At != Path.npos;
           At = Path.find(Dir, At + 1))
        if (Path.take_front(At).take_back(8) == "include/" &&
            Path.drop_front(At + Dir.size()).take_front(1) == "/")
          return true;
    }
  return false;
}

} // namespace pyrefcheck

//===- TypeTable.cpp - Which types are objects ----------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HeaderReader.h"
#include "llvm/ADT/SmallVector.h"

using namespace llvm;

namespace pyrefcheck {

/// No typedef and no struct is nested deeper.
static const unsigned MaxDepth = 16;

static bool consumeWord(StringRef &Text, StringRef Word) {
  if (!Text.consume_front(Word))
    return false;
  Text = Text.ltrim();
  return true;
}

/// "struct _object" and 2 for "const struct _object *const *".
static StringRef splitPointers(StringRef Type, unsigned &Stars) {
  Stars = 0;
  Type = Type.trim();
  while (true) {
    if (Type.consume_back("*"))
      ++Stars;
    else if (!Type.consume_back("const") && !Type.consume_back("restrict") &&
             !Type.consume_back("volatile"))
      break;
    Type = Type.rtrim();
  }
  while (consumeWord(Type, "const ") || consumeWord(Type, "volatile "))
    ;
  return Type;
}

static StringRef withoutTag(StringRef Name) {
  Name.consume_front("struct ");
  Name.consume_front("union ");
  return Name;
}

bool splitFunctionType(StringRef Type, std::string &Returns,
                       std::vector<std::string> &Params) {
  Type = Type.trim();
  size_t Attribute = Type.find("__attribute__");
  if (Attribute != StringRef::npos)
    Type = Type.take_front(Attribute).rtrim();
  if (Type.empty() || Type.back() != ')')
    return false;
  // The parameters are the last group in parentheses.
  unsigned Depth = 0;
  size_t Open = Type.size();
  while (Open-- != 0) {
    if (Type[Open] == ')')
      ++Depth;
    else if (Type[Open] == '(' && --Depth == 0)
      break;
  }
  if (Open == StringRef::npos || Open >= Type.size())
    return false;
  StringRef Before = Type.take_front(Open).rtrim();
  if (!Before.consume_back("(*)"))
    Before.consume_back("(*const)");
  Returns = Before.rtrim().str();
  StringRef List = Type.drop_front(Open + 1).drop_back();
  size_t Start = 0;
  for (size_t I = 0; I <= List.size(); ++I) {
    char C = I == List.size() ? ',' : List[I];
    if (C == '(')
      ++Depth;
    else if (C == ')')
      --Depth;
    else if (C == ',' && Depth == 0) {
      StringRef Param = List.slice(Start, I).trim();
      if (!Param.empty() && Param != "void")
        Params.push_back(Param.str());
      Start = I + 1;
    }
  }
  return true;
}

bool TypeTable::isObjectRecord(StringRef Name, unsigned Depth) const {
  if (Name == "_object" || Name == "PyObject")
    return true;
  auto It = Records.find(Name);
  if (Depth > MaxDepth)
    return false;
  if (It != Records.end()) {
    if (It->second.FirstField == "ob_refcnt")
      return true;
    unsigned Stars;
    StringRef First = splitPointers(It->second.FirstType, Stars);
    auto Typedef = Typedefs.find(First);
    if (Typedef != Typedefs.end())
      First = splitPointers(Typedef->second, Stars);
    return Stars == 0 && isObjectRecord(withoutTag(First), Depth + 1);
  }
  // What is inside is not told; then only its name is left.
  for (const std::string &Other : namesOf(Name))
    if (StringRef(Other).take_back(6) == "Object")
      return true;
  return false;
}

bool TypeTable::isObject(StringRef Type, unsigned Depth) const {
  if (Depth > MaxDepth || Type.find('(') != StringRef::npos)
    return false;
  unsigned Stars;
  StringRef Base = splitPointers(Type, Stars);
  // A typedef may hide a pointer or, in PyPy, a record.
  auto It = Typedefs.find(Base);
  if (It != Typedefs.end() && withoutTag(It->second) != Base)
    return isObject(It->second + std::string(Stars, '*'), Depth + 1);
  return Stars != 0 && isObjectRecord(withoutTag(Base), 0);
}

bool TypeTable::isObject(StringRef Type) const { return isObject(Type, 0); }

std::string TypeTable::functionPointer(StringRef Type) const {
  for (unsigned Depth = 0; Depth != MaxDepth; ++Depth) {
    if (Type.find("(*") != StringRef::npos)
      return Type.str();
    unsigned Stars;
    auto It = Typedefs.find(splitPointers(Type, Stars));
    if (It == Typedefs.end() || Stars != 0)
      return "";
    Type = It->second;
  }
  return "";
}

std::vector<std::string> TypeTable::namesOf(StringRef Tag) const {
  std::vector<std::string> Names{Tag.str()};
  for (const auto &Entry : Typedefs)
    if (withoutTag(Entry.second) == Tag && Entry.first() != Tag)
      Names.push_back(Entry.first().str());
  return Names;
}

} // namespace pyrefcheck

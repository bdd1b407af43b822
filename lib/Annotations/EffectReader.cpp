//===- EffectReader.cpp - What a function does to its parameters ----------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of FunctionReader for the keys that name parameters, which a
/// function and each of its outcomes may have.
///
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include <algorithm>

using namespace llvm;

namespace pyrefcheck {

bool FunctionReader::param(const YamlNode &Node, StringRef Name, Position Pos,
                           ParamIndex &Index) {
  if (Name.empty() && !Node.isScalar())
    return error(Pos,
                 "expected the name of a parameter, found " + Node.describe());
  std::string Message;
  return findParam(Name, Params, Index, Message) || error(Pos, Message);
}

void FunctionReader::addUse(Uses &To, UseKind Kind, Position Pos, Effect What) {
  for (const Use &Earlier : To)
    if (Earlier.What.Param == What.Param && conflict(Earlier.Kind, Kind)) {
      StringRef Name = Params[What.Param];
      if (Earlier.Kind == Kind)
        error(Pos,
              "parameter '" + Name + "' is twice in '" + keyName(Kind) + "'");
      else
        error(Pos, "parameter '" + Name + "' cannot be in '" + keyName(Kind) +
                       "' and in '" + keyName(Earlier.Kind) + "' (line " +
                       Twine(Earlier.Pos.Line) + ")");
      return;
    }
  To.push_back({Kind, Pos, What});
}

void FunctionReader::checkAgainst(const Uses &Outer, const Uses &Inner,
                                  bool Success) {
  for (const Use &O : Outer) {
    // What is said about success only cannot contradict a failing outcome.
    if (!Success && (O.Kind == StealsOnSuccess || O.Kind == Keeps))
      continue;
    for (const Use &I : Inner)
      if (O.What.Param == I.What.Param && conflict(O.Kind, I.Kind))
        error(I.Pos, "parameter '" + Params[I.What.Param] + "' is in '" +
                         keyName(I.Kind) + "' of this outcome and in '" +
                         keyName(O.Kind) + "' of the function (line " +
                         Twine(O.Pos.Line) + ")");
  }
}

void FunctionReader::readParamList(const YamlNode &Node, UseKind Kind,
                                   Uses &To) {
  ArrayRef<YamlNode> Items = Node;
  if (Node.isList()) {
    Items = Node.Items;
    if (Items.empty())
      error(Node.Pos, "'" + keyName(Kind) +
                          "' is an empty list; leave it out or name "
                          "a parameter");
  } else if (!Node.isScalar()) {
    error(Node.Pos, "'" + keyName(Kind) +
                        "' must be a parameter or a list of parameters, "
                        "found " +
                        Node.describe());
    return;
  }
  for (const YamlNode &Item : Items) {
    ParamIndex Index;
    if (param(Item, Item.Text, Item.Pos, Index))
      addUse(To, Kind, Item.Pos, Effect{EffectKind::Keep, Index});
  }
}

void FunctionReader::readParamMap(const YamlNode &Node, UseKind Kind,
                                  Uses &To) {
  std::string What = ("'" + keyName(Kind) + "'").str();
  if (!checkMap(Node, What, Diags)) {
    Ok = false;
    return;
  }
  if (Node.Items.empty())
    error(Node.Pos, What + " is an empty map; leave it out or name a "
                           "parameter");
  for (const YamlNode &Item : Node.Items) {
    Effect E{EffectKind::Keep, 0};
    if (Kind == Keeps && Item.Key == "..." && !Params.empty() &&
        Params.back() == "...")
      E.Param = static_cast<ParamIndex>(Params.size() - 1); // each of them
    else if (!param(Item, Item.Key, Item.KeyPos, E.Param))
      continue;
    if (!Item.isScalar()) {
      error(Item.Pos, "expected a word after " + quoted(Item.Key) + " in " +
                          What + ", found " + Item.describe());
      continue;
    }
    std::string Message;
    if (Kind == Out && readOutMemory(Item, E.Param, To))
      continue;
    if (Kind == Out) {
      if (!parseOut(Item.Text, E.Param, Params, E, Message)) {
        error(Item.Pos, "bad 'out': " + Message);
        continue;
      }
    } else if (Kind == Keeps && Item.Text == "result") {
      E.Other = HolderResult;
    } else if (Kind == Keeps && Item.Text != "any") {
      if (!findParam(Item.Text, Params, E.Other, Message)) {
        error(Item.Pos, "bad holder: " + Message + "; or any, or result");
        continue;
      }
      if (E.Other == E.Param) {
        error(Item.Pos,
              "parameter " + quoted(Item.Key) + " cannot hold itself");
        continue;
      }
    } else if (Kind == Expects) {
      if (!isTypeName(Item.Text)) {
        error(Item.Pos,
              "expected the name of a type, found " + Item.describe());
        continue;
      }
      Expectations.push_back({E.Param, Storage.save(Item.Text)});
    } else if (Kind == Frees || Kind == Reallocates) {
      if (!readFamily(Item, Item.Text,
                      Kind == Frees ? MemoryKind::Free : MemoryKind::Reallocate,
                      E.Param))
        continue;
    }
    addUse(To, Kind, Item.KeyPos, E);
  }
}

void FunctionReader::readEffects(const YamlNode &Node, Uses &To) {
  for (UseKind Kind : {Steals, Adds, Releases, Escapes})
    if (const YamlNode *List = Node.find(keyName(Kind)))
      readParamList(*List, Kind, To);
  for (UseKind Kind : {Keeps, Out})
    if (const YamlNode *Map = Node.find(keyName(Kind)))
      readParamMap(*Map, Kind, To);
}

void FunctionReader::readFunctionEffects(const YamlNode &Node) {
  for (UseKind Kind :
       {StealsOnSuccess, Replaces, Overwrites, NullOk, NullRaises})
    if (const YamlNode *List = Node.find(keyName(Kind)))
      readParamList(*List, Kind, FunctionUses);
  for (UseKind Kind : {Expects, Reallocates, Frees})
    if (const YamlNode *Map = Node.find(keyName(Kind)))
      readParamMap(*Map, Kind, FunctionUses);
}

bool FunctionReader::readFamily(const YamlNode &Node, StringRef Text,
                                MemoryKind Kind, ParamIndex Param) {
  if (!Node.isScalar() || !isIdentifier(Text))
    return error(Node.Pos, "expected the name of a family of memory, found " +
                               Node.describe());
  Memory.push_back({Kind, Param, Storage.save(Text)});
  // A variant has what it inherits at the same place.
  if (std::none_of(Families.begin(), Families.end(), [&](const FamilyName &F) {
        return F.Pos.Line == Node.Pos.Line && F.Pos.Column == Node.Pos.Column;
      }))
    Families.push_back({Text.str(), Node.Pos});
  return true;
}

bool FunctionReader::readOutMemory(const YamlNode &Item, ParamIndex Param,
                                   Uses &To) {
  Call Parts;
  if (!splitCall(Item.Text, Parts) || Parts.Name != "memory")
    return false;
  if (&To != &FunctionUses)
    error(Item.Pos, "'memory(FAMILY)' is only for the 'out' of the function, "
                    "not for that of an outcome");
  else if (!Parts.HasArgument)
    error(Item.Pos, "'memory' needs an argument: memory(FAMILY)");
  else if (readFamily(Item, Parts.Argument, MemoryKind::Out, Param))
    addUse(To, OutMemory, Item.KeyPos, Effect{EffectKind::Keep, Param});
  return true;
}

void FunctionReader::readAllocates(const YamlNode &Node) {
  const YamlNode *Value = Node.find("allocates");
  if (!Value || !readFamily(*Value, Value->Text, MemoryKind::Allocate, -1))
    return;
  for (const Outcome &O : Outcomes)
    if ((O.Returns.Kind == ResultKind::NonNull && O.Returns.From < 0) ||
        O.Returns.Kind == ResultKind::New || O.Returns.Kind == ResultKind::Any)
      return;
  error(Value->KeyPos, "'allocates' is only for functions that return a "
                       "pointer which is not into a parameter, or a handle");
}

void FunctionReader::addEffects(const Uses &From, bool FunctionLevel,
                                bool Success, SmallVectorImpl<Effect> &To) {
  for (const Use &U : From) {
    Effect E = U.What;
    switch (U.Kind) {
    case Steals:
      E.Kind = EffectKind::Steal;
      break;
    case Adds:
      E.Kind = EffectKind::Add;
      break;
    case Releases:
      E.Kind = EffectKind::Release;
      break;
    case StealsOnSuccess:
      if (!Success)
        continue;
      E.Kind = EffectKind::Steal;
      break;
    case Keeps:
      if (FunctionLevel && !Success)
        continue;
      E.Kind = EffectKind::Keep;
      break;
    case Out:
      if (FunctionLevel && !Success)
        E = Effect{EffectKind::OutNull, E.Param};
      break;
    case Replaces:
      E.Kind = Success ? EffectKind::OutReplace : EffectKind::OutConsume;
      break;
    case Escapes:
      if (FunctionLevel && !Success)
        continue;
      E.Kind = EffectKind::Escape;
      break;
    case Overwrites:
      E.Kind = EffectKind::Overwrite;
      break;
    case Expects:
    case Format:
    case NullOk:
    case NullRaises:
    case Reallocates:
    case Frees:
    case OutMemory:
      continue;
    }
    To.push_back(E);
  }
}

} // namespace pyrefcheck

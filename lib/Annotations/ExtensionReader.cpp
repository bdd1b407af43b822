//===- ExtensionReader.cpp - Entries that change a bundled one ------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of FunctionReader for `extends`. The text of the entry that is
/// extended is not there at run time: its outcomes are changed instead.
///
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include <algorithm>

using namespace llvm;

namespace pyrefcheck {

static const StringRef ExtensionKeys[] = {
    "extends", "outcomes",    "steals",      "steals_on_success",
    "keeps",   "adds",        "releases",    "out",
    "null_ok", "null_raises", "runs_python", "needs_gil",
    "shared",  "pure",        "source",      "note"};

/// The key of an entry that says everything about such effects, or "".
static StringRef keyOf(EffectKind Kind) {
  switch (Kind) {
  case EffectKind::Steal:
    return "steals";
  case EffectKind::Keep:
    return "keeps";
  case EffectKind::Add:
    return "adds";
  case EffectKind::Release:
    return "releases";
  case EffectKind::OutNew:
  case EffectKind::OutNewOrNull:
  case EffectKind::OutBorrowed:
  case EffectKind::OutNull:
    return "out";
  case EffectKind::Escape:
  case EffectKind::Overwrite:
  case EffectKind::OutReplace:
  case EffectKind::OutConsume:
    return "";
  }
  return "";
}

/// Whether \p Node says anew what the effects of this kind are.
static bool replaces(const YamlNode &Node, EffectKind Kind) {
  StringRef Key = keyOf(Kind);
  return (!Key.empty() && Node.find(Key)) ||
         (Kind == EffectKind::Steal && Node.find("steals_on_success"));
}

static bool isFailure(const Outcome &O) { return O.Fails != Failure::None; }

/// Whether \p New is told instead of \p Old: the same result (whoever owns it),
/// both of a success or both of a failure.
static bool standsFor(const Outcome &New, const Outcome &Old) {
  return New.Returns.Kind == Old.Returns.Kind &&
         New.Returns.Low == Old.Returns.Low &&
         New.Returns.High == Old.Returns.High &&
         isFailure(New) == isFailure(Old);
}

static bool overlap(const Outcome &A, const Outcome &B) {
  return A.Returns.Kind == ResultKind::Integer &&
         B.Returns.Kind == ResultKind::Integer &&
         A.Returns.Low <= B.Returns.High && B.Returns.Low <= A.Returns.High;
}

/// The parameter that \p Effects give away or add twice, or -1.
static ParamIndex contradicted(ArrayRef<Effect> Effects) {
  auto IsTransfer = [](const Effect &E) {
    return E.Kind == EffectKind::Steal || E.Kind == EffectKind::Add ||
           E.Kind == EffectKind::Release;
  };
  for (size_t I = 0; I != Effects.size(); ++I)
    for (size_t J = 0; J != I; ++J)
      if (Effects[I].Param == Effects[J].Param && IsTransfer(Effects[I]) &&
          IsTransfer(Effects[J]))
        return Effects[I].Param;
  return -1;
}

bool FunctionReader::readExtension(const YamlNode &Node, const Function &Base,
                                   Function &To) {
  if (!checkKeys(Node, "a function with 'extends'", ExtensionKeys, Diags))
    return false;
  if (Node.Items.size() == 1)
    return error(Node.KeyPos, "an entry with 'extends' must have a key that "
                              "differs from " +
                                  quoted(Base.Name));
  F = &To;
  StringRef Note = To.Note;
  bool OriginOk = readOrigin(Node, To);
  Ok = OriginOk;
  if (To.Note.empty())
    To.Note = Note;
  beginEntry();
  Params.assign(Base.Params.begin(), Base.Params.end());

  // An empty list only takes away what is inherited.
  YamlNode Given = Node;
  Given.Items.erase(std::remove_if(Given.Items.begin(), Given.Items.end(),
                                   [](const YamlNode &Item) {
                                     return (Item.isList() || Item.isMap()) &&
                                            Item.Items.empty() &&
                                            Item.Key != "outcomes";
                                   }),
                    Given.Items.end());
  readEffects(Given, FunctionUses);
  readFunctionEffects(Given);
  if (!Memory.empty())
    error(Node.find("out")->Pos,
          "'memory(FAMILY)' is not for an entry with 'extends'");
  To.RunsPython = readFlag(Node, "runs_python", Base.RunsPython);
  To.NeedsGil = readFlag(Node, "needs_gil", Base.NeedsGil);
  To.Shared = readFlag(Node, "shared", Base.Shared);
  To.Pure = readFlag(Node, "pure", Base.Pure);
  To.Watched = Base.Watched;
  To.Destroys = Base.Destroys;
  To.ReleasesType = Base.ReleasesType;
  To.Constructs = Base.Constructs;

  const YamlNode *List = Node.find("outcomes");
  if (List && (!List->isList() || List->Items.empty()))
    error(List->Pos, "'outcomes' must be a list of maps, found " +
                         (List->isList() ? "an empty list" : List->describe()));
  else if (List)
    for (const YamlNode &Item : List->Items) {
      readOutcome(Item);
      if (Ok && std::any_of(Base.Outcomes.begin(), Base.Outcomes.end(),
                            [&](const Outcome &Old) {
                              return overlap(Outcomes.back(), Old) &&
                                     !standsFor(Outcomes.back(), Old);
                            }))
        error(Item.Pos,
              "'returns' and 'fails' must be those of an outcome of " +
                  quoted(Base.Name) +
                  ", or a result that it does not have yet");
      if (Ok && Outcomes.back().Fails == Failure::Type && Base.Expects.empty())
        error(Item.Pos, quoted(Base.Name) + " has no 'expects', which 'fails: "
                                            "type' needs");
    }
  if (!Ok)
    return false;

  if (Node.find("null_ok"))
    To.NullOk = 0;
  if (Node.find("null_raises"))
    To.NullRaises = 0;
  finishOutcomes();
  // What NULL does is said by the entry, where both say something.
  if (Node.find("null_ok"))
    To.NullRaises &= ~To.NullOk;
  else
    To.NullOk &= ~To.NullRaises;
  return extendOutcomes(Node, Base);
}

/// Puts the outcomes of \p Base that the entry does not replace beside its own.
bool FunctionReader::extendOutcomes(const YamlNode &Node,
                                    const Function &Base) {
  SmallVector<Outcome, 4> All;
  std::vector<bool> Used(Outcomes.size());
  for (const Outcome &Old : Base.Outcomes) {
    bool Replaced = false;
    for (size_t I = 0; I != Outcomes.size(); ++I)
      if (standsFor(Outcomes[I], Old)) {
        if (!Used[I])
          All.push_back(Outcomes[I]);
        Used[I] = Replaced = true;
        break;
      }
    if (Replaced)
      continue;
    SmallVector<Effect, 8> Effects;
    for (const Effect &E : Old.Effects)
      if (!replaces(Node, E.Kind))
        Effects.push_back(E);
    addEffects(FunctionUses, /*FunctionLevel=*/true, !isFailure(Old), Effects);
    All.push_back(Old);
    All.back().Effects = Storage.save(inOrder(Effects));
  }
  for (size_t I = 0; I != Outcomes.size(); ++I)
    if (!Used[I])
      All.push_back(Outcomes[I]);
  std::stable_partition(All.begin(), All.end(),
                        [](const Outcome &O) { return !isFailure(O); });
  for (const Outcome &O : All) {
    ParamIndex Param = contradicted(O.Effects);
    if (Param >= 0)
      return error(Node.KeyPos,
                   "parameter " + quoted(Params[Param]) +
                       " would be in two of 'steals', 'adds' and 'releases', "
                       "one of them from " +
                       quoted(Base.Name) +
                       "; take that away with an empty "
                       "list");
  }
  if (std::none_of(All.begin(), All.end(), [](const Outcome &O) {
        return O.Returns.Kind == ResultKind::New;
      }))
    F->ResultType = "";
  F->Outcomes = Storage.save(ArrayRef<Outcome>(All));
  return true;
}

} // namespace pyrefcheck

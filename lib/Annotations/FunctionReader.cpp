//===- FunctionReader.cpp - The entry of one function ---------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include <algorithm>

using namespace llvm;

namespace pyrefcheck {

static const StringRef AllKeys[] = {
    "params",       "returns",      "outcomes",    "fails",
    "type",         "expects",      "steals",      "steals_on_success",
    "keeps",        "adds",         "releases",    "out",
    "replaces",     "escapes",      "overwrites",  "allocates",
    "frees",        "reallocates",  "null_ok",     "null_raises",
    "format",       "clears_error", "runs_python", "needs_gil",
    "noreturn",     "init",         "align",       "shared",
    "pure",         "same_as",      "since",       "until",
    "limited",      "variants",     "source",      "note",
    "extends",      "watched",      "destroys",    "constructs",
    "releases_type"};

const ArrayRef<StringRef> FunctionKeys = AllKeys;

static const StringRef AliasKeys[] = {"same_as", "since",  "until",
                                      "limited", "source", "note"};

static const StringRef OutcomeKeys[] = {"returns",  "raises",  "fails",
                                        "steals",   "keeps",   "adds",
                                        "releases", "escapes", "out"};

/// NullOk has one bit a parameter.
static const size_t MaxParams = 32;

static bool isLetter(char C) {
  return (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z') || C == '_';
}

static bool isDigit(char C) { return C >= '0' && C <= '9'; }

bool isIdentifier(StringRef Text) {
  return !Text.empty() && isLetter(Text.front()) &&
         std::all_of(Text.begin(), Text.end(),
                     [](char C) { return isLetter(C) || isDigit(C); });
}

bool isQualifiedName(StringRef Text) {
  if (Text.find("::") == StringRef::npos)
    return false;
  StringRef Rest = Text;
  Rest.consume_front("::");
  while (!Rest.empty()) {
    std::pair<StringRef, StringRef> Parts = Rest.split("::");
    if (!isIdentifier(Parts.first))
      return false;
    Rest = Parts.second;
  }
  return Text.take_back(2) != "::";
}

bool isTypeName(StringRef Text) {
  std::pair<StringRef, StringRef> Parts = Text.split('.');
  while (isIdentifier(Parts.first) && !Parts.second.empty())
    Parts = Parts.second.split('.');
  return isIdentifier(Parts.first) && Parts.second.empty() &&
         Text.back() != '.';
}

static bool splitVersion(StringRef Text, unsigned &Major, unsigned &Minor) {
  std::pair<StringRef, StringRef> Parts = Text.split('.');
  auto AllDigits = [](StringRef S) {
    return !S.empty() && S.size() <= 2 &&
           std::all_of(S.begin(), S.end(), isDigit);
  };
  return AllDigits(Parts.first) && AllDigits(Parts.second) &&
         !Parts.first.getAsInteger(10, Major) &&
         !Parts.second.getAsInteger(10, Minor);
}

bool isVersion(StringRef Text) {
  unsigned Major, Minor;
  return splitVersion(Text, Major, Minor);
}

unsigned versionHex(StringRef Version) {
  unsigned Major = 0, Minor = 0;
  splitVersion(Version, Major, Minor);
  return Major << 24 | Minor << 16;
}

bool FunctionReader::conflict(UseKind A, UseKind B) {
  const unsigned Transfers = Steals | StealsOnSuccess | Adds | Releases;
  const unsigned Pointers = Out | OutMemory | Replaces;
  const unsigned Nulls = NullOk | NullRaises;
  const unsigned Memories = Reallocates | Frees;
  if (A == B)
    return true;
  if ((A | B) & Nulls)
    return (A & Nulls) && (B & Nulls);
  if ((A & Memories) && (B & Memories))
    return true;
  // An object is no pointer to an object, and a format string is neither.
  return ((A & Transfers) && (B & Transfers)) || ((A | B) & Pointers) ||
         ((A | B) & Format);
}

StringRef FunctionReader::keyName(UseKind Kind) {
  switch (Kind) {
  case Steals:
    return "steals";
  case StealsOnSuccess:
    return "steals_on_success";
  case Adds:
    return "adds";
  case Releases:
    return "releases";
  case Keeps:
    return "keeps";
  case Out:
  case OutMemory:
    return "out";
  case Replaces:
    return "replaces";
  case Expects:
    return "expects";
  case Format:
    return "format";
  case NullOk:
    return "null_ok";
  case Escapes:
    return "escapes";
  case Overwrites:
    return "overwrites";
  case NullRaises:
    return "null_raises";
  case Reallocates:
    return "reallocates";
  case Frees:
    return "frees";
  }
  return "";
}

bool FunctionReader::error(Position Pos, const Twine &Message) {
  Ok = false;
  return Diags.error(Pos, Message);
}

StringRef FunctionReader::readText(const YamlNode &Node, StringRef Key) {
  const YamlNode *Value = Node.find(Key);
  if (!Value)
    return "";
  if (!Value->isScalar() || StringRef(Value->Text).trim().empty()) {
    error(Value->Pos,
          "'" + Key + "' must be a text, found " + Value->describe());
    return "";
  }
  return Storage.save(Value->Text);
}

bool FunctionReader::readFlag(const YamlNode &Node, StringRef Key,
                              bool Default) {
  const YamlNode *Value = Node.find(Key);
  if (!Value)
    return Default;
  if (Value->isScalar() && (Value->Text == "true" || Value->Text == "false"))
    return Value->Text == "true";
  return error(Value->Pos, "'" + Key + "' must be true or false, found " +
                               Value->describe());
}

bool FunctionReader::readOrigin(const YamlNode &Node, Function &To) {
  Ok = true;
  for (StringRef Key : {"since", "until", "limited"}) {
    const YamlNode *Value = Node.find(Key);
    if (!Value)
      continue;
    if (!Value->isScalar() || !isVersion(Value->Text))
      error(Value->Pos, "'" + Key + "' must be a version such as \"3.13\", " +
                            "found " + Value->describe());
    else if (!Value->Quoted)
      error(Value->Pos, "'" + Key + "' must be in quotes: \"" + Value->Text +
                            "\" (YAML takes 3.10 for the number 3.1)");
    else if (Key == "limited" && versionHex(Value->Text) < versionHex("3.2"))
      error(Value->Pos, "'limited' must be \"3.2\" (the first version with a "
                        "limited API) or later, found " +
                            Value->describe());
    else
      (Key == "since"   ? To.Since
       : Key == "until" ? To.Until
                        : To.Limited) = Storage.save(Value->Text);
  }
  if (!To.Since.empty() && !To.Until.empty() &&
      versionHex(To.Since) > versionHex(To.Until))
    error(Node.find("until")->Pos, "'until' " + quoted(To.Until) +
                                       " is before 'since' " +
                                       quoted(To.Since));
  StringRef Source = readText(Node, "source");
  if (!Source.empty())
    To.Source = Source;
  To.Note = readText(Node, "note");
  if (Node.find("same_as") &&
      !checkKeys(Node, "a function with 'same_as'", AliasKeys, Diags))
    Ok = false;
  return Ok;
}

void FunctionReader::beginEntry() {
  Expectations.clear();
  Memory.clear();
  FunctionUses.clear();
  Outcomes.clear();
  OutcomeUses.clear();
  SaysRaises.clear();
}

bool FunctionReader::read(const YamlNode &Node, Function &To) {
  F = &To;
  if (!checkKeys(Node, "a function", FunctionKeys, Diags))
    return false;
  bool OriginOk = readOrigin(Node, To);
  Ok = OriginOk;
  // Without the names of the parameters, nothing else can be understood.
  if (!readParams(Node))
    return false;
  beginEntry();
  readEffects(Node, FunctionUses);
  readFunctionEffects(Node);
  if (const YamlNode *Map = Node.find("format"))
    readFormat(*Map);
  To.RunsPython = readFlag(Node, "runs_python");
  To.NeedsGil = readFlag(Node, "needs_gil", /*Default=*/true);
  const YamlNode *NoReturn = Node.find("noreturn");
  To.Throws = NoReturn && NoReturn->isScalar() && NoReturn->Text == "throws";
  To.NoReturn = To.Throws || readFlag(Node, "noreturn");
  To.Init = readFlag(Node, "init");
  To.Shared = readFlag(Node, "shared");
  To.Pure = readFlag(Node, "pure");
  To.Watched = readFlag(Node, "watched");
  To.Destroys = readFlag(Node, "destroys");
  To.ReleasesType = readFlag(Node, "releases_type");
  To.Constructs = readFlag(Node, "constructs");
  if (const YamlNode *Align = Node.find("align")) {
    To.AlignLast = true;
    if (!Align->isScalar() || Align->Text != "last")
      error(Align->Pos, "'align' must be 'last', found " + Align->describe());
    else if (!Params.empty() && Params.back() == "...")
      error(Align->Pos,
            "'align: last' cannot be combined with variadic parameters");
  }

  const YamlNode *Returns = Node.find("returns");
  const YamlNode *List = Node.find("outcomes");
  if (Returns && List)
    error(List->KeyPos, "'outcomes' and 'returns' exclude each other");
  else if (Returns)
    readReturns(Node);
  else if (!List)
    error(Node.KeyPos, "missing key 'returns' (or 'outcomes')");
  else if (const YamlNode *Fails = Node.find("fails"))
    error(Fails->KeyPos, "'fails' and 'outcomes' exclude each other; each "
                         "outcome has its own 'fails'");
  else
    readOutcomes(*List);
  if (!Ok)
    return false;

  applyClears(Node);
  finishOutcomes();
  const YamlNode *ExpectsNode = Node.find("expects");
  bool AnyType =
      std::any_of(Outcomes.begin(), Outcomes.end(),
                  [](const Outcome &O) { return O.Fails == Failure::Type; });
  if (AnyType && Expectations.empty())
    error(Node.KeyPos, "'fails: type' needs 'expects' to say which type: "
                       "expects: {param: type}");
  else if (!AnyType && ExpectsNode)
    error(ExpectsNode->KeyPos, "'expects' is only for 'fails: type'");
  if (const YamlNode *Type = Node.find("type")) {
    To.ResultType = readText(Node, "type");
    if (!To.ResultType.empty() && !isTypeName(To.ResultType))
      error(Type->Pos,
            "'type' must be the name of a type, found " + Type->describe());
    else if (std::none_of(Outcomes.begin(), Outcomes.end(),
                          [](const Outcome &O) {
                            return O.Returns.Kind == ResultKind::New;
                          }))
      error(Type->KeyPos, "'type' is only for functions that return a new "
                          "reference");
  }
  readAllocates(Node);
  To.Params = Storage.save(ArrayRef<StringRef>(Params));
  To.Outcomes = Storage.save(ArrayRef<Outcome>(Outcomes));
  To.Expects = Storage.save(ArrayRef<Expectation>(Expectations));
  To.Memory = Storage.save(ArrayRef<MemoryUse>(Memory));
  return Ok;
}

bool FunctionReader::readParams(const YamlNode &Node) {
  Params.clear();
  const YamlNode *List = Node.find("params");
  if (!List)
    return error(Node.KeyPos, "missing key 'params' (a list of names)");
  if (!List->isList())
    return error(List->Pos,
                 "'params' must be a list of names, found " + List->describe());
  bool ParamsOk = true;
  for (const YamlNode &Item : List->Items) {
    StringRef Name = Item.Text;
    bool Last = &Item == &List->Items.back();
    if (!Item.isScalar() || !(isIdentifier(Name) || (Name == "..." && Last))) {
      ParamsOk = error(Item.Pos, Name == "..."
                                     ? Twine("'...' must be the last parameter")
                                     : "a parameter must be a C identifier, "
                                       "found " +
                                           Twine(Item.describe()));
      continue;
    }
    if (isReservedParam(Name))
      ParamsOk =
          error(Item.Pos, "a parameter cannot be called " + quoted(Name) +
                              ", which is the name of "
                              "an owner");
    if (std::find(Params.begin(), Params.end(), Name) != Params.end())
      ParamsOk = error(Item.Pos, "two parameters are called " + quoted(Name));
    Params.push_back(Storage.save(Name));
  }
  if (Params.size() > MaxParams)
    ParamsOk = error(List->Pos,
                     "more than " + Twine(unsigned(MaxParams)) + " parameters");
  return ParamsOk;
}

void FunctionReader::readFormat(const YamlNode &Node) {
  if (!checkKeys(Node, "'format'", {"build", "parse"}, Diags)) {
    Ok = false;
    return;
  }
  if (Node.Items.size() != 1) {
    error(Node.Pos, "'format' must be {build: param} or {parse: param}");
    return;
  }
  const YamlNode &Item = Node.Items.front();
  ParamIndex Index;
  if (!param(Item, Item.Text, Item.Pos, Index))
    return;
  F->Format = Item.Key == "build" ? FormatKind::Build : FormatKind::Parse;
  F->FormatParam = Index;
  addUse(FunctionUses, Format, Item.Pos, Effect{EffectKind::Keep, Index});
}

void FunctionReader::readReturns(const YamlNode &Node) {
  const YamlNode &Returns = *Node.find("returns");
  FailsKey Fails = FailsKey::NotGiven;
  if (const YamlNode *Value = Node.find("fails")) {
    const StringRef Names[] = {"never", "memory", "type", "error"};
    if (Value->Text == "never")
      Fails = FailsKey::Never;
    else if (Value->Text == "memory")
      Fails = FailsKey::Memory;
    else if (Value->Text == "type")
      Fails = FailsKey::Type;
    else if (Value->Text == "error")
      Fails = FailsKey::Error;
    else
      error(Value->Pos, "bad 'fails': found " + Value->describe() +
                            suggestion(Value->Text, Names) +
                            " (expected one of " + listed(Names) + ")");
  }
  // An empty value is YAML's other spelling of null, but here it is rather
  // something forgotten.
  std::string Message;
  if (!Returns.isScalar())
    error(Returns.Pos,
          "'returns' must be a result shape, found " + Returns.describe());
  else if (!expandShape(Returns.Text, Fails, Params, Outcomes, Message))
    error(Returns.Pos, "bad 'returns': " + Message);
  OutcomeUses.resize(Outcomes.size());
  SaysRaises.resize(Outcomes.size());
}

void FunctionReader::readOutcomes(const YamlNode &List) {
  if (!List.isList() || List.Items.empty()) {
    error(List.Pos, "'outcomes' must be a list of maps, found " +
                        (List.isList() ? "an empty list" : List.describe()));
    return;
  }
  for (const YamlNode &Item : List.Items)
    readOutcome(Item);
  if (Ok && std::all_of(Outcomes.begin(), Outcomes.end(), [](const Outcome &O) {
        return O.Fails == Failure::Error || O.Fails == Failure::Type;
      }))
    error(List.Pos, "no outcome is a success; leave out 'fails' in what "
                    "normally happens");
}

void FunctionReader::readOutcome(const YamlNode &Node) {
  if (!checkKeys(Node, "an outcome", OutcomeKeys, Diags)) {
    Ok = false;
    return;
  }
  Outcome O;
  std::string Message;
  const YamlNode *Returns = Node.find("returns");
  if (!Returns)
    error(Node.Pos, "missing key 'returns' in an outcome");
  else if (!Returns->isScalar())
    error(Returns->Pos,
          "'returns' must be a result, found " + Returns->describe());
  else if (!parseResult(Returns->Text, Params, O.Returns, Message))
    error(Returns->Pos, "bad 'returns': " + Message);

  readRaises(Node, O);
  if (const YamlNode *Fails = Node.find("fails")) {
    const StringRef Names[] = {"error", "memory", "type"};
    if (Fails->Text == "error")
      O.Fails = Failure::Error;
    else if (Fails->Text == "memory")
      O.Fails = Failure::Memory;
    else if (Fails->Text == "type")
      O.Fails = Failure::Type;
    else
      error(Fails->Pos, "bad 'fails' in an outcome: found " +
                            Fails->describe() + suggestion(Fails->Text, Names) +
                            " (expected one of " + listed(Names) +
                            ", or no 'fails' for success)");
  }
  Uses Own;
  readEffects(Node, Own);
  checkAgainst(FunctionUses, Own, O.Fails == Failure::None);
  Outcomes.push_back(O);
  OutcomeUses.push_back(Own);
  SaysRaises.push_back(Node.find("raises"));
}

void FunctionReader::readRaises(const YamlNode &Node, Outcome &O) {
  const YamlNode *Raises = Node.find("raises");
  if (!Raises)
    return;
  const StringRef Names[] = {"true", "false", "clears", "maybe"};
  if (Raises->Text == "true")
    O.Raises = Raise::Yes;
  else if (Raises->Text == "false")
    O.Raises = Raise::No;
  else if (Raises->Text == "clears")
    O.Raises = Raise::Clear;
  else if (Raises->Text == "maybe")
    O.Raises = Raise::Maybe;
  else
    error(Raises->Pos, "bad 'raises': found " + Raises->describe() +
                           suggestion(Raises->Text, Names) +
                           " (expected one of " + listed(Names) + ")");
}

void FunctionReader::applyClears(const YamlNode &Node) {
  if (!readFlag(Node, "clears_error"))
    return;
  Position Pos = Node.find("clears_error")->KeyPos;
  for (size_t I = 0; I != Outcomes.size(); ++I) {
    Outcome &O = Outcomes[I];
    if (O.Fails != Failure::None)
      continue;
    if (SaysRaises[I] || O.Raises == Raise::Yes ||
        O.Returns.Kind == ResultKind::Indicator) {
      error(Pos, "'clears_error' contradicts a success outcome that says "
                 "itself what happens to the error indicator");
      return;
    }
    O.Raises = Raise::Clear;
  }
}

/// The effects in the order in which they happen: an object that is kept is
/// still there when the caller's reference goes, and `*param` is set at the
/// end.
ArrayRef<Effect> FunctionReader::inOrder(SmallVectorImpl<Effect> &Effects) {
  SmallVector<Effect, 8> Sorted;
  for (EffectKind Kind :
       {EffectKind::Steal, EffectKind::Add, EffectKind::Keep,
        EffectKind::Release, EffectKind::Escape, EffectKind::Overwrite})
    for (const Effect &E : Effects)
      if (E.Kind == Kind)
        Sorted.push_back(E);
  for (const Effect &E : Effects)
    if (E.Kind >= EffectKind::OutNew)
      Sorted.push_back(E);
  Effects.assign(Sorted.begin(), Sorted.end());
  return Effects;
}

void FunctionReader::finishOutcomes() {
  SmallVector<Outcome, 4> Successes, Failures;
  for (size_t I = 0; I != Outcomes.size(); ++I) {
    Outcome &O = Outcomes[I];
    bool Success = O.Fails == Failure::None;
    SmallVector<Effect, 8> Effects;
    addEffects(FunctionUses, /*FunctionLevel=*/true, Success, Effects);
    addEffects(OutcomeUses[I], /*FunctionLevel=*/false, Success, Effects);
    O.Effects = Storage.save(inOrder(Effects));
    (Success ? Successes : Failures).push_back(O);
  }
  Outcomes = Successes;
  Outcomes.append(Failures.begin(), Failures.end());
  for (const Use &U : FunctionUses)
    if (U.Kind == NullOk)
      F->NullOk |= 1u << U.What.Param;
    else if (U.Kind == NullRaises)
      F->NullRaises |= 1u << U.What.Param;
}

} // namespace pyrefcheck

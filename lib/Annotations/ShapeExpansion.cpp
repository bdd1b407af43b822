//===- ShapeExpansion.cpp - From `returns` to outcomes --------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ShapeExpansion.h"
#include "YamlTree.h"

using namespace llvm;

namespace pyrefcheck {

namespace {

const int64_t MinInteger = std::numeric_limits<int64_t>::min();
const int64_t MaxInteger = std::numeric_limits<int64_t>::max();

enum class Argument : uint8_t { None, Owner, Param, OptionalParam };

/// When a shape can fail.
enum class MayFail : uint8_t {
  Never,
  IfSaid, ///< only if `fails` is there
  Unless, ///< unless `fails: never`
};

/// All that a `returns` of a function may say.
struct Shape {
  StringLiteral Name;
  Argument Arg;
  MayFail Failing;
  bool FailsWithNull; ///< else with -1
};

const Shape Shapes[] = {
    {"new", Argument::None, MayFail::Unless, true},
    {"new_or_null", Argument::None, MayFail::Unless, true},
    {"borrowed", Argument::Owner, MayFail::Unless, true},
    {"borrowed_or_null", Argument::Owner, MayFail::IfSaid, true},
    {"arg", Argument::Param, MayFail::Never, true},
    {"status", Argument::None, MayFail::Unless, false},
    {"predicate", Argument::None, MayFail::Unless, false},
    {"bool", Argument::None, MayFail::Never, false},
    {"length", Argument::None, MayFail::Unless, false},
    {"int", Argument::None, MayFail::Unless, false},
    {"pointer", Argument::OptionalParam, MayFail::Unless, true},
    {"pointer_or_null", Argument::OptionalParam, MayFail::Unless, true},
    {"null", Argument::None, MayFail::Never, true},
    {"void", Argument::None, MayFail::Never, true},
    {"any", Argument::None, MayFail::Never, true},
    {"indicator", Argument::None, MayFail::Never, true},
};

/// All that a `returns` of an outcome may say, numbers apart.
struct ResultWord {
  StringLiteral Name;
  Argument Arg;
  ResultKind Kind;
};

const ResultWord ResultWords[] = {
    {"new", Argument::None, ResultKind::New},
    {"borrowed", Argument::Owner, ResultKind::Borrowed},
    {"arg", Argument::Param, ResultKind::Argument},
    {"null", Argument::None, ResultKind::Null},
    {"nonnull", Argument::OptionalParam, ResultKind::NonNull},
    {"any", Argument::None, ResultKind::Any},
    {"void", Argument::None, ResultKind::Void},
};

struct OutWord {
  StringLiteral Name;
  Argument Arg;
  EffectKind Kind;
};

const OutWord OutWords[] = {
    {"new", Argument::None, EffectKind::OutNew},
    {"new_or_null", Argument::None, EffectKind::OutNewOrNull},
    {"borrowed", Argument::Owner, EffectKind::OutBorrowed},
    {"null", Argument::None, EffectKind::OutNull},
};

/// The row of \p Words that \p Text names, with its argument; nullptr, and
/// \p Message, if there is none.
template <typename Word, size_t N>
const Word *findWord(StringRef Text, const Word (&Words)[N], StringRef More,
                     ArrayRef<StringRef> Params, ParamIndex &From,
                     std::string &Message) {
  Call Parts;
  bool WellFormed = splitCall(Text, Parts);
  for (const Word &W : Words) {
    if (!WellFormed || W.Name != Parts.Name)
      continue;
    From = OwnerUnknown;
    if (W.Arg == Argument::None && Parts.HasArgument) {
      Message = ("'" + W.Name + "' has no argument").str();
      return nullptr;
    }
    if (!Parts.HasArgument &&
        (W.Arg == Argument::Owner || W.Arg == Argument::Param)) {
      Message = ("'" + W.Name + "' needs an argument: " + W.Name +
                 (W.Arg == Argument::Owner ? "(from)" : "(param)"))
                    .str();
      return nullptr;
    }
    if (Parts.HasArgument &&
        !(W.Arg == Argument::Owner
              ? findOwner(Parts.Argument, Params, From, Message)
              : findParam(Parts.Argument, Params, From, Message)))
      return nullptr;
    return &W;
  }
  SmallVector<StringRef, 16> Names;
  for (const Word &W : Words)
    Names.push_back(W.Name);
  Message = "found " + quoted(Text) +
            suggestion(WellFormed ? Parts.Name : Text, Names) +
            " (expected one of " + listed(Names) + More.str() + ")";
  return nullptr;
}

Outcome outcome(ResultKind Kind, ParamIndex From = OwnerUnknown) {
  Outcome O;
  O.Returns.Kind = Kind;
  O.Returns.From = From;
  return O;
}

Outcome integer(int64_t Low, int64_t High) {
  Outcome O = outcome(ResultKind::Integer);
  O.Returns.Low = Low;
  O.Returns.High = High;
  return O;
}

Failure failure(FailsKey Fails) {
  switch (Fails) {
  case FailsKey::Memory:
    return Failure::Memory;
  case FailsKey::Type:
    return Failure::Type;
  case FailsKey::Never:
    return Failure::None;
  case FailsKey::NotGiven:
  case FailsKey::Error:
    break;
  }
  return Failure::Error;
}

void addSuccesses(StringRef Name, ParamIndex From,
                  SmallVectorImpl<Outcome> &Outcomes) {
  if (Name == "new" || Name == "new_or_null")
    Outcomes.push_back(outcome(ResultKind::New));
  else if (Name == "borrowed" || Name == "borrowed_or_null")
    Outcomes.push_back(outcome(ResultKind::Borrowed, From));
  else if (Name == "pointer" || Name == "pointer_or_null")
    Outcomes.push_back(outcome(ResultKind::NonNull, From));
  else if (Name == "arg")
    Outcomes.push_back(outcome(ResultKind::Argument, From));
  else if (Name == "status")
    Outcomes.push_back(integer(0, 0));
  else if (Name == "bool")
    Outcomes.push_back(integer(0, 1));
  else if (Name == "length")
    Outcomes.push_back(integer(0, MaxInteger));
  else if (Name == "int")
    Outcomes.push_back(integer(MinInteger, MaxInteger));
  else if (Name == "void")
    Outcomes.push_back(outcome(ResultKind::Void));
  else if (Name == "any")
    Outcomes.push_back(outcome(ResultKind::Any));
  else if (Name == "indicator")
    Outcomes.push_back(outcome(ResultKind::Indicator));

  if (Name == "new_or_null" || Name == "borrowed_or_null" ||
      Name == "pointer_or_null") {
    Outcomes.push_back(outcome(ResultKind::Null));
  } else if (Name == "predicate") {
    Outcomes.push_back(integer(1, 1));
    Outcomes.push_back(integer(0, 0));
  } else if (Name == "null") {
    // What always happens is no failure, even with an exception.
    Outcomes.push_back(outcome(ResultKind::Null));
    Outcomes.back().Raises = Raise::Yes;
  }
}

} // namespace

bool splitCall(StringRef Text, Call &Parts) {
  Parts = Call();
  size_t Open = Text.find('(');
  Parts.Name = Text.take_front(Open).trim();
  if (Open == StringRef::npos)
    return !Parts.Name.empty() && Text.find(')') == StringRef::npos;
  Parts.HasArgument = true;
  StringRef Rest = Text.drop_front(Open + 1).rtrim();
  if (Rest.empty() || Rest.back() != ')')
    return false;
  Parts.Argument = Rest.drop_back().trim();
  return !Parts.Name.empty() && !Parts.Argument.empty() &&
         Parts.Argument.find_first_of("()") == StringRef::npos;
}

bool isReservedParam(StringRef Name) {
  return Name == "interpreter" || Name == "immortal" || Name == "unknown" ||
         Name == "any";
}

bool findParam(StringRef Name, ArrayRef<StringRef> Params, ParamIndex &Index,
               std::string &Message) {
  SmallVector<StringRef, 8> Named;
  for (size_t I = 0; I != Params.size(); ++I) {
    if (Params[I] == "...")
      continue;
    if (Params[I] == Name) {
      Index = static_cast<ParamIndex>(I);
      return true;
    }
    Named.push_back(Params[I]);
  }
  if (Name == "...")
    Message = "'...' stands for no single parameter";
  else if (Named.empty())
    Message = quoted(Name) + " is no parameter; the function has none";
  else
    Message = quoted(Name) + " is no parameter" + suggestion(Name, Named) +
              " (the parameters are " + listed(Named) + ")";
  return false;
}

bool findOwner(StringRef Name, ArrayRef<StringRef> Params, ParamIndex &Owner,
               std::string &Message) {
  if (Name == "interpreter")
    Owner = OwnerInterpreter;
  else if (Name == "immortal")
    Owner = OwnerImmortal;
  else if (Name == "unknown")
    Owner = OwnerUnknown;
  else if (!findParam(Name, Params, Owner, Message)) {
    Message += "; or interpreter, immortal, unknown";
    return false;
  }
  return true;
}

bool expandShape(StringRef Text, FailsKey Fails, ArrayRef<StringRef> Params,
                 SmallVectorImpl<Outcome> &Outcomes, std::string &Message) {
  ParamIndex From;
  const Shape *S = findWord(Text, Shapes, "", Params, From, Message);
  if (!S)
    return false;
  bool Said = Fails != FailsKey::NotGiven && Fails != FailsKey::Never;
  if (S->Failing == MayFail::Never && Said) {
    Message = ("'" + S->Name +
               "' has no failing outcome that 'fails' could "
               "describe; leave 'fails' out or use 'outcomes'")
                  .str();
    return false;
  }
  addSuccesses(S->Name, From, Outcomes);
  if (Said || (S->Failing == MayFail::Unless && Fails != FailsKey::Never)) {
    Outcomes.push_back(S->FailsWithNull ? outcome(ResultKind::Null)
                                        : integer(-1, -1));
    Outcomes.back().Raises = Raise::Yes;
    Outcomes.back().Fails = failure(Fails);
  }
  return true;
}

static bool parseBound(StringRef Text, int64_t &Bound) {
  Text = Text.trim();
  if (Text == "min")
    Bound = MinInteger;
  else if (Text == "max")
    Bound = MaxInteger;
  else
    return !Text.getAsInteger(10, Bound);
  return true;
}

bool parseResult(StringRef Text, ArrayRef<StringRef> Params, Result &Returns,
                 std::string &Message) {
  Text = Text.trim();
  Returns = Result();
  size_t Dots = Text.find("..");
  if (Dots != StringRef::npos) {
    Returns.Kind = ResultKind::Integer;
    if (!parseBound(Text.take_front(Dots), Returns.Low) ||
        !parseBound(Text.drop_front(Dots + 2), Returns.High)) {
      Message = "bad range " + quoted(Text) +
                " (expected LOW..HIGH; each is a number, 'min' or 'max')";
      return false;
    }
    if (Returns.Low > Returns.High) {
      Message = "empty range " + quoted(Text) + ": " +
                quoted(Text.take_front(Dots).trim()) + " is more than " +
                quoted(Text.drop_front(Dots + 2).trim());
      return false;
    }
    return true;
  }
  int64_t Number;
  if (!Text.getAsInteger(10, Number)) {
    Returns.Kind = ResultKind::Integer;
    Returns.Low = Returns.High = Number;
    return true;
  }
  const ResultWord *Word =
      findWord(Text, ResultWords, ", a number, a range LOW..HIGH", Params,
               Returns.From, Message);
  if (Word)
    Returns.Kind = Word->Kind;
  return Word;
}

bool parseOut(StringRef Text, ParamIndex Param, ArrayRef<StringRef> Params,
              Effect &Out, std::string &Message) {
  ParamIndex From;
  const OutWord *Word =
      findWord(Text, OutWords, ", memory", Params, From, Message);
  if (Word)
    Out = Effect{Word->Kind, Param, From};
  return Word;
}

} // namespace pyrefcheck

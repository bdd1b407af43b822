//===- Explain.cpp - What is known of a function, in words ----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Annotations/Reader.h"
#include "llvm/ADT/SmallVector.h"
#include <algorithm>
#include <string>

using namespace llvm;

namespace pyrefcheck {

namespace {

class Explainer {
public:
  Explainer(const Function &F, raw_ostream &OS) : F(F), OS(OS) {}
  void explain();

private:
  std::string param(ParamIndex Index) const;
  std::string owner(ParamIndex Index) const;
  std::string result(const Result &R) const;
  std::string outcome(const Outcome &O) const;
  std::string effect(const Effect &E) const;
  /// In which outcomes something happens, as a clause: " on success".
  std::string when(ArrayRef<bool> InOutcome) const;
  void explainEffects();
  void explainMemory();
  void explainRest();
  void line(const std::string &Text) { OS << "  " << Text << '\n'; }

  const Function &F;
  raw_ostream &OS;
};

} // namespace

static bool operator==(const Effect &A, const Effect &B) {
  return A.Kind == B.Kind && A.Param == B.Param && A.Other == B.Other;
}

std::string Explainer::param(ParamIndex Index) const {
  if (Index < 0 || size_t(Index) >= F.Params.size())
    return "?";
  return F.Params[Index].str();
}

std::string Explainer::owner(ParamIndex Index) const {
  switch (Index) {
  case OwnerUnknown:
    return "somebody unknown";
  case OwnerInterpreter:
    return "the interpreter";
  case OwnerImmortal:
    return "nobody, the object never dies";
  default:
    return "'" + param(Index) + "'";
  }
}

std::string Explainer::result(const Result &R) const {
  const int64_t Min = std::numeric_limits<int64_t>::min();
  const int64_t Max = std::numeric_limits<int64_t>::max();
  switch (R.Kind) {
  case ResultKind::Any:
    return "anything";
  case ResultKind::Void:
    return "nothing";
  case ResultKind::New:
    return F.ResultType.empty()
               ? "a new reference"
               : "a new reference, of exact type '" + F.ResultType.str() + "'";
  case ResultKind::Borrowed:
    return "a reference borrowed from " + owner(R.From);
  case ResultKind::Argument:
    return "'" + param(R.From) + "' itself, no new reference";
  case ResultKind::Null:
    return "NULL";
  case ResultKind::NonNull:
    if (R.From >= 0)
      return "a non-NULL pointer into '" + param(R.From) +
             "', valid as long as that lives";
    return "a non-NULL pointer";
  case ResultKind::Integer:
    if (R.Low == R.High)
      return std::to_string(R.Low);
    if (R.Low == Min && R.High == Max)
      return "any number";
    if (R.High == Max)
      return std::to_string(R.Low) + " or more";
    if (R.Low == Min)
      return std::to_string(R.High) + " or less";
    return std::to_string(R.Low) + " to " + std::to_string(R.High);
  case ResultKind::Indicator:
    return "a borrowed reference if an exception is set, else NULL";
  }
  return "?";
}

std::string Explainer::outcome(const Outcome &O) const {
  std::string Text = result(O.Returns);
  switch (O.Raises) {
  case Raise::No:
    // Worth saying only where one would expect an exception.
    if (O.Returns.Kind == ResultKind::Null || O.Fails != Failure::None)
      Text += " without an exception";
    break;
  case Raise::Yes:
    Text += " and an exception";
    break;
  case Raise::Clear:
    Text += ", and the error indicator is cleared";
    break;
  case Raise::Maybe:
    Text += " and perhaps an exception";
    break;
  }
  switch (O.Fails) {
  case Failure::None:
    break;
  case Failure::Error:
    Text += " on failure";
    break;
  case Failure::Memory:
    Text += " if memory runs out";
    break;
  case Failure::Type: {
    std::string Types;
    for (const Expectation &E : F.Expects)
      Types += (Types.empty() ? "'" : " or '") + param(E.Param) + "' is no '" +
               E.Type.str() + "'";
    Text += " if " + (Types.empty() ? "a type is wrong" : Types);
    break;
  }
  }
  return Text;
}

std::string Explainer::effect(const Effect &E) const {
  std::string Name = "'" + param(E.Param) + "'";
  std::string Pointee = "*" + param(E.Param);
  switch (E.Kind) {
  case EffectKind::Steal:
    return "steals a reference to " + Name;
  case EffectKind::Keep:
    if (E.Other < 0)
      return "keeps a reference to " + Name + " that outlives the call";
    return "keeps a reference to " + Name + " in " + owner(E.Other);
  case EffectKind::Add:
    return "gives the caller one more reference to " + Name;
  case EffectKind::Release:
    return "releases one reference of the caller to " + Name;
  case EffectKind::Escape:
    return "passes " + Name + " on as untyped data";
  case EffectKind::Overwrite:
    return "replaces an item of " + Name + " without releasing it";
  case EffectKind::OutNew:
    return "stores a new reference in " + Pointee;
  case EffectKind::OutNewOrNull:
    return "stores a new reference or NULL in " + Pointee;
  case EffectKind::OutBorrowed:
    return "stores a reference in " + Pointee + ", borrowed from " +
           owner(E.Other);
  case EffectKind::OutNull:
    return "stores NULL in " + Pointee;
  case EffectKind::OutReplace:
    return "consumes the reference in " + Pointee +
           " and stores a new one there";
  case EffectKind::OutConsume:
    return "consumes the reference in " + Pointee + " and stores NULL there";
  }
  return "?";
}

std::string Explainer::when(ArrayRef<bool> InOutcome) const {
  bool AllSuccesses = true, AllFailures = true;
  bool SomeSuccess = false, SomeFailure = false, CanFail = false;
  std::string Results;
  for (size_t I = 0; I != InOutcome.size(); ++I) {
    bool Success = F.Outcomes[I].Fails == Failure::None;
    CanFail |= !Success;
    if (InOutcome[I]) {
      (Success ? SomeSuccess : SomeFailure) = true;
      Results +=
          (Results.empty() ? "" : " or ") + result(F.Outcomes[I].Returns) +
          (F.Outcomes[I].Raises == Raise::Yes ? " and an exception" : "");
    } else {
      (Success ? AllSuccesses : AllFailures) = false;
    }
  }
  if (AllSuccesses && AllFailures)
    return CanFail ? ", also on failure" : "";
  if (AllSuccesses && !SomeFailure)
    return ", on success only";
  if (AllFailures && !SomeSuccess)
    return ", on failure only";
  return ", if it returns " + Results;
}

void Explainer::explainEffects() {
  SmallVector<Effect, 8> Seen;
  for (const Outcome &O : F.Outcomes)
    for (const Effect &E : O.Effects) {
      if (std::find(Seen.begin(), Seen.end(), E) != Seen.end())
        continue;
      Seen.push_back(E);
      SmallVector<bool, 4> InOutcome;
      for (const Outcome &Other : F.Outcomes)
        InOutcome.push_back(std::find(Other.Effects.begin(),
                                      Other.Effects.end(),
                                      E) != Other.Effects.end());
      line(effect(E) + when(InOutcome));
    }
}

void Explainer::explainMemory() {
  for (const MemoryUse &M : F.Memory) {
    std::string Family = "memory of family '" + M.Family.str() + "'";
    switch (M.Kind) {
    case MemoryKind::Allocate:
      line("the result is " + Family + ", to be freed by the caller");
      break;
    case MemoryKind::Reallocate:
      line("takes over '" + param(M.Param) + "', " + Family +
           ", on success only");
      break;
    case MemoryKind::Free:
      line("frees '" + param(M.Param) + "', " + Family);
      break;
    case MemoryKind::Out:
      line("stores in *" + param(M.Param) + ", on success only, " + Family +
           ", to be freed by the caller");
      break;
    }
  }
}

void Explainer::explainRest() {
  for (size_t I = 0; I != F.Params.size() && I != 32; ++I)
    if (F.NullOk >> I & 1)
      line("'" + F.Params[I].str() + "' may be NULL");
    else if (F.NullRaises >> I & 1)
      line("raises an exception if '" + F.Params[I].str() + "' is NULL");
  if (F.Format != FormatKind::None)
    line("'" + param(F.FormatParam) +
         "' is a format string that says what the "
         "other arguments are, as for " +
         (F.Format == FormatKind::Build ? "Py_BuildValue" : "PyArg_Parse"));
  if (F.RunsPython)
    line("may run arbitrary Python code");
  if (!F.NeedsGil)
    line("needs no attached thread state (GIL)");
  if (F.Watched)
    line("the engine models the call; this is what it does with memory");
  if (F.Destroys)
    line("runs when an object comes to its end");
  if (F.ReleasesType)
    line("gives up the reference that the object has to its type");
  if (F.Constructs)
    line("runs once for each object, unless it is called by hand");
  if (F.Pure)
    line("gives the same answer to the same arguments");
  if (F.Shared)
    line("somebody else keeps the result alive, too");
  if (F.Init)
    line("is called only while a module is initialised");
  if (F.AlignLast)
    line("may have more arguments before these");
  if (!F.Since.empty() && !F.Until.empty())
    line("in Python " + F.Since.str() + " to " + F.Until.str());
  else if (!F.Since.empty())
    line("since Python " + F.Since.str());
  else if (!F.Until.empty())
    line("until Python " + F.Until.str());
  if (!F.Limited.empty())
    line("in the limited API since Python " + F.Limited.str());
  if (!F.Note.empty())
    line("note: " + F.Note.str());
  if (!F.Source.empty() || !F.Chapter.empty())
    line("source: " + (F.Source.empty() ? F.Chapter : F.Source).str() +
         (F.Source.empty() || F.Chapter.empty()
              ? ""
              : " (chapter " + F.Chapter.str() + ")"));
}

void Explainer::explain() {
  OS << F.Name << '(';
  const char *Separator = "";
  for (StringRef Param : F.Params) {
    OS << Separator << Param;
    Separator = ", ";
  }
  OS << ")\n";
  std::string Returns;
  for (const Outcome &O : F.Outcomes)
    Returns += (Returns.empty() ? "returns " : "; or ") + outcome(O);
  line(F.Throws     ? "never returns: throws a C++ exception"
       : F.NoReturn ? "never returns"
                    : Returns);
  explainEffects();
  explainMemory();
  explainRest();
}

void explain(const Function &F, raw_ostream &OS) { Explainer(F, OS).explain(); }

} // namespace pyrefcheck

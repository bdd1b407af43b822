//===- FunctionResults.cpp - Findings by function -------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/FunctionResults.h"
#include "pyrefcheck/Driver/Files.h"
#include <algorithm>
#include <map>
#include <tuple>

using namespace llvm;
using namespace pyrefcheck::driver;

/// Reads the decimal numbers at the end of a line, after those in \p Skip
/// words.
template <size_t N>
static bool readNumbers(StringRef Line, unsigned Skip, int (&Numbers)[N]) {
  for (; Skip; --Skip)
    Line = Line.split(' ').second;
  for (int &Number : Numbers) {
    if (Line.split(' ').first.getAsInteger(10, Number))
      return false;
    Line = Line.split(' ').second;
  }
  return Line.empty();
}

bool FunctionResults::parse(StringRef PluginText, StringRef Directory) {
  Text = PluginText.str();
  StringRef Rest = Text;
  while (!Rest.empty()) {
    auto [Line, After] = Rest.split('\n');
    Rest = After;
    auto [Kind, Value] = Line.split(' ');
    if (Kind == "main") {
      MainFile = makeAbsolute(Value, Directory);
    } else if (Kind == "part") {
      int N[4];
      if (!readNumbers(Value, 1, N))
        return false;
      Parts.push_back(
          {unsigned(N[0]), unsigned(N[1]), unsigned(N[2]), unsigned(N[3])});
    } else if (Kind == "entry") {
      int N[1];
      if (!readNumbers(Value, 1, N))
        return false;
      Entries.emplace_back();
      Entries.back().Old = N[0];
    }
  }
  return !MainFile.empty();
}

/// The part that \p R is in; as many as there are if it is in none.
size_t FunctionResults::partOf(const Region &R) const {
  auto Place = std::make_pair(R.Line, R.Column);
  auto It = std::upper_bound(Parts.begin(), Parts.end(), Place,
                             [](const auto &A, const Part &P) {
                               return A < std::make_pair(P.Line, P.Column);
                             });
  if (It == Parts.begin())
    return Parts.size();
  --It;
  if (std::tie(R.EndLine, R.EndColumn) > std::tie(It->EndLine, It->EndColumn))
    return Parts.size();
  return It - Parts.begin();
}

bool FunctionResults::move(Region &R, const FunctionResults &Former) const {
  if (R.File != Former.MainFile)
    return true;
  size_t I = Former.partOf(R);
  if (I >= Former.Parts.size() || I >= Parts.size())
    return false;
  const Part &From = Former.Parts[I], &To = Parts[I];
  auto Move = [&](unsigned &Line, unsigned &Column) {
    if (Line == From.Line)
      Column = Column - From.Column + To.Column;
    Line = Line - From.Line + To.Line;
  };
  Move(R.Line, R.Column);
  Move(R.EndLine, R.EndColumn);
  R.File = MainFile;
  return true;
}

bool FunctionResults::move(Finding &F, const FunctionResults &Former) const {
  bool Moved = move(F.Where, Former);
  for (Step &S : F.Path)
    Moved &= move(S.Where, Former);
  for (FixIt &Fix : F.Fixes)
    Moved &= move(Fix.Where, Former);
  return Moved;
}

bool FunctionResults::add(StringRef PluginText, StringRef Directory,
                          std::vector<Finding> Found,
                          const FunctionResults &Former) {
  if (!parse(PluginText, Directory))
    return false;
  for (Entry &E : Entries) {
    if (E.Old < 0)
      continue;
    if (static_cast<size_t>(E.Old) >= Former.Entries.size() ||
        Former.Parts.size() != Parts.size())
      return false;
    E.Findings = Former.Entries[E.Old].Findings;
    for (Finding &F : E.Findings)
      if (!move(F, Former))
        return false;
  }
  for (Finding &F : Found) {
    if (F.Entry < 0 || static_cast<size_t>(F.Entry) >= Entries.size() ||
        Entries[F.Entry].Old >= 0)
      return false;
    Entries[F.Entry].Findings.push_back(std::move(F));
  }
  forgetUnplaced();
  return true;
}

/// What was found outside of functions can't be moved with them: let the
/// plugin analyse such an entry again.
void FunctionResults::forgetUnplaced() {
  std::string Result;
  size_t Number = 0;
  for (StringRef Rest = Text; !Rest.empty();) {
    auto [Line, After] = Rest.split('\n');
    Rest = After;
    Result += Line.str() + "\n";
    if (Line.split(' ').first != "entry")
      continue;
    for (Finding F : Entries[Number].Findings)
      if (!move(F, *this)) {
        Result += "unnamed 0\n";
        break;
      }
    ++Number;
  }
  Text = std::move(Result);
}

unsigned FunctionResults::analysed() const {
  return std::count_if(Entries.begin(), Entries.end(),
                       [](const Entry &E) { return E.Old < 0; });
}

std::vector<Finding> FunctionResults::findings() const {
  // As FindingSet::flush() does it in one run.
  using Bug =
      std::tuple<std::string, std::string, unsigned, unsigned, std::string>;
  std::map<Bug, Rank> Shown;
  std::vector<Finding> Result;
  for (const Entry &E : Entries) {
    std::map<Bug, Rank> Here;
    for (const Finding &F : E.Findings) {
      Bug B(F.Check, F.Where.File, F.Where.Line, F.Where.Column,
            F.IsAct ? "" : F.Message);
      auto It = Shown.find(B);
      if (It != Shown.end() && It->second <= F.R)
        continue;
      Here.try_emplace(B, F.R);
      Result.push_back(F);
    }
    for (auto &[B, R] : Here)
      Shown[B] = R;
  }
  return Result;
}

json::Value FunctionResults::toJSON() const {
  json::Array Findings;
  for (const Entry &E : Entries) {
    json::Array Found;
    for (const Finding &F : E.Findings) {
      json::Value V = driver::toJSON(F);
      if (F.IsAct)
        V.getAsObject()->insert({"act", true});
      Found.push_back(std::move(V));
    }
    Findings.push_back(std::move(Found));
  }
  return json::Object{{"functions", Text}, {"findings", std::move(Findings)}};
}

bool FunctionResults::fromJSON(const json::Value &V, StringRef Directory) {
  const json::Object *Root = V.getAsObject();
  if (!Root)
    return false;
  auto PluginText = Root->getString("functions");
  const json::Array *Findings = Root->getArray("findings");
  if (!PluginText || !Findings || !parse(*PluginText, Directory) ||
      Findings->size() != Entries.size())
    return false;
  for (size_t I = 0; I != Entries.size(); ++I) {
    const json::Array *Found = (*Findings)[I].getAsArray();
    if (!Found)
      return false;
    for (const json::Value &Item : *Found) {
      json::Path::Root Ignored;
      Finding F;
      if (!driver::fromJSON(Item, F, Ignored))
        return false;
      F.IsAct = Item.getAsObject()->get("act") != nullptr;
      Entries[I].Findings.push_back(std::move(F));
    }
  }
  return true;
}

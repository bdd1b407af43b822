//===- Finding.cpp - A finding as data ------------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Finding.h"
#include <algorithm>
#include <tuple>

using namespace llvm;
using namespace pyrefcheck::driver;

static const StringRef RankNames[] = {"high", "medium", "low"};

StringRef pyrefcheck::driver::rankName(Rank R) {
  return RankNames[static_cast<unsigned>(R)];
}

bool pyrefcheck::driver::parseRank(StringRef Name, Rank &R) {
  for (unsigned I = 0; I != 3; ++I)
    if (Name == RankNames[I]) {
      R = static_cast<Rank>(I);
      return true;
    }
  return false;
}

bool Finding::operator<(const Finding &Other) const {
  auto Key = [](const Finding &F) {
    return std::tie(F.Where.File, F.Where.Line, F.Where.Column, F.Check,
                    F.Message, F.R);
  };
  return Key(*this) < Key(Other);
}

void pyrefcheck::driver::removeDuplicates(std::vector<Finding> &Findings) {
  // Shorter paths first, then the rest, so that the outcome does not depend on
  // which unit was done first.
  auto Rest = [](const Finding &F) {
    std::string Text;
    for (const Step &S : F.Path)
      Text += S.Where.File + ":" + std::to_string(S.Where.Line) + S.Message;
    return Text;
  };
  std::sort(Findings.begin(), Findings.end(),
            [&](const Finding &A, const Finding &B) {
              if (A < B || B < A)
                return A < B;
              if (A.Path.size() != B.Path.size())
                return A.Path.size() < B.Path.size();
              return Rest(A) < Rest(B);
            });
  auto Same = [](const Finding &A, const Finding &B) {
    return A.Check == B.Check && A.Where.File == B.Where.File &&
           A.Where.Line == B.Where.Line && A.Where.Column == B.Where.Column &&
           A.Message == B.Message;
  };
  Findings.erase(std::unique(Findings.begin(), Findings.end(), Same),
                 Findings.end());
}

std::string pyrefcheck::driver::fixTitle(const Finding &F) {
  std::string Words;
  for (const FixIt &Fix : F.Fixes) {
    StringRef Text = StringRef(Fix.Text).trim();
    // Braces around a statement are not the point.
    Text.consume_front("{");
    Text = Text.trim();
    if (Text.empty() || Text == "}")
      continue;
    Words += (Words.empty() ? "" : "...") + Text.str();
  }
  return Words.empty() ? "change this" : "insert '" + Words + "'";
}

//===-- JSON --------------------------------------------------------------===//

static json::Object toJSON(const Region &R) {
  return json::Object{{"file", R.File},
                      {"line", R.Line},
                      {"column", R.Column},
                      {"endLine", R.EndLine},
                      {"endColumn", R.EndColumn}};
}

json::Value pyrefcheck::driver::toJSON(const Finding &F) {
  json::Array Path, Fixes;
  for (const Step &S : F.Path)
    Path.push_back(json::Object{{"location", ::toJSON(S.Where)},
                                {"message", S.Message},
                                {"depth", S.Depth}});
  for (const FixIt &Fix : F.Fixes)
    Fixes.push_back(
        json::Object{{"location", ::toJSON(Fix.Where)}, {"text", Fix.Text}});
  return json::Object{{"check", F.Check},
                      {"title", F.Title},
                      {"message", F.Message},
                      {"function", F.Function},
                      {"rank", rankName(F.R)},
                      {"location", ::toJSON(F.Where)},
                      {"path", std::move(Path)},
                      {"fixes", std::move(Fixes)},
                      {"fingerprint", F.Fingerprint}};
}

namespace pyrefcheck {
namespace driver {
static bool fromJSON(const json::Value &V, Region &R, json::Path Path) {
  json::ObjectMapper Map(V, Path);
  int64_t Line, Column, EndLine, EndColumn;
  if (!Map || !Map.map("file", R.File) || !Map.map("line", Line) ||
      !Map.map("column", Column) || !Map.map("endLine", EndLine) ||
      !Map.map("endColumn", EndColumn))
    return false;
  R.Line = Line;
  R.Column = Column;
  R.EndLine = EndLine;
  R.EndColumn = EndColumn;
  return true;
}

static bool fromJSON(const json::Value &V, Step &S, json::Path Path) {
  json::ObjectMapper Map(V, Path);
  int64_t Depth;
  if (!Map || !Map.map("location", S.Where) || !Map.map("message", S.Message) ||
      !Map.map("depth", Depth))
    return false;
  S.Depth = Depth;
  return true;
}

static bool fromJSON(const json::Value &V, FixIt &F, json::Path Path) {
  json::ObjectMapper Map(V, Path);
  return Map && Map.map("location", F.Where) && Map.map("text", F.Text);
}

static bool fromJSON(const json::Value &V, Rank &R, json::Path Path) {
  auto Name = V.getAsString();
  if (Name && parseRank(*Name, R))
    return true;
  Path.report("expected high, medium or low");
  return false;
}
} // namespace driver
} // namespace pyrefcheck

bool pyrefcheck::driver::fromJSON(const json::Value &V, Finding &F,
                                  json::Path Path) {
  json::ObjectMapper Map(V, Path);
  return Map && Map.map("check", F.Check) && Map.map("title", F.Title) &&
         Map.map("message", F.Message) && Map.map("function", F.Function) &&
         Map.map("rank", F.R) && Map.map("location", F.Where) &&
         Map.map("path", F.Path) && Map.map("fixes", F.Fixes) &&
         Map.map("fingerprint", F.Fingerprint);
}

//===- Marks.cpp - Findings that follow the text --------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Editor/Marks.h"
#include "pyrefcheck/Driver/Files.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;
using namespace pyrefcheck::editor;

void Spot::apply(StringRef Changed, const Edit &E) {
  if (!Open || Lost || Path != Changed)
    return;
  if (E.To <= Start) {
    Start += E.Length - (E.To - E.From);
    End += E.Length - (E.To - E.From);
  } else if (E.From < End) {
    Lost = true;
  }
}

void Mark::apply(StringRef Changed, const Edit &E) {
  Where.apply(Changed, E);
  for (Spot &S : Steps)
    S.apply(Changed, E);
  for (Spot &S : Fixes)
    S.apply(Changed, E);
}

static Spot makeSpot(const Region &R, OpenText Open, Encoding E,
                     bool WholeName) {
  Spot S;
  S.Path = R.File;
  const Text *T = Open(R.File);
  Text Read;
  S.Open = T;
  if (!T) {
    auto Content = readFile(R.File);
    if (Content)
      Read = Text(std::move(*Content));
    else
      consumeError(Content.takeError());
    T = &Read;
  }
  S.Start = T->offset(R.Line, R.Column);
  S.End = std::max(S.Start, T->offset(R.EndLine, R.EndColumn));
  // The analyzer often knows only where something begins.
  if (WholeName && S.End <= S.Start + 1) {
    StringRef Name = T->nameAt(S.Start);
    if (!Name.empty() && Name.data() == T->str().data() + S.Start)
      S.End = S.Start + Name.size();
  }
  S.Fixed = T->range(S.Start, S.End, E);
  return S;
}

Mark pyrefcheck::editor::makeMark(Finding F, OpenText Open, Encoding E) {
  Mark M;
  M.Where = makeSpot(F.Where, Open, E, true);
  for (const Step &S : F.Path)
    M.Steps.push_back(makeSpot(S.Where, Open, E, true));
  for (const FixIt &Fix : F.Fixes)
    M.Fixes.push_back(makeSpot(Fix.Where, Open, E, false));
  M.F = std::move(F);
  return M;
}

Range pyrefcheck::editor::rangeOf(const Spot &S, OpenText Open, Encoding E) {
  const Text *T = S.Open ? Open(S.Path) : nullptr;
  return T ? T->range(S.Start, S.End, E) : S.Fixed;
}

/// Warning, information, hint.
static int severity(Rank R) {
  return R == Rank::High ? 2 : R == Rank::Medium ? 3 : 4;
}

json::Value pyrefcheck::editor::toDiagnostic(const Mark &M, OpenText Open,
                                             const DiagnosticStyle &Style,
                                             StringRef Href) {
  std::string Message = M.F.Message;
  if (M.Stale)
    Message += " [stale: the file could not be analysed since]";
  json::Array Related;
  for (size_t I = 0; I != M.Steps.size(); ++I) {
    const Spot &S = M.Steps[I];
    if (S.Lost || S.Path.empty())
      continue;
    std::string Number = std::to_string(I + 1) + ". ";
    Range R = rangeOf(S, Open, Style.Positions);
    if (Style.RelatedInformation)
      Related.push_back(
          json::Object{{"location", json::Object{{"uri", uriOfPath(S.Path)},
                                                 {"range", toJSON(R)}}},
                       {"message", Number + M.F.Path[I].Message}});
    else
      Message +=
          "\n" + Number +
          (S.Path == M.Where.Path ? "line "
                                  : sys::path::filename(S.Path).str() + ":") +
          std::to_string(R.Start.Line + 1) + ": " + M.F.Path[I].Message;
  }
  json::Object D{{"range", toJSON(rangeOf(M.Where, Open, Style.Positions))},
                 {"severity", severity(M.F.R)},
                 {"source", "pyrefcheck"},
                 {"code", M.F.Check},
                 {"message", std::move(Message)}};
  if (!Related.empty())
    D["relatedInformation"] = std::move(Related);
  if (Style.CodeDescription && !Href.empty())
    D["codeDescription"] = json::Object{{"href", Href.str()}};
  if (Style.Data)
    D["data"] = json::Object{{"pyrefcheck", M.F.Fingerprint}};
  return D;
}

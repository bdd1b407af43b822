//===- JsonFormat.cpp - For programs, and for pyrefcheck merge ------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

/// Changes with what is in the file.
static const int64_t FormatVersion = 1;

template <typename Function>
static void forEachFile(Finding &F, Function Change) {
  Change(F.Where.File);
  for (Step &S : F.Path)
    Change(S.Where.File);
  for (FixIt &Fix : F.Fixes)
    Change(Fix.Where.File);
}

static json::Array findings(std::vector<Finding> Findings, StringRef Root) {
  json::Array Result;
  for (Finding &F : Findings) {
    forEachFile(F, [&](std::string &File) { File = relativeTo(File, Root); });
    Result.push_back(toJSON(F));
  }
  return Result;
}

void pyrefcheck::writeJson(const Report &R, const WriterOptions &,
                           SourceFiles &, raw_ostream &OS) {
  json::Array Problems, Files;
  for (const Problem &P : R.Problems)
    Problems.push_back(
        json::Object{{"file", relativeTo(P.File, R.Root)}, {"why", P.Why}});
  for (const std::string &File : R.Files)
    Files.push_back(relativeTo(File, R.Root));
  json::Value Root = json::Object{{"tool", "pyrefcheck"},
                                  {"version", PYREFCHECK_VERSION},
                                  {"format", FormatVersion},
                                  {"findings", findings(R.Findings, R.Root)},
                                  {"belowMinRank", findings(R.Hidden, R.Root)},
                                  {"suppressed", R.Suppressed},
                                  {"inBaseline", R.Known},
                                  {"files", std::move(Files)},
                                  {"problems", std::move(Problems)}};
  OS << formatv("{0:2}\n", Root);
}

Expected<Report> pyrefcheck::readReport(StringRef File) {
  auto Text = readFile(File);
  if (!Text)
    return Text.takeError();
  auto Root = json::parse(*Text);
  if (!Root)
    return failure(File +
                   ": expected the output of 'pyrefcheck check "
                   "--format=json', but " +
                   toString(Root.takeError()));
  const json::Object *O = Root->getAsObject();
  auto Tool = O ? O->getString("tool") : decltype(O->getString("tool"))();
  auto Version =
      O ? O->getInteger("format") : decltype(O->getInteger("format"))();
  if (!Tool || *Tool != "pyrefcheck" || !Version)
    return failure(File + ": expected the output of 'pyrefcheck check "
                          "--format=json'");
  if (*Version != FormatVersion)
    return failure(File + ": its format is " + Twine(*Version) +
                   ", this pyrefcheck knows " + Twine(FormatVersion));
  Report R;
  int64_t Suppressed, Known;
  std::vector<json::Value> Problems;
  json::Path::Root PathRoot("report");
  json::ObjectMapper Map(*Root, PathRoot);
  bool Good = Map && Map.map("findings", R.Findings) &&
              Map.map("belowMinRank", R.Hidden) &&
              Map.map("suppressed", Suppressed) &&
              Map.map("inBaseline", Known) && Map.map("files", R.Files);
  if (const json::Array *List = O->getArray("problems"))
    for (const json::Value &V : *List) {
      json::ObjectMapper M(V, PathRoot);
      Problem P;
      Good = Good && M && M.map("file", P.File) && M.map("why", P.Why);
      R.Problems.push_back(std::move(P));
    }
  if (!Good)
    return failure(File + ": " + toString(PathRoot.getError()));
  R.Suppressed = Suppressed;
  R.Known = Known;
  R.Root = workingDirectory();
  auto Absolute = [&](std::string &Name) { Name = makeAbsolute(Name, R.Root); };
  for (std::vector<Finding> *List : {&R.Findings, &R.Hidden})
    for (Finding &F : *List)
      forEachFile(F, Absolute);
  for (Problem &P : R.Problems)
    Absolute(P.File);
  for (std::string &Name : R.Files)
    Absolute(Name);
  return R;
}

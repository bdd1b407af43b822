//===- Project.cpp - Settings for the files of a project ------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Editor/Project.h"
#include "pyrefcheck/Driver/CheckList.h"
#include "pyrefcheck/Driver/Fingerprint.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;
using namespace pyrefcheck::editor;

namespace {
class SettingsReader {
public:
  SettingsReader(EditorSettings &S, StringRef Root) : S(S), Root(Root) {}

  void read(StringRef Key, const json::Value &V) {
    this->Key = Key;
    Config &C = S.Given;
    if (Key == "checks")
      readChecks(V, C.Checks);
    else if (Key == "disable")
      readChecks(V, C.Disable);
    else if (Key == "annotations")
      readList(V, C.Annotations, /*Paths=*/true);
    else if (Key == "exclude")
      readList(V, C.Exclude, /*Paths=*/false);
    else if (Key == "min-rank")
      readRank(V);
    else if (Key == "baseline")
      readString(V, C.Baseline, /*IsPath=*/true);
    else if (Key == "timeout")
      readNumber(V, C.Timeout);
    else if (Key == "enable")
      readBoolean(V, S.Enabled);
    else if (Key == "on-change")
      readBoolean(V, S.OnChange);
    else if (Key == "idle-delay")
      readNumber(V, S.IdleDelay);
    else if (Key == "python")
      readString(V, S.Python, /*IsPath=*/false);
    else
      Errors.push_back("unknown setting 'pyrefcheck." + Key.str() +
                       "'; there are checks, disable, annotations, exclude, "
                       "min-rank, baseline, timeout, enable, on-change, "
                       "idle-delay and python");
  }

  std::vector<std::string> Errors;

private:
  void expected(const Twine &What) {
    Errors.push_back(
        ("setting 'pyrefcheck." + Key + "': expected " + What).str());
  }

  void readString(const json::Value &V, std::string &Result, bool IsPath) {
    if (auto Text = V.getAsString())
      Result =
          IsPath && !Text->empty() ? makeAbsolute(*Text, Root) : Text->str();
    else
      expected("a string");
  }

  void readList(const json::Value &V, std::vector<std::string> &Result,
                bool Paths) {
    const json::Array *List = V.getAsArray();
    std::vector<std::string> Strings;
    for (const json::Value &Element : List ? *List : json::Array()) {
      auto Text = Element.getAsString();
      if (!Text)
        return expected("a list of strings");
      Strings.push_back(Paths ? makeAbsolute(*Text, Root) : Text->str());
      if (Paths && !sys::fs::exists(Strings.back()))
        return expected("names of files; there is no " + Strings.back());
    }
    if (!List)
      return expected("a list of strings");
    Result = std::move(Strings);
  }

  void readChecks(const json::Value &V, std::vector<std::string> &Result) {
    std::vector<std::string> Names;
    size_t Before = Errors.size();
    readList(V, Names, /*Paths=*/false);
    for (const std::string &Name : Names)
      if (!namesCheck(Name))
        Errors.push_back(
            ("setting 'pyrefcheck." + Key + "': " + unknownCheck(Name)).str());
    if (Errors.size() == Before)
      Result = std::move(Names);
  }

  void readRank(const json::Value &V) {
    auto Text = V.getAsString();
    Rank Ignored;
    if (Text && parseRank(*Text, Ignored))
      S.Given.MinRank = Text->str();
    else
      expected("\"high\", \"medium\" or \"low\"");
  }

  void readNumber(const json::Value &V, unsigned &Result) {
    auto N = V.getAsInteger();
    if (N && *N > 0 && *N < 1000000)
      Result = *N;
    else
      expected("a number from 1 to 999999");
  }

  void readBoolean(const json::Value &V, bool &Result) {
    if (auto B = V.getAsBoolean())
      Result = *B;
    else
      expected("true or false");
  }

  EditorSettings &S;
  StringRef Root;
  StringRef Key;
};
} // namespace

std::vector<std::string> EditorSettings::read(const json::Value &V,
                                              StringRef Root) {
  const json::Object *O = V.getAsObject();
  if (!O)
    return {"the setting 'pyrefcheck': expected an object"};
  SettingsReader Reader(*this, Root);
  // By name: the order in the object is not that in which it was written.
  std::map<std::string, const json::Value *> Sorted;
  for (const auto &[Key, Value] : *O)
    Sorted[StringRef(Key).str()] = &Value;
  for (const auto &[Key, Value] : Sorted)
    Reader.read(Key, *Value);
  return std::move(Reader.Errors);
}

bool Project::excludes(StringRef File) const {
  std::string Name = relativeTo(File, Root);
  return llvm::any_of(Exclude, [&](const std::string &Pattern) {
    return matchesPath(Name, Pattern);
  });
}

static sys::TimePoint<> timeOf(const std::string &File) {
  sys::fs::file_status Status;
  if (File.empty() || sys::fs::status(File, Status))
    return {};
  return Status.getLastModificationTime();
}

std::vector<std::string> Projects::takeErrors() {
  return std::exchange(Errors, {});
}

std::shared_ptr<const Project> Projects::get(StringRef File,
                                             const EditorSettings &Settings,
                                             StringRef Fallback) {
  std::string ConfigFile = findConfig(sys::path::parent_path(File));
  Entry &E = Known[ConfigFile];
  bool Same = E.P != nullptr;
  for (const auto &[Name, Time] : E.Times)
    Same &= timeOf(Name) == Time;
  if (!Same) {
    E.Times.clear();
    E.P = make(ConfigFile, Settings, Fallback, E.Times);
  }
  return E.P;
}

std::shared_ptr<const Project> Projects::make(const std::string &File,
                                              const EditorSettings &Settings,
                                              StringRef Fallback,
                                              Stamp &Times) {
  auto P = std::make_shared<Project>();
  Config C;
  if (!File.empty()) {
    Times.push_back({File, timeOf(File)});
    auto Read = readConfig(File);
    if (Read)
      C = std::move(*Read);
    else
      Errors.push_back(toString(Read.takeError()));
  }
  const Config &Given = Settings.Given;
  auto Choose = [](const auto &First, const auto &Second) {
    return First.empty() ? Second : First;
  };
  P->Root = Choose(C.Directory, Fallback.str());
  P->AnnotationFiles = Choose(Given.Annotations, C.Annotations);
  P->Exclude = Choose(Given.Exclude, C.Exclude);
  P->TimeLimit = Given.Timeout ? Given.Timeout : C.Timeout ? C.Timeout : 300;
  parseRank(Choose(Given.MinRank, C.MinRank), P->Show.Worst);
  std::vector<std::string> Checks = Choose(Given.Checks, C.Checks);
  std::vector<std::string> Disable = Choose(Given.Disable, C.Disable);
  auto IsIn = [](const CheckInfo &C, const std::vector<std::string> &List) {
    return llvm::any_of(List, [&](const std::string &Pattern) {
      return matchesCheck(C.Name, Pattern);
    });
  };
  for (const CheckInfo &Check : allChecks())
    if ((!Checks.empty() && !IsIn(Check, Checks)) || IsIn(Check, Disable))
      P->DisabledChecks.push_back(Check.Name.str());

  std::string Baseline = Choose(Given.Baseline, C.Baseline);
  if (!Baseline.empty()) {
    Times.push_back({Baseline, timeOf(Baseline)});
    auto Known = readBaseline(Baseline);
    if (Known)
      P->Baseline = std::move(*Known);
    else
      Errors.push_back(toString(Known.takeError()));
  }
  P->Facts.add(bundledTable());
  for (const std::string &Name : P->AnnotationFiles)
    Times.push_back({Name, timeOf(Name)});
  std::vector<AnnotationError> Wrong;
  P->UserFacts = readAnnotations(P->AnnotationFiles, Wrong, &P->Facts);
  for (const AnnotationError &E : Wrong)
    Errors.push_back(E.str());
  P->Facts.add(P->UserFacts.data());
  return P;
}

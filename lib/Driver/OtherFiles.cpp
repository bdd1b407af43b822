//===- OtherFiles.cpp - What the functions of other files do --------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The compiler sees one file at a time. So a first run over the files that have
// functions which others call asks the plugin what these do, and the analysis
// of each file is told of those that it calls, in the format of
// Model/BodyFacts.h.
//
//===----------------------------------------------------------------------===//

#include "AnalysisJob.h"
#include "pyrefcheck/Driver/SourceNames.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Threading.h"
#include <set>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

namespace {
/// Of one function. Where several have the name, whatever one of them may do.
struct Summary {
  bool ReturnsNew = true;
  uint32_t Takes = 0, Keeps = 0;

  void add(StringRef Fields) {
    SmallVector<StringRef, 3> Parts;
    Fields.split(Parts, '\t');
    Parts.resize(3);
    // What can't be read may do anything.
    uint32_t T = 0, K = 0;
    bool Bad = Parts[1].getAsInteger(16, T) || Parts[2].getAsInteger(16, K);
    ReturnsNew &= Parts[0] == "1";
    Takes |= Bad ? ~0u : T;
    Keeps |= Bad ? ~0u : K;
  }

  std::string text(const std::string &Key) const {
    return Key + "\t" + (ReturnsNew ? "1" : "0") + "\t" + utohexstr(Takes) +
           "\t" + utohexstr(Keeps) + "\n";
  }
};
} // namespace

/// "spam::eggs PyObject *(int)" is a function eggs.
static StringRef nameIn(StringRef Key) {
  StringRef Name = Key.split(' ').first;
  return Name.drop_front(Name.rfind(':') + 1);
}

std::string Analyzer::summarize(const CompileCommand &Command) {
  Job J(Command);
  J.Summarizes = true;
  if (!begin(J))
    return J.Summary;
  std::string File = J.Scratch + ".summary";
  if (StringRef(File).find_first_of(",=") != StringRef::npos ||
      !findInputs(J) || !runClang(J, [&] { return analysisCommand(J); }) ||
      (J.Result.Inputs.empty() && !readInputs(J)))
    return "";
  sys::fs::remove(J.Scratch + ".plist");
  auto Text = readFile(File);
  sys::fs::remove(File);
  if (!Text) {
    consumeError(Text.takeError());
    return "";
  }
  J.Summary = std::move(*Text);
  J.Result.How = UnitResult::Done;
  writeCache(J);
  return J.Summary;
}

void Analyzer::readOtherFiles(
    const std::vector<CompileCommand> &Project,
    const std::vector<CompileCommand> &Commands,
    function_ref<void(const CompileCommand &)> Started) {
  std::map<std::string, SourceNames> Names;
  std::map<StringRef, std::set<StringRef>> Exporters; // files by name
  for (const CompileCommand &C : Project) {
    auto [It, New] = Names.try_emplace(C.File);
    if (!New)
      continue;
    auto Text = readFile(C.File);
    if (!Text) {
      consumeError(Text.takeError());
      continue;
    }
    It->second = readNames(*Text);
    if (!It->second.NamesApi)
      continue;
    for (const auto &Name : It->second.Exported)
      Exporters[Name.getKey()].insert(It->first);
  }

  std::set<StringRef> Asked;
  for (const CompileCommand &C : Commands)
    for (const auto &Name : Names[C.File].Called) {
      auto It = Exporters.find(Name.getKey());
      if (It != Exporters.end())
        Asked.insert(It->second.begin(), It->second.end());
    }
  if (Asked.empty())
    return;

  std::mutex Guard;
  std::map<std::string, Summary> All;
  compat::ThreadPool Pool(hardware_concurrency(std::max(1u, Options.Jobs)));
  for (const CompileCommand &C : Project)
    if (Asked.count(C.File))
      Pool.async([&] {
        {
          std::lock_guard<std::mutex> L(Guard);
          Started(C);
        }
        std::string Text = summarize(C);
        std::lock_guard<std::mutex> L(Guard);
        for (StringRef Rest = Text; !Rest.empty();) {
          StringRef Line;
          std::tie(Line, Rest) = Rest.split('\n');
          auto [Key, Fields] = Line.split('\t');
          All[Key.str()].add(Fields);
        }
      });
  Pool.wait();

  for (const CompileCommand &C : Commands) {
    const StringSet<> &Called = Names[C.File].Called;
    std::string Text;
    for (const auto &[Key, S] : All)
      if (Called.count(nameIn(Key)))
        Text += S.text(Key);
    OtherFiles[C.File] = std::move(Text);
  }
}

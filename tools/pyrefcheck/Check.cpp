//===- Check.cpp - The command that does the work -------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Progress.h"
#include "Settings.h"
#include "pyrefcheck/Driver/CheckList.h"
#include "pyrefcheck/Driver/Fingerprint.h"
#include "pyrefcheck/Driver/Suppressions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/WithColor.h"
#include <csignal>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

std::atomic<bool> pyrefcheck::Interrupted{false};

static void interrupt(int) { Interrupted = true; }

namespace {
class CheckRun {
public:
  explicit CheckRun(Settings S) : S(std::move(S)) {}

  int run();

private:
  Error selectCommands();
  std::string mapped(const std::string &File) const;
  std::string shown(const std::string &File);
  bool isExcluded(const std::string &File) const;
  void takeResults(std::vector<UnitResult> Results);
  void applySuppressions();
  Error applyBaseline();
  void summarize() const;
  int status() const;

  Settings S;
  std::vector<CompileCommand> Project; ///< with those of other shards
  std::vector<CompileCommand> Commands;
  PathMap Copies, Builds; ///< of projects, see Inputs
  Report R;
  SourceFiles Files;
  FileHashes Hashes;
  std::set<std::string> Looked;                 ///< whether they are generated
  std::map<std::string, std::string> Generated; ///< where they are
  std::vector<std::string> SuppressionFiles;    ///< that were read by clang
  size_t NoApi = 0, Cancelled = 0;
  std::map<std::string, size_t> Dropped;
};
} // namespace

std::string CheckRun::mapped(const std::string &File) const {
  return mapPath(mapPath(mapPath(File, Copies), Builds), S.Paths);
}

/// The name for people. What a build has generated is nowhere but in the copy:
/// its text is from there.
std::string CheckRun::shown(const std::string &File) {
  std::string Name = mapped(File);
  if (mapPath(mapPath(File, Copies), Builds) == File ||
      !Looked.insert(File).second)
    return Name;
  std::string Hash = Hashes.get(File);
  if (Hash.empty() || Hash == Hashes.get(Name))
    return Name;
  if (auto Text = readFile(File)) {
    Files.add(Name, *Text);
    Generated[Name] = File;
  } else {
    consumeError(Text.takeError());
  }
  return Name;
}

bool CheckRun::isExcluded(const std::string &File) const {
  std::string Name = relativeTo(File, S.Project);
  return llvm::any_of(S.Exclude, [&](const std::string &Pattern) {
    return matchesPath(Name, Pattern);
  });
}

/// Zero files are an error that says why.
Error CheckRun::selectCommands() {
  auto Found = collectInputs(S.Inputs);
  if (!Found)
    return Found.takeError();
  R.Problems = std::move(Found->Problems);
  Copies = std::move(Found->Copies);
  Builds = std::move(Found->Builds);
  std::vector<CompileCommand> &All = Found->Commands;
  if (All.empty())
    return failure("there is nothing to analyse: no C or C++ file is compiled");
  // Not a line for each file.
  if (All.size() > 1 && llvm::none_of(All, [](const CompileCommand &C) {
        return sys::fs::is_directory(C.Directory);
      }))
    return failure("no directory in which the " + plural(All.size(), "file") +
                   " are to be compiled exists, as " + All.front().Directory +
                   ": are the compile commands of another machine?");
  size_t Before = All.size();
  llvm::erase_if(All, [&](const CompileCommand &C) {
    return isExcluded(mapped(C.File)) || !isSource(C.File);
  });
  if (All.empty())
    return failure("there is nothing to analyse: all of the " +
                   plural(Before, "file") + " are excluded, or no C or C++");
  Project = All;
  if (S.Shards > 1)
    llvm::erase_if(All, [&](const CompileCommand &C) {
      std::string Name = hash(relativeTo(mapped(C.File), S.Project));
      unsigned Number = std::stoul(Name.substr(0, 7), nullptr, 16);
      return Number % S.Shards != S.Shard - 1;
    });
  Commands = std::move(All);
  return Error::success();
}

static void mapFiles(Finding &F,
                     function_ref<std::string(const std::string &)> Map) {
  F.Where.File = Map(F.Where.File);
  for (Step &Event : F.Path)
    Event.Where.File = Map(Event.Where.File);
  for (FixIt &Fix : F.Fixes)
    Fix.Where.File = Map(Fix.Where.File);
}

void CheckRun::takeResults(std::vector<UnitResult> Results) {
  R.Root = S.Root;
  for (UnitResult &Unit : Results) {
    std::string File = mapped(Unit.File);
    for (const std::string &Flag : Unit.Dropped)
      ++Dropped[Flag];
    if (Unit.isFailure())
      R.Problems.push_back({File, mapText(Unit.Why, Copies)});
    else if (Unit.How == UnitResult::Cancelled)
      ++Cancelled;
    else if (Unit.How == UnitResult::NoApi)
      ++NoApi;
    if (Unit.How != UnitResult::Done)
      continue;
    R.Files.push_back(File);
    SuppressionFiles.push_back(File);
    for (const std::string &Input : Unit.Inputs)
      if (isBelow(mapped(Input), S.Root) || isBelow(mapped(Input), S.Project))
        SuppressionFiles.push_back(mapped(Input));
    for (Finding &F : Unit.Findings) {
      mapFiles(F, [&](const std::string &Name) { return shown(Name); });
      if (llvm::any_of(F.Fixes, [&](const FixIt &Fix) {
            return Generated.count(Fix.Where.File);
          }))
        F.Fixes.clear();
      if (!isExcluded(F.Where.File))
        R.Findings.push_back(std::move(F));
    }
  }
  R.sort();
  addFingerprints(R.Findings, S.Project, Files);
}

void CheckRun::applySuppressions() {
  Suppressions All;
  for (const std::string &File : SuppressionFiles)
    All.addFile(File);
  llvm::erase_if(R.Findings, [&](const Finding &F) {
    bool Is = All.suppresses(F);
    R.Suppressed += Is;
    return Is;
  });
  // A share of the files does not tell what another finds in a header.
  if (S.Shards > 1 || !R.Problems.empty() || Cancelled || S.Quiet)
    return;
  std::set<std::string> Enabled;
  for (const CheckInfo &C : allChecks())
    if (!llvm::is_contained(S.Analysis.DisabledChecks, C.Name))
      Enabled.insert(C.Name.str());
  for (const std::string &Line : All.complaints(workingDirectory(), Enabled))
    errs() << Line << '\n';
}

Error CheckRun::applyBaseline() {
  if (S.Baseline.empty())
    return Error::success();
  if (S.WriteBaseline) {
    if (Error E = writeFile(S.Baseline, formatBaseline(R.Findings, S.Project)))
      return E;
    note(plural(R.Findings.size(), "finding") + " written to " + S.Baseline);
    R.Known = R.Findings.size();
    R.Findings.clear();
    return Error::success();
  }
  auto Known = readBaseline(S.Baseline);
  if (!Known)
    return Known.takeError();
  llvm::erase_if(R.Findings, [&](const Finding &F) {
    bool Is = Known->count(F.Fingerprint);
    R.Known += Is;
    return Is;
  });
  return Error::success();
}

void CheckRun::summarize() const {
  for (const Problem &P : R.Problems)
    WithColor::error(errs(), "pyrefcheck")
        << relativeTo(P.File, workingDirectory()) << ": not analysed: " << P.Why
        << '\n';
  if (S.Quiet)
    return;
  for (const auto &[Flag, N] : Dropped)
    note("left out " + Flag + ", which clang does not know (" +
         plural(N, "file") + ")");
  for (const auto &[Name, Copy] : Generated)
    note(relativeTo(Name, workingDirectory()) +
         " is generated; what was analysed is " + Copy);
  std::string Line =
      describeCounts(R.Findings) + " in " + plural(R.Files.size(), "file");
  auto More = [&](size_t N, StringRef What) {
    if (N)
      Line += "; " + std::to_string(N) + " " + What.str();
  };
  More(R.Hidden.size(), "of a lower rank not shown (--min-rank)");
  More(R.Suppressed, "suppressed by comments");
  More(R.Known, "in the baseline");
  More(NoApi, NoApi == 1 ? "file does not use the C API"
                         : "files do not use the C API");
  if (!R.Problems.empty())
    Line += "; " + plural(R.Problems.size(), "file") + " could not be analysed";
  note(Line);
}

int CheckRun::status() const {
  if (Cancelled)
    return complain("interrupted: " + plural(Cancelled, "file") +
                    " not analysed" +
                    (S.Analysis.CacheDirectory.empty()
                         ? ""
                         : "; the next run goes on from here"));
  if (R.Files.empty() && R.Problems.empty() && S.Shards == 1)
    return complain("nothing was analysed: none of the " +
                    plural(Commands.size(), "file") +
                    " includes Python.h (--all-files analyses them "
                    "nevertheless)");
  if (!R.Problems.empty())
    return CannotWork;
  return R.fails(S.Fail) ? HasFindings : Clean;
}

int CheckRun::run() {
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);
  if (Error E = selectCommands())
    return complain(std::move(E));
  Analyzer A(S.Analysis, &Interrupted);
  if (Error E = A.prepare())
    return complain(std::move(E));
  Progress P(Commands.size(), S.Quiet);
  A.readOtherFiles(Project, Commands,
                   [&](const CompileCommand &C) { P.started(mapped(C.File)); });
  std::vector<UnitResult> Results = A.analyzeAll(
      Commands, [&](size_t I) { P.started(mapped(Commands[I].File)); },
      [&](size_t, const UnitResult &Unit) { P.finished(Unit); });
  P.end();
  takeResults(std::move(Results));
  applySuppressions();
  if (Error E = applyBaseline())
    return complain(std::move(E));
  for (Finding &F : R.Findings)
    if (!S.Show.includes(F.R))
      R.Hidden.push_back(F);
  llvm::erase_if(R.Findings,
                 [&](const Finding &F) { return !S.Show.includes(F.R); });
  if (Error E = writeOutputs(R, S.Outputs, S.Terminal, Files))
    return complain(std::move(E));
  summarize();
  return status();
}

int pyrefcheck::runCheck(const Invocation &I) {
  int Status;
  if (answersQuestion(Status))
    return Status;
  auto S = readSettings(I);
  if (!S)
    return complain(S.takeError());
  return CheckRun(std::move(*S)).run();
}

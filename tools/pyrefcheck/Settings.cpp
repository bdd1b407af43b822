//===- Settings.cpp - The options of a check ------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Settings.h"
#include "pyrefcheck/Annotations/Reader.h"
#include "pyrefcheck/Driver/CheckList.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include <thread>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

cl::SubCommand pyrefcheck::CheckCommand("check", "Analyse a project or files");

using Text = cl::opt<std::string>;
using Texts = cl::list<std::string>;
using Flag = cl::opt<bool>;

static Texts Paths(cl::Positional, cl::ZeroOrMore, cl::sub(CheckCommand),
                   cl::desc("[PATH...] [-- COMPILER-FLAGS]"));

#define OPTION(TYPE, VARIABLE, NAME, VALUE, HELP)                              \
  static TYPE VARIABLE(NAME, cl::value_desc(VALUE), cl::desc(HELP),            \
                       cl::cat(OwnOptions), cl::sub(CheckCommand))
#define FLAG(VARIABLE, NAME, HELP)                                             \
  static Flag VARIABLE(NAME, cl::desc(HELP), cl::cat(OwnOptions),              \
                       cl::sub(CheckCommand))

OPTION(Texts, Formats, "format", "format",
       "text (default), json, sarif, html, github or plist; may be repeated");
OPTION(Texts, OutputFiles, "output", "file",
       "Write the format before it there, not to the terminal");
OPTION(Text, ColorMode, "color", "when", "auto (default), always or never");
OPTION(Text, MinRank, "min-rank", "rank",
       "Show findings from that rank on: high, medium (default) or low");
OPTION(Text, FailOn, "fail-on", "rank",
       "Exit status 1 from that rank on: high, medium (default), low or never");
OPTION(Texts, Checks, "checks", "check,...",
       "Only these checks or packages of checks");
OPTION(Texts, Disable, "disable", "check,...", "Not these checks");
OPTION(Texts, Exclude, "exclude", "pattern",
       "Not these files: names or paths below the project's directory; *, ** "
       "and ? as in .gitignore");
OPTION(Texts, AnnotationFiles, "annotations", "file",
       "Facts about functions of yours (docs/api-facts.md)");
OPTION(Text, Baseline, "baseline", "file",
       "Do not show the findings that are in this file");
FLAG(WriteBaseline, "write-baseline",
     "Write all findings of this run to the file of --baseline");
OPTION(Text, ConfigFile, "config", "file",
       "Instead of the pyproject.toml of the project");
OPTION(Text, Root, "root", "directory",
       "The project's directory, for the names of files in reports");
OPTION(Texts, MapPath, "map-path", "from=to",
       "Files below 'from' are those below 'to' (compiled in another place)");
OPTION(Text, Jobs, "jobs", "n",
       "Analyse so many files at once; default: as many as processors");
static cl::alias JobsAlias("j", cl::aliasopt(Jobs), cl::desc("--jobs"),
                           cl::Prefix, cl::cat(OwnOptions));
OPTION(Text, Timeout, "timeout", "seconds",
       "Give up a file after that time; default: 300");
OPTION(Text, Shard, "shard", "i/n",
       "Only the i-th of n shares of the files (see 'pyrefcheck merge')");
FLAG(NoCache, "no-cache", "Analyse also what has not changed");
FLAG(ByFunction, "by-function",
     "Keep findings by function: after an edit, only functions that depend on "
     "it are analysed");
OPTION(Text, CacheDirectory, "cache-dir", "directory",
       "Default: pyrefcheck in the user's cache directory");
FLAG(Rebuild, "rebuild",
     "Ask the project's build system again for the compile commands");
FLAG(AllFiles, "all-files", "Also files that do not include Python.h");
FLAG(DefaultChecks, "default-checks", "Clang's default checks, too");
OPTION(Text, Major, "llvm", "n", "Use clang-n and its plugin");
OPTION(Text, Clang, "clang", "program", "Use this clang");
OPTION(Text, Python, "python", "program",
       "The Python to build with; default: python3");
FLAG(Brief, "brief", "Only the findings, without the paths that lead there");
FLAG(Quiet, "quiet", "No progress, no summary");
FLAG(ListChecks, "list-checks", "List the checks and stop");
OPTION(Text, Explain, "explain", "check", "Print the page of a check and stop");

bool pyrefcheck::answersQuestion(int &Status) {
  if (ListChecks)
    Status = listChecks();
  else if (Explain.getNumOccurrences())
    Status = explainCheck(Explain);
  else
    return false;
  return true;
}

static Error readThreshold(StringRef Option, StringRef Name, bool AllowNever,
                           Threshold &T) {
  if (Name.empty())
    return Error::success();
  T.Never = AllowNever && Name == "never";
  if (T.Never || parseRank(Name, T.Worst))
    return Error::success();
  return failure(Option + "=" + Name + ": expected high, medium" +
                 (AllowNever ? ", low or never" : " or low"));
}

/// \p N stays as it is if the option is not there.
static Error readNumber(const Text &Option, unsigned &N) {
  if (Option.getNumOccurrences() == 0 ||
      (!StringRef(Option).getAsInteger(10, N) && N > 0 && N < 1000000))
    return Error::success();
  return failure("--" + Option.ArgStr + "=" + Option +
                 ": expected a number greater than 0");
}

/// Options that may be repeated and have lists.
static std::vector<std::string> split(const Texts &Values) {
  std::vector<std::string> Result;
  for (const std::string &Value : Values) {
    SmallVector<StringRef, 4> Parts;
    StringRef(Value).split(Parts, ',', -1, /*KeepEmpty=*/false);
    for (StringRef Part : Parts)
      Result.push_back(Part.trim().str());
  }
  return Result;
}

static Error readShard(Settings &S) {
  if (Shard.empty())
    return Error::success();
  auto [I, N] = StringRef(Shard).split('/');
  if (I.getAsInteger(10, S.Shard) || N.getAsInteger(10, S.Shards) ||
      S.Shard == 0 || S.Shard > S.Shards)
    return failure("--shard=" + Shard + ": expected I/N, as in 1/4");
  return Error::success();
}

static Expected<bool> wantsColor() {
  if (ColorMode == "always")
    return true;
  if (ColorMode == "never")
    return false;
  if (!ColorMode.empty() && ColorMode != "auto")
    return failure("--color=" + ColorMode + ": expected auto, always or never");
  const char *No = std::getenv("NO_COLOR");
  return sys::Process::StandardOutHasColors() && !(No && *No);
}

static Error readChecks(Settings &S, const Config &C) {
  S.Checks = Checks.empty() ? C.Checks : split(Checks);
  S.Disable = C.Disable;
  for (std::string &Name : split(Disable))
    S.Disable.push_back(std::move(Name));
  for (const std::vector<std::string> *List : {&S.Checks, &S.Disable})
    for (const std::string &Name : *List)
      if (!namesCheck(Name))
        return failure(unknownCheck(Name));
  auto IsIn = [](const CheckInfo &C, const std::vector<std::string> &List) {
    return llvm::any_of(List, [&](const std::string &Pattern) {
      return matchesCheck(C.Name, Pattern);
    });
  };
  for (const CheckInfo &C : allChecks())
    if ((!S.Checks.empty() && !IsIn(C, S.Checks)) || IsIn(C, S.Disable))
      S.Analysis.DisabledChecks.push_back(C.Name.str());
  if (S.Analysis.DisabledChecks.size() == allChecks().size())
    return failure("all checks are disabled");
  return Error::success();
}

/// The configuration file's directory; the directory that was given; what was
/// said; this one. What depends on it is the same wherever the project is.
static std::string findProject(const Config &C) {
  if (!C.Directory.empty())
    return C.Directory;
  if (Paths.size() == 1 && sys::fs::is_directory(Paths[0]))
    return makeAbsolute(Paths[0]);
  return Root.empty() ? workingDirectory() : makeAbsolute(Root);
}

static Expected<Config> findSettingsFile() {
  std::string File = ConfigFile;
  if (File.empty()) {
    std::string Start =
        Paths.empty() ? workingDirectory() : makeAbsolute(Paths[0]);
    if (!sys::fs::is_directory(Start))
      Start = sys::path::parent_path(Start).str();
    File = findConfig(Start);
  }
  return File.empty() ? Config() : readConfig(File);
}

/// The plugin says what is wrong with them, too, but once for each file, and
/// then goes on without them.
static Error checkAnnotations(const std::vector<std::string> &Files) {
  if (Files.empty())
    return Error::success();
  Table Bundled;
  Bundled.add(bundledTable());
  std::vector<AnnotationError> Errors;
  readAnnotations(Files, Errors, &Bundled);
  if (Errors.empty())
    return Error::success();
  std::string All;
  for (const AnnotationError &E : Errors)
    All += (All.empty() ? "" : "\n") + E.str();
  return failure(All);
}

static Error readPaths(Settings &S, const Config &C) {
  S.Analysis.AnnotationFiles = C.Annotations;
  for (const std::string &File : AnnotationFiles)
    S.Analysis.AnnotationFiles.push_back(makeAbsolute(File));
  if (Error E = checkAnnotations(S.Analysis.AnnotationFiles))
    return E;
  S.Exclude = C.Exclude;
  S.Exclude.insert(S.Exclude.end(), Exclude.begin(), Exclude.end());
  S.Baseline = Baseline.empty() ? C.Baseline : makeAbsolute(Baseline);
  S.WriteBaseline = WriteBaseline;
  if (WriteBaseline && S.Baseline.empty())
    return failure("--write-baseline needs --baseline=FILE");
  for (const std::string &Entry : MapPath) {
    auto [From, To] = StringRef(Entry).split('=');
    if (From.empty() || To.empty())
      return failure("--map-path=" + Entry + ": expected FROM=TO");
    S.Paths.push_back({makeAbsolute(From), makeAbsolute(To)});
  }
  return Error::success();
}

Expected<Settings> pyrefcheck::readSettings(const Invocation &I) {
  Settings S;
  auto C = findSettingsFile();
  if (!C)
    return C.takeError();
  S.Project = findProject(*C);
  S.Root = Root.empty() ? S.Project : makeAbsolute(Root);
  S.Show.Worst = S.Fail.Worst = Rank::Medium;
  if (Error E = readThreshold(
          "--min-rank", MinRank.empty() ? C->MinRank : MinRank, false, S.Show))
    return E;
  if (Error E = readThreshold("--fail-on", FailOn.empty() ? C->FailOn : FailOn,
                              true, S.Fail))
    return E;
  if (Error E = readShard(S))
    return E;
  if (Error E = readChecks(S, *C))
    return E;
  if (Error E = readPaths(S, *C))
    return E;
  auto Color = wantsColor();
  if (!Color)
    return Color.takeError();
  S.Terminal.Color = *Color;
  S.Terminal.Brief = Brief;
  auto Outputs = pairOutputs(Formats, OutputFiles);
  if (!Outputs)
    return Outputs.takeError();
  S.Outputs = std::move(*Outputs);
  S.Quiet = Quiet;

  std::string Cache = CacheDirectory.empty() ? defaultCacheDirectory()
                                             : makeAbsolute(CacheDirectory);
  S.Inputs.Program = I.Program;
  S.Inputs.Python = Python.empty() ? "python3" : Python.getValue();
  S.Inputs.StateDirectory = Cache;
  S.Inputs.Paths.assign(Paths.begin(), Paths.end());
  if (S.Inputs.Paths.empty())
    S.Inputs.Paths.push_back(".");
  S.Inputs.HasFlags = I.HasFlags;
  S.Inputs.Flags = I.Flags;
  S.Inputs.Rebuild = Rebuild;
  if (Cache.empty())
    return failure("no home directory: give --cache-dir=DIRECTORY");

  S.Analysis.DefaultChecks = DefaultChecks;
  S.Analysis.AllFiles = AllFiles;
  S.Analysis.CacheDirectory = NoCache ? "" : Cache;
  S.Analysis.FunctionDirectory = ByFunction ? S.Analysis.CacheDirectory : "";
  unsigned Seconds = C->Timeout ? C->Timeout : 300;
  unsigned Processes =
      C->Jobs ? C->Jobs : std::max(1u, std::thread::hardware_concurrency());
  unsigned LLVMMajor = 0;
  const std::pair<const Text *, unsigned *> Numbers[] = {
      {&Timeout, &Seconds}, {&Jobs, &Processes}, {&Major, &LLVMMajor}};
  for (auto [Option, N] : Numbers)
    if (Error E = readNumber(*Option, *N))
      return E;
  S.Analysis.TimeLimit = Seconds;
  S.Analysis.Jobs = Processes;
  ToolchainOptions TO;
  TO.Program = I.Program;
  TO.Clang = Clang;
  TO.Major = LLVMMajor;
  TO.CacheDirectory = S.Analysis.CacheDirectory;
  auto Tools = findToolchain(TO);
  if (!Tools)
    return Tools.takeError();
  S.Analysis.Tools = std::move(*Tools);
  return S;
}

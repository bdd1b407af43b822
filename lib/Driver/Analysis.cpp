//===- Analysis.cpp - Analyses one file, or all of a project --------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalysisJob.h"
#include "pyrefcheck/Driver/Plist.h"
#include "pyrefcheck/Driver/Process.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Threading.h"
#include <cstdlib>
#include <cstring>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

Analyzer::Analyzer(AnalysisOptions O, const std::atomic<bool> *Cancel)
    : Options(std::move(O)), Cancel(Cancel) {
  // All that changes the results, besides the command and the files.
  std::string Text = Options.Tools.Identity;
  for (const std::string &File : Options.AnnotationFiles)
    Text += "\n" + File + " " + Hashes.get(File);
  for (const std::string &Check : Options.DisabledChecks)
    Text += "\n-" + Check;
  for (const std::string &Flag : Options.ExtraFlags)
    Text += "\n" + Flag;
  for (const char *Name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH",
                           "CCC_OVERRIDE_OPTIONS"})
    if (const char *Value = std::getenv(Name))
      Text += "\n" + std::string(Name) + "=" + Value;
  Text += Options.DefaultChecks ? "\ndefault" : "";
  Text += Options.AllFiles ? "\nall" : "";
  OptionsHash = hash(Text);
}

Analyzer::~Analyzer() {
  if (!TemporaryDirectory.empty())
    sys::fs::remove_directories(TemporaryDirectory);
}

Error Analyzer::prepare() {
  SmallString<128> Directory;
  if (std::error_code EC =
          sys::fs::createUniqueDirectory("pyrefcheck", Directory))
    return failure("cannot make a temporary directory: " + EC.message());
  // Clang runs elsewhere.
  sys::fs::make_absolute(Directory);
  TemporaryDirectory = std::string(Directory.str());
  if (Options.CacheDirectory.empty())
    return Error::success();
  if (std::error_code EC = sys::fs::create_directories(Options.CacheDirectory))
    return failure("cannot make the cache directory " + Options.CacheDirectory +
                   ": " + EC.message());
  return Error::success();
}

/// The first line with an error, without what it is about if that is the file.
static std::string firstError(StringRef Text) {
  std::string Last;
  while (!Text.empty()) {
    auto [Line, Rest] = Text.split('\n');
    Text = Rest;
    if (Line.contains("error: "))
      return Line.trim().str();
    if (!Line.trim().empty())
      Last = Line.trim().str();
  }
  return Last;
}

/// What LLVM says before it gives up, as that the disk is full.
static std::string lastWords(StringRef Text) {
  for (StringRef Start : {"LLVM ERROR: ", "fatal error: "}) {
    size_t At = Text.find(Start);
    if (At != StringRef::npos)
      return ": " +
             Text.drop_front(At + Start.size()).split('\n').first.trim().str();
  }
  return "";
}

/// Sets the result if the process did not end well.
bool Analyzer::fail(Job &J, const ProcessResult &P) {
  UnitResult &R = J.Result;
  switch (P.How) {
  case ProcessResult::NotStarted:
    R.How = UnitResult::Failed;
    R.Why = "cannot start " + Options.Tools.Clang + " in " +
            J.Command.Directory + ": " + std::strerror(P.Code);
    return true;
  case ProcessResult::TimedOut:
    R.How = UnitResult::TimedOut;
    R.Why = "stopped after " +
            std::to_string(static_cast<unsigned>(Options.TimeLimit)) +
            " seconds (--timeout)";
    return true;
  case ProcessResult::Cancelled:
    R.How = UnitResult::Cancelled;
    return true;
  case ProcessResult::Signaled:
    R.How = UnitResult::Crashed;
    R.Why = std::string("the compiler crashed: ") + strsignal(P.Code);
    return true;
  case ProcessResult::Exited:
    break;
  }
  if (P.Code == 0)
    return false;
  bool Crash = P.Code >= 128 || StringRef(P.Errors).contains("Stack dump:");
  R.How = Crash ? UnitResult::Crashed : UnitResult::Failed;
  R.Why = Crash ? "the compiler crashed" + lastWords(P.Errors)
                : firstError(P.Errors);
  if (R.Why.empty())
    R.Why = "the compiler ended with status " + std::to_string(P.Code);
  return true;
}

/// The flags that clang said it does not know (as gcc's -fipa-pta). All of them
/// come at once.
static std::vector<std::string> unknownFlags(StringRef Errors) {
  std::vector<std::string> Flags;
  while (!Errors.empty()) {
    auto [Line, Rest] = Errors.split('\n');
    Errors = Rest;
    size_t At = Line.find("error: ");
    if (At == StringRef::npos)
      continue;
    Line = Line.drop_front(At + 7);
    // "unknown argument: '-x'", "unsupported option '-x' for target ...",
    // "unsupported argument 'y' to option '-x='"
    if (!Line.consume_front("unknown argument") &&
        !Line.consume_front("unsupported option") &&
        !Line.consume_front("invalid argument")) {
      if (!Line.consume_front("unsupported argument"))
        continue;
      Line = Line.split(" to option").second;
    }
    StringRef Flag = Line.split('\'').second.split('\'').first;
    if (compat::startsWith(Flag, "-"))
      Flags.push_back(Flag.str());
  }
  return Flags;
}

static bool isFlag(StringRef Argument, StringRef Flag) {
  return Argument == Flag ||
         (compat::endsWith(Flag, "=") && compat::startsWith(Argument, Flag));
}

/// The prerequisites in a rule for make.
static std::vector<std::string> readRule(StringRef Text, StringRef Directory) {
  std::vector<std::string> Files;
  std::string Name;
  auto End = [&] {
    if (!Name.empty())
      Files.push_back(makeAbsolute(Name, Directory));
    Name.clear();
  };
  Text = Text.split(": ").second;
  for (size_t I = 0; I < Text.size(); ++I) {
    char C = Text[I];
    char Next = I + 1 < Text.size() ? Text[I + 1] : '\0';
    if (C == '\\' && (Next == ' ' || Next == '#' || Next == '\\'))
      Name += Text[++I];
    else if (C == '\\' && Next == '\n')
      ++I, End();
    else if (C == '$' && Next == '$')
      Name += Text[++I];
    else if (C == ' ' || C == '\n')
      End();
    else
      Name += C;
  }
  End();
  return Files;
}

/// Runs the command that \p Make makes of the arguments; drops unknown flags on
/// the way. False if it failed.
bool Analyzer::runClang(Job &J, function_ref<std::vector<std::string>()> Make) {
  ProcessOptions PO;
  PO.Directory = J.Command.Directory;
  PO.TimeLimit = Options.TimeLimit;
  PO.Cancel = Cancel;
  PO.Niceness = Options.Niceness;
  for (unsigned Attempt = 0;; ++Attempt) {
    {
      std::lock_guard<std::mutex> Guard(Lock);
      std::vector<std::string> Kept;
      for (std::string &A : J.Arguments)
        if (llvm::any_of(UnknownFlags,
                         [&](const std::string &F) { return isFlag(A, F); }))
          J.Result.Dropped.push_back(A);
        else
          Kept.push_back(A);
      J.Arguments = std::move(Kept);
    }
    ProcessResult P = runProcess(Make(), PO);
    if (P.How == ProcessResult::Exited && P.Code != 0 && Attempt < 8) {
      std::vector<std::string> Flags = unknownFlags(P.Errors);
      if (!Flags.empty()) {
        std::lock_guard<std::mutex> Guard(Lock);
        size_t Before = UnknownFlags.size();
        UnknownFlags.insert(Flags.begin(), Flags.end());
        if (UnknownFlags.size() != Before ||
            llvm::any_of(J.Arguments, [&](const std::string &A) {
              return llvm::any_of(
                  Flags, [&](const std::string &F) { return isFlag(A, F); });
            }))
          continue;
      }
    }
    return !fail(J, P);
  }
}

/// Reads what the unit includes. False if it is not to be analysed.
bool Analyzer::readInputs(Job &J) {
  std::string RuleFile = J.Scratch + ".d";
  auto Rule = readFile(RuleFile);
  if (!Rule) {
    J.Result.How = UnitResult::Failed;
    J.Result.Why = toString(Rule.takeError());
    return false;
  }
  J.Result.Inputs = readRule(*Rule, J.Command.Directory);
  sys::fs::remove(RuleFile);
  bool UsesApi = llvm::any_of(J.Result.Inputs, [](const std::string &Input) {
    return sys::path::filename(Input) == "Python.h";
  });
  if (UsesApi || Options.AllFiles)
    return true;
  J.Result.How = UnitResult::NoApi;
  return false;
}

/// Asks the preprocessor alone what the unit includes: no file is analysed that
/// does not use the API. Where the source itself says so, the analysis tells on
/// the way. False if there is nothing (more) to do.
bool Analyzer::findInputs(Job &J) {
  auto Source = readFile(J.Command.File);
  if (Source && StringRef(*Source).contains("Python.h"))
    return true;
  if (!Source)
    consumeError(Source.takeError());
  return runClang(J,
                  [&] {
                    std::vector<std::string> Command = {
                        Options.Tools.Clang, "--config", Options.Tools.Config,
                        "-w", "-D__clang_analyzer__"};
                    Command.insert(Command.end(), J.Arguments.begin(),
                                   J.Arguments.end());
                    Command.insert(
                        Command.end(),
                        {"-M", "-MF", J.Scratch + ".d", "-MT", "unit"});
                    return Command;
                  }) &&
         readInputs(J);
}

std::vector<std::string> Analyzer::analysisCommand(const Job &J) const {
  std::vector<std::string> Command = {Options.Tools.Clang, "--config",
                                      Options.Tools.Config, "--analyze"};
  auto Cc1 = [&](const std::string &A, const std::string &B = "") {
    Command.insert(Command.end(), {"-Xclang", A});
    if (!B.empty())
      Command.insert(Command.end(), {"-Xclang", B});
  };
  if (!Options.DefaultChecks)
    Command.push_back("--analyzer-no-default-checks");
  Cc1("-analyzer-checker=core");
  for (const std::string &Check : Options.DisabledChecks)
    Cc1("-analyzer-disable-checker=" + Check);
  if (!Options.AnnotationFiles.empty())
    Cc1("-analyzer-config", "cpython.refcount:Annotations=" +
                                llvm::join(Options.AnnotationFiles, ":"));
  if (!J.Functions.empty())
    Cc1("-analyzer-config",
        "cpython.refcount:Functions=" + J.Scratch + ".functions");
  if (J.Summarizes)
    Cc1("-analyzer-config",
        "cpython.refcount:Summaries=" + J.Scratch + ".summary");
  if (!J.Others.empty())
    Cc1("-analyzer-config",
        "cpython.refcount:OtherFiles=" + J.Scratch + ".others");
  if (J.Result.Inputs.empty()) {
    Cc1("-dependency-file", J.Scratch + ".d");
    Cc1("-MT", "unit");
    Cc1("-sys-header-deps");
  }
  Command.insert(Command.end(), J.Arguments.begin(), J.Arguments.end());
  // Clang has some errors that are warnings for the compilers that the code was
  // written for.
  Command.insert(Command.end(),
                 {"-Qunused-arguments", "-w",
                  "-Wno-error=implicit-function-declaration",
                  "-Wno-error=implicit-int", "-Wno-error=int-conversion",
                  "-Wno-error=incompatible-pointer-types",
                  "-Wno-error=incompatible-function-pointer-types",
                  "-fno-caret-diagnostics", "--analyzer-output",
                  "plist-multi-file", "-o", J.Scratch + ".plist"});
  return Command;
}

void Analyzer::runAnalysis(Job &J) {
  if (!runClang(J, [&] { return analysisCommand(J); }))
    return;
  std::string Plist = J.Scratch + ".plist";
  auto Findings = readPlist(Plist, J.Command.Directory);
  sys::fs::remove(Plist);
  if (J.Result.Inputs.empty() && !readInputs(J)) {
    if (!Findings)
      consumeError(Findings.takeError());
    return;
  }
  if (!Findings) {
    J.Result.How = UnitResult::Failed;
    J.Result.Why =
        "the analyzer's output is damaged: " + toString(Findings.takeError());
    return;
  }
  J.Result.How = UnitResult::Done;
  for (Finding &F : *Findings)
    if (Options.DefaultChecks || compat::startsWith(F.Check, "cpython."))
      J.Result.Findings.push_back(std::move(F));
  if (!J.Functions.empty() && !addFormer(J)) {
    // Somebody has changed the file.
    J.Functions.clear();
    J.Result.Findings.clear();
    runAnalysis(J);
  }
}

/// False if it can't be analysed, or the result is there already.
bool Analyzer::begin(Job &J) {
  const CompileCommand &Command = J.Command;
  J.Result.File = Command.File;
  if (Cancel && *Cancel) {
    J.Result.How = UnitResult::Cancelled;
    return false;
  }
  if (!sys::fs::is_directory(Command.Directory)) {
    J.Result.Why = "its directory does not exist: " + Command.Directory;
    return false;
  }
  if (!sys::fs::exists(Command.File)) {
    J.Result.Why = "no such file";
    return false;
  }
  J.Scratch = TemporaryDirectory + "/" + std::to_string(Counter++);
  J.Arguments = languageArguments(Command);
  J.Arguments.insert(J.Arguments.end(), Options.ExtraFlags.begin(),
                     Options.ExtraFlags.end());
  if (!J.Summarizes)
    readFunctions(J);
  if (!Options.Overlay.empty())
    J.Arguments.insert(J.Arguments.end(), {"-ivfsoverlay", Options.Overlay});
  return !readCache(J);
}

UnitResult Analyzer::analyze(const CompileCommand &Command) {
  Job J(Command);
  auto It = OtherFiles.find(Command.File);
  if (It != OtherFiles.end())
    J.Others = It->second;
  if (!begin(J))
    return J.Result;
  std::string OthersFile = J.Scratch + ".others";
  if (!J.Others.empty())
    if (Error E = writeFile(OthersFile, J.Others)) {
      J.Result.Why = toString(std::move(E));
      return J.Result;
    }
  if (findInputs(J))
    runAnalysis(J);
  writeCache(J);
  if (!J.Others.empty())
    sys::fs::remove(OthersFile);
  return J.Result;
}

std::vector<UnitResult>
Analyzer::analyzeAll(const std::vector<CompileCommand> &Commands,
                     function_ref<void(size_t)> Started,
                     function_ref<void(size_t, const UnitResult &)> Finished) {
  std::vector<UnitResult> Results(Commands.size());
  std::mutex Callbacks;
  compat::ThreadPool Pool(hardware_concurrency(std::max(1u, Options.Jobs)));
  for (size_t I = 0; I != Commands.size(); ++I)
    Pool.async([&, I] {
      {
        std::lock_guard<std::mutex> Guard(Callbacks);
        Started(I);
      }
      Results[I] = analyze(Commands[I]);
      std::lock_guard<std::mutex> Guard(Callbacks);
      Finished(I, Results[I]);
    });
  Pool.wait();
  return Results;
}

//===- Work.cpp - Analyses for an editor ----------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Driver/Fingerprint.h"
#include "pyrefcheck/Driver/Suppressions.h"
#include "pyrefcheck/Editor/Session.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;
using namespace pyrefcheck::editor;

struct Session::Request {
  std::string Path;
  CompileCommand Command;
  std::shared_ptr<const Project> P;
  AnalysisOptions Options;
  UnsavedTexts Texts;
};

/// Of all that we start: editing comes first.
static constexpr int Niceness = 10;

void Session::schedule(const std::string &Path, unsigned Delay) {
  Queue->schedule(Path, std::chrono::milliseconds(Delay));
}

/// The units that include \p Path, or may.
void Session::scheduleUsers(const std::string &Path, unsigned Delay) {
  for (const auto &[Name, U] : Units)
    if (Name != Path &&
        (U.Inputs.empty() ? Queue->isRunning(Name) : U.Inputs.count(Path)))
      schedule(Name, Delay);
}

void Session::scheduleAll() {
  for (const auto &[Name, U] : Units)
    schedule(Name, 0);
}

void Session::tellErrors(std::vector<std::string> Errors) {
  for (const std::string &E : Errors) {
    std::lock_guard<std::mutex> Guard(Lock);
    if (Told.insert(E).second)
      show(2, E);
  }
}

/// Null, after it was told why, if nothing can be analysed. By SettingsLock.
const Toolchain *Session::toolchain() {
  if (!AskedForTools) {
    AskedForTools = true;
    auto Found = findToolchain(Options.Tools);
    if (Found)
      Tools = std::move(*Found);
    else
      tellErrors({toString(Found.takeError())});
    std::error_code EC;
    if (Options.Cache)
      EC = sys::fs::create_directories(Options.StateDirectory);
    if (EC) {
      Options.Cache = false;
      tellErrors({"results are not kept: cannot make the directory " +
                  Options.StateDirectory + ": " + EC.message()});
    }
  }
  return Tools.Clang.empty() ? nullptr : &Tools;
}

/// False if the file is not to be analysed.
bool Session::makeRequest(const std::string &Path, Request &R) {
  std::vector<std::string> Errors;
  bool Wanted;
  {
    std::lock_guard<std::mutex> Guard(SettingsLock);
    R.P = Known.get(Path, Settings, Root);
    Errors = Known.takeErrors();
    Wanted = Settings.Enabled && !R.P->excludes(Path) && toolchain();
    if (Wanted) {
      R.Command = Flags.get(Path, Options.Flags);
      for (std::string &E : Flags.takeErrors())
        Errors.push_back(std::move(E));
      R.Options.Tools = Tools;
    }
  }
  tellErrors(std::move(Errors));
  R.Path = Path;
  std::lock_guard<std::mutex> Guard(Lock);
  if (!Units.count(Path))
    return false;
  if (!Wanted) {
    std::set<std::string> Before = markedFiles(Units[Path]);
    Units[Path].Marks.clear();
    for (const std::string &Name : Before)
      publish(Name);
    return false;
  }
  R.Options.AnnotationFiles = R.P->AnnotationFiles;
  R.Options.DisabledChecks = R.P->DisabledChecks;
  R.Options.TimeLimit = R.P->TimeLimit;
  R.Options.CacheDirectory = Options.Cache ? Options.StateDirectory : "";
  R.Options.FunctionDirectory = R.Options.CacheDirectory;
  R.Options.Niceness = Niceness;
  for (const auto &[Name, File] : Files)
    if (File.Unsaved || !sys::fs::exists(Name))
      R.Texts[Name] = std::make_shared<std::string>(File.Content.str());
  Units[Path].Started = Edits;
  Units[Path].Delivered = false;
  Units[Path].P = R.P;
  beginProgress(Path);
  return true;
}

/// Analyses, and leaves out what is suppressed, known or of too low a rank.
UnitResult Session::run(const Request &R, const std::atomic<bool> &Cancelled) {
  UnitResult Result;
  Overlay Unsaved;
  AnalysisOptions AO = R.Options;
  auto Failed = [&](Error E) {
    Result.Why = toString(std::move(E));
    return Result;
  };
  if (Error E = Unsaved.write(R.Texts))
    return Failed(std::move(E));
  AO.Overlay = Unsaved.file();
  CompileCommand Command = R.Command;
  if (R.Texts.count(R.Path) && !sys::fs::exists(R.Path)) {
    auto StandIn = Unsaved.standIn(R.Path);
    if (!StandIn)
      return Failed(StandIn.takeError());
    Command.File = *StandIn;
  }
  Analyzer A(std::move(AO), &Cancelled);
  if (Error E = A.prepare())
    return Failed(std::move(E));
  Result = A.analyze(Command);

  Suppressions Comments;
  SourceFiles Lines;
  for (const auto &[Name, Content] : R.Texts) {
    Comments.add(Name, *Content);
    Lines.add(Name, *Content);
  }
  for (const std::string &Input : Result.Inputs)
    if ((Input == R.Path || isBelow(Input, R.P->Root)) && !R.Texts.count(Input))
      Comments.addFile(Input);
  removeDuplicates(Result.Findings);
  addFingerprints(Result.Findings, R.P->Root, Lines);
  llvm::erase_if(Result.Findings, [&](const Finding &F) {
    return Comments.suppresses(F) || R.P->Baseline.count(F.Fingerprint) ||
           !R.P->Show.includes(F.R) || R.P->excludes(F.Where.File);
  });
  return Result;
}

void Session::work(const std::string &Key, const std::atomic<bool> &Cancelled) {
  if (Key[0] == '\n') {
    // clangd had its time.
    std::lock_guard<std::mutex> Guard(Lock);
    auto It = Files.find(Key.substr(1));
    if (It != Files.end())
      publishNow(It->first, It->second);
    return;
  }
  Request R;
  if (!makeRequest(Key, R))
    return;
  UnitResult Result = run(R, Cancelled);
  bool Finished;
  {
    std::lock_guard<std::mutex> Guard(Lock);
    Finished = !Cancelled;
    if (Finished)
      deliver(R, std::move(Result));
    endProgress();
  }
  if (Finished && isOutdated(R))
    schedule(Key, 0);
}

/// Whether the settings or flags have changed: a save while the analysis ran
/// did not start another.
bool Session::isOutdated(const Request &R) {
  std::lock_guard<std::mutex> Guard(SettingsLock);
  CompileCommand Now = Flags.get(R.Path, Options.Flags);
  return Known.get(R.Path, Settings, Root) != R.P ||
         Now.Arguments != R.Command.Arguments ||
         Now.Directory != R.Command.Directory;
}

void Session::deliver(const Request &R, UnitResult Result) {
  auto It = Units.find(R.Path);
  if (It == Units.end() || Result.How == UnitResult::Cancelled)
    return;
  Unit &U = It->second;
  U.Delivered = true;
  if (Result.isFailure()) {
    failed(R.Path, Result);
    return;
  }
  std::set<std::string> Changed = markedFiles(U);
  auto Open = [&](StringRef Path) { return openText(Path); };
  U.Marks.clear();
  for (Finding &F : Result.Findings)
    U.Marks.push_back(makeMark(std::move(F), Open, Style.Positions));
  U.Inputs = {Result.Inputs.begin(), Result.Inputs.end()};
  U.Crashes = 0;
  U.Problem.clear();
  for (const std::string &Name : markedFiles(U))
    Changed.insert(Name);
  for (const std::string &Name : Changed)
    publish(Name);
}

/// Whether a failure has nothing to do with a place in the text, which clangd
/// or the compiler would show: then only we can say it.
static bool isAboutCommand(StringRef Why) {
  StringRef Place = Why.take_front(Why.find("error: "));
  if (Place.size() == Why.size())
    return true; // it was not even started
  // "x.c:1:2: error: ", "x.c:1:2: fatal error: "
  Place.consume_back("fatal ");
  return !Place.consume_back(": ") || Place.empty() || !isDigit(Place.back());
}

/// What was found before stays, and says so.
void Session::failed(const std::string &Path, const UnitResult &Result) {
  Unit &U = Units[Path];
  if (Result.How == UnitResult::Crashed && ++U.Crashes == 1) {
    // Perhaps somebody needed the memory.
    schedule(Path, 0);
    return;
  }
  std::string Message =
      sys::path::filename(Path).str() + " was not analysed: " + Result.Why;
  if (U.Problem != Result.Why) {
    U.Problem = Result.Why;
    log(Message);
  }
  if (Result.How == UnitResult::Failed && isAboutCommand(Result.Why) &&
      Told.insert(Result.Why).second)
    show(2, Message);
  for (Mark &M : U.Marks)
    M.Stale = true;
  for (const std::string &Name : markedFiles(U))
    publish(Name);
}

//===-- Progress ----------------------------------------------------------===//

static json::Object progress(StringRef Token, json::Object Value) {
  return json::Object{{"token", Token}, {"value", std::move(Value)}};
}

void Session::beginProgress(const std::string &Path) {
  ProgressText = sys::path::filename(Path).str();
  ProgressOver = false;
  if (!CanProgress || !Initialized)
    return;
  if (Progress == NoProgress) {
    Progress = Asking;
    ProgressToken = "pyrefcheck:" + std::to_string(++Counter);
    Host.toEditor(request(ProgressToken, "window/workDoneProgress/create",
                          json::Object{{"token", ProgressToken}}));
  } else if (Progress == Shown) {
    Host.toEditor(notification(
        "$/progress",
        progress(ProgressToken,
                 json::Object{{"kind", "report"}, {"message", ProgressText}})));
  }
}

/// The editor has allowed it, or not.
void Session::progressAnswered(StringRef Id, bool Accepted) {
  std::lock_guard<std::mutex> Guard(Lock);
  if (Progress != Asking || Id != toText(ProgressToken))
    return;
  Progress = NoProgress;
  CanProgress &= Accepted;
  if (!Accepted || ProgressOver)
    return;
  Progress = Shown;
  Host.toEditor(notification(
      "$/progress",
      progress(ProgressToken, json::Object{{"kind", "begin"},
                                           {"title", "pyrefcheck"},
                                           {"message", ProgressText}})));
}

/// After a run, which still counts as running.
void Session::endProgress() {
  if (Queue->isBusy(/*Runs=*/1))
    return;
  ProgressOver = true;
  if (Progress != Shown)
    return;
  Progress = NoProgress;
  Host.toEditor(notification(
      "$/progress", progress(ProgressToken, json::Object{{"kind", "end"}})));
}

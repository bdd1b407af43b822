//===- Cache.cpp - Results of files that have not changed -----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A result is kept under what was asked for (the command, the plugin, options),
// together with the hash of each file that was read. It counts as long as these
// are the same, and no other header could take the place of one of them.
//
//===----------------------------------------------------------------------===//

#include "AnalysisJob.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace pyrefcheck::driver;

/// Changes with the format of the files.
static const char FormatVersion[] = "pyrefcheck " PYREFCHECK_VERSION " cache 3";

static std::string pathOf(const std::string &Directory,
                          const std::string &Key) {
  return Directory + "/results/" + Key.substr(0, 2) + "/" + Key.substr(2) +
         ".json";
}

std::string Analyzer::rivals(const Job &J, ArrayRef<std::string> Inputs) {
  return Headers.rivals(
      headerDirectories(J.Arguments, J.Command.Directory, Inputs), Inputs);
}

bool Analyzer::readCache(Job &J) {
  if (Options.CacheDirectory.empty() || !Options.Overlay.empty())
    return false;
  std::string Text = OptionsHash + "\n" + J.Command.Directory;
  if (J.Summarizes)
    Text += "\nsummary";
  if (!J.Others.empty())
    Text += "\n" + J.Others;
  for (const std::string &A : J.Arguments) {
    Text += "\n" + A;
    if (A[0] == '@')
      Text += " " + Hashes.get(makeAbsolute(A.substr(1), J.Command.Directory));
  }
  J.Key = hash(Text);
  auto Content = readFile(pathOf(Options.CacheDirectory, J.Key));
  if (!Content) {
    consumeError(Content.takeError());
    return false;
  }
  // Whatever is wrong with it, the analysis makes a new one.
  auto Root = json::parse(*Content);
  if (!Root) {
    consumeError(Root.takeError());
    return false;
  }
  const json::Object *Entry = Root->getAsObject();
  const json::Value *Findings = Entry ? Entry->get("findings") : nullptr;
  const json::Value *Dropped = Entry ? Entry->get("dropped") : nullptr;
  if (!Findings || !Dropped)
    return false;
  auto Version = Entry->getString("version");
  auto Api = Entry->getBoolean("api");
  auto Inputs = Entry->getString("inputs");
  auto Rivals = Entry->getString("rivals");
  if (auto Summary = Entry->getString("summary"))
    J.Summary = Summary->str();
  if (!Version || *Version != FormatVersion || !Api || !Inputs || !Rivals)
    return false;
  UnitResult R;
  for (StringRef Rest = *Inputs; !Rest.empty();) {
    auto [Line, More] = Rest.split('\n');
    Rest = More;
    auto [Hash, Name] = Line.split(' ');
    if (Hash.empty() || Hashes.get(Name.str()) != Hash)
      return false;
    R.Inputs.push_back(Name.str());
  }
  if (rivals(J, R.Inputs) != *Rivals)
    return false;
  json::Path::Root Ignored;
  if (!fromJSON(*Findings, R.Findings, Ignored) ||
      !fromJSON(*Dropped, R.Dropped, Ignored))
    return false;
  R.How = *Api ? UnitResult::Done : UnitResult::NoApi;
  R.File = J.Command.File;
  R.FromCache = true;
  J.Result = std::move(R);
  return true;
}

/// By its arguments: the plugin compares the text.
void Analyzer::readFunctions(Job &J) {
  // Other checkers' findings are not told apart. A comma would end the option.
  if (Options.FunctionDirectory.empty() || Options.DefaultChecks ||
      StringRef(J.Scratch).find_first_of(",=") != StringRef::npos)
    return;
  std::string Text = OptionsHash + "\n" + J.Command.Directory;
  for (const std::string &A : J.Arguments)
    Text += "\n" + A;
  J.Functions =
      Options.FunctionDirectory + "/functions/" + hash(Text) + ".json";
  auto Content = readFile(J.Functions);
  if (!Content) {
    consumeError(Content.takeError());
    return;
  }
  auto Root = json::parse(*Content);
  if (!Root) {
    consumeError(Root.takeError());
    return;
  }
  FunctionResults Former;
  if (Former.fromJSON(*Root, J.Command.Directory) &&
      !errorToBool(writeFile(J.Scratch + ".functions", Former.pluginText())))
    J.Former = std::move(Former);
}

/// Adds what a former run has found in the functions that were left out. False
/// if that is not possible.
bool Analyzer::addFormer(Job &J) {
  std::string Name = J.Scratch + ".functions";
  auto Text = readFile(Name + ".new");
  sys::fs::remove(Name);
  sys::fs::remove(Name + ".new");
  if (!Text) { // functions can't be told apart in this file
    consumeError(Text.takeError());
    return true;
  }
  FunctionResults Now;
  if (!Now.add(*Text, J.Command.Directory, std::move(J.Result.Findings),
               J.Former))
    return false;
  J.Result.Functions = Now.analysed();
  sys::fs::create_directories(sys::path::parent_path(J.Functions));
  consumeError(writeFile(J.Functions, formatv("{0}\n", Now.toJSON()).str()));
  J.Result.Findings = Now.findings();
  return true;
}

void Analyzer::writeCache(const Job &J) {
  const UnitResult &R = J.Result;
  if (J.Key.empty() ||
      (R.How != UnitResult::Done && R.How != UnitResult::NoApi))
    return;
  // One text: much faster to read than a list.
  std::string Inputs;
  for (const std::string &Input : R.Inputs) {
    // Saved while the compiler ran: nobody knows what it has read.
    sys::fs::file_status Status;
    if (sys::fs::status(Input, Status) ||
        Status.getLastModificationTime() > J.Start)
      return;
    Inputs += Hashes.get(Input) + " " + Input + "\n";
  }
  json::Value Entry = json::Object{{"version", FormatVersion},
                                   {"api", R.How == UnitResult::Done},
                                   {"file", R.File},
                                   {"inputs", std::move(Inputs)},
                                   {"rivals", rivals(J, R.Inputs)},
                                   {"dropped", json::Array(R.Dropped)},
                                   {"findings", json::Array(R.Findings)}};
  if (J.Summarizes)
    Entry.getAsObject()->try_emplace("summary", J.Summary);
  std::string Path = pathOf(Options.CacheDirectory, J.Key);
  sys::fs::create_directories(sys::path::parent_path(Path));
  // A full disk is no reason to lose the findings.
  consumeError(writeFile(Path, formatv("{0}\n", Entry).str()));
}

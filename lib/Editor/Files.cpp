//===- Files.cpp - Open files and what is shown in them -------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Editor/Session.h"
#include "pyrefcheck/Support/LLVMCompat.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;
using namespace pyrefcheck::editor;

static std::string pathIn(const json::Object &Params) {
  const json::Object *File = Params.getObject("textDocument");
  auto Uri = File ? File->getString("uri") : json::Value(nullptr).getAsString();
  return Uri ? pathOfUri(*Uri) : "";
}

void Session::notified(StringRef Method, StringRef Body) {
  if (!compat::startsWith(Method, "textDocument/did") &&
      !compat::startsWith(Method, "workspace/did"))
    return;
  json::Value V = parseMessage(Body);
  const json::Object *Params = paramsOf(V);
  if (!Params)
    return;
  if (Method == "workspace/didChangeConfiguration") {
    const json::Object *All = Params->getObject("settings");
    if (!All)
      return;
    readClangdSettings(*All);
    if (const json::Value *Own = All->get("pyrefcheck"))
      configure(*Own);
    std::lock_guard<std::mutex> Guard(Lock);
    scheduleAll();
    return;
  }
  std::lock_guard<std::mutex> Guard(Lock);
  if (Method == "textDocument/didOpen")
    didOpen(*Params);
  else if (Method == "textDocument/didChange")
    didChange(*Params);
  else if (Method == "textDocument/didSave")
    didSave(pathIn(*Params));
  else if (Method == "textDocument/didClose")
    didClose(pathIn(*Params));
  else if (Method == "workspace/didChangeWatchedFiles")
    scheduleAll();
}

const Text *Session::openText(StringRef Path) const {
  auto It = Files.find(Path.str());
  return It == Files.end() ? nullptr : &It->second.Content;
}

/// \p F for each place of each finding.
template <typename Function>
static void forEachSpot(std::vector<Mark> &Marks, Function F) {
  for (Mark &M : Marks) {
    F(M.Where);
    for (Spot &S : M.Steps)
      F(S);
    for (Spot &S : M.Fixes)
      F(S);
  }
}

void Session::didOpen(const json::Object &Params) {
  std::string Path = pathIn(Params);
  const json::Object *Item = Params.getObject("textDocument");
  if (Path.empty())
    return;
  auto Content = Item->getString("text");
  auto Language = Item->getString("languageId");
  auto Version = Item->getInteger("version");
  ++Edits;
  OpenFile &File = Files[Path];
  File = OpenFile();
  File.Uri = Item->getString("uri")->str();
  if (Content)
    File.Content = Text(Content->str());
  if (Language)
    File.Language = Language->str();
  File.Version = Version ? *Version : 0;
  auto Saved = driver::readFile(Path);
  File.Unsaved = !Saved || File.Content.str() != *Saved;
  if (!Saved)
    consumeError(Saved.takeError());
  for (auto &[Name, U] : Units)
    forEachSpot(U.Marks, [&](Spot &S) {
      if (S.Path != Path || S.Open)
        return;
      S.Start = File.Content.offset(S.Fixed.Start, Style.Positions);
      S.End = File.Content.offset(S.Fixed.End, Style.Positions);
      S.Open = true;
    });
  if (isSource(Path)) {
    Units[Path];
    schedule(Path, 0);
  }
  if (File.Unsaved)
    scheduleUsers(Path, IdleDelay);
  publish(Path);
}

void Session::didChange(const json::Object &Params) {
  std::string Path = pathIn(Params);
  auto It = Files.find(Path);
  const json::Array *Changes = Params.getArray("contentChanges");
  if (It == Files.end() || !Changes)
    return;
  ++Edits;
  OpenFile &File = It->second;
  if (HasClangd) {
    // What clangd says next may be about this text.
    File.History.push_back({File.Version, ownDiagnostics(Path)});
    if (File.History.size() > 8)
      File.History.pop_front();
  }
  for (const json::Value &Change : *Changes) {
    const json::Object *O = Change.getAsObject();
    auto New = O ? O->getString("text") : json::Value(nullptr).getAsString();
    if (!New)
      continue;
    Range R;
    bool Part = O->get("range");
    if (Part && !readRange(O->get("range"), R))
      continue;
    Edit E;
    if (Part)
      E = File.Content.replace(R, *New, Style.Positions);
    else
      E = File.Content.replaceAll(*New);
    for (auto &[Name, U] : Units)
      for (Mark &M : U.Marks)
        M.apply(Path, E);
  }
  const json::Object *Item = Params.getObject("textDocument");
  auto Version = Item->getInteger("version");
  File.Version = Version ? *Version : File.Version + 1;
  File.Unsaved = true;
  if (!OnChange) {
    Queue->cancel(Path);
    return;
  }
  if (isSource(Path))
    schedule(Path, IdleDelay);
  scheduleUsers(Path, IdleDelay);
}

void Session::didSave(const std::string &Path) {
  auto It = Files.find(Path);
  if (It != Files.end())
    It->second.Unsaved = false;
  // Unless this very text is being analysed and nothing was told yet.
  if (isSource(Path) && It != Files.end() &&
      !(Queue->isRunning(Path) && Units[Path].Started == Edits &&
        !Units[Path].Delivered))
    schedule(Path, 0);
  scheduleUsers(Path, 0);
}

void Session::didClose(const std::string &Path) {
  auto It = Files.find(Path);
  if (It == Files.end())
    return;
  ++Edits;
  Queue->cancel(Path);
  OpenFile &File = It->second;
  bool Unsaved = File.Unsaved;
  for (auto &[Name, U] : Units)
    forEachSpot(U.Marks, [&](Spot &S) {
      if (S.Path != Path || !S.Open)
        return;
      S.Fixed = File.Content.range(S.Start, S.End, Style.Positions);
      S.Open = false;
    });
  std::set<std::string> Others;
  auto Unit = Units.find(Path);
  if (Unit != Units.end()) {
    Others = markedFiles(Unit->second);
    Units.erase(Unit);
  }
  if (File.Published)
    Host.toEditor(notification(
        "textDocument/publishDiagnostics",
        json::Object{
            {"uri", File.ClangdUri.empty() ? File.Uri : File.ClangdUri},
            {"diagnostics", json::Array{}}}));
  Files.erase(It);
  for (const std::string &Other : Others)
    publish(Other);
  if (Unsaved)
    scheduleUsers(Path, 0);
}

//===-- Diagnostics -------------------------------------------------------===//

std::set<std::string> Session::markedFiles(const Unit &U) const {
  std::set<std::string> Result;
  for (const Mark &M : U.Marks)
    Result.insert(M.Where.Path);
  return Result;
}

std::vector<const Mark *> Session::marksIn(const std::string &Path) const {
  std::vector<const Mark *> Result;
  std::set<std::tuple<size_t, std::string, std::string>> Seen;
  for (const auto &[Name, U] : Units)
    for (const Mark &M : U.Marks)
      // A header is seen by several units.
      if (M.Where.Path == Path && !M.Where.Lost &&
          Seen.insert({M.Where.Start, M.F.Check, M.F.Message}).second)
        Result.push_back(&M);
  return Result;
}

json::Value Session::diagnostic(const Mark &M) {
  return toDiagnostic(
      M, [&](StringRef Path) { return openText(Path); }, Style,
      Style.CodeDescription ? href(M.F.Check) : "");
}

json::Array Session::ownDiagnostics(const std::string &Path) {
  json::Array Result;
  for (const Mark *M : marksIn(Path)) {
    json::Value D = diagnostic(*M);
    if (InlineActions && CanActions) {
      json::Array Actions;
      addActions(*M, /*Inline=*/true, Actions);
      (*D.getAsObject())["codeActions"] = std::move(Actions);
    }
    Result.push_back(std::move(D));
  }
  return Result;
}

void Session::publishedByClangd(StringRef Body) {
  json::Value V = parseMessage(Body);
  json::Object *Params = paramsOf(V);
  auto Uri =
      Params ? Params->getString("uri") : json::Value(nullptr).getAsString();
  json::Array *Diagnostics = Params ? Params->getArray("diagnostics") : nullptr;
  std::lock_guard<std::mutex> Guard(Lock);
  auto It = Uri && Diagnostics ? Files.find(pathOfUri(*Uri)) : Files.end();
  if (It == Files.end()) {
    Host.toEditor(Body);
    return;
  }
  OpenFile &File = It->second;
  auto Version = Params->getInteger("version");
  File.ClangdUri = Uri->str();
  File.ClangdVersion = Version ? *Version : File.Version;
  File.Clangd = *Diagnostics;
  json::Array Own;
  bool Old = false;
  for (auto &[Number, Diagnostics] : File.History)
    if (Number == File.ClangdVersion && Number != File.Version) {
      Own = Diagnostics;
      Old = true;
    }
  if (!Old) {
    Own = ownDiagnostics(It->first);
    File.History.clear();
  }
  if (Own.empty()) {
    File.Published = false;
    Host.toEditor(Body);
    return;
  }
  File.Published = true;
  for (json::Value &D : Own)
    Diagnostics->push_back(std::move(D));
  Host.toEditor(toText(V));
}

/// Waits for clangd if it is about to publish anyway.
void Session::publish(const std::string &Path) {
  auto It = Files.find(Path);
  if (It == Files.end())
    return;
  OpenFile &File = It->second;
  if (HasClangd && File.ClangdVersion >= 0 && File.ClangdVersion < File.Version)
    Queue->schedule("\n" + Path, std::chrono::milliseconds(2000));
  else
    publishNow(Path, File);
}

void Session::publishNow(const std::string &Path, OpenFile &File) {
  json::Array Own = ownDiagnostics(Path);
  if (Own.empty() && !File.Published)
    return;
  File.Published = !Own.empty();
  json::Array All = File.Clangd;
  for (json::Value &D : Own)
    All.push_back(std::move(D));
  Host.toEditor(notification(
      "textDocument/publishDiagnostics",
      json::Object{{"uri", File.ClangdUri.empty() ? File.Uri : File.ClangdUri},
                   {"version", File.Version},
                   {"diagnostics", std::move(All)}}));
}

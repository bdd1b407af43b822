//===- Restart.cpp - When clangd has ended --------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The editor sees one server, which does not end when clangd does. A new
/// clangd is told what the editor has told the old one: how it was initialized,
/// the last configuration, and the files as they are now.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Editor/Session.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::editor;

bool Session::canRestartClangd() {
  std::lock_guard<std::mutex> Guard(PendingLock);
  return ClangdAnswered && !ShutDown;
}

void Session::clangdEnded(StringRef How, bool Restarts) {
  std::map<std::string, Pending> Lost;
  {
    std::lock_guard<std::mutex> Guard(PendingLock);
    HasClangd = false;
    Lost.swap(Asked);
    // What the editor will still answer to the old clangd.
    for (const std::string &Id : AskedByClangd)
      Orphans.insert(Id);
    AskedByClangd.clear();
  }
  if (!ShutDown)
    show(Restarts ? 2 : 1,
         How.str() +
             (Restarts ? "; it is started anew."
                       : "; only pyrefcheck's own diagnostics go on. Restart "
                         "the language server to have clangd back."));
  for (const auto &[Id, P] : Lost) {
    Envelope E;
    E.Id = Id;
    E.Method = P.Method;
    answer(E, P.Body);
  }
  // What clangd said of the files holds no more.
  std::lock_guard<std::mutex> Guard(Lock);
  for (auto &[Path, File] : Files) {
    bool Any = !File.Clangd.empty() || File.Published;
    File.Clangd.clear();
    File.ClangdVersion = -1;
    if (!Any)
      continue;
    File.Published = true;
    publishNow(Path, File);
  }
}

std::string Session::currentRestart() {
  std::lock_guard<std::mutex> Guard(PendingLock);
  return RestartId;
}

void Session::clangdStarted() {
  std::lock_guard<std::mutex> Guard(ForwardLock);
  json::Value Message = parseMessage(InitializeBody);
  json::Object *O = Message.getAsObject();
  if (!O)
    return;
  std::string Id = "pyrefcheck:restart:" + std::to_string(++Restarts);
  {
    std::lock_guard<std::mutex> Pending(PendingLock);
    RestartId = toText(Id);
  }
  (*O)["id"] = Id;
  Host.toClangd(toText(Message));
}

/// The new clangd has answered `initialize`.
void Session::resumeClangd() {
  std::lock_guard<std::mutex> Forward(ForwardLock);
  std::lock_guard<std::mutex> Guard(Lock);
  Host.toClangd(notification("initialized", json::Object{}));
  if (!ConfigurationBody.empty())
    Host.toClangd(ConfigurationBody);
  for (const auto &[Path, File] : Files)
    Host.toClangd(notification(
        "textDocument/didOpen",
        json::Object{
            {"textDocument",
             json::Object{
                 {"uri", File.Uri},
                 {"languageId", File.Language.empty() ? "c" : File.Language},
                 {"version", File.Version},
                 {"text", File.Content.str()}}}}));
  std::lock_guard<std::mutex> Pending(PendingLock);
  RestartId.clear();
  HasClangd = true;
}

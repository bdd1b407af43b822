//===- Session.cpp - A conversation with an editor ------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Editor/Session.h"
#include "pyrefcheck/Support/LLVMCompat.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::editor;

/// As JSON text. clangd's own ids are numbers.
static const char OwnId[] = "\"pyrefcheck:";

Session::Session(SessionOptions O, SessionHost &Host)
    : Options(std::move(O)), Host(Host), HasClangd(Options.HasClangd),
      Settings(Options.Settings) {
  OnChange = Settings.OnChange;
  IdleDelay = Settings.IdleDelay;
  Bundled.add(bundledTable());
  Queue = std::make_unique<Scheduler>(
      Options.Workers,
      [this](const std::string &Key, const std::atomic<bool> &Cancelled) {
        work(Key, Cancelled);
      });
}

Session::~Session() { stop(); }

void Session::stop() { Queue->stop(); }

void Session::show(int Kind, StringRef Message) {
  Host.toEditor(
      notification("window/showMessage",
                   json::Object{{"type", Kind},
                                {"message", "pyrefcheck: " + Message.str()}}));
}

void Session::log(StringRef Message) {
  Host.toEditor(notification(
      "window/logMessage",
      json::Object{{"type", 3}, {"message", "pyrefcheck: " + Message.str()}}));
}

//===-- From the editor ---------------------------------------------------===//

void Session::damagedFromEditor(StringRef Why) {
  Host.toEditor(errorResponse("", ParseError, Why));
}

bool Session::fromEditor(StringRef Body) {
  Envelope E = peek(Body);
  if (!E.Valid || (E.Method.empty() && !(E.isResponse() && E.HasResult))) {
    damagedFromEditor("expected a JSON-RPC message");
    return true;
  }
  if (E.isResponse()) {
    if (compat::startsWith(E.Id, OwnId)) {
      json::Value V = parseMessage(Body);
      progressAnswered(E.Id, V.getAsObject() && !V.getAsObject()->get("error"));
    } else if (isForClangd(E.Id))
      Host.toClangd(Body);
    return true;
  }
  if (E.isRequest()) {
    requestFromEditor(E, Body);
    return true;
  }
  std::lock_guard<std::mutex> Guard(ForwardLock);
  if (E.Method == "workspace/didChangeConfiguration")
    ConfigurationBody = Body.str();
  // clangd answers a didClose by clearing the file: no finding may come after.
  bool First = E.Method == "textDocument/didClose";
  if (First)
    notified(E.Method, Body);
  if (HasClangd)
    Host.toClangd(Body);
  if (!First)
    notified(E.Method, Body);
  return E.Method != "exit";
}

/// Whether a response is for the clangd that runs now.
bool Session::isForClangd(const std::string &Id) {
  std::lock_guard<std::mutex> Guard(PendingLock);
  auto Old = Orphans.find(Id);
  if (Old != Orphans.end()) {
    Orphans.erase(Old);
    return false;
  }
  AskedByClangd.erase(Id);
  return HasClangd;
}

/// Those to whose answer something is added.
static bool isShared(StringRef Method) {
  return Method == "textDocument/hover" || Method == "textDocument/codeAction";
}

void Session::requestFromEditor(const Envelope &E, StringRef Body) {
  if (E.Method == "initialize") {
    initialize(Body);
    std::lock_guard<std::mutex> Guard(ForwardLock);
    InitializeBody = Body.str();
  } else if (E.Method == "shutdown")
    ShutDown = true;
  else if (E.Method == "workspace/executeCommand" &&
           Body.contains("pyrefcheck.")) {
    json::Value V = parseMessage(Body);
    const json::Object *Params = paramsOf(V);
    auto Command = Params ? Params->getString("command")
                          : json::Value(nullptr).getAsString();
    if (Command && compat::startsWith(*Command, "pyrefcheck.")) {
      executeCommand(E, Body);
      return;
    }
  }
  {
    std::lock_guard<std::mutex> Guard(PendingLock);
    if (HasClangd) {
      Asked[E.Id] = {E.Method, isShared(E.Method) ? Body.str() : ""};
      Host.toClangd(Body);
      return;
    }
  }
  answer(E, Body);
}

/// Without clangd.
void Session::answer(const Envelope &E, StringRef Body) {
  if (E.Method == "initialize") {
    Host.toEditor(response(E.Id, capabilities()));
  } else if (E.Method == "shutdown") {
    Host.toEditor(response(E.Id, nullptr));
  } else if (!Initialized) {
    Host.toEditor(errorResponse(E.Id, NotInitialized,
                                "expected the request initialize first"));
  } else if (E.Method == "textDocument/hover") {
    Host.toEditor(response(E.Id, hover(Body, nullptr)));
  } else if (E.Method == "textDocument/codeAction") {
    Host.toEditor(response(E.Id, codeActions(Body, nullptr)));
  } else if (Options.HasClangd) {
    Host.toEditor(errorResponse(E.Id, RequestFailed, "clangd has ended"));
  } else {
    Host.toEditor(
        errorResponse(E.Id, MethodNotFound, "not supported: " + E.Method));
  }
}

//===-- From clangd -------------------------------------------------------===//

void Session::fromClangd(StringRef Body) {
  Envelope E = peek(Body);
  if (E.isResponse() && !E.Id.empty() && E.Id == currentRestart())
    resumeClangd();
  else if (E.isResponse())
    responseFromClangd(E, Body);
  else if (E.Method == "textDocument/publishDiagnostics")
    publishedByClangd(Body);
  else {
    if (E.isRequest()) {
      std::lock_guard<std::mutex> Guard(PendingLock);
      AskedByClangd.insert(E.Id);
    }
    Host.toEditor(Body);
  }
}

void Session::responseFromClangd(const Envelope &E, StringRef Body) {
  Pending P;
  {
    std::lock_guard<std::mutex> Guard(PendingLock);
    auto It = Asked.find(E.Id);
    if (It != Asked.end()) {
      P = std::move(It->second);
      Asked.erase(It);
    }
    ClangdAnswered |= P.Method == "initialize";
  }
  if (P.Method != "initialize" && !isShared(P.Method)) {
    Host.toEditor(Body);
    return;
  }
  json::Value V = parseMessage(Body);
  json::Object *O = V.getAsObject();
  if (!O) {
    Host.toEditor(Body);
    return;
  }
  json::Value *Result = O->get("result");
  if (P.Method == "initialize") {
    if (Result && Result->getAsObject())
      addCapabilities(*Result->getAsObject());
    Host.toEditor(toText(V));
    return;
  }
  if (const json::Object *Error = O->getObject("error")) {
    // The editor does not wait for it any more, or asks again.
    auto Code = Error->getInteger("code");
    if (Code && (*Code == -32800 || *Code == -32801)) {
      Host.toEditor(Body);
      return;
    }
  }
  json::Value Before = Result ? *Result : json::Value(nullptr);
  json::Value After = P.Method == "textDocument/hover"
                          ? hover(P.Body, Before)
                          : codeActions(P.Body, Before);
  if (After == Before) {
    Host.toEditor(Body);
    return;
  }
  Host.toEditor(response(E.Id, std::move(After)));
}

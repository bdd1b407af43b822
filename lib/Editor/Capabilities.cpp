//===- Capabilities.cpp - What both sides can do --------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Editor/Session.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;
using namespace pyrefcheck::editor;

/// The value at a path of keys, or null.
static const json::Value *find(const json::Object *O,
                               ArrayRef<StringRef> Path) {
  const json::Value *V = nullptr;
  for (StringRef Key : Path) {
    V = O ? O->get(Key) : nullptr;
    O = V ? V->getAsObject() : nullptr;
  }
  return V;
}

static bool isTrue(const json::Object *O, ArrayRef<StringRef> Path) {
  const json::Value *V = find(O, Path);
  auto B = V ? V->getAsBoolean() : json::Value(nullptr).getAsBoolean();
  return B && *B;
}

/// The first that we know, of a list in the order of preference.
static void choose(const json::Value *List, Encoding &E) {
  const json::Array *Names = List ? List->getAsArray() : nullptr;
  if (!Names)
    return;
  for (const json::Value &Name : *Names)
    if (auto Text = Name.getAsString())
      if (parseEncoding(*Text, E))
        return;
}

void Session::initialize(StringRef Body) {
  json::Value V = parseMessage(Body);
  const json::Object *Params = paramsOf(V);
  const json::Object *Can =
      Params ? Params->getObject("capabilities") : nullptr;
  std::string Uri;
  {
    std::lock_guard<std::mutex> Guard(Lock);
    Initialized = true;
    StringRef Publish[] = {"textDocument", "publishDiagnostics", ""};
    auto CanPublish = [&](StringRef What) {
      Publish[2] = What;
      return isTrue(Can, Publish);
    };
    Style.RelatedInformation = CanPublish("relatedInformation");
    Style.CodeDescription = CanPublish("codeDescriptionSupport");
    Style.Data = CanPublish("dataSupport");
    InlineActions = CanPublish("codeActionsInline");
    CanProgress = isTrue(Can, {"window", "workDoneProgress"});
    CanShowDocument = isTrue(Can, {"window", "showDocument", "support"});
    CanEditVersions =
        isTrue(Can, {"workspace", "workspaceEdit", "documentChanges"});
    CanActions = find(Can, {"textDocument", "codeAction",
                            "codeActionLiteralSupport"}) != nullptr;
    const json::Value *Formats =
        find(Can, {"textDocument", "hover", "contentFormat"});
    if (const json::Array *List = Formats ? Formats->getAsArray() : nullptr)
      MarkdownHover = !List->empty() && (*List)[0] == "markdown";
    // Without clangd this is ours to decide.
    choose(find(Can, {"offsetEncoding"}), Style.Positions);
    choose(find(Can, {"general", "positionEncodings"}), Style.Positions);
    if (Params) {
      if (auto Text = Params->getString("rootUri"))
        Uri = Text->str();
      else if (const json::Array *Folders =
                   Params->getArray("workspaceFolders"))
        if (!Folders->empty())
          if (const json::Object *Folder = (*Folders)[0].getAsObject())
            if (auto Text = Folder->getString("uri"))
              Uri = Text->str();
      if (auto Path = Params->getString("rootPath"))
        Root = Path->str();
    }
    if (!Uri.empty())
      Root = pathOfUri(Uri);
    if (Root.empty())
      Root = workingDirectory();
  }
  if (!Params)
    return;
  if (const json::Object *O = Params->getObject("initializationOptions")) {
    readClangdSettings(*O);
    if (const json::Value *Own = O->get("pyrefcheck"))
      configure(*Own);
  }
}

/// clangd's protocol extensions, as far as they say how files are compiled.
void Session::readClangdSettings(const json::Object &O) {
  std::lock_guard<std::mutex> Guard(SettingsLock);
  auto ReadList = [](const json::Array &List) {
    std::vector<std::string> Strings;
    for (const json::Value &V : List)
      if (auto Text = V.getAsString())
        Strings.push_back(Text->str());
    return Strings;
  };
  if (const json::Array *List = O.getArray("fallbackFlags"))
    Options.Flags.Fallback = ReadList(*List);
  if (auto Directory = O.getString("compilationDatabasePath"))
    Options.Flags.Directory = makeAbsolute(*Directory, Root);
  if (const json::Object *Changes = O.getObject("compilationDatabaseChanges"))
    for (const auto &[Key, Value] : *Changes) {
      const json::Object *Entry = Value.getAsObject();
      const json::Array *List =
          Entry ? Entry->getArray("compilationCommand") : nullptr;
      if (!List || List->empty())
        continue;
      CompileCommand C;
      C.File = makeAbsolute(StringRef(Key), Root);
      C.Arguments = ReadList(*List);
      if (auto Directory = Entry->getString("workingDirectory"))
        C.Directory = makeAbsolute(*Directory, Root);
      else
        C.Directory = Root;
      Options.Flags.Commands[C.File] = std::move(C);
    }
}

void Session::configure(const json::Value &Own) {
  std::vector<std::string> Errors;
  {
    std::lock_guard<std::mutex> Guard(SettingsLock);
    // Settings that are not given any more are those of the start again.
    Settings = Options.Settings;
    Errors = Settings.read(Own, Root);
    Known.forget();
    Options.Flags.Python = Settings.Python;
    std::lock_guard<std::mutex> Inner(Lock);
    OnChange = Settings.OnChange;
    IdleDelay = Settings.IdleDelay;
    Told.clear();
  }
  tellErrors(std::move(Errors));
}

json::Value Session::capabilities() const {
  json::Object Result{
      {"capabilities",
       json::Object{
           {"positionEncoding", encodingName(Style.Positions)},
           {"textDocumentSync",
            json::Object{{"openClose", true}, {"change", 2}, {"save", true}}},
           {"hoverProvider", true},
           {"codeActionProvider",
            json::Object{{"codeActionKinds", json::Array{"quickfix"}}}},
           {"executeCommandProvider",
            json::Object{{"commands", json::Array{"pyrefcheck.explain"}}}}}},
      {"offsetEncoding", encodingName(Style.Positions)},
      {"serverInfo", json::Object{{"name", "pyrefcheck-lsp"},
                                  {"version", PYREFCHECK_VERSION}}}};
  return Result;
}

/// To what clangd can do.
void Session::addCapabilities(json::Object &Result) {
  json::Object *Can = Result.getObject("capabilities");
  if (!Can)
    return;
  std::lock_guard<std::mutex> Guard(Lock);
  Style.Positions = Encoding::UTF16;
  if (auto Name = Result.getString("offsetEncoding"))
    parseEncoding(*Name, Style.Positions);
  if (auto Name = Can->getString("positionEncoding"))
    parseEncoding(*Name, Style.Positions);
  if (!isTrue(Can, {"hoverProvider"}) && !Can->getObject("hoverProvider"))
    (*Can)["hoverProvider"] = true;
  if (!isTrue(Can, {"codeActionProvider"}) &&
      !Can->getObject("codeActionProvider"))
    (*Can)["codeActionProvider"] = true;
  json::Object *Execute = Can->getObject("executeCommandProvider");
  if (!Execute) {
    (*Can)["executeCommandProvider"] = json::Object{};
    Execute = Can->getObject("executeCommandProvider");
  }
  if (!Execute->getArray("commands"))
    (*Execute)["commands"] = json::Array{};
  Execute->getArray("commands")->push_back("pyrefcheck.explain");
}

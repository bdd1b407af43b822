//===- Features.cpp - What an editor can ask ------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/CheckList.h"
#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Editor/Session.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;
using namespace pyrefcheck::editor;

static std::string pathIn(const json::Object &Params) {
  const json::Object *File = Params.getObject("textDocument");
  auto Uri = File ? File->getString("uri") : json::Value(nullptr).getAsString();
  return Uri ? pathOfUri(*Uri) : "";
}

//===-- Hover -------------------------------------------------------------===//

/// The number in `#define NAME NUMBER`; 0 if there is none.
static unsigned defined(StringRef Text, StringRef Name) {
  std::string Start = ("#define " + Name).str();
  size_t At = Text.find(Start);
  unsigned Number = 0;
  if (At == StringRef::npos)
    return 0;
  Text = Text.drop_front(At + Start.size()).ltrim(" \t");
  return Text.consumeInteger(10, Number) ? 0 : Number;
}

/// PY_VERSION_HEX of the headers that \p Path includes, if that is known.
unsigned Session::pythonVersion(const std::string &Path) const {
  auto It = Units.find(Path);
  if (It == Units.end())
    return NewestVersion;
  for (const std::string &Input : It->second.Inputs) {
    if (sys::path::filename(Input) != "patchlevel.h")
      continue;
    auto Content = driver::readFile(Input);
    if (!Content) {
      consumeError(Content.takeError());
      continue;
    }
    unsigned Major = defined(*Content, "PY_MAJOR_VERSION");
    unsigned Minor = defined(*Content, "PY_MINOR_VERSION");
    if (Major)
      return Major << 24 | Minor << 16 | 0xF0;
  }
  return NewestVersion;
}

/// \p Clangds with what is known of the function, if it is one of the API.
json::Value Session::hover(StringRef Body, json::Value Clangds) {
  json::Value V = parseMessage(Body);
  const json::Object *Params = paramsOf(V);
  const json::Object *At = Params ? Params->getObject("position") : nullptr;
  if (!At)
    return Clangds;
  std::string Path = pathIn(*Params);
  std::lock_guard<std::mutex> Guard(Lock);
  const Text *T = openText(Path);
  auto Line = At->getInteger("line");
  auto Character = At->getInteger("character");
  if (!T || !Line || !Character)
    return Clangds;
  size_t Offset = T->offset(Position{*Line, *Character}, Style.Positions);
  StringRef Name = T->nameAt(Offset);
  if (Name.empty())
    return Clangds;
  auto U = Units.find(Path);
  bool Analysed = U != Units.end() && U->second.P;
  const Table &Facts = Analysed ? U->second.P->Facts : Bundled;
  const Function *F = Facts.findFunction(Name, pythonVersion(Path));
  if (!F)
    return Clangds;
  std::string Words;
  raw_string_ostream OS(Words);
  explain(*F, OS);
  OS.flush();

  json::Object *Result = Clangds.getAsObject();
  json::Object *Contents = Result ? Result->getObject("contents") : nullptr;
  auto Before = Contents ? Contents->getString("value")
                         : json::Value(nullptr).getAsString();
  if (Result && !Before)
    return Clangds; // in one of the protocol's older forms
  bool Markdown = MarkdownHover;
  std::string Value;
  if (Before) {
    Markdown = Contents->getString("kind") == StringRef("markdown");
    Value = Before->rtrim().str() + (Markdown ? "\n\n---\n" : "\n\n");
  }
  Value += Markdown ? "**pyrefcheck**\n```text\n" + Words + "```"
                    : "pyrefcheck: " + StringRef(Words).rtrim().str();
  if (Before) {
    (*Contents)["value"] = std::move(Value);
    return Clangds;
  }
  size_t Start = Name.data() - T->str().data();
  return json::Object{
      {"contents", json::Object{{"kind", Markdown ? "markdown" : "plaintext"},
                                {"value", std::move(Value)}}},
      {"range", toJSON(T->range(Start, Start + Name.size(), Style.Positions))}};
}

//===-- Code actions ------------------------------------------------------===//

/// Whether the editor wants quick fixes among others.
static bool wantsFixes(const json::Object &Params) {
  const json::Object *Context = Params.getObject("context");
  const json::Array *Only = Context ? Context->getArray("only") : nullptr;
  if (!Only)
    return true;
  for (const json::Value &Kind : *Only)
    if (auto Text = Kind.getAsString())
      if (*Text == "quickfix" || Text->empty())
        return true;
  return false;
}

/// The comment that says: not here. False where none can stand.
bool Session::suppression(const Mark &M, const Text &T, bool IsC, Encoding E,
                          Replacement &R) {
  Position Line = T.position(M.Where.Start, E);
  StringRef Code = T.line(Line.Line);
  // Within a macro's definition, a line of its own would end it.
  if (Line.Line > 0 && compat::endsWith(T.line(Line.Line - 1).rtrim(), "\\"))
    return false;
  StringRef Indent =
      Code.take_while([](char C) { return C == ' ' || C == '\t'; });
  std::string Comment = "pyrefcheck: ignore[" + M.F.Check + "] TODO: say why";
  bool Crlf = T.str().contains("\r\n");
  R.Path = M.Where.Path;
  R.Where.Start = R.Where.End = Position{Line.Line, 0};
  R.New = Indent.str() + (IsC ? "/* " + Comment + " */" : "// " + Comment) +
          (Crlf ? "\r\n" : "\n");
  return true;
}

static bool overlaps(const Range &A, const Range &B) {
  auto Before = [](Position P, Position Q) {
    return P.Line < Q.Line || (P.Line == Q.Line && P.Character < Q.Character);
  };
  return !Before(A.End, B.Start) && !Before(B.End, A.Start);
}

json::Value Session::workspaceEdit(ArrayRef<Replacement> All) const {
  json::Object ByUri;
  for (const Replacement &R : All) {
    auto It = Files.find(R.Path);
    std::string Uri = It == Files.end() ? uriOfPath(R.Path) : It->second.Uri;
    if (!ByUri.getArray(Uri))
      ByUri[Uri] = json::Array{};
    ByUri.getArray(Uri)->push_back(
        json::Object{{"range", toJSON(R.Where)}, {"newText", R.New}});
  }
  if (!CanEditVersions)
    return json::Object{{"changes", std::move(ByUri)}};
  json::Array Changes;
  for (auto &[Key, List] : ByUri) {
    std::string Uri = StringRef(Key).str();
    auto It = Files.find(pathOfUri(Uri));
    json::Value Version = nullptr;
    if (It != Files.end())
      Version = It->second.Version;
    Changes.push_back(json::Object{
        {"textDocument", json::Object{{"uri", Uri}, {"version", Version}}},
        {"edits", std::move(List)}});
  }
  return json::Object{{"documentChanges", std::move(Changes)}};
}

/// \p Inline: as a part of the diagnostic.
void Session::addActions(const Mark &M, bool Inline, json::Array &Actions) {
  auto Open = [&](StringRef Name) { return openText(Name); };
  std::string Explain = "Explain " + M.F.Check;
  json::Object Command{{"title", Explain},
                       {"command", "pyrefcheck.explain"},
                       {"arguments", json::Array{M.F.Check}}};
  if (!CanActions) {
    Actions.push_back(std::move(Command));
    return;
  }
  auto Add = [&](std::string Title, StringRef What, json::Value Value) {
    json::Object Action{{"title", std::move(Title)}, {"kind", "quickfix"}};
    if (!Inline)
      Action["diagnostics"] = json::Array{diagnostic(M)};
    Action[What] = std::move(Value);
    Actions.push_back(std::move(Action));
  };
  bool Whole = !M.Stale && !M.Fixes.empty();
  std::vector<Replacement> Fix;
  for (size_t I = 0; I != M.Fixes.size(); ++I) {
    Whole &= !M.Fixes[I].Lost;
    Fix.push_back({M.Fixes[I].Path, rangeOf(M.Fixes[I], Open, Style.Positions),
                   M.F.Fixes[I].Text});
  }
  if (Whole)
    Add("Fix: " + fixTitle(M.F), "edit", workspaceEdit(Fix));
  const OpenFile &File = Files[M.Where.Path];
  bool IsC = sys::path::extension(M.Where.Path) == ".c" || File.Language == "c";
  Replacement Comment;
  if (suppression(M, File.Content, IsC, Style.Positions, Comment))
    Add("Suppress " + M.F.Check + " here", "edit", workspaceEdit(Comment));
  Add(std::move(Explain), "command", std::move(Command));
}

/// \p Clangds and those for our diagnostics.
json::Value Session::codeActions(StringRef Body, json::Value Clangds) {
  json::Value V = parseMessage(Body);
  const json::Object *Params = paramsOf(V);
  Range Wanted;
  if (!Params || !readRange(Params->get("range"), Wanted))
    return Clangds;
  std::lock_guard<std::mutex> Guard(Lock);
  std::string Path = pathIn(*Params);
  auto Open = [&](StringRef Name) { return openText(Name); };
  json::Array Actions;
  if (Files.count(Path) && wantsFixes(*Params))
    for (const Mark *M : marksIn(Path))
      if (overlaps(Wanted, rangeOf(M->Where, Open, Style.Positions)))
        addActions(*M, /*Inline=*/false, Actions);
  if (Actions.empty() && (HasClangd || Clangds.getAsArray()))
    return Clangds;
  json::Array *List = Clangds.getAsArray();
  if (!List)
    return Actions;
  for (json::Value &A : Actions)
    List->push_back(std::move(A));
  return Clangds;
}

//===-- Explaining --------------------------------------------------------===//

/// A file with the page of \p Check, which is in the program; empty if none.
std::string Session::href(StringRef Check) {
  StringRef Page = Options.Page ? Options.Page(Check) : StringRef();
  if (Page.empty() || Options.StateDirectory.empty())
    return "";
  std::string Directory = Options.StateDirectory + "/pages";
  std::string File = Directory + "/" + Check.str() + ".md";
  if (Pages.insert(Check.str()).second) {
    auto Old = driver::readFile(File);
    bool Same = Old && *Old == Page;
    if (!Old)
      consumeError(Old.takeError());
    sys::fs::create_directories(Directory);
    if (!Same)
      if (Error E = writeFile(File, Page)) {
        consumeError(std::move(E));
        return "";
      }
  }
  return uriOfPath(File);
}

void Session::executeCommand(const Envelope &E, StringRef Body) {
  json::Value V = parseMessage(Body);
  const json::Object *Params = paramsOf(V);
  const json::Array *Arguments = Params->getArray("arguments");
  auto Check = Arguments && !Arguments->empty()
                   ? (*Arguments)[0].getAsString()
                   : json::Value(nullptr).getAsString();
  const CheckInfo *Info = Check ? findCheck(*Check) : nullptr;
  if (Params->getString("command") != StringRef("pyrefcheck.explain") ||
      !Info) {
    Host.toEditor(errorResponse(
        E.Id, RequestFailed,
        "expected the command pyrefcheck.explain with the name of a check"));
    return;
  }
  std::lock_guard<std::mutex> Guard(Lock);
  std::string Uri = href(Info->Name);
  if (CanShowDocument && !Uri.empty()) {
    Host.toEditor(request("pyrefcheck:" + std::to_string(++Counter),
                          "window/showDocument",
                          json::Object{{"uri", Uri}, {"takeFocus", true}}));
  } else {
    StringRef Page = Options.Page ? Options.Page(Info->Name) : StringRef();
    show(3, Page.empty() ? StringRef(Info->Help) : Page);
  }
  Host.toEditor(response(E.Id, nullptr));
}

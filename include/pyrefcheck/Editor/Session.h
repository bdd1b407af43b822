//===- Session.h - A conversation with an editor ----------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Between the editor and clangd: everything is passed on as it is, at once,
/// except the few messages to which something is added. Knows nothing of pipes;
/// may be called by several threads.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_EDITOR_SESSION_H
#define PYREFCHECK_EDITOR_SESSION_H

#include "pyrefcheck/Driver/Analysis.h"
#include "pyrefcheck/Editor/CompileFlags.h"
#include "pyrefcheck/Editor/Marks.h"
#include "pyrefcheck/Editor/Message.h"
#include "pyrefcheck/Editor/Overlay.h"
#include "pyrefcheck/Editor/Project.h"
#include "pyrefcheck/Editor/Scheduler.h"
#include <deque>
#include <functional>

namespace pyrefcheck {
namespace editor {

struct SessionOptions {
  driver::ToolchainOptions Tools;
  EditorSettings Settings;
  CompileFlagOptions Flags;
  bool HasClangd = false;
  unsigned Workers = 1;
  std::string StateDirectory; ///< for the cache; empty: none
  bool Cache = true;
  /// The page of a check, as Markdown; may be empty.
  std::function<llvm::StringRef(llvm::StringRef Check)> Page;
};

/// Where messages go. Must not block.
class SessionHost {
public:
  virtual ~SessionHost() = default;
  virtual void toEditor(llvm::StringRef Body) = 0;
  virtual void toClangd(llvm::StringRef Body) = 0;
};

class Session {
public:
  Session(SessionOptions Options, SessionHost &Host);
  ~Session();

  /// False after `exit`.
  bool fromEditor(llvm::StringRef Body);
  void damagedFromEditor(llvm::StringRef Why);
  void fromClangd(llvm::StringRef Body);
  /// Whether a new clangd could go on for the old one.
  bool canRestartClangd();
  /// \p How is for the user.
  void clangdEnded(llvm::StringRef How, bool Restarts);
  /// A new one runs.
  void clangdStarted();
  /// Stops all analyses.
  void stop();

  bool wasShutDown() const { return ShutDown; }

private:
  /// Something that the editor asked of clangd and that is not answered yet.
  struct Pending {
    std::string Method;
    std::string Body; ///< of those to whose answer we add
  };
  struct OpenFile {
    std::string Uri;
    std::string Language;
    Text Content;
    int64_t Version = 0;
    bool Unsaved = false;
    llvm::json::Array Clangd; ///< its diagnostics
    std::string ClangdUri;
    int64_t ClangdVersion = -1; ///< -1: none published yet
    bool Published = false;     ///< there was something of ours
    /// Our diagnostics for texts that clangd may still talk about.
    std::deque<std::pair<int64_t, llvm::json::Array>> History;
  };
  /// A source file that is analysed, and what was found.
  struct Unit {
    std::vector<Mark> Marks;
    std::set<std::string> Inputs;     ///< empty: not known
    unsigned Crashes = 0;             ///< in a row
    unsigned long Started = 0;        ///< Edits when the last analysis began
    bool Delivered = false;           ///< its results are out
    std::shared_ptr<const Project> P; ///< of the last analysis
    std::string Problem;              ///< last told
  };
  struct Request;
  struct Replacement {
    std::string Path;
    Range Where;
    std::string New;
  };
  static bool suppression(const Mark &M, const Text &T, bool IsC, Encoding E,
                          Replacement &R);

  // Session.cpp: the ways of messages
  void requestFromEditor(const Envelope &E, llvm::StringRef Body);
  void answer(const Envelope &E, llvm::StringRef Body);
  void responseFromClangd(const Envelope &E, llvm::StringRef Body);
  bool isForClangd(const std::string &Id);
  std::string currentRestart();
  void resumeClangd();
  void show(int Kind, llvm::StringRef Message);
  void log(llvm::StringRef Message);

  // Capabilities.cpp
  void initialize(llvm::StringRef Body);
  llvm::json::Value capabilities() const;
  void addCapabilities(llvm::json::Object &Result);
  void configure(const llvm::json::Value &Settings);
  void readClangdSettings(const llvm::json::Object &O);

  // Files.cpp: open files and what is shown in them
  void notified(llvm::StringRef Method, llvm::StringRef Body);
  void didOpen(const llvm::json::Object &Params);
  void didChange(const llvm::json::Object &Params);
  void didSave(const std::string &Path);
  void didClose(const std::string &Path);
  void publishedByClangd(llvm::StringRef Body);
  void publish(const std::string &Path);
  void publishNow(const std::string &Path, OpenFile &File);
  llvm::json::Array ownDiagnostics(const std::string &Path);
  std::vector<const Mark *> marksIn(const std::string &Path) const;
  llvm::json::Value diagnostic(const Mark &M);
  const Text *openText(llvm::StringRef Path) const;
  std::set<std::string> markedFiles(const Unit &U) const;

  // Work.cpp: analyses
  void schedule(const std::string &Path, unsigned Delay);
  void scheduleUsers(const std::string &Path, unsigned Delay);
  void scheduleAll();
  void work(const std::string &Key, const std::atomic<bool> &Cancelled);
  bool makeRequest(const std::string &Path, Request &R);
  bool isOutdated(const Request &R);
  driver::UnitResult run(const Request &R, const std::atomic<bool> &Cancelled);
  void deliver(const Request &R, driver::UnitResult Result);
  void failed(const std::string &Path, const driver::UnitResult &Result);
  void beginProgress(const std::string &Path);
  void endProgress();
  void progressAnswered(llvm::StringRef Id, bool Accepted);
  const driver::Toolchain *toolchain();
  void tellErrors(std::vector<std::string> Errors);

  // Features.cpp: what can be asked
  llvm::json::Value hover(llvm::StringRef Body, llvm::json::Value Clangds);
  llvm::json::Value codeActions(llvm::StringRef Body,
                                llvm::json::Value Clangds);
  llvm::json::Value workspaceEdit(llvm::ArrayRef<Replacement> All) const;
  void addActions(const Mark &M, bool Inline, llvm::json::Array &Actions);
  void executeCommand(const Envelope &E, llvm::StringRef Body);
  std::string href(llvm::StringRef Check);
  unsigned pythonVersion(const std::string &Path) const;

  SessionOptions Options;
  SessionHost &Host;
  std::atomic<bool> HasClangd;
  std::atomic<bool> ShutDown{false};

  /// While something goes to clangd that all later messages depend on; taken
  /// before the others.
  std::mutex ForwardLock;
  std::string InitializeBody, ConfigurationBody; ///< for a new clangd
  unsigned Restarts = 0;

  std::mutex PendingLock;               ///< taken after Lock, if both are
  std::map<std::string, Pending> Asked; ///< by id
  std::set<std::string> AskedByClangd; ///< ids of what the editor has to answer
  std::multiset<std::string> Orphans;  ///< the same, of a clangd that is gone
  bool ClangdAnswered = false;         ///< to `initialize`
  std::string RestartId; ///< of `initialize` to a new clangd; empty: answered

  /// For what is slow to read: taken before Lock, if both are.
  std::mutex SettingsLock;
  EditorSettings Settings;
  CompileFlags Flags;
  Projects Known;
  driver::Toolchain Tools;
  bool AskedForTools = false;

  std::mutex Lock; ///< for all that follows
  std::atomic<bool> Initialized{false};
  DiagnosticStyle Style;
  bool CanProgress = false;
  bool CanShowDocument = false;
  bool CanEditVersions = false;
  bool CanActions = false;    ///< code actions that are more than commands
  bool InlineActions = false; ///< clangd's extension: within diagnostics
  bool MarkdownHover = false;
  std::string Root;
  std::map<std::string, OpenFile> Files; ///< by path
  std::map<std::string, Unit> Units;     ///< by path
  std::set<std::string> Told;            ///< errors, each once
  Table Bundled;           ///< for files that were not analysed yet
  unsigned long Edits = 0; ///< of all files
  bool OnChange = true;
  unsigned IdleDelay = 0;
  std::set<std::string> Pages; ///< of checks: those that are written
  unsigned Counter = 0;        ///< for ids of ours
  enum { NoProgress, Asking, Shown } Progress = NoProgress;
  std::string ProgressToken, ProgressText;
  bool ProgressOver = false;
  std::unique_ptr<Scheduler> Queue;
};

} // namespace editor
} // namespace pyrefcheck

#endif // PYREFCHECK_EDITOR_SESSION_H

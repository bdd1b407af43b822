//===- pyrefcheck-lsp.cpp - The server for editors ------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Channel.h"
#include "Embedded.h"
#include "Options.h"
#include "pyrefcheck/Driver/Process.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>
#include <deque>
#include <fcntl.h>
#include <unistd.h>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;
using namespace pyrefcheck::editor;

/// Written to by signal handlers, to end as if the editor had.
static int SignalPipe[2] = {-1, -1};

static void onSignal(int) {
  char C = 0;
  [[maybe_unused]] ssize_t Ignored = write(SignalPipe[1], &C, 1);
}

namespace {
class Server : public SessionHost {
public:
  explicit Server(ServerOptions O) : O(std::move(O)), Editor(dup(1)) {}

  int run();

private:
  void toEditor(llvm::StringRef Body) override { Editor.send(Body); }
  void toClangd(llvm::StringRef Body) override;
  Error startClangd();
  void readClangd(Session &S);
  std::string readOneClangd(Session &S, ClangdProcess &Process);
  bool mayRestart();

  struct Connection {
    ClangdProcess Process;
    std::unique_ptr<MessageWriter> Writer;
  };
  ServerOptions O;
  MessageWriter Editor;
  std::mutex Lock; ///< for all that follows
  std::condition_variable Changed;
  std::shared_ptr<Connection> Clangd;
  bool ClangdIsGone = true;
  bool Ending = false;
  std::deque<std::chrono::steady_clock::time_point> Starts;
};
} // namespace

/// As editors do it: a clangd that ends more often is not started again.
static constexpr size_t MaxRestarts = 4;
static constexpr std::chrono::minutes RestartTime(3);

void Server::toClangd(llvm::StringRef Body) {
  std::shared_ptr<Connection> Now;
  {
    std::lock_guard<std::mutex> Guard(Lock);
    Now = Clangd;
  }
  Now->Writer->send(Body);
}

Error Server::startClangd() {
  auto New = std::make_shared<Connection>();
  if (Error E = New->Process.start(O.Clangd, O.ClangdArguments))
    return E;
  New->Writer = std::make_unique<MessageWriter>(New->Process.input());
  std::lock_guard<std::mutex> Guard(Lock);
  Clangd = std::move(New);
  ClangdIsGone = false;
  return Error::success();
}

bool Server::mayRestart() {
  std::lock_guard<std::mutex> Guard(Lock);
  auto Now = std::chrono::steady_clock::now();
  while (!Starts.empty() && Now - Starts.front() > RestartTime)
    Starts.pop_front();
  if (Starts.size() == MaxRestarts)
    return false;
  Starts.push_back(Now);
  return true;
}

/// Until it ends; says how.
std::string Server::readOneClangd(Session &S, ClangdProcess &Process) {
  readMessages(Process.output(), -1,
               [&](MessageReader::Kind Kind, StringRef Text) {
                 if (Kind == MessageReader::Message)
                   S.fromClangd(Text);
                 else
                   WithColor::warning(errs(), "pyrefcheck-lsp")
                       << "from clangd: " << Text << '\n';
                 return true;
               });
  // It may have closed its output only.
  Process.kill();
  return Process.wait();
}

void Server::readClangd(Session &S) {
  for (;;) {
    std::shared_ptr<Connection> Now;
    {
      std::lock_guard<std::mutex> Guard(Lock);
      Now = Clangd;
    }
    std::string How = readOneClangd(S, Now->Process);
    bool Wanted;
    {
      std::lock_guard<std::mutex> Guard(Lock);
      ClangdIsGone = true;
      Wanted = Ending;
    }
    Changed.notify_all();
    if (Wanted)
      return;
    bool Again = S.canRestartClangd() && mayRestart();
    S.clangdEnded(How, Again);
    if (!Again)
      return;
    if (Error E = startClangd()) {
      S.clangdEnded(toString(std::move(E)), false);
      return;
    }
    S.clangdStarted();
    std::lock_guard<std::mutex> Guard(Lock);
    // The editor may have left meanwhile.
    if (Ending)
      Clangd->Process.kill();
  }
}

int Server::run() {
  std::string Problem;
  if (O.Session.HasClangd) {
    if (Error E = startClangd()) {
      Problem = toString(std::move(E));
      O.Session.HasClangd = false;
    }
  } else if (!O.Alone) {
    Problem = "clangd was not found; give it with --clangd=PROGRAM, or "
              "--alone to do without";
  }
  Session S(O.Session, *this);
  std::thread Reader;
  if (O.Session.HasClangd)
    Reader = std::thread([&] { readClangd(S); });
  if (!Problem.empty())
    Editor.send(notification(
        "window/showMessage",
        json::Object{{"type", 1}, {"message", "pyrefcheck: " + Problem}}));

  bool Exit = false;
  readMessages(0, SignalPipe[0], [&](MessageReader::Kind Kind, StringRef Text) {
    if (Kind == MessageReader::Damaged)
      S.damagedFromEditor(Text);
    else
      Exit = !S.fromEditor(Text);
    return !Exit;
  });
  S.stop();
  if (Reader.joinable()) {
    std::shared_ptr<Connection> Now;
    {
      std::lock_guard<std::mutex> Guard(Lock);
      Ending = true;
      Now = Clangd;
    }
    // Its input ends: so does it.
    Now->Writer->finish(std::chrono::seconds(2));
    {
      std::unique_lock<std::mutex> Guard(Lock);
      if (!Changed.wait_for(Guard, std::chrono::seconds(5),
                            [&] { return ClangdIsGone; }))
        Clangd->Process.kill();
    }
    Reader.join();
  }
  Editor.finish(std::chrono::seconds(2));
  return Exit && S.wasShutDown() ? 0 : 1;
}

static std::vector<std::string> clangdCommand(const ServerOptions &O) {
  std::vector<std::string> Command = {O.Clangd};
  Command.insert(Command.end(), O.ClangdArguments.begin(),
                 O.ClangdArguments.end());
  return Command;
}

/// As clangd prints it, for editors that read it, and then ours.
static int printVersion(const ServerOptions &O) {
  if (!O.Clangd.empty()) {
    ProcessOptions PO;
    PO.KeepOutput = true;
    PO.TimeLimit = 20;
    outs() << runProcess({O.Clangd, "--version"}, PO).Output;
  }
  outs() << "pyrefcheck-lsp " PYREFCHECK_VERSION "\n";
  return 0;
}

static int becomeClangd(const ServerOptions &O) {
  std::vector<std::string> Command = clangdCommand(O);
  std::vector<char *> Pointers;
  for (std::string &S : Command)
    Pointers.push_back(&S[0]);
  Pointers.push_back(nullptr);
  execv(O.Clangd.c_str(), Pointers.data());
  WithColor::error(errs(), "pyrefcheck-lsp")
      << "cannot start clangd '" << O.Clangd << "'\n";
  return 1;
}

int main(int argc, char **argv) {
  InitLLVM Init(argc, argv);
  std::string Program = sys::fs::getMainExecutable(
      argv[0], reinterpret_cast<void *>(&becomeClangd));
  auto O = readOptions(Program, {argv + 1, argv + argc});
  if (!O) {
    WithColor::error(errs(), "pyrefcheck-lsp")
        << toString(O.takeError()) << '\n';
    return 2;
  }
  if (O->Help) {
    printHelp();
    return 0;
  }
  if (O->Version)
    return printVersion(*O);
  if (O->OnlyClangd)
    return becomeClangd(*O);
  // A script named clangd that runs us would make us run it.
  if (std::getenv("PYREFCHECK_LSP_INSIDE")) {
    WithColor::error(errs(), "pyrefcheck-lsp")
        << "the clangd that it was to run is pyrefcheck-lsp again; give the "
           "real one with --clangd=PROGRAM\n";
    return 2;
  }
  setenv("PYREFCHECK_LSP_INSIDE", "1", 1);
  std::signal(SIGPIPE, SIG_IGN);
  if (pipe2(SignalPipe, O_CLOEXEC) == 0)
    for (int Signal : {SIGTERM, SIGINT, SIGHUP})
      std::signal(Signal, onSignal);
  O->Session.Page = [](StringRef Check) {
    return embeddedFile((Check + ".md").str());
  };
  return Server(std::move(*O)).run();
}

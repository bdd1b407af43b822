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
  void toEditor(std::string Body) override { Editor.send(Body); }
  void toClangd(std::string Body) override { ToClangd->send(Body); }
  void readClangd(Session &S);

  ServerOptions O;
  MessageWriter Editor;
  ClangdProcess Clangd;
  std::unique_ptr<MessageWriter> ToClangd;
  std::mutex Lock;
  std::condition_variable Changed;
  bool ClangdIsGone = true; ///< by Lock
  bool Ending = false;      ///< by Lock
};
} // namespace

void Server::readClangd(Session &S) {
  readMessages(Clangd.output(), -1,
               [&](MessageReader::Kind Kind, StringRef Text) {
                 if (Kind == MessageReader::Message)
                   S.fromClangd(Text);
                 else
                   WithColor::warning(errs(), "pyrefcheck-lsp")
                       << "from clangd: " << Text << '\n';
                 return true;
               });
  // It may have closed its output only.
  Clangd.kill();
  std::string How = Clangd.wait();
  bool Wanted;
  {
    std::lock_guard<std::mutex> Guard(Lock);
    ClangdIsGone = true;
    Wanted = Ending;
  }
  Changed.notify_all();
  if (!Wanted)
    S.clangdEnded(How);
}

int Server::run() {
  std::string Problem;
  if (O.Session.HasClangd) {
    if (Error E = Clangd.start(O.Clangd, O.ClangdArguments)) {
      Problem = toString(std::move(E));
      O.Session.HasClangd = false;
    } else {
      ToClangd = std::make_unique<MessageWriter>(Clangd.input());
      ClangdIsGone = false;
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
    {
      std::lock_guard<std::mutex> Guard(Lock);
      Ending = true;
    }
    // Its input ends: so does it.
    ToClangd->finish(std::chrono::seconds(2));
    {
      std::unique_lock<std::mutex> Guard(Lock);
      if (!Changed.wait_for(Guard, std::chrono::seconds(5),
                            [&] { return ClangdIsGone; }))
        Clangd.kill();
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

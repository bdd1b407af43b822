//===- Process.cpp - Child processes with a time limit --------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Process.h"
#include "llvm/ADT/StringSet.h"
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;
using namespace pyrefcheck::driver;

extern char **environ;

/// What the child prints goes into files without names, so that nobody has to
/// read while it runs.
static std::string readAll(std::FILE *File) {
  std::string Text;
  std::rewind(File);
  char Buffer[4096];
  while (size_t N = std::fread(Buffer, 1, sizeof(Buffer), File))
    Text.append(Buffer, N);
  return Text;
}

static std::vector<std::string> environmentWith(ArrayRef<std::string> Added) {
  StringSet<> Names;
  for (const std::string &Entry : Added)
    Names.insert(StringRef(Entry).split('=').first);
  std::vector<std::string> Result(Added.begin(), Added.end());
  for (char **Entry = environ; *Entry; ++Entry)
    if (!Names.count(StringRef(*Entry).split('=').first))
      Result.push_back(*Entry);
  return Result;
}

static std::vector<char *> pointers(std::vector<std::string> &Strings) {
  std::vector<char *> Result;
  for (std::string &S : Strings)
    Result.push_back(&S[0]);
  Result.push_back(nullptr);
  return Result;
}

namespace {
/// A file that can be polled for the end of the process, if the system has
/// that. Otherwise we have to look again and again.
class ProcessHandle {
public:
  explicit ProcessHandle(pid_t Child) {
#ifdef SYS_pidfd_open
    File = static_cast<int>(syscall(SYS_pidfd_open, Child, 0));
#endif
  }
  ~ProcessHandle() {
    if (File >= 0)
      close(File);
  }
  ProcessHandle(const ProcessHandle &) = delete;
  ProcessHandle &operator=(const ProcessHandle &) = delete;

  /// Returns after a while, too: other things may end the process.
  void wait() const {
    pollfd Event = {File, POLLIN, 0};
    poll(&Event, File >= 0, File >= 0 ? 50 : 5);
  }

private:
  int File = -1;
};
} // namespace

static void wait(pid_t Child, const ProcessOptions &Options,
                 ProcessResult &Result) {
  using namespace std::chrono;
  auto Start = steady_clock::now();
  ProcessHandle Handle(Child);
  for (;;) {
    int Status;
    pid_t Done = waitpid(Child, &Status, WNOHANG);
    if (Done == Child) {
      Result.How =
          WIFSIGNALED(Status) ? ProcessResult::Signaled : ProcessResult::Exited;
      Result.Code =
          WIFSIGNALED(Status) ? WTERMSIG(Status) : WEXITSTATUS(Status);
      return;
    }
    if (Done < 0 && errno != EINTR) {
      Result.Code = errno;
      return;
    }
    bool Cancelled = Options.Cancel && *Options.Cancel;
    bool TooLong = Options.TimeLimit > 0 &&
                   duration<double>(steady_clock::now() - Start).count() >
                       Options.TimeLimit;
    if (Cancelled || TooLong) {
      kill(-Child, SIGKILL);
      while (waitpid(Child, &Status, 0) < 0 && errno == EINTR)
        ;
      Result.How =
          Cancelled ? ProcessResult::Cancelled : ProcessResult::TimedOut;
      return;
    }
    Handle.wait();
  }
}

ProcessResult pyrefcheck::driver::runProcess(ArrayRef<std::string> Command,
                                             const ProcessOptions &Options) {
  ProcessResult Result;
  std::FILE *Out = Options.KeepOutput ? std::tmpfile() : nullptr;
  std::FILE *Err = std::tmpfile();
  if (!Err || (Options.KeepOutput && !Out)) {
    Result.Code = errno;
    if (Out)
      std::fclose(Out);
    if (Err)
      std::fclose(Err);
    return Result;
  }

  posix_spawn_file_actions_t Actions;
  posix_spawn_file_actions_init(&Actions);
  posix_spawn_file_actions_addopen(&Actions, 0, "/dev/null", O_RDONLY, 0);
  if (Out)
    posix_spawn_file_actions_adddup2(&Actions, fileno(Out), 1);
  else
    posix_spawn_file_actions_addopen(&Actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&Actions, fileno(Err), 2);
  if (!Options.Directory.empty())
    posix_spawn_file_actions_addchdir_np(&Actions, Options.Directory.c_str());
  posix_spawnattr_t Attributes;
  posix_spawnattr_init(&Attributes);
  // A group of its own: to kill its children, too.
  posix_spawnattr_setflags(&Attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&Attributes, 0);

  std::vector<std::string> Arguments(Command.begin(), Command.end());
  std::vector<std::string> Environment = environmentWith(Options.Environment);
  pid_t Child;
  int Error =
      posix_spawnp(&Child, Arguments[0].c_str(), &Actions, &Attributes,
                   pointers(Arguments).data(), pointers(Environment).data());
  posix_spawn_file_actions_destroy(&Actions);
  posix_spawnattr_destroy(&Attributes);
  if (!Error && Options.Niceness > 0)
    setpriority(PRIO_PROCESS, Child, Options.Niceness);
  if (Error)
    Result.Code = Error;
  else
    wait(Child, Options, Result);
  if (Out) {
    Result.Output = readAll(Out);
    std::fclose(Out);
  }
  Result.Errors = readAll(Err);
  std::fclose(Err);
  return Result;
}

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
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

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

/// Becomes the program; returns if that fails. This runs in a copy of one of
/// several threads, so that nothing may be called that takes a lock, as malloc.
static void become(char **Arguments, char **Environment, int Out, int Err,
                   const ProcessOptions &Options, pid_t Parent) {
  // A group of its own: to kill its children, too.
  if (setpgid(0, 0))
    return;
#ifdef __linux__
  // Nobody waits for it once we are gone, even if we were killed.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != Parent)
    return;
#endif
  int In = open("/dev/null", O_RDONLY);
  if (Out < 0)
    Out = open("/dev/null", O_WRONLY);
  if (In < 0 || Out < 0 || dup2(In, 0) < 0 || dup2(Out, 1) < 0 ||
      dup2(Err, 2) < 0)
    return;
  if (!Options.Directory.empty() && chdir(Options.Directory.c_str()))
    return;
  if (Options.Niceness > 0)
    setpriority(PRIO_PROCESS, 0, Options.Niceness);
  execvpe(Arguments[0], Arguments, Environment);
}

/// posix_spawn cannot have the child die with us. Returns a number below 1, and
/// sets \p Error, if there is no child.
static pid_t start(char **Arguments, char **Environment, int Out, int Err,
                   const ProcessOptions &Options, int &Error) {
  // Closed when the child has become the program; before, it may say why not.
  int Ends[2];
  if (pipe2(Ends, O_CLOEXEC)) {
    Error = errno;
    return -1;
  }
  pid_t Parent = getpid();
  pid_t Child = fork();
  if (!Child) {
    become(Arguments, Environment, Out, Err, Options, Parent);
    int Why = errno;
    ssize_t Ignored = write(Ends[1], &Why, sizeof(Why));
    _exit(Ignored < 0 ? 126 : 127);
  }
  if (Child < 0)
    Error = errno;
  close(Ends[1]);
  ssize_t Size;
  do
    Size = read(Ends[0], &Error, sizeof(Error));
  while (Size < 0 && errno == EINTR);
  close(Ends[0]);
  if (Child < 0 || Size <= 0)
    return Child;
  while (waitpid(Child, nullptr, 0) < 0 && errno == EINTR)
    ;
  return -1;
}

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

  std::vector<std::string> Arguments(Command.begin(), Command.end());
  std::vector<std::string> Environment = environmentWith(Options.Environment);
  pid_t Child =
      start(pointers(Arguments).data(), pointers(Environment).data(),
            Out ? fileno(Out) : -1, fileno(Err), Options, Result.Code);
  if (Child > 0)
    wait(Child, Options, Result);
  if (Out) {
    Result.Output = readAll(Out);
    std::fclose(Out);
  }
  Result.Errors = readAll(Err);
  std::fclose(Err);
  return Result;
}

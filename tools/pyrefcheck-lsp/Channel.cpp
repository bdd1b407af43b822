//===- Channel.cpp - Pipes of messages ------------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Channel.h"
#include "pyrefcheck/Driver/Files.h"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;
using namespace pyrefcheck::editor;

extern char **environ;

static mode_t kindOf(int FD) {
  struct stat Status;
  return fstat(FD, &Status) == 0 ? Status.st_mode & S_IFMT : 0;
}

/// Big messages go through at once. There may be a limit: never mind.
static void enlargePipe([[maybe_unused]] int FD) {
#ifdef __linux__
  if (kindOf(FD) == S_IFIFO)
    fcntl(FD, F_SETPIPE_SZ, 1 << 20);
#endif
}

/// A way to write to the pipe \p FD that never blocks; -1 if there is none. Not
/// a flag of \p FD itself, which other processes may share.
static int withoutBlocking([[maybe_unused]] int FD) {
#ifdef __linux__
  if (kindOf(FD) == S_IFIFO)
    return open(("/proc/self/fd/" + std::to_string(FD)).c_str(),
                O_WRONLY | O_NONBLOCK | O_CLOEXEC);
#endif
  return -1;
}

MessageWriter::MessageWriter(int FD)
    : FD(FD), IsSocket(kindOf(FD) == S_IFSOCK) {
  enlargePipe(FD);
  int Other = withoutBlocking(FD);
  if (Other >= 0) {
    close(FD);
    this->FD = Other;
  }
  if (Other >= 0 || IsSocket) {
    CanBlock = false;
    MaxWrite = 1 << 20;
  }
  if (pipe2(Wake, O_CLOEXEC) != 0)
    Wake[0] = Wake[1] = -1;
  Thread = std::thread([this] { loop(); });
}

MessageWriter::~MessageWriter() { finish(std::chrono::milliseconds(0)); }

void MessageWriter::send(StringRef Body) {
  {
    std::lock_guard<std::mutex> Guard(Lock);
    if (Broken || Ending)
      return;
    std::string Header = header(Body);
    size_t Done = 0;
    if (!CanBlock && !Writing && Buffer.empty())
      Done = writeNow(Header, Body);
    if (Done == Header.size() + Body.size())
      return;
    Buffer += StringRef(Header).drop_front(std::min(Done, Header.size()));
    Buffer += Body.drop_front(Done - std::min(Done, Header.size()));
  }
  Changed.notify_all();
}

/// How much went through without waiting.
size_t MessageWriter::writeNow(StringRef Header, StringRef Body) {
  iovec Pieces[] = {{const_cast<char *>(Header.data()), Header.size()},
                    {const_cast<char *>(Body.data()), Body.size()}};
  msghdr Message = {};
  Message.msg_iov = Pieces;
  Message.msg_iovlen = 2;
  ssize_t N =
      IsSocket ? sendmsg(FD, &Message, MSG_DONTWAIT) : writev(FD, Pieces, 2);
  // What is wrong with it, the other thread will see.
  return N < 0 ? 0 : N;
}

void MessageWriter::finish(std::chrono::milliseconds Limit) {
  if (!Thread.joinable())
    return;
  {
    std::unique_lock<std::mutex> Guard(Lock);
    Changed.wait_for(Guard, Limit,
                     [&] { return Broken || (Buffer.empty() && !Writing); });
    Ending = true;
  }
  Changed.notify_all();
  close(Wake[1]);
  Thread.join();
  close(Wake[0]);
  close(FD);
}

/// False if the reader is gone, or finish() does not wait any more.
bool MessageWriter::writeAll(StringRef Bytes) {
  while (!Bytes.empty()) {
    pollfd Ready[] = {{FD, POLLOUT, 0}, {Wake[0], POLLIN, 0}};
    if (poll(Ready, 2, -1) < 0 && errno != EINTR)
      return false;
    if (!(Ready[0].revents & (POLLOUT | POLLERR)) && Ready[1].revents)
      return false;
    size_t Size = std::min(Bytes.size(), MaxWrite);
    ssize_t N = IsSocket ? ::send(FD, Bytes.data(), Size, MSG_DONTWAIT)
                         : write(FD, Bytes.data(), Size);
    if (N < 0 && errno != EINTR && errno != EAGAIN)
      return false;
    if (N > 0)
      Bytes = Bytes.drop_front(N);
  }
  return true;
}

void MessageWriter::loop() {
  std::unique_lock<std::mutex> Guard(Lock);
  for (;;) {
    Changed.wait(Guard, [&] { return Ending || !Buffer.empty(); });
    if (Buffer.empty())
      return;
    std::string Bytes = std::exchange(Buffer, {});
    Writing = true;
    Guard.unlock();
    bool Good = writeAll(Bytes);
    Guard.lock();
    Writing = false;
    if (!Good) {
      Broken = true;
      Buffer.clear();
    }
    Changed.notify_all();
  }
}

void pyrefcheck::readMessages(
    int FD, int Stop, function_ref<bool(MessageReader::Kind, StringRef)> Take) {
  MessageReader Reader;
  std::vector<char> Buffer(1 << 18);
  enlargePipe(FD);
  for (;;) {
    pollfd Ready[] = {{FD, POLLIN, 0}, {Stop, POLLIN, 0}};
    if (poll(Ready, Stop < 0 ? 1 : 2, -1) < 0) {
      if (errno == EINTR)
        continue;
      return;
    }
    if (Stop >= 0 && Ready[1].revents)
      return;
    ssize_t N = read(FD, Buffer.data(), Buffer.size());
    if (N < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    if (N <= 0)
      return;
    Reader.append({Buffer.data(), static_cast<size_t>(N)});
    StringRef Text;
    for (;;) {
      MessageReader::Kind Kind = Reader.next(Text);
      if (Kind == MessageReader::NeedMore)
        break;
      if (!Take(Kind, Text))
        return;
    }
  }
}

Error ClangdProcess::start(const std::string &Program,
                           const std::vector<std::string> &Arguments) {
  int In[2], Out[2];
  if (pipe2(In, O_CLOEXEC) != 0)
    return failure("cannot make a pipe: " + Twine(std::strerror(errno)));
  if (pipe2(Out, O_CLOEXEC) != 0) {
    close(In[0]);
    close(In[1]);
    return failure("cannot make a pipe: " + Twine(std::strerror(errno)));
  }
  posix_spawn_file_actions_t Actions;
  posix_spawn_file_actions_init(&Actions);
  posix_spawn_file_actions_adddup2(&Actions, In[0], 0);
  posix_spawn_file_actions_adddup2(&Actions, Out[1], 1);
  posix_spawnattr_t Attributes;
  posix_spawnattr_init(&Attributes);
  sigset_t Default;
  sigemptyset(&Default);
  sigaddset(&Default, SIGPIPE);
  posix_spawnattr_setsigdefault(&Attributes, &Default);
  posix_spawnattr_setflags(&Attributes, POSIX_SPAWN_SETSIGDEF);
  std::vector<std::string> Strings = Arguments;
  Strings.insert(Strings.begin(), Program);
  std::vector<char *> Pointers;
  for (std::string &S : Strings)
    Pointers.push_back(&S[0]);
  Pointers.push_back(nullptr);
  int Failed = posix_spawn(&Pid, Program.c_str(), &Actions, &Attributes,
                           Pointers.data(), environ);
  posix_spawn_file_actions_destroy(&Actions);
  posix_spawnattr_destroy(&Attributes);
  close(In[0]);
  close(Out[1]);
  if (Failed) {
    Pid = -1;
    close(In[1]);
    close(Out[0]);
    return failure("cannot start " + Program + ": " + std::strerror(Failed));
  }
  Input = In[1];
  Output = Out[0];
  return Error::success();
}

ClangdProcess::~ClangdProcess() {
  if (Output >= 0)
    close(Output);
}

std::string ClangdProcess::wait() {
  pid_t Child;
  {
    std::lock_guard<std::mutex> Guard(Lock);
    Child = Pid;
  }
  siginfo_t Info;
  // Not collected yet: kill() may still name it.
  while (waitid(P_PID, Child, &Info, WEXITED | WNOWAIT) < 0 && errno == EINTR)
    ;
  std::lock_guard<std::mutex> Guard(Lock);
  int Status = 0;
  waitpid(Child, &Status, 0);
  Pid = -1;
  if (WIFSIGNALED(Status))
    return std::string("clangd was ended by a signal: ") +
           strsignal(WTERMSIG(Status));
  return "clangd has ended with status " + std::to_string(WEXITSTATUS(Status));
}

void ClangdProcess::kill() {
  std::lock_guard<std::mutex> Guard(Lock);
  if (Pid > 0)
    ::kill(Pid, SIGKILL);
}

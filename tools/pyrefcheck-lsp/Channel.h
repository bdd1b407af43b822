//===- Channel.h - Pipes of messages ----------------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_LSP_CHANNEL_H
#define PYREFCHECK_TOOLS_LSP_CHANNEL_H

#include "pyrefcheck/Editor/Message.h"
#include "llvm/ADT/STLExtras.h"
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace pyrefcheck {

/// Writes messages to a pipe or socket, at once as far as the reader takes
/// them, and the rest in a thread of its own, so that nobody waits for a slow
/// reader.
class MessageWriter {
public:
  explicit MessageWriter(int FD);
  ~MessageWriter();

  void send(llvm::StringRef Body);
  /// Writes what is there, for at most so long; then closes the pipe.
  void finish(std::chrono::milliseconds Limit);

private:
  void loop();
  bool writeAll(llvm::StringRef Bytes);
  size_t writeNow(llvm::StringRef Header, llvm::StringRef Body);

  int FD;
  bool CanBlock = true;
  bool IsSocket = false;
  /// At once. A pipe always takes that much; a longer write could block.
  size_t MaxWrite = 4096;
  int Wake[2] = {-1, -1}; ///< a pipe, closed to stop writing
  std::mutex Lock;
  std::condition_variable Changed;
  std::string Buffer;
  bool Writing = false;
  bool Ending = false;
  bool Broken = false;
  std::thread Thread;
};

/// Reads messages until the pipe's end, something on \p Stop, or until \p
/// Take returns false.
void readMessages(
    int FD, int Stop,
    llvm::function_ref<bool(editor::MessageReader::Kind, llvm::StringRef)>
        Take);

/// A running clangd.
class ClangdProcess {
public:
  ~ClangdProcess();

  /// Null if it runs, else why not.
  llvm::Error start(const std::string &Program,
                    const std::vector<std::string> &Arguments);
  int input() const { return Input; }
  int output() const { return Output; }
  /// Waits for it and says how it ended; only once.
  std::string wait();
  void kill();

private:
  pid_t Pid = -1;
  int Input = -1, Output = -1;
  std::mutex Lock; ///< for Pid
};

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_LSP_CHANNEL_H

//===- Scheduler.h - When what is analysed ----------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_EDITOR_SCHEDULER_H
#define PYREFCHECK_EDITOR_SCHEDULER_H

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace pyrefcheck {
namespace editor {

/// Does work for keys (files), each after a delay, in a few threads. What was
/// asked for last comes first. Thread safe.
class Scheduler {
public:
  /// \p Cancelled becomes true when the result is of no more use.
  using Work = std::function<void(const std::string &Key,
                                  const std::atomic<bool> &Cancelled)>;

  Scheduler(unsigned Workers, Work W);
  ~Scheduler();

  /// Instead of what is waiting or running for \p Key.
  void schedule(const std::string &Key, std::chrono::milliseconds Delay);
  void cancel(const std::string &Key);
  /// No more work; waits for what is running to be cancelled.
  void stop();

  bool isRunning(const std::string &Key);
  /// Whether more than \p Runs are running, or could be if there were more
  /// threads.
  bool isBusy(size_t Runs = 0);

private:
  using Clock = std::chrono::steady_clock;
  struct Job {
    Clock::time_point Due;
    unsigned long Order;
  };
  struct Run {
    std::string Key;
    std::atomic<bool> Cancelled{false};
  };
  void loop();
  void cancelRun(const std::string &Key);

  Work W;
  std::mutex Lock;
  std::condition_variable Changed;
  std::map<std::string, Job> Waiting;
  std::vector<std::shared_ptr<Run>> Running;
  unsigned long Counter = 0;
  bool Stopping = false;
  std::vector<std::thread> Threads;
};

} // namespace editor
} // namespace pyrefcheck

#endif // PYREFCHECK_EDITOR_SCHEDULER_H

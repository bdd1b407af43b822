//===- Scheduler.cpp - When what is analysed ------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Editor/Scheduler.h"
#include <algorithm>

using namespace pyrefcheck::editor;

Scheduler::Scheduler(unsigned Workers, Work W) : W(std::move(W)) {
  for (unsigned I = 0; I != std::max(1u, Workers); ++I)
    Threads.emplace_back([this] { loop(); });
}

Scheduler::~Scheduler() { stop(); }

void Scheduler::stop() {
  {
    std::lock_guard<std::mutex> Guard(Lock);
    Stopping = true;
    Waiting.clear();
    for (const std::shared_ptr<Run> &R : Running)
      R->Cancelled = true;
  }
  Changed.notify_all();
  for (std::thread &T : Threads)
    if (T.joinable())
      T.join();
}

void Scheduler::cancelRun(const std::string &Key) {
  for (const std::shared_ptr<Run> &R : Running)
    if (R->Key == Key)
      R->Cancelled = true;
}

void Scheduler::schedule(const std::string &Key,
                         std::chrono::milliseconds Delay) {
  {
    std::lock_guard<std::mutex> Guard(Lock);
    if (Stopping)
      return;
    cancelRun(Key);
    Waiting[Key] = {Clock::now() + Delay, ++Counter};
  }
  Changed.notify_all();
}

void Scheduler::cancel(const std::string &Key) {
  std::lock_guard<std::mutex> Guard(Lock);
  cancelRun(Key);
  Waiting.erase(Key);
}

bool Scheduler::isRunning(const std::string &Key) {
  std::lock_guard<std::mutex> Guard(Lock);
  return std::any_of(
      Running.begin(), Running.end(),
      [&](const std::shared_ptr<Run> &R) { return R->Key == Key; });
}

bool Scheduler::isBusy(size_t Runs) {
  std::lock_guard<std::mutex> Guard(Lock);
  auto Now = Clock::now();
  return Running.size() > Runs ||
         std::any_of(Waiting.begin(), Waiting.end(),
                     [&](const auto &W) { return W.second.Due <= Now; });
}

void Scheduler::loop() {
  std::unique_lock<std::mutex> Guard(Lock);
  while (!Stopping) {
    auto Now = Clock::now();
    auto Best = Waiting.end();
    auto Next = Clock::time_point::max();
    for (auto It = Waiting.begin(); It != Waiting.end(); ++It) {
      // Not twice at once, even if the first run is only about to stop.
      bool Again = std::any_of(
          Running.begin(), Running.end(),
          [&](const std::shared_ptr<Run> &R) { return R->Key == It->first; });
      if (Again)
        continue;
      Next = std::min(Next, It->second.Due);
      if (It->second.Due <= Now &&
          (Best == Waiting.end() || It->second.Order > Best->second.Order))
        Best = It;
    }
    if (Best == Waiting.end()) {
      if (Next == Clock::time_point::max())
        Changed.wait(Guard);
      else
        Changed.wait_until(Guard, Next);
      continue;
    }
    auto R = std::make_shared<Run>();
    R->Key = Best->first;
    Waiting.erase(Best);
    Running.push_back(R);
    Guard.unlock();
    W(R->Key, R->Cancelled);
    Guard.lock();
    Running.erase(std::find(Running.begin(), Running.end(), R));
    Changed.notify_all();
  }
}

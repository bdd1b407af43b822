//===- table.cpp - What the bundled table costs at start-up ---------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Loads the table as the plugin brings it along, from a shared object, and an
/// empty one in turn; then looks up every name and as many unknown ones. Prints
/// one line a measurement, `NAME MEDIAN QUARTILE QUARTILE UNIT`, for
/// startup.py.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Annotations/Table.h"
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <string>
#include <sys/resource.h>
#include <vector>

using namespace pyrefcheck;
using Clock = std::chrono::steady_clock;

static double microseconds(Clock::time_point Since) {
  return std::chrono::duration<double, std::micro>(Clock::now() - Since)
      .count();
}

static long pageFaults() {
  rusage Usage;
  getrusage(RUSAGE_SELF, &Usage);
  return Usage.ru_minflt;
}

static void print(const char *Name, std::vector<double> Values,
                  const char *Unit) {
  std::sort(Values.begin(), Values.end());
  auto At = [&](size_t Quarter) {
    return Values[(Values.size() - 1) * Quarter / 4];
  };
  std::printf("%s %.4g %.4g %.4g %s\n", Name, At(2), At(1), At(3), Unit);
}

namespace {

struct Loaded {
  void *Handle;
  const TableData *Data;
};

/// What is measured of loading one shared object.
struct Costs {
  std::vector<double> Times, Faults;
};

} // namespace

static Loaded load(const char *Path) {
  // As LLVM loads plugins.
  void *Handle = dlopen(Path, RTLD_LAZY | RTLD_GLOBAL);
  void *Symbol = Handle ? dlsym(Handle, "benchmarkedTable") : nullptr;
  if (!Symbol) {
    std::fprintf(stderr, "error: %s\n", dlerror());
    std::exit(1);
  }
  auto *Get = reinterpret_cast<const TableData *(*)()>(Symbol);
  return {Handle, Get()};
}

static void measureLoading(const char *Path, Costs &C) {
  long Faults = pageFaults();
  Clock::time_point Start = Clock::now();
  Loaded Module = load(Path);
  Table Facts;
  Facts.add(*Module.Data);
  const bool Known = Facts.findFunction("PyList_New") != nullptr;
  C.Times.push_back(microseconds(Start));
  C.Faults.push_back(static_cast<double>(pageFaults() - Faults));
  if (Known == Module.Data->Functions.empty())
    std::exit(1); // never; but the look-up has to happen
  dlclose(Module.Handle);
}

/// Nanoseconds for one look-up, the average over all \p Names.
static double lookUpAll(const Table &Facts,
                        const std::vector<std::string> &Names, bool Known) {
  size_t Found = 0;
  Clock::time_point Start = Clock::now();
  for (const std::string &Name : Names)
    Found += Facts.findFunction(Name) != nullptr;
  double Time = microseconds(Start);
  if (Found != (Known ? Names.size() : 0)) {
    std::fprintf(stderr, "error: %zu of %zu names are known\n", Found,
                 Names.size());
    std::exit(1);
  }
  return Time * 1000 / static_cast<double>(Names.size());
}

int main(int Argc, char **Argv) {
  if (Argc != 4) {
    std::fprintf(stderr, "usage: %s TABLE.so EMPTY.so REPETITIONS\n", Argv[0]);
    return 1;
  }
  const int Repetitions = std::max(1, std::atoi(Argv[3]));
  Costs Full, Empty;
  for (int I = 0; I != Repetitions; ++I) {
    measureLoading(Argv[1], Full);
    measureLoading(Argv[2], Empty);
  }
  print("load-table", Full.Times, "us");
  print("load-empty", Empty.Times, "us");
  print("faults-table", Full.Faults, "pages");
  print("faults-empty", Empty.Faults, "pages");

  Loaded Module = load(Argv[1]);
  Table Facts;
  Facts.add(*Module.Data);
  std::vector<std::string> Known, Unknown;
  for (const Function &F : Module.Data->Functions) {
    Known.push_back(F.Name.str());
    Unknown.push_back(F.Name.str() + "x");
  }
  std::vector<double> KnownTimes, UnknownTimes;
  for (int I = 0; I != Repetitions; ++I) {
    KnownTimes.push_back(lookUpAll(Facts, Known, true));
    UnknownTimes.push_back(lookUpAll(Facts, Unknown, false));
  }
  std::printf("functions %zu %zu %zu entries\n", Known.size(), Known.size(),
              Known.size());
  print("look-up-known", KnownTimes, "ns");
  print("look-up-unknown", UnknownTimes, "ns");
  return 0;
}

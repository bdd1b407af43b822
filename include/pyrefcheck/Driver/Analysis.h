//===- Analysis.h - Analyses one file, or all of a project ------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_ANALYSIS_H
#define PYREFCHECK_DRIVER_ANALYSIS_H

#include "pyrefcheck/Driver/CompileDatabase.h"
#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Driver/Finding.h"
#include "pyrefcheck/Driver/HeaderSearch.h"
#include "pyrefcheck/Driver/Toolchain.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <atomic>
#include <map>
#include <memory>
#include <set>

namespace pyrefcheck {
namespace driver {

struct AnalysisOptions {
  Toolchain Tools;
  std::vector<std::string> ExtraFlags;      ///< for the compiler
  std::vector<std::string> AnnotationFiles; ///< absolute
  std::vector<std::string> DisabledChecks;
  bool DefaultChecks = false; ///< clang's own, too
  bool AllFiles = false;      ///< also those that do not use the C API
  double TimeLimit = 0;       ///< in seconds, for each file
  unsigned Jobs = 1;
  std::string CacheDirectory; ///< empty: none
  /// Where findings are kept by function, so that after an edit only a few are
  /// analysed again; empty: nowhere.
  std::string FunctionDirectory;
  /// For clang's -ivfsoverlay: files whose text is not that on the disk. What
  /// is found then is not kept in the cache.
  std::string Overlay;
  int Niceness = 0; ///< of the processes
};

struct UnitResult {
  enum Kind { Done, NoApi, Failed, Crashed, TimedOut, Cancelled };
  Kind How = Failed;
  std::string File;
  std::string Why; ///< what went wrong, in one line
  std::vector<Finding> Findings;
  std::vector<std::string> Inputs;  ///< the file and all that it includes
  std::vector<std::string> Dropped; ///< flags that clang does not know
  bool FromCache = false;
  unsigned Functions = 0; ///< that were analysed, if they are told apart

  bool isFailure() const {
    return How == Failed || How == Crashed || How == TimedOut;
  }
};

/// Analyses files in child processes. Thread safe.
class Analyzer {
public:
  Analyzer(AnalysisOptions Options, const std::atomic<bool> *Cancel);
  ~Analyzer();

  /// Null if all is well, else why nothing can be analysed.
  llvm::Error prepare();

  /// Finds out what the functions that \p Commands call in other files do,
  /// which are among \p Project: analyze() goes by that from then on. Only
  /// files that call each other are read, by the compiler as well; where that
  /// fails nothing is known. \p Started is called with the command, one at a
  /// time.
  void readOtherFiles(const std::vector<CompileCommand> &Project,
                      const std::vector<CompileCommand> &Commands,
                      llvm::function_ref<void(const CompileCommand &)> Started);

  UnitResult analyze(const CompileCommand &Command);

  /// All of \p Commands, several at a time. \p Started and \p Finished are
  /// called with the index, one at a time.
  std::vector<UnitResult>
  analyzeAll(const std::vector<CompileCommand> &Commands,
             llvm::function_ref<void(size_t)> Started,
             llvm::function_ref<void(size_t, const UnitResult &)> Finished);

private:
  struct Job;
  bool runClang(Job &J, llvm::function_ref<std::vector<std::string>()> Make);
  bool readInputs(Job &J);
  bool findInputs(Job &J);
  std::vector<std::string> analysisCommand(const Job &J) const;
  void runAnalysis(Job &J);
  bool begin(Job &J);
  std::string summarize(const CompileCommand &Command);
  bool fail(Job &J, const struct ProcessResult &Process);
  std::string rivals(const Job &J, llvm::ArrayRef<std::string> Inputs);
  bool readCache(Job &J);
  void writeCache(const Job &J);
  void readFunctions(Job &J);
  bool addFormer(Job &J);

  AnalysisOptions Options;
  const std::atomic<bool> *Cancel;
  std::string TemporaryDirectory;
  std::string OptionsHash;
  std::atomic<unsigned> Counter{0};
  /// What is known of the functions that a file calls, as the plugin reads it.
  std::map<std::string, std::string> OtherFiles;
  FileHashes Hashes;
  HeaderSearch Headers;
  std::mutex Lock;
  std::set<std::string> UnknownFlags; ///< by Lock
};

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_ANALYSIS_H

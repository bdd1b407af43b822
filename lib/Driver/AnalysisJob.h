//===- AnalysisJob.h - One file under analysis ------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_LIB_DRIVER_ANALYSISJOB_H
#define PYREFCHECK_LIB_DRIVER_ANALYSISJOB_H

#include "pyrefcheck/Driver/Analysis.h"
#include "pyrefcheck/Driver/FunctionResults.h"
#include "llvm/Support/Chrono.h"

struct pyrefcheck::driver::Analyzer::Job {
  explicit Job(const CompileCommand &C) : Command(C) {}

  const CompileCommand &Command;
  UnitResult Result;
  std::vector<std::string> Arguments;
  std::string Scratch;   ///< path without extension for temporary files
  std::string Key;       ///< in the cache
  std::string Functions; ///< the file with findings by function; may be empty
  FunctionResults Former;
  std::string Others;      ///< about functions in other files; may be empty
  bool Summarizes = false; ///< nothing is analysed, but functions summarized
  std::string Summary;     ///< of this file's functions
  llvm::sys::TimePoint<> Start = std::chrono::system_clock::now();
};

#endif // PYREFCHECK_LIB_DRIVER_ANALYSISJOB_H

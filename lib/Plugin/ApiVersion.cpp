//===- ApiVersion.cpp - Which clang may load the plugin -------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Clang compares clang_analyzerAPIVersionString with its own full version, up
/// to the patch level, and quietly passes over a plugin that differs. Within a
/// major version the interface does not change, so the string is taken from
/// the clang that loads us, if its major version is the one we were built for.
///
/// With another major version nothing of ours may run: what we register has
/// the wrong layout for it. Often the dynamic linker finds that out before us.
///
//===----------------------------------------------------------------------===//

#include "clang/Basic/Version.h"
#include "clang/StaticAnalyzer/Frontend/CheckerRegistry.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>
#include <cstring>

// The array that the analyzer reads as a C string. Not const: filled below.
extern "C" {
char clang_analyzerAPIVersionString[64] = CLANG_ANALYZER_API_VERSION_STRING;
}

namespace {
struct VersionFiller {
  VersionFiller() {
    std::string Full = clang::getClangFullVersion();
    llvm::StringRef Rest = Full;
    size_t At = Rest.find("version ");
    if (At == llvm::StringRef::npos)
      return;
    Rest = Rest.drop_front(At + 8);
    unsigned Major = 0;
    if (Rest.consumeInteger(10, Major))
      return;
    if (Major != CLANG_VERSION_MAJOR) {
      llvm::errs() << "pyrefcheck: this plugin is for clang "
                   << CLANG_VERSION_MAJOR << ", but clang " << Major
                   << " is loading it; take the plugin from lib/pyrefcheck/"
                   << "clang-" << Major << ", or run clang-"
                   << CLANG_VERSION_MAJOR << "\n";
      std::_Exit(1);
    }
    llvm::StringRef Version = llvm::StringRef(Full).drop_front(At + 8);
    Version = Version.take_until([](char C) { return C == ' '; });
    std::strncpy(clang_analyzerAPIVersionString, Version.str().c_str(),
                 sizeof(clang_analyzerAPIVersionString) - 1);
  }
};
} // namespace

/// Before all other static objects here, which register things.
__attribute__((init_priority(101))) static VersionFiller Filler;

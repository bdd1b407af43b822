//===- Dump.cpp - Writes facts as JSON ------------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// The program that makes the bundled table cannot have it yet.
#ifndef PYREFCHECK_BOOTSTRAP

#include "Command.h"

using namespace llvm;
using namespace pyrefcheck;

static cl::SubCommand Dump("dump", "Write the facts as JSON");
static cl::list<std::string> Files(cl::Positional, cl::ZeroOrMore,
                                   cl::desc("[FILE...] (the bundled facts if "
                                            "there is none)"),
                                   cl::sub(Dump));
static cl::opt<std::string>
    ApiVersion("api-version",
               cl::desc("Only the facts for this version of Python"),
               cl::value_desc("3.11"), cl::sub(Dump));

static int runDump() {
  unsigned VersionHex = 0;
  if (!ApiVersion.empty() && (VersionHex = versionHex(ApiVersion)) == 0) {
    errs() << "error: --api-version: expected a version such as 3.11, found '"
           << ApiVersion << "'\n";
    return 1;
  }
  std::vector<AnnotationError> Errors;
  OwnedTable Read = readAnnotations(Files, Errors, bundledFacts());
  if (!printErrors(Errors))
    return 1;
  dumpTable(Files.empty() ? bundledTable() : Read.data(), VersionHex, outs());
  return 0;
}

static Command DumpCommand(Dump, runDump);

#endif // PYREFCHECK_BOOTSTRAP

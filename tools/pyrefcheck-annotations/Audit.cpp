//===- Audit.cpp - Finds what facts lack ----------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// The program that makes the bundled table cannot have it yet.
#ifndef PYREFCHECK_BOOTSTRAP

#include "Auditor.h"
#include "Command.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"

using namespace llvm;
using namespace pyrefcheck;

static cl::SubCommand Audit("audit", "Compare the facts with C headers");
static cl::list<std::string>
    Includes("python-include", cl::OneOrMore,
             cl::desc("The directory of a Python.h; may be repeated"),
             cl::value_desc("dir"), cl::sub(Audit));
static cl::list<std::string>
    Limited("limited",
            cl::desc("A value of Py_LIMITED_API (by default, all from 3.2 to "
                     "the version of the headers); may be repeated"),
            cl::value_desc("hex"), cl::sub(Audit));
static cl::list<std::string>
    Also("also",
         cl::desc("A header in the directories, beside Python.h and what "
                  "CPython has in addition; may be repeated"),
         cl::value_desc("header"), cl::sub(Audit));
static cl::opt<std::string> Clang("clang",
                                  cl::desc("The clang that reads the headers"),
                                  cl::value_desc("program"), cl::init("clang"),
                                  cl::sub(Audit));
static cl::list<std::string>
    Files("annotations",
          cl::desc("Compare these files instead of the bundled facts"),
          cl::value_desc("file"), cl::sub(Audit));

static bool readLevels(std::vector<unsigned> &Levels) {
  // No version is newer than this, and those the headers lack are left out.
  if (Limited.empty())
    for (unsigned Minor = 2; Minor != 64; ++Minor)
      Levels.push_back(3u << 24 | Minor << 16);
  for (StringRef Text : Limited) {
    unsigned Level;
    if (Text.getAsInteger(0, Level)) {
      errs() << "error: --limited: expected a number such as 0x03080000, "
             << "found '" << Text << "'\n";
      return false;
    }
    Levels.push_back(Level);
  }
  return true;
}

static int runAudit() {
  std::vector<unsigned> Levels;
  ErrorOr<std::string> Program = sys::findProgramByName(Clang);
  if (!Program || !sys::fs::can_execute(*Program)) {
    errs() << "error: --clang: cannot find '" << Clang << "'\n";
    return 1;
  }
  std::vector<AnnotationError> Errors;
  OwnedTable Read = readAnnotations(Files, Errors, bundledFacts());
  if (!readLevels(Levels) || !printErrors(Errors))
    return 1;
  Auditor Auditor(Files.empty() ? bundledTable() : Read.data(), Also);
  std::string Names;
  for (StringRef Directory : Includes) {
    HeaderReader Reader(*Program, Directory.rtrim('/'), Also);
    if (!Reader.open() || !Auditor.read(Reader, Levels))
      return 1;
    Names += (Names.empty() ? "" : ", ") + Reader.name();
  }
  unsigned Findings = Auditor.report(outs());
  if (Findings == 0)
    outs() << "the facts agree with the headers of " << Names << '\n';
  return Findings != 0;
}

static Command AuditCommand(Audit, runAudit);

#endif // PYREFCHECK_BOOTSTRAP

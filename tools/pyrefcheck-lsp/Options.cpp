//===- Options.cpp - The command line of the server -----------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include <thread>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;
using compat::startsWith;

// Not llvm::cl: it has no place for options that belong to somebody else, and
// LLVM as a shared library brings hundreds of its own.
static const char Help[] =
    R"(usage: pyrefcheck-lsp [OPTION...] [CLANGD-OPTION...]

A language server for editors, in clangd's place: runs clangd, passes everything
on, and adds pyrefcheck's findings in C and C++ code that uses Python's C API.

  --clangd=PROGRAM     the clangd to run; default: clangd in the PATH, else the
                       newest clangd-N
  --alone              without clangd, as a second server beside it
  --clang=PROGRAM      analyse with this clang
  --llvm=N             analyse with clang-N and its plugin
  --min-rank=RANK      show findings from that rank on: high, medium (default)
                       or low
  --idle-delay=MS      analyse that long after the last change; default: 500
  --on-save-only       analyse when a file is opened or saved only
  --analysis-jobs=N    analyse so many files at once; default: half the
                       processors
  --python=PROGRAM     the Python whose headers are used where no compile
                       commands are found; default: python3
  --no-cache           analyse also what has not changed since last time
  --help               this text
  --version            clangd's version and ours

All other options are clangd's. More settings: docs/editors.md.
)";

void pyrefcheck::printHelp() { outs() << Help; }

static bool isSelf(const std::string &Candidate, const std::string &Program) {
  return sys::fs::equivalent(Candidate, Program);
}

/// In the PATH, but not ourselves: some put us there under its name.
static std::string findClangd(const std::string &Program) {
  const char *Path = std::getenv("PATH");
  SmallVector<StringRef, 16> Directories;
  StringRef(Path ? Path : "").split(Directories, ':', -1, false);
  for (StringRef Directory : Directories) {
    std::string Candidate = (Directory + "/clangd").str();
    if (sys::fs::can_execute(Candidate) && !isSelf(Candidate, Program))
      return Candidate;
  }
  for (unsigned Major = 40; Major >= 11; --Major)
    if (auto Found = sys::findProgramByName("clangd-" + std::to_string(Major)))
      return *Found;
  return "";
}

static Error readNumber(StringRef Name, StringRef Value, unsigned &Number) {
  if (Value.getAsInteger(10, Number) || Number == 0 || Number > 999999)
    return failure(Name + "=" + Value + ": expected a number from 1 to 999999");
  return Error::success();
}

/// True if it was one of ours.
static Expected<bool> readOwn(StringRef Argument, ServerOptions &O) {
  auto [Name, Value] = Argument.split('=');
  editor::SessionOptions &S = O.Session;
  auto Number = [&, Name = Name,
                 Value = Value](unsigned &Result) -> Expected<bool> {
    if (Error E = readNumber(Name, Value, Result))
      return E;
    return true;
  };
  if (Argument == "--alone")
    O.Alone = true;
  else if (Argument == "--help" || Argument == "-help" || Argument == "-h")
    O.Help = true;
  else if (Argument == "--version" || Argument == "-version")
    O.Version = true;
  else if (Argument == "--no-cache")
    S.Cache = false;
  else if (Argument == "--on-save-only")
    S.Settings.OnChange = false;
  else if (Name == "--idle-delay")
    return Number(S.Settings.IdleDelay);
  else if (Name == "--analysis-jobs")
    return Number(S.Workers);
  else if (Name == "--llvm")
    return Number(S.Tools.Major);
  else if (Name == "--clangd" || Name == "--clang" || Name == "--python") {
    if (Value.empty())
      return failure(Name + ": expected " + Name + "=PROGRAM");
    (Name == "--clangd"  ? O.Clangd
     : Name == "--clang" ? S.Tools.Clang
                         : S.Settings.Python) = Value.str();
  } else if (Name == "--min-rank") {
    Rank Ignored;
    if (!parseRank(Value, Ignored))
      return failure(Argument + ": expected high, medium or low");
    S.Settings.Given.MinRank = Value.str();
  } else
    return false;
  return true;
}

Expected<ServerOptions>
pyrefcheck::readOptions(const std::string &Program,
                        const std::vector<std::string> &Arguments) {
  ServerOptions O;
  O.Session.Workers = std::max(1u, std::thread::hardware_concurrency() / 2);
  for (size_t I = 0; I != Arguments.size(); ++I) {
    StringRef A = Arguments[I];
    auto Own = readOwn(A, O);
    if (!Own)
      return Own.takeError();
    if (*Own)
      continue;
    O.ClangdArguments.push_back(A.str());
    StringRef Plain = A.ltrim('-');
    if (Plain == "check" || startsWith(Plain, "check="))
      O.OnlyClangd = true;
    if (Plain.consume_front("compile-commands-dir")) {
      if (!Plain.consume_front("=") && I + 1 != Arguments.size())
        Plain = Arguments[I + 1];
      O.Session.Flags.Directory = makeAbsolute(Plain);
    }
  }
  if (O.Alone && !O.ClangdArguments.empty())
    return failure("unknown option '" + O.ClangdArguments.front() +
                   "'; with --alone there is no clangd to pass it on to (see "
                   "'pyrefcheck-lsp --help')");
  O.Session.Tools.Program = Program;
  O.Session.Flags.Python = O.Session.Settings.Python;
  O.Session.StateDirectory = defaultCacheDirectory();
  if (O.Alone)
    return O;
  if (O.Clangd.empty()) {
    O.Clangd = findClangd(Program);
  } else {
    // If there is none, the editor is told later: its user sees that.
    if (auto Found = sys::findProgramByName(O.Clangd))
      O.Clangd = *Found;
    if (isSelf(O.Clangd, Program))
      return failure("--clangd=" + O.Clangd +
                     ": that is pyrefcheck-lsp itself, not clangd");
  }
  O.Session.HasClangd = !O.Clangd.empty();
  return O;
}

//===- Inputs.cpp - What is to be analysed, and how it is compiled --------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inputs.h"
#include "pyrefcheck/Driver/Toolchain.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

std::string pyrefcheck::mapPath(const std::string &File, const PathMap &Map) {
  for (const auto &[From, To] : Map)
    if (isBelow(File, From))
      return makeAbsolute(relativeTo(File, From), To);
  return File;
}

std::string pyrefcheck::mapText(StringRef Text, const PathMap &Map) {
  std::string Result = Text.str();
  for (const auto &[From, To] : Map)
    for (size_t At = 0; (At = Result.find(From + "/", At)) != Result.npos;)
      Result.replace(At, From.size(), To);
  return Result;
}

std::string pyrefcheck::findDatabase(const std::string &Directory) {
  // Direct children that look like build directories, the newest first.
  std::string Best;
  sys::TimePoint<> BestTime;
  auto Consider = [&](const std::string &Candidate) {
    std::string File = Candidate + "/compile_commands.json";
    sys::fs::file_status Status;
    if (sys::fs::status(File, Status) || !sys::fs::is_regular_file(Status))
      return;
    if (Best.empty() || Status.getLastModificationTime() > BestTime) {
      Best = File;
      BestTime = Status.getLastModificationTime();
    }
  };
  Consider(Directory);
  if (!Best.empty())
    return Best;
  std::error_code EC;
  for (sys::fs::directory_iterator I(Directory, EC), E; I != E && !EC;
       I.increment(EC)) {
    StringRef Name = sys::path::filename(I->path());
    if (!Name.contains("build") && Name != "out" && Name != "_skbuild")
      continue;
    Consider(I->path());
    // build/cp311, build/llvm-22, _skbuild/.../cmake-build
    std::error_code Inner;
    for (sys::fs::directory_iterator J(I->path(), Inner), End;
         J != End && !Inner; J.increment(Inner)) {
      Consider(J->path());
      Consider(J->path() + "/cmake-build");
    }
  }
  return Best;
}

/// The commands for one file: from the flags, a database above it, or nothing
/// but Python's headers.
static Expected<std::vector<CompileCommand>>
commandsForFile(const std::string &File, const InputOptions &Options) {
  CompileCommand C;
  C.Directory = workingDirectory();
  C.File = File;
  StringRef Extension = sys::path::extension(File);
  C.Arguments = {Extension == ".c" || Extension == ".i" ? "cc" : "c++"};
  if (Options.HasFlags) {
    C.Arguments.insert(C.Arguments.end(), Options.Flags.begin(),
                       Options.Flags.end());
    return std::vector<CompileCommand>{C};
  }
  for (StringRef Up = sys::path::parent_path(File); !Up.empty();
       Up = sys::path::parent_path(Up)) {
    std::string Database = findDatabase(Up.str());
    if (Database.empty())
      continue;
    auto All = readCompileDatabase(Database);
    if (!All)
      return All.takeError();
    llvm::erase_if(*All,
                   [&](const CompileCommand &C) { return C.File != File; });
    if (!All->empty()) {
      note(relativeTo(File, workingDirectory()) + ": flags from " + Database);
      return All;
    }
  }
  std::vector<std::string> Flags = pythonHeaderFlags(Options.Python);
  if (Flags.empty())
    return failure(File +
                   ": no compiler flags: give them after '--', or a "
                   "compile_commands.json (and '" +
                   Options.Python + "' is no Python)");
  note(relativeTo(File, workingDirectory()) + ": no compiler flags given; " +
       "using the headers of " + Options.Python);
  C.Arguments.insert(C.Arguments.end(), Flags.begin(), Flags.end());
  return std::vector<CompileCommand>{C};
}

static Expected<std::vector<CompileCommand>>
commandsFor(const std::string &Path, const InputOptions &Options,
            Inputs &Result) {
  sys::fs::file_status Status;
  if (std::error_code EC = sys::fs::status(Path, Status))
    return failure(Path + ": " + EC.message());
  if (sys::fs::is_directory(Status)) {
    std::string Database = findDatabase(Path);
    if (Database.empty())
      return buildProject(Path, Options, Result);
    note("compile commands from " + relativeTo(Database, workingDirectory()));
    return readCompileDatabase(Database);
  }
  if (sys::path::extension(Path) == ".json")
    return readCompileDatabase(Path);
  if (isSource(Path))
    return commandsForFile(Path, Options);
  return failure(Path + ": expected a directory, a compile_commands.json, or "
                        "a C or C++ source file");
}

Expected<Inputs> pyrefcheck::collectInputs(const InputOptions &Options) {
  Inputs Result;
  std::vector<CompileCommand> &All = Result.Commands;
  if (workingDirectory().empty())
    return failure("the working directory does not exist any more");
  if (Options.HasFlags && llvm::none_of(Options.Paths, isSource))
    return failure("flags after '--' are for single files; there are none");
  for (const std::string &Path : Options.Paths) {
    std::string Absolute = makeAbsolute(Path);
    auto Some = commandsFor(Absolute, Options, Result);
    if (!Some)
      return Some.takeError();
    All.insert(All.end(), Some->begin(), Some->end());
  }
  // The same twice, as in databases that were appended to.
  std::set<std::vector<std::string>> Seen;
  llvm::erase_if(All, [&](const CompileCommand &C) {
    std::vector<std::string> Key = languageArguments(C);
    Key.push_back(C.Directory);
    Key.push_back(C.File);
    return !Seen.insert(Key).second;
  });
  return Result;
}

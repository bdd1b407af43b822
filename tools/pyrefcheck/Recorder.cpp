//===- Recorder.cpp - Records what a build compiles -----------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Recorder.h"
#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cstdlib>
#include <unistd.h>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

static const char Prefix[] = "pyrefcheck-record-";
static const char DirectoryVariable[] = "PYREFCHECK_RECORD_DIRECTORY";

bool pyrefcheck::isRecorder(StringRef ProgramName) {
  return compat::startsWith(sys::path::filename(ProgramName), Prefix) &&
         std::getenv(DirectoryVariable);
}

/// The real compiler: "PYREFCHECK_RECORD_cc", which may have arguments, too.
static std::string variableOf(StringRef Name) {
  return "PYREFCHECK_RECORD_" + std::string(Name == "c++" ? "CXX" : "CC");
}

/// Nobody will run the objects: they need no optimization, which takes most of
/// the time of a build. False if that fails, for the real command to tell why.
static bool compilesQuickly(ArrayRef<const char *> Command) {
  std::vector<std::string> Words(Command.begin(), Command.end());
  bool Optimizes = llvm::any_of(Words, [](StringRef Word) {
    return compat::startsWith(Word, "-O") && Word != "-O0";
  });
  if (!Optimizes || !llvm::is_contained(Words, "-c") ||
      compiledFiles(workingDirectory(), Words).empty())
    return false;
  // Not an object that the project's own next build would take for its own.
  auto Output = llvm::find(Words, "-o");
  if (Output == Words.end() || ++Output == Words.end() ||
      !isBelow(makeAbsolute(*Output),
               sys::path::parent_path(std::getenv(DirectoryVariable))))
    return false;
  auto Program = sys::findProgramByName(Words.front());
  if (!Program)
    return false;
  // Without optimization, the C library warns of its checks.
  Words.insert(Words.end(), {"-O0", "-g0", "-U_FORTIFY_SOURCE"});
  SmallVector<StringRef, 64> Arguments(Words.begin(), Words.end());
  return sys::ExecuteAndWait(*Program, Arguments) == 0;
}

int pyrefcheck::runRecorder(int argc, char **argv) {
  StringRef Name = sys::path::filename(argv[0]).drop_front(sizeof(Prefix) - 1);
  const char *Real = std::getenv(variableOf(Name).c_str());
  BumpPtrAllocator Allocator;
  StringSaver Saver(Allocator);
  SmallVector<const char *, 64> Command;
  cl::TokenizeGNUCommandLine(Real ? Real : Name, Saver, Command);
  Command.append(argv + 1, argv + argc);

  json::Array Arguments;
  for (const char *Argument : Command)
    Arguments.push_back(json::fixUTF8(Argument));
  json::Value Entry = json::Object{{"directory", workingDirectory()},
                                   {"arguments", std::move(Arguments)}};
  // A file for each command: builds are parallel.
  SmallString<128> File;
  int FD;
  std::string Model =
      std::string(std::getenv(DirectoryVariable)) + "/%%%%%%%%.json";
  if (!sys::fs::createUniqueFile(Model, FD, File)) {
    raw_fd_ostream OS(FD, /*shouldClose=*/true);
    OS << formatv("{0}\n", Entry);
  }

  if (compilesQuickly(Command))
    return 0;
  Command.push_back(nullptr);
  execvp(Command[0], const_cast<char *const *>(Command.data()));
  errs() << "pyrefcheck: error: cannot start the compiler '" << Command[0]
         << "'\n";
  return 127;
}

Expected<Recorder> Recorder::create(const std::string &Directory,
                                    StringRef Program) {
  sys::fs::remove_directories(Directory);
  if (std::error_code EC = sys::fs::create_directories(Directory))
    return failure("cannot make " + Directory + ": " + EC.message());
  for (const char *Name : {"cc", "c++"})
    if (std::error_code EC =
            sys::fs::create_link(Program, Directory + "/" + Prefix + Name))
      return failure("cannot make a link in " + Directory + ": " +
                     EC.message());
  Recorder R;
  R.Directory = Directory;
  return R;
}

std::vector<std::string> Recorder::environment() const {
  auto Value = [](const char *Name, const char *Default) {
    const char *Text = std::getenv(Name);
    return std::string(Text && *Text ? Text : Default);
  };
  std::string C = Directory + "/" + Prefix;
  return {"CC=" + C + "cc", "CXX=" + C + "c++",
          "PYREFCHECK_RECORD_CC=" + Value("CC", "cc"),
          "PYREFCHECK_RECORD_CXX=" + Value("CXX", "c++"),
          std::string(DirectoryVariable) + "=" + Directory};
}

std::vector<CompileCommand> Recorder::commands() const {
  std::vector<CompileCommand> Commands;
  std::error_code EC;
  for (sys::fs::directory_iterator I(Directory, EC), E; I != E && !EC;
       I.increment(EC)) {
    if (sys::path::extension(I->path()) != ".json")
      continue;
    auto Text = readFile(I->path());
    if (!Text) {
      consumeError(Text.takeError());
      continue;
    }
    auto Root = json::parse(*Text);
    if (!Root) {
      consumeError(Root.takeError());
      continue;
    }
    const json::Object *O = Root->getAsObject();
    const json::Array *List = O ? O->getArray("arguments") : nullptr;
    auto Where = O ? O->getString("directory") : decltype(O->getString(""))();
    if (!List || !Where)
      continue;
    CompileCommand C;
    C.Directory = Where->str();
    for (const json::Value &V : *List)
      if (auto Argument = V.getAsString())
        C.Arguments.push_back(Argument->str());
    for (const std::string &File : compiledFiles(C.Directory, C.Arguments)) {
      C.File = File;
      Commands.push_back(C);
    }
  }
  std::sort(Commands.begin(), Commands.end(),
            [](const CompileCommand &A, const CompileCommand &B) {
              return std::tie(A.File, A.Arguments) <
                     std::tie(B.File, B.Arguments);
            });
  return Commands;
}

//===- CompileDatabase.cpp - Commands that compile files ------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/CompileDatabase.h"
#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;
using compat::startsWith;

static std::vector<std::string> splitCommand(StringRef Command) {
  BumpPtrAllocator Allocator;
  StringSaver Saver(Allocator);
  SmallVector<const char *, 32> Arguments;
  cl::TokenizeGNUCommandLine(Command, Saver, Arguments);
  return {Arguments.begin(), Arguments.end()};
}

Expected<std::vector<CompileCommand>>
pyrefcheck::driver::readCompileDatabase(StringRef FileName) {
  auto Text = readFile(FileName);
  if (!Text)
    return Text.takeError();
  auto Root = json::parse(*Text);
  if (!Root)
    return failure(FileName +
                   ": expected a list of compile commands in JSON, but " +
                   toString(Root.takeError()));
  const json::Array *Entries = Root->getAsArray();
  if (!Entries)
    return failure(FileName + ": expected a list of compile commands");
  std::string Base =
      makeAbsolute(sys::path::parent_path(makeAbsolute(FileName)));
  std::vector<CompileCommand> Commands;
  for (size_t I = 0; I != Entries->size(); ++I) {
    auto Wrong = [&](const Twine &What) {
      return failure(FileName + ": entry " + Twine(I + 1) + ": expected " +
                     What);
    };
    const json::Object *Entry = (*Entries)[I].getAsObject();
    if (!Entry)
      return Wrong("an object");
    auto Directory = Entry->getString("directory");
    auto File = Entry->getString("file");
    if (!File)
      return Wrong("a string 'file'");
    CompileCommand C;
    C.Directory = Directory ? makeAbsolute(*Directory, Base) : Base;
    C.File = makeAbsolute(*File, C.Directory);
    if (const json::Array *Arguments = Entry->getArray("arguments")) {
      for (const json::Value &V : *Arguments) {
        auto Argument = V.getAsString();
        if (!Argument)
          return Wrong("strings in 'arguments'");
        C.Arguments.push_back(Argument->str());
      }
    } else if (auto Command = Entry->getString("command")) {
      C.Arguments = splitCommand(*Command);
    } else {
      return Wrong("'command' (a string) or 'arguments' (a list)");
    }
    if (C.Arguments.empty())
      return Wrong("a command that is not empty");
    Commands.push_back(std::move(C));
  }
  return Commands;
}

/// Programs that run the compiler that follows.
static bool isLauncher(StringRef Program) {
  static const StringLiteral Names[] = {"ccache", "sccache", "distcc", "icecc",
                                        "buildcache"};
  return llvm::is_contained(Names, sys::path::filename(Program));
}

std::vector<std::string>
pyrefcheck::driver::languageArguments(const CompileCommand &Command) {
  std::vector<std::string> Result;
  ArrayRef<std::string> Arguments = Command.Arguments;
  while (Arguments.size() > 1 && isLauncher(Arguments.front()))
    Arguments = Arguments.drop_front();
  if (StringRef(sys::path::filename(Arguments.front())).contains("++"))
    Result.push_back("--driver-mode=g++");
  bool HasFile = false;
  for (Arguments = Arguments.drop_front(); !Arguments.empty();
       Arguments = Arguments.drop_front()) {
    StringRef A = Arguments.front();
    // Outputs with a value of their own, or in the next argument.
    if (A == "-o" || A == "-MF" || A == "-MT" || A == "-MQ" || A == "-MJ" ||
        A == "--serialize-diagnostics") {
      if (Arguments.size() > 1)
        Arguments = Arguments.drop_front();
      continue;
    }
    if (A == "-c" || A == "-S" || A == "-E" || A == "-M" || A == "-MM" ||
        A == "-MD" || A == "-MMD" || A == "-MP" || A == "-MG" || A == "-MV" ||
        A == "-pedantic-errors" || A == "--analyze" || startsWith(A, "-MF") ||
        startsWith(A, "-MT") || startsWith(A, "-MQ") ||
        startsWith(A, "-Werror") || startsWith(A, "-Wp,-M") ||
        startsWith(A, "-save-temps") ||
        (startsWith(A, "-o") && A != "-object-file-name"))
      continue;
    if (!startsWith(A, "-") &&
        makeAbsolute(A, Command.Directory) == Command.File)
      HasFile = true;
    else if (!startsWith(A, "-") && isSource(A) &&
             (Result.empty() ||
              (Result.back() != "-include" && Result.back() != "-imacros")))
      continue; // of a command that compiles several
    Result.push_back(A.str());
  }
  if (!HasFile)
    Result.push_back(Command.File);
  return Result;
}

bool pyrefcheck::driver::isSource(StringRef FileName) {
  static const StringLiteral Extensions[] = {".c",   ".cc", ".cpp", ".cxx",
                                             ".c++", ".C",  ".i",   ".ii"};
  return llvm::is_contained(Extensions, sys::path::extension(FileName));
}

std::vector<std::string>
pyrefcheck::driver::compiledFiles(StringRef Directory,
                                  const std::vector<std::string> &Args) {
  std::vector<std::string> Files;
  for (size_t I = 1; I < Args.size(); ++I) {
    StringRef A = Args[I];
    if (A == "-E" || A == "-M" || A == "-MM" || A == "-###" ||
        A == "-fsyntax-only" || startsWith(A, "-print-"))
      return {};
    if (A == "-o" || A == "-include" || A == "-imacros" || A == "-MF" ||
        A == "-MT" || A == "-MQ" || A == "-x") {
      ++I;
      continue;
    }
    if (!startsWith(A, "-") && isSource(A))
      Files.push_back(makeAbsolute(A, Directory));
  }
  return Files;
}

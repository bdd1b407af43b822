//===- pyrefcheck-annotations.cpp - Checks, compiles and shows API facts --===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace llvm;
using namespace pyrefcheck;

Command *Command::First = nullptr;

Command::Command(cl::SubCommand &Sub, RunFunction Run)
    : Sub(Sub), Run(Run), Next(First) {
  First = this;
}

int Command::runChosen(StringRef ProgramPath) {
  for (Command *C = First; C; C = C->Next)
    if (C->Sub)
      return C->Run();
  StringRef ProgramName = sys::path::filename(ProgramPath);
  errs() << ProgramName << ": expected a command; see '" << ProgramName
         << " --help'\n";
  return 1;
}

bool pyrefcheck::printErrors(const std::vector<AnnotationError> &Errors) {
  for (const AnnotationError &Error : Errors)
    errs() << Error.str() << '\n';
  return Errors.empty();
}

const Table *pyrefcheck::bundledFacts() {
#ifdef PYREFCHECK_BOOTSTRAP
  return nullptr;
#else
  static const Table Facts = [] {
    Table T;
    T.add(bundledTable());
    return T;
  }();
  return &Facts;
#endif
}

static cl::SubCommand Check("check", "Check annotation files");
static cl::list<std::string> CheckFiles(cl::Positional, cl::OneOrMore,
                                        cl::desc("FILE..."), cl::sub(Check));

static int runCheck() {
  std::vector<AnnotationError> Errors;
  OwnedTable Table = readAnnotations(CheckFiles, Errors, bundledFacts());
  if (!printErrors(Errors))
    return 1;
  const TableData &Data = Table.data();
  // Functions even if there are none: that is what one looks for.
  outs() << Data.Functions.size()
         << (Data.Functions.size() == 1 ? " function" : " functions");
  auto More = [](size_t N, StringRef One, StringRef Several) {
    if (N != 0)
      outs() << ", " << N << ' ' << (N == 1 ? One : Several);
  };
  More(Data.Members.size(), "member", "members");
  More(Data.EntryPoints.size(), "entry point", "entry points");
  More(Data.Formats.size(), "format code", "format codes");
  More(Data.Slots.size(), "slot", "slots");
  More(Data.Records.size(), "record", "records");
  More(Data.Prefixes.size(), "prefix", "prefixes");
  More(Data.Immortals.size(), "immortal", "immortals");
  More(Data.Elements.size(), "element", "elements");
  More(Data.Types.size(), "type", "types");
  More(Data.Families.size(), "family", "families");
  outs() << " ok\n";
  return 0;
}

static Command CheckCommand(Check, runCheck);

static cl::SubCommand Compile("compile", "Write annotation files as C++");
static cl::list<std::string> CompileFiles(cl::Positional, cl::OneOrMore,
                                          cl::desc("FILE..."),
                                          cl::sub(Compile));
static cl::opt<std::string> Output("o", cl::Required,
                                   cl::desc("The C++ file to write"),
                                   cl::value_desc("file"), cl::sub(Compile));

static int runCompile() {
  std::vector<AnnotationError> Errors;
  OwnedTable Table = readAnnotations(CompileFiles, Errors);
  if (!printErrors(Errors))
    return 1;
  std::error_code Error;
  // Removes the file again unless told to keep it.
  ToolOutputFile File(Output, Error, sys::fs::OF_Text);
  if (!Error) {
    emitTable(Table.data(), File.os());
    File.os().flush();
    Error = File.os().error();
  }
  if (Error) {
    errs() << Output << ": error: cannot write the file: " << Error.message()
           << '\n';
    File.os().clear_error();
    return 1;
  }
  File.keep();
  return 0;
}

static Command CompileCommand(Compile, runCompile);

int main(int argc, char **argv) {
  InitLLVM Init(argc, argv);
  // LLVM as a shared library brings hundreds of options.
  static cl::OptionCategory Own("Options");
  cl::HideUnrelatedOptions(Own);
  cl::ParseCommandLineOptions(argc, argv,
                              "API facts of the pyrefcheck plugin\n");
  return Command::runChosen(argv[0]);
}

//===- pyrefcheck.cpp - Checks a whole project ----------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Recorder.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;
using namespace pyrefcheck;

cl::OptionCategory pyrefcheck::OwnOptions("Options");

int pyrefcheck::complain(const Twine &Message) {
  WithColor::error(errs(), "pyrefcheck") << Message << '\n';
  return CannotWork;
}

int pyrefcheck::complain(Error E) { return complain(toString(std::move(E))); }

void pyrefcheck::note(const Twine &Message) {
  errs() << "pyrefcheck: " << Message << '\n';
}

static void printVersion(raw_ostream &OS) {
  OS << "pyrefcheck " PYREFCHECK_VERSION "\n";
}

static const char Overview[] =
    "Finds reference count bugs in C and C++ code that uses the CPython C "
    "API.\n\n"
    "  pyrefcheck check            the project in this directory\n"
    "  pyrefcheck check build/compile_commands.json\n"
    "  pyrefcheck check module.c -- -I/usr/include/python3.11\n"
    "  pyrefcheck explain cpython.refcount.Leak\n\n"
    "Exit status: 0 no findings, 1 findings, 2 it could not do its work.\n";

/// The first argument that gives a flag a value that it cannot have; LLVM
/// prints that itself, in words of its own.
static StringRef wrongFlag(ArrayRef<const char *> Arguments) {
  static const StringLiteral Known[] = {"0",    "1",     "true",  "True",
                                        "TRUE", "false", "False", "FALSE"};
  for (StringRef A : Arguments) {
    auto [Name, Value] = A.split('=');
    if (Name.size() == A.size() || !Name.consume_front("-"))
      continue;
    Name.consume_front("-");
    for (cl::SubCommand *Sub : cl::getRegisteredSubcommands()) {
      auto It = Sub->OptionsMap.find(Name);
      if (It != Sub->OptionsMap.end() &&
          llvm::is_contained(It->second->Categories, &OwnOptions) &&
          It->second->getValueExpectedFlag() == cl::ValueOptional &&
          !llvm::is_contained(Known, Value))
        return A;
    }
  }
  return "";
}

int main(int argc, char **argv) {
  InitLLVM Init(argc, argv);
  if (isRecorder(argv[0]))
    return runRecorder(argc, argv);

  Invocation I;
  I.Program = sys::fs::getMainExecutable(
      argv[0], reinterpret_cast<void *>(&pyrefcheck::runCheck));
  std::vector<const char *> Arguments;
  for (int N = 0; N < argc; ++N) {
    if (I.HasFlags)
      I.Flags.push_back(argv[N]);
    else if (StringRef(argv[N]) == "--")
      I.HasFlags = true;
    else
      Arguments.push_back(argv[N]);
  }

  // LLVM as a shared library brings hundreds of options.
  for (cl::SubCommand *Sub : {&CheckCommand, &MergeCommand, &ExplainCommand})
    cl::HideUnrelatedOptions(OwnOptions, *Sub);
  cl::HideUnrelatedOptions(OwnOptions);
  cl::SetVersionPrinter(printVersion);
  // For LLVM, "--jbos" is "-j" with a number.
  for (StringRef A : Arguments)
    if (compat::startsWith(A, "--j") && A.split('=').first != "--jobs")
      return complain("Unknown command line argument '" + A +
                      "'; see 'pyrefcheck --help'");
  StringRef Wrong = wrongFlag(Arguments);
  if (!Wrong.empty())
    return complain(Wrong + ": expected no value, true or false");
  std::string Errors;
  raw_string_ostream ErrorStream(Errors);
  if (!cl::ParseCommandLineOptions(static_cast<int>(Arguments.size()),
                                   Arguments.data(), Overview, &ErrorStream)) {
    ErrorStream.flush();
    StringRef Text = StringRef(Errors).trim();
    Text.consume_front(sys::path::filename(argv[0]));
    Text.consume_front(": ");
    Text = Text.split(".  Try:").first.split('\n').first.rtrim('!');
    // LLVM has printed already what is wrong with the value of an option.
    if (Text.empty())
      Text = "an option cannot be understood";
    return complain(Text + "; see 'pyrefcheck --help'");
  }
  if (wantsGenerated())
    return runGenerate();
  if (CheckCommand)
    return runCheck(I);
  if (I.HasFlags)
    return complain("'--' is for compiler flags of 'pyrefcheck check'");
  if (MergeCommand)
    return runMerge();
  if (ExplainCommand)
    return runExplain();
  return complain("expected a command: check, merge or explain; see "
                  "'pyrefcheck --help'");
}

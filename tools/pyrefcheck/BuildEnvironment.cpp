//===- BuildEnvironment.cpp - What a project needs to be built ------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProjectBuild.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include <cstdlib>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

Error ProjectBuild::install(ArrayRef<std::string> Names) {
  std::vector<std::string> Command = {Python,
                                      "-m",
                                      "pip",
                                      "install",
                                      "-q",
                                      "-U",
                                      "--disable-pip-version-check"};
  Command.insert(Command.end(), Names.begin(), Names.end());
  return execute(Command, {});
}

/// A virtual environment with what the project needs to be built, as pip makes
/// one; but it stays, because the headers in it are needed for the analysis.
Error ProjectBuild::makeEnvironment() {
  std::string Home = State + "/environment";
  std::string Programs = Home + "/bin";
  // Written last: without it, the environment may be half of one.
  std::string Whole = Home + "/pyrefcheck-requires";
  std::string Wanted =
      Options.Python + "\n" + llvm::join(System.Requires, "\n");
  auto Known = readFile(Whole);
  bool Reuse = Known && *Known == Wanted && !Options.Rebuild;
  if (!Known)
    consumeError(Known.takeError());
  if (!Reuse) {
    sys::fs::remove(Whole);
    sys::fs::remove_directories(Home);
    if (Error E = execute({Options.Python, "-m", "venv", Home}, {}))
      return E;
  }
  EnvironmentPrograms = Programs;
  const char *Path = std::getenv("PATH");
  Environment = {"PATH=" + Programs + (Path ? ":" + std::string(Path) : ""),
                 "VIRTUAL_ENV=" + Home};
  Python = Programs + "/python";
  if (Reuse)
    return Error::success();
  if (Error E = install(System.Requires))
    return E;
  if (!System.Backend.empty())
    if (Error E = installForBackend())
      return E;
  return writeFile(Whole, Wanted);
}

/// The backend may want more, as CMake where there is none.
Error ProjectBuild::installForBackend() {
  std::vector<std::string> Ask = {
      Python, "-c",
      "import importlib, sys\n"
      "name, _, inner = sys.argv[1].partition(':')\n"
      "sys.path[:0] = sys.argv[2:]\n"
      "backend = importlib.import_module(name)\n"
      "for part in inner.split('.') if inner else []:\n"
      "    backend = getattr(backend, part)\n"
      "ask = getattr(backend, 'get_requires_for_build_wheel', list)\n"
      "more = ask()\n"
      "print()\n"
      "for name in more: print('needs:' + name)\n",
      System.Backend};
  Ask.insert(Ask.end(), System.Path.begin(), System.Path.end());
  ProcessResult R = start(Ask, {});
  if (R.How == ProcessResult::Cancelled)
    return failure("interrupted");
  std::vector<std::string> More;
  SmallVector<StringRef, 16> Lines;
  StringRef(R.Output).split(Lines, '\n');
  for (StringRef Line : Lines)
    if (Line.consume_front("needs:"))
      More.push_back(Line.trim().str());
  return More.empty() ? Error::success() : install(More);
}

/// What the project needs to be built may not be installed. How the first
/// attempt failed is of interest only if this one fails, too.
Expected<ProjectBuild::Commands>
ProjectBuild::buildInEnvironment(Error Before) {
  std::string First = toString(std::move(Before));
  note("it failed before anything was compiled (" + Reason +
       "); trying again with what [build-system] in pyproject.toml requires: " +
       llvm::join(System.Requires, ", "));
  auto Both = [&](Error Second, StringRef Advice) -> Error {
    if (Interrupted)
      return Second;
    return failure(toString(std::move(Second)) +
                   "\nand before, with the packages of " + Options.Python +
                   ": " + First + Advice);
  };
  if (Error E = makeEnvironment())
    return Both(
        std::move(E),
        "\n  The project cannot be built as it is, and what it requires "
        "cannot be installed: install it yourself, and name the Python "
        "that has it with --python");
  auto Commands = build();
  if (!Commands)
    return Both(Commands.takeError(), "");
  return Commands;
}

//===- ProjectBuild.cpp - Has a build tell how it compiles ----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inputs.h"
#include "Recorder.h"
#include "pyrefcheck/Driver/Config.h"
#include "pyrefcheck/Driver/Process.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <algorithm>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

namespace {
class ProjectBuild {
public:
  ProjectBuild(const std::string &Directory, const InputOptions &Options,
               std::vector<Problem> &Problems)
      : Directory(Directory), Options(Options), Problems(Problems) {
    Python = Options.Python;
    System = readBuildSystem(Directory + "/pyproject.toml");
    State =
        Options.StateDirectory + "/projects/" + hash(Directory).substr(0, 16);
  }

  Expected<std::vector<CompileCommand>> run();

private:
  bool has(const char *Name) const {
    return sys::fs::exists(Directory + "/" + Name);
  }
  std::string program(const char *Name) const;
  Expected<std::string> stamp() const;
  Error execute(ArrayRef<std::string> Command, ArrayRef<std::string> Added);
  Expected<std::vector<CompileCommand>>
  exportFrom(ArrayRef<std::string> Command);
  Expected<std::vector<CompileCommand>>
  recordFrom(ArrayRef<std::string> Command);
  Expected<std::vector<CompileCommand>> build();
  Error makeEnvironment();
  Expected<std::vector<CompileCommand>> buildInEnvironment(Error Before);

  std::string Directory;
  const InputOptions &Options;
  std::vector<Problem> &Problems;
  std::string State; ///< where the build goes
  std::string Python;
  BuildSystem System;
  std::string EnvironmentPrograms;      ///< its directory of programs, if used
  std::vector<std::string> Environment; ///< its variables
};
} // namespace

/// From the environment if it has that program.
std::string ProjectBuild::program(const char *Name) const {
  std::string Own = EnvironmentPrograms + "/" + Name;
  return !EnvironmentPrograms.empty() && sys::fs::can_execute(Own) ? Own : Name;
}

/// Changes when the build might compile something else, or generate other
/// files: with the names of all files, and the content of those that say how
/// to build.
Expected<std::string> ProjectBuild::stamp() const {
  FileHashes Hashes;
  std::vector<std::string> Entries;
  std::error_code EC;
  for (sys::fs::recursive_directory_iterator I(Directory, EC), E; I != E && !EC;
       I.increment(EC)) {
    StringRef Path = I->path();
    StringRef Name = sys::path::filename(Path);
    if (compat::startsWith(Name, ".") || Name == "__pycache__" ||
        compat::endsWith(Name, ".egg-info") ||
        (I.level() == 0 && Name == "build")) {
      I.no_push();
      continue;
    }
    static const StringLiteral Described[] = {
        ".toml", ".cfg", ".cmake", ".build",   ".txt", ".in",
        ".pyx",  ".pxd", ".pxi",   ".options", ".f90"};
    StringRef Extension = sys::path::extension(Name);
    bool Build = llvm::is_contained(Described, Extension) ||
                 (Extension == ".py" && I.level() == 0);
    if (!Build && !isSource(Name))
      continue;
    std::string Entry = Path.str();
    if (Build)
      Entry += " " + Hashes.get(Entry);
    Entries.push_back(Entry);
  }
  if (EC)
    return failure("cannot read " + Directory + ": " + EC.message());
  std::sort(Entries.begin(), Entries.end());
  Entries.push_back("pyrefcheck " PYREFCHECK_VERSION " " + Options.Python);
  for (const char *Name :
       {"CC", "CXX", "CFLAGS", "CXXFLAGS", "CPPFLAGS", "PATH", "VIRTUAL_ENV"})
    if (const char *Value = std::getenv(Name))
      Entries.push_back(std::string(Name) + "=" + Value);
  return hash(llvm::join(Entries, "\n"));
}

/// Runs a part of the build. The last lines of what it printed are the message
/// if it fails; all of it is in a file.
Error ProjectBuild::execute(ArrayRef<std::string> Command,
                            ArrayRef<std::string> Added) {
  note("running: " + llvm::join(Command.begin(), Command.end(), " "));
  ProcessOptions PO;
  PO.Directory = Directory;
  PO.KeepOutput = true;
  PO.Environment = Environment;
  PO.Environment.insert(PO.Environment.end(), Added.begin(), Added.end());
  PO.Cancel = &Interrupted;
  ProcessResult R = runProcess(Command, PO);
  std::string Log = State + "/build.log";
  consumeError(writeFile(Log, R.Output + R.Errors));
  if (R.success())
    return Error::success();
  if (R.How == ProcessResult::Cancelled)
    return failure("interrupted");
  if (R.How == ProcessResult::NotStarted)
    return failure("cannot start '" + Command[0] + "': is it installed?");
  StringRef Text = StringRef(R.Errors).trim();
  if (Text.empty())
    Text = StringRef(R.Output).trim();
  SmallVector<StringRef, 16> Lines;
  Text.split(Lines, '\n');
  std::string Tail;
  for (size_t I = Lines.size() > 8 ? Lines.size() - 8 : 0; I < Lines.size();
       ++I)
    Tail += "\n  " + Lines[I].str();
  return failure("the build failed (all it said is in " + Log + "):" + Tail);
}

/// For build systems that write the database when they are configured.
Expected<std::vector<CompileCommand>>
ProjectBuild::exportFrom(ArrayRef<std::string> Command) {
  if (Error E = execute(Command, {}))
    return E;
  return readCompileDatabase(State + "/build/compile_commands.json");
}

/// For those that just compile. What was compiled before an error counts.
Expected<std::vector<CompileCommand>>
ProjectBuild::recordFrom(ArrayRef<std::string> Command) {
  auto R = Recorder::create(State + "/record", Options.Program);
  if (!R)
    return R.takeError();
  Error E = execute(Command, R->environment());
  std::vector<CompileCommand> Commands = R->commands();
  // Many builds try what the compiler can do, with a file made for that.
  size_t All = Commands.size();
  llvm::erase_if(Commands, [](const CompileCommand &C) {
    return !sys::fs::exists(C.File);
  });
  if (size_t Gone = All - Commands.size())
    note("left out: " + plural(Gone, "file") +
         " that the build compiled and then removed");
  if (!E)
    return Commands;
  if (Commands.empty() || Interrupted)
    return E;
  note("warning: " + toString(std::move(E)));
  Problems.push_back(
      {Directory, "the build failed; of what it was to compile, there are " +
                      plural(Commands.size(), "file")});
  return Commands;
}

Expected<std::vector<CompileCommand>> ProjectBuild::build() {
  StringRef Here = Directory;
  std::string Out = State + "/build";
  const std::string &Backend = System.Backend;
  // From nothing: objects that are up to date would not be compiled.
  sys::fs::remove_directories(Out);
  if (std::error_code EC = sys::fs::create_directories(Out))
    return failure("cannot make " + Out + ": " + EC.message());
  if (Backend == "mesonpy" || (Backend.empty() && has("meson.build"))) {
    note("a Meson project: asking meson");
    return exportFrom({program("meson"), "setup", Out, Directory});
  }
  if (has("setup.py") &&
      (Backend.empty() || StringRef(Backend).contains("setuptools"))) {
    note("a setuptools project: building its extensions to see how");
    return recordFrom({Python, "setup.py", "-q", "build_ext", "--force",
                       "--build-temp", Out + "/temp", "--build-lib",
                       Out + "/lib"});
  }
  if (has("CMakeLists.txt") && Backend.empty()) {
    note("a CMake project: asking cmake");
    return exportFrom({program("cmake"), "-S", Directory, "-B", Out,
                       "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"});
  }
  if (!Backend.empty() || has("pyproject.toml")) {
    note("a project with the build backend " +
         (Backend.empty() ? "setuptools" : Backend) +
         ": building a wheel to see how");
    return recordFrom({Python, "-m", "pip", "wheel", "-q", "--no-deps",
                       "--no-build-isolation", "-w", Out + "/wheel",
                       Directory});
  }
  return failure(Here +
                 ": no compile_commands.json, and nothing that says how the "
                 "project is built (pyproject.toml, setup.py, meson.build, "
                 "CMakeLists.txt); with another build system, run it under "
                 "'bear --' and give the compile_commands.json that it writes");
}

/// A virtual environment with what the project needs to be built, as pip makes
/// one; but it stays, because the headers in it are needed for the analysis.
Error ProjectBuild::makeEnvironment() {
  std::string Where = State + "/environment";
  std::string Programs = Where + "/bin";
  std::string Own = Programs + "/python";
  sys::fs::remove_directories(Where);
  if (Error E = execute({Options.Python, "-m", "venv", Where}, {}))
    return E;
  auto Install = [&](ArrayRef<std::string> Names) -> Error {
    std::vector<std::string> Command = {
        Own, "-m", "pip", "install", "-q", "-U", "--disable-pip-version-check"};
    Command.insert(Command.end(), Names.begin(), Names.end());
    return execute(Command, {});
  };
  if (Error E = Install(System.Requires))
    return E;
  EnvironmentPrograms = Programs;
  const char *Path = std::getenv("PATH");
  Environment = {"PATH=" + Programs + (Path ? ":" + std::string(Path) : ""),
                 "VIRTUAL_ENV=" + Where};
  Python = Own;
  if (System.Backend.empty())
    return Error::success();
  // The backend may want more, as CMake where there is none.
  std::vector<std::string> Ask = {
      Own, "-c",
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
  ProcessOptions PO;
  PO.Directory = Directory;
  PO.KeepOutput = true;
  PO.Environment = Environment;
  PO.Cancel = &Interrupted;
  ProcessResult R = runProcess(Ask, PO);
  std::vector<std::string> More;
  SmallVector<StringRef, 16> Lines;
  StringRef(R.Output).split(Lines, '\n');
  for (StringRef Line : Lines)
    if (Line.consume_front("needs:"))
      More.push_back(Line.trim().str());
  return More.empty() ? Error::success() : Install(More);
}

/// What the project needs to be built may not be installed.
Expected<std::vector<CompileCommand>>
ProjectBuild::buildInEnvironment(Error Before) {
  std::string First = toString(std::move(Before));
  note("warning: " + First);
  note("trying again with what [build-system] in pyproject.toml requires: " +
       llvm::join(System.Requires, ", "));
  if (Error E = makeEnvironment()) {
    if (Interrupted)
      return E;
    return failure(toString(std::move(E)) +
                   "\n  The project cannot be built as it is, and what it "
                   "requires cannot be installed: install it yourself, and "
                   "name the Python that has it with --python");
  }
  return build();
}

Expected<std::vector<CompileCommand>> ProjectBuild::run() {
  auto Stamp = stamp();
  if (!Stamp)
    return Stamp.takeError();
  std::string Database = State + "/compile_commands.json";
  std::string StampFile = State + "/stamp";
  if (!Options.Rebuild) {
    auto Known = readFile(StampFile);
    if (Known && *Known == *Stamp) {
      auto Commands = readCompileDatabase(Database);
      if (Commands) {
        note("the project is built as before: using the compile commands of "
             "the last run (--rebuild asks again)");
        return Commands;
      }
      consumeError(Commands.takeError());
    } else if (!Known) {
      consumeError(Known.takeError());
    }
  }
  auto Commands = build();
  if (!Commands && !Interrupted && !System.Requires.empty())
    Commands = buildInEnvironment(Commands.takeError());
  if (!Commands || Commands->empty() || !Problems.empty())
    return Commands;
  json::Array Entries;
  for (const CompileCommand &C : *Commands)
    Entries.push_back(json::Object{{"directory", C.Directory},
                                   {"file", C.File},
                                   {"arguments", json::Array(C.Arguments)}});
  // The build may have generated sources: ask again what is there.
  Stamp = stamp();
  if (!Stamp)
    return Stamp.takeError();
  if (Error E = writeFile(
          Database, formatv("{0:2}\n", json::Value(std::move(Entries))).str()))
    return E;
  if (Error E = writeFile(StampFile, *Stamp))
    return E;
  return Commands;
}

Expected<std::vector<CompileCommand>>
pyrefcheck::buildProject(const std::string &Directory,
                         const InputOptions &Options,
                         std::vector<Problem> &Problems) {
  return ProjectBuild(Directory, Options, Problems).run();
}

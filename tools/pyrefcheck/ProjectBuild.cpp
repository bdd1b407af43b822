//===- ProjectBuild.cpp - Has a build tell how it compiles ----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inputs.h"
#include "Recorder.h"
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
    State =
        Options.StateDirectory + "/projects/" + hash(Directory).substr(0, 16);
  }

  Expected<std::vector<CompileCommand>> run();

private:
  bool has(const char *Name) const {
    return sys::fs::exists(Directory + "/" + Name);
  }
  std::string buildBackend() const;
  Expected<std::string> stamp() const;
  Error execute(ArrayRef<std::string> Command,
                ArrayRef<std::string> Environment);
  Expected<std::vector<CompileCommand>>
  exportFrom(ArrayRef<std::string> Command);
  Expected<std::vector<CompileCommand>>
  recordFrom(ArrayRef<std::string> Command);
  Expected<std::vector<CompileCommand>> build();

  std::string Directory;
  const InputOptions &Options;
  std::vector<Problem> &Problems;
  std::string State; ///< where the build goes
};
} // namespace

/// "setuptools.build_meta", from pyproject.toml. Only this one line matters.
std::string ProjectBuild::buildBackend() const {
  auto Text = readFile(Directory + "/pyproject.toml");
  if (!Text) {
    consumeError(Text.takeError());
    return "";
  }
  StringRef Rest = *Text;
  while (!Rest.empty()) {
    auto [Line, After] = Rest.split('\n');
    Rest = After;
    auto [Key, Value] = Line.split('=');
    if (Key.trim() == "build-backend")
      return Value.split('#').first.trim(" \t\r\"'").str();
  }
  return "";
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
                            ArrayRef<std::string> Environment) {
  note("running: " + llvm::join(Command.begin(), Command.end(), " "));
  ProcessOptions PO;
  PO.Directory = Directory;
  PO.KeepOutput = true;
  PO.Environment = Environment;
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
  std::string Backend = buildBackend();
  // From nothing: objects that are up to date would not be compiled.
  sys::fs::remove_directories(Out);
  if (std::error_code EC = sys::fs::create_directories(Out))
    return failure("cannot make " + Out + ": " + EC.message());
  if (Backend == "mesonpy" || (Backend.empty() && has("meson.build"))) {
    note("a Meson project: asking meson");
    return exportFrom({"meson", "setup", Out, Directory});
  }
  if (has("setup.py") &&
      (Backend.empty() || StringRef(Backend).contains("setuptools"))) {
    note("a setuptools project: building its extensions to see how");
    return recordFrom({Options.Python, "setup.py", "-q", "build_ext", "--force",
                       "--build-temp", Out + "/temp", "--build-lib",
                       Out + "/lib"});
  }
  if (has("CMakeLists.txt") && Backend.empty()) {
    note("a CMake project: asking cmake");
    return exportFrom({"cmake", "-S", Directory, "-B", Out,
                       "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"});
  }
  if (!Backend.empty() || has("pyproject.toml")) {
    note("a project with the build backend " +
         (Backend.empty() ? "setuptools" : Backend) +
         ": building a wheel to see how");
    return recordFrom({Options.Python, "-m", "pip", "wheel", "-q", "--no-deps",
                       "--no-build-isolation", "-w", Out + "/wheel",
                       Directory});
  }
  return failure(Here +
                 ": no compile_commands.json, and nothing that says how the "
                 "project is built (pyproject.toml, setup.py, meson.build, "
                 "CMakeLists.txt); with another build system, run it under "
                 "'bear --' and give the compile_commands.json that it writes");
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

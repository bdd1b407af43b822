//===- ProjectBuild.cpp - Has a build tell how it compiles ----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProjectBuild.h"
#include "Recorder.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <set>
#include <thread>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

ProjectBuild::ProjectBuild(const std::string &Directory,
                           const InputOptions &Options, Inputs &Result)
    : Directory(Directory), Options(Options), Result(Result),
      State(Options.StateDirectory + "/projects/" +
            hash(Directory).substr(0, 16)),
      Python(Options.Python),
      Copy(Directory, State + "/source", Options.StateDirectory + "/projects") {
}

bool ProjectBuild::has(const char *Name) const {
  return sys::fs::exists(Directory + "/" + Name);
}

/// From the environment if it has that program.
std::string ProjectBuild::program(const char *Name) const {
  std::string Own = EnvironmentPrograms + "/" + Name;
  return !EnvironmentPrograms.empty() && sys::fs::can_execute(Own) ? Own : Name;
}

/// Without it (F_WRLCK), nobody builds the project; with it (F_RDLCK), nobody
/// removes what is analysed until this process ends. False if others are at
/// work. File systems that cannot lock have to do without.
bool ProjectBuild::lock(short Kind) const {
  struct flock Whole = {};
  Whole.l_type = Kind;
  return fcntl(Lock, F_SETLK, &Whole) == 0 ||
         (errno != EACCES && errno != EAGAIN);
}

/// Until this process may build. What others have built meanwhile will do, too.
Expected<ProjectBuild::Commands> ProjectBuild::waitForTurn() {
  std::string File = State + "/lock";
  std::error_code EC = sys::fs::create_directories(State);
  if (!EC)
    EC = sys::fs::openFileForReadWrite(File, Lock, sys::fs::CD_OpenAlways,
                                       sys::fs::OF_None);
  if (EC)
    return failure("cannot write " + File + ": " + EC.message());
  for (bool Told = false;; Told = true) {
    if (lock(F_RDLCK) && !Options.Rebuild) {
      auto Kept = readKept();
      if (!Kept || !Kept->empty())
        return Kept;
    }
    if (lock(F_WRLCK))
      return Commands();
    lock(F_UNLCK);
    if (!Told)
      note("another run is at work on this project: waiting for its end");
    if (Interrupted)
      return failure("interrupted");
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
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
        (I.level() == 0 && Name == "build") || Path == Options.StateDirectory) {
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

ProcessResult ProjectBuild::start(ArrayRef<std::string> Command,
                                  ArrayRef<std::string> Added) {
  ProcessOptions PO;
  PO.Directory = Where.empty() ? Directory : Where;
  PO.KeepOutput = true;
  PO.Environment = Environment;
  PO.Environment.insert(PO.Environment.end(), Added.begin(), Added.end());
  // What a cache knows is not compiled.
  PO.Environment.insert(PO.Environment.end(),
                        {"CCACHE_DISABLE=1", "SCCACHE_RECACHE=1"});
  PO.Cancel = &Interrupted;
  return runProcess(Command, PO);
}

/// What pip puts around the words of others, and empty lines.
static bool isPipsFrame(StringRef Line) {
  Line = Line.trim();
  if (Line.empty())
    return true;
  for (StringRef Start :
       {"note: This ", "hint: See ", "[end of output]", "ERROR: Failed ",
        "error: subprocess-exited-with-error", "\u00d7 ", "\u2502 ", "\u2570"})
    if (compat::startsWith(Line, Start))
      return true;
  return false;
}

/// The line of a traceback or the like that is most likely to say why.
static std::string reasonOf(ArrayRef<StringRef> Lines) {
  for (StringRef Mark : {"Error: ", "error: ", "ERROR: "})
    for (StringRef Line : llvm::reverse(Lines))
      if (Line.contains(Mark))
        return Line.trim().str();
  return Lines.back().trim().str();
}

/// Runs a part of the build. The last lines of what it printed are the message
/// if it fails; all of it is in a file.
Error ProjectBuild::execute(ArrayRef<std::string> Command,
                            ArrayRef<std::string> Added) {
  std::string Words = llvm::join(Command.begin(), Command.end(), " ");
  note("running: " + Words);
  ProcessResult R = start(Command, Added);
  std::string LogFile = State + "/build.log";
  Log += "$ " + Words + "\n" + R.Output + R.Errors + "\n";
  consumeError(writeFile(LogFile, Log));
  if (R.success())
    return Error::success();
  if (R.How == ProcessResult::Cancelled)
    return failure("interrupted");
  if (R.How == ProcessResult::NotStarted)
    return failure(Reason =
                       "cannot start '" + Command[0] + "': is it installed?");
  StringRef Text = StringRef(R.Errors).trim();
  if (Text.empty())
    Text = StringRef(R.Output).trim();
  if (Text.empty())
    return failure(
        Reason =
            "the build failed: '" + Words + "' ended with " +
            (R.How == ProcessResult::Signaled ? "signal " : "exit status ") +
            std::to_string(R.Code) + " and said nothing");
  SmallVector<StringRef, 16> Lines;
  Text.split(Lines, '\n');
  llvm::erase_if(Lines, isPipsFrame);
  Reason = Lines.empty() ? Text.split('\n').first.str() : reasonOf(Lines);
  ArrayRef<StringRef> Last = ArrayRef<StringRef>(Lines).take_back(8);
  std::string Tail;
  if (!llvm::any_of(Last, [&](StringRef L) { return L.trim() == Reason; }))
    Tail += "\n  " + Reason + "\n  ...";
  for (StringRef Line : Last)
    Tail += "\n  " + Line.str();
  return failure("the build failed (all it said is in " + LogFile +
                 "):" + mapText(Tail, copies()));
}

/// Where CMake tries compilers.
static bool isCMakesTry(const CompileCommand &C) {
  return StringRef(C.Directory + "/").contains("/CMakeFiles/");
}

static bool isThere(const CompileCommand &C) {
  return sys::fs::exists(C.File) && sys::fs::is_directory(C.Directory);
}

/// For build systems that write the database when they are configured. If they
/// generate sources, these have to be made, too.
Expected<ProjectBuild::Commands>
ProjectBuild::exportFrom(ArrayRef<std::string> Configure,
                         ArrayRef<std::string> Build) {
  // Only because it compiles fast.
  auto R = Recorder::create(State + "/record", Options.Program);
  if (!R)
    return R.takeError();
  if (Error E = execute(Configure, R->environment()))
    return E;
  auto Commands = readCompileDatabase(State + "/build/compile_commands.json");
  if (!Commands || llvm::all_of(*Commands, isThere))
    return Commands;
  note("the build generates sources: building");
  if (Error E = execute(Build, R->environment())) {
    if (Interrupted)
      return E;
    note("warning: " + toString(std::move(E)));
    Result.Problems.push_back(
        {Directory, "the build failed; what it was to generate is missing"});
  }
  return Commands;
}

/// "2 files (a.c, b.c)"; empty if none.
static std::string describeGone(ArrayRef<CompileCommand> Commands) {
  std::set<std::string> Names;
  for (const CompileCommand &C : Commands)
    Names.insert(sys::path::filename(C.File).str());
  if (Names.empty())
    return "";
  std::string Some;
  for (const std::string &Name : Names) {
    if (Some.size() + Name.size() > 60) {
      Some += ", ...";
      break;
    }
    Some += (Some.empty() ? "" : ", ") + Name;
  }
  return plural(Commands.size(), "file") + " (" + Some + ")";
}

/// For those that just compile. What was compiled before an error counts.
Expected<ProjectBuild::Commands>
ProjectBuild::recordFrom(ArrayRef<std::string> Command) {
  if (Error E = Copy.make())
    return E;
  Where = Copy.directory();
  auto R = Recorder::create(State + "/record", Options.Program);
  if (!R)
    return R.takeError();
  std::vector<std::string> Added = R->environment();
  // Not in a temporary directory, where nobody finds what is generated.
  Added.push_back("SKBUILD_BUILD_DIR=" + State + "/build/cmake");
  Error E = execute(Command, Added);
  std::vector<CompileCommand> Commands = R->commands();
  llvm::erase_if(Commands, isCMakesTry);
  // Many builds try what the compiler can do, with a file made for that.
  auto Gone = std::stable_partition(Commands.begin(), Commands.end(), isThere);
  std::string Left =
      describeGone(std::vector<CompileCommand>(Gone, Commands.end()));
  Commands.erase(Gone, Commands.end());
  if (E && (Commands.empty() || Interrupted))
    return E;
  if (!Left.empty())
    note("left out: " + Left +
         " that the build compiled for a try, or removed");
  if (!E)
    return Commands;
  note("warning: " + toString(std::move(E)));
  Result.Problems.push_back(
      {Directory, std::string("the build failed; of what it was to compile, "
                              "there ") +
                      (Commands.size() == 1 ? "is " : "are ") +
                      plural(Commands.size(), "file")});
  return Commands;
}

Expected<ProjectBuild::Commands> ProjectBuild::build() {
  StringRef Here = Directory;
  std::string Out = State + "/build";
  const std::string &Backend = System.Backend;
  // From nothing: objects that are up to date would not be compiled.
  sys::fs::remove_directories(Out);
  if (std::error_code EC = sys::fs::create_directories(Out))
    return failure("cannot make " + Out + ": " + EC.message());
  if (Backend == "mesonpy" || (Backend.empty() && has("meson.build"))) {
    note("a Meson project: asking meson");
    return exportFrom({program("meson"), "setup", Out, Directory},
                      {program("meson"), "compile", "-C", Out});
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
                       "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"},
                      {program("cmake"), "--build", Out});
  }
  if (!Backend.empty() || has("pyproject.toml")) {
    note("a project with the build backend " +
         (Backend.empty() ? "setuptools" : Backend) +
         ": building a wheel to see how");
    return recordFrom({Python, "-m", "pip", "wheel", "-q", "--no-deps",
                       "--no-build-isolation", "-w", Out + "/wheel", "."});
  }
  return failure(Here +
                 ": no compile_commands.json, and nothing that says how the "
                 "project is built (pyproject.toml, setup.py, meson.build, "
                 "CMakeLists.txt); with another build system, run it under "
                 "'bear --' and give the compile_commands.json that it writes");
}

/// The commands of the last run, if they are still right; else none.
Expected<ProjectBuild::Commands> ProjectBuild::readKept() {
  auto Now = stamp();
  if (!Now)
    return Now.takeError();
  auto Then = readFile(State + "/stamp");
  if (!Then || *Then != *Now) {
    if (!Then)
      consumeError(Then.takeError());
    return Commands();
  }
  auto Copied = Copy.refresh();
  if (!Copied)
    return Copied.takeError();
  auto Kept = readCompileDatabase(State + "/compile_commands.json");
  if (!Kept || !llvm::all_of(*Kept, isThere)) {
    if (!Kept)
      consumeError(Kept.takeError());
    return Commands();
  }
  note("the project is built as before: using the compile commands of the last "
       "run (--rebuild asks again)");
  return Kept;
}

Expected<ProjectBuild::Commands> ProjectBuild::run() {
  auto Read = readBuildSystem(Directory + "/pyproject.toml");
  if (!Read)
    return Read.takeError();
  System = std::move(*Read);
  auto Kept = waitForTurn();
  if (!Kept || !Kept->empty())
    return Kept;
  std::string StampFile = State + "/stamp";
  // Until it is done, the last one is no more.
  sys::fs::remove(StampFile);
  auto Built = build();
  if (!Built && !Interrupted && !System.Requires.empty())
    Built = buildInEnvironment(Built.takeError());
  if (Built && !Built->empty() && Result.Problems.empty()) {
    json::Array Entries;
    for (const CompileCommand &C : *Built)
      Entries.push_back(json::Object{{"directory", C.Directory},
                                     {"file", C.File},
                                     {"arguments", json::Array(C.Arguments)}});
    // The build may have generated sources: ask only now what is there.
    auto Stamp = stamp();
    if (!Stamp)
      return Stamp.takeError();
    if (Error E = writeFile(
            State + "/compile_commands.json",
            formatv("{0:2}\n", json::Value(std::move(Entries))).str()))
      return E;
    if (Error E = writeFile(StampFile, *Stamp))
      return E;
  }
  lock(F_RDLCK);
  return Built;
}

Expected<std::vector<CompileCommand>>
pyrefcheck::buildProject(const std::string &Directory,
                         const InputOptions &Options, Inputs &Result) {
  ProjectBuild Build(Directory, Options, Result);
  llvm::append_range(Result.Copies, Build.copies());
  llvm::append_range(Result.Builds, Build.builds());
  return Build.run();
}

//===- Toolchain.cpp - Which clang with which plugin ----------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Toolchain.h"
#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Driver/Process.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <vector>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

namespace {
struct Plugin {
  unsigned Major;
  std::string Config;
  std::string Clang; ///< its own, with the plugin in it; mostly empty
};
} // namespace

/// "Built for clang 22.1.8" in the configuration file; 0 if it is none.
static unsigned majorOf(StringRef Config) {
  auto Text = readFile(Config);
  if (!Text) {
    consumeError(Text.takeError());
    return 0;
  }
  StringRef Rest = *Text;
  size_t At = Rest.find("# Built for clang ");
  unsigned Major;
  if (At == StringRef::npos)
    return 0;
  Rest = Rest.drop_front(At + 18);
  return Rest.consumeInteger(10, Major) ? 0 : Major;
}

static void addPlugin(const Twine &Config, std::vector<Plugin> &Plugins) {
  SmallString<256> Path;
  Config.toVector(Path);
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  SmallString<256> Library(Path);
  sys::path::replace_extension(Library, ".so");
  std::string Clang = (sys::path::parent_path(Path) + "/bin/clang").str();
  if (!sys::fs::can_execute(Clang))
    Clang.clear();
  if (!sys::fs::exists(Path) || (Clang.empty() && !sys::fs::exists(Library)))
    return;
  if (unsigned Major = majorOf(Path))
    Plugins.push_back({Major, std::string(Path.str()), Clang});
}

/// Installed, or in this or other build directories.
static std::vector<Plugin> findPlugins(StringRef Program) {
  std::vector<Plugin> Plugins;
  std::string Here = sys::path::parent_path(Program).str();
  auto AddAll = [&](const std::string &Directory, const char *Rest) {
    std::vector<std::string> Names;
    std::error_code EC;
    for (sys::fs::directory_iterator I(Directory, EC), E; I != E && !EC;
         I.increment(EC))
      Names.push_back(I->path());
    llvm::sort(Names);
    for (const std::string &Name : Names)
      addPlugin(Name + Rest, Plugins);
  };
  AddAll(makeAbsolute("../lib/pyrefcheck", Here), "/pyrefcheck.cfg");
  if (Plugins.empty()) {
    addPlugin(Here + "/../lib/pyrefcheck.cfg", Plugins);
    if (sys::fs::exists(Here + "/../CMakeCache.txt"))
      AddAll(makeAbsolute("../..", Here), "/lib/pyrefcheck.cfg");
  }
  // The one that was built with this program first, then the newest.
  auto Order = [](const Plugin &P) {
    return std::make_pair(P.Major == compat::Major, P.Major);
  };
  std::stable_sort(
      Plugins.begin(), Plugins.end(),
      [&](const Plugin &A, const Plugin &B) { return Order(A) > Order(B); });
  return Plugins;
}

static std::string findClang(unsigned Major) {
  std::string Name = "clang-" + std::to_string(Major);
  if (auto Found = sys::findProgramByName(Name))
    return *Found;
  std::string Debian = "/usr/lib/llvm-" + std::to_string(Major) + "/bin/clang";
  return sys::fs::can_execute(Debian) ? Debian : "";
}

/// Changes with the program and its libraries. Empty if it may be a script, or
/// something else that starts the compiler.
static std::string stampOf(const std::string &Clang) {
  SmallString<256> Real;
  if (sys::fs::real_path(Clang, Real) ||
      !compat::startsWith(sys::path::filename(Real), "clang"))
    return "";
  auto Start = MemoryBuffer::getFileSlice(Real, 4, 0);
  if (!Start || (*Start)->getBuffer() != "\x7f"
                                         "ELF")
    return "";
  std::vector<std::string> Files = {std::string(Real.str())};
  std::error_code EC;
  for (sys::fs::directory_iterator
           I(makeAbsolute("../lib", sys::path::parent_path(Real)), EC),
       E;
       I != E && !EC; I.increment(EC)) {
    StringRef Name = sys::path::filename(I->path());
    if (Name.contains(".so") && (compat::startsWith(Name, "libclang-cpp") ||
                                 compat::startsWith(Name, "libLLVM")))
      Files.push_back(I->path());
  }
  llvm::sort(Files);
  std::string Text;
  raw_string_ostream OS(Text);
  for (const std::string &File : Files) {
    sys::fs::file_status Status;
    if (!sys::fs::status(File, Status))
      OS << File << ' ' << Status.getUniqueID().getFile() << ' '
         << Status.getSize() << ' '
         << Status.getLastModificationTime().time_since_epoch().count() << '\n';
  }
  return OS.str();
}

/// "22.1.8" in the first line of what \p Clang says about itself, which goes to
/// \p Line; empty if it is no clang.
static std::string versionOf(const std::string &Clang,
                             const std::string &CacheDirectory,
                             std::string &Line) {
  std::string Known;
  if (!CacheDirectory.empty()) {
    std::string Stamp = stampOf(Clang);
    if (!Stamp.empty())
      Known = CacheDirectory + "/clang-" + hash(Stamp).substr(0, 16);
  }
  Line.clear();
  if (!Known.empty()) {
    if (auto Text = readFile(Known))
      Line = *Text;
    else
      consumeError(Text.takeError());
  }
  bool Asked = Line.empty();
  if (Asked) {
    ProcessOptions Options;
    Options.KeepOutput = true;
    Options.TimeLimit = 60;
    // The others tell where it is installed.
    Line = StringRef(runProcess({Clang, "--version"}, Options).Output)
               .split('\n')
               .first.str();
  }
  StringRef Text = Line;
  size_t At = Text.find("clang version ");
  if (At == StringRef::npos)
    return "";
  // Not being able to is no reason to stop.
  if (Asked && !Known.empty() && !sys::fs::create_directories(CacheDirectory))
    consumeError(writeFile(Known, Line));
  return Text.drop_front(At + 14)
      .take_while([](char C) { return (C >= '0' && C <= '9') || C == '.'; })
      .str();
}

static std::string listOf(const std::vector<Plugin> &Plugins) {
  std::string List;
  for (const Plugin &P : Plugins) {
    std::string Major = std::to_string(P.Major);
    if (!List.empty() &&
        StringRef(", " + List + ",").contains(" " + Major + ","))
      continue;
    List += (List.empty() ? "" : ", ") + Major;
  }
  return List;
}

Expected<Toolchain>
pyrefcheck::driver::findToolchain(const ToolchainOptions &Options) {
  auto Fail = [](const Twine &Message) { return failure(Message); };
  std::vector<Plugin> Plugins = findPlugins(Options.Program);
  if (Plugins.empty())
    return Fail("no pyrefcheck plugin found beside " + Options.Program +
                " (expected ../lib/pyrefcheck/clang-N/pyrefcheck.so and "
                "pyrefcheck.cfg)");
  Toolchain T;
  std::string Full;
  unsigned Major = Options.Major;
  if (!Options.Clang.empty()) {
    auto Found = sys::findProgramByName(Options.Clang);
    // Names with a slash are not looked for.
    if (!Found || !sys::fs::can_execute(*Found))
      return Fail("cannot find the program '" + Options.Clang + "'");
    T.Clang = *Found;
    T.ClangVersion = versionOf(T.Clang, Options.CacheDirectory, Full);
    unsigned Actual = 0;
    StringRef(T.ClangVersion).split('.').first.getAsInteger(10, Actual);
    if (!Actual)
      return Fail("'" + Options.Clang + "' is not a clang");
    if (Major && Major != Actual)
      return Fail("'" + Options.Clang + "' is clang " + T.ClangVersion +
                  ", not " + Twine(Major));
    Major = Actual;
  }
  for (const Plugin &P : Plugins) {
    if (Major && P.Major != Major)
      continue;
    // One without a plugin fits no other clang.
    if (!T.Clang.empty() && !P.Clang.empty())
      continue;
    if (T.Clang.empty())
      T.Clang = P.Clang.empty() ? findClang(P.Major) : P.Clang;
    if (!T.Clang.empty()) {
      T.Config = P.Config;
      break;
    }
  }
  if (T.Config.empty()) {
    if (!Options.Clang.empty() &&
        llvm::any_of(Plugins, [](const Plugin &P) { return !P.Clang.empty(); }))
      return Fail(
          "this pyrefcheck has a clang of its own, and no plugin for '" +
          Options.Clang + "'");
    bool HasPlugin = llvm::any_of(
        Plugins, [&](const Plugin &P) { return P.Major == Major; });
    if (Major && !HasPlugin)
      return Fail("no plugin for clang " + Twine(Major) +
                  "; there are plugins for clang " + listOf(Plugins));
    return Fail("clang is not installed (needed: clang-N, with N one of " +
                listOf(Plugins) + ")");
  }
  if (T.ClangVersion.empty())
    T.ClangVersion = versionOf(T.Clang, Options.CacheDirectory, Full);
  if (T.ClangVersion.empty())
    return Fail("'" + T.Clang + "' does not say which clang it is");
  SmallString<256> Library(T.Config);
  sys::path::replace_extension(Library, ".so");
  FileHashes Hashes;
  T.Identity =
      hash(Full + Hashes.get(T.Config) +
           (sys::fs::exists(Library) ? Hashes.get(std::string(Library.str()))
                                     : stampOf(T.Clang)));
  return T;
}

std::vector<std::string>
pyrefcheck::driver::pythonHeaderFlags(const std::string &Python) {
  ProcessOptions Options;
  Options.KeepOutput = true;
  Options.TimeLimit = 60;
  ProcessResult R = runProcess(
      {Python, "-c",
       "import sysconfig as s\n"
       "print(s.get_path('include'))\nprint(s.get_path('platinclude'))"},
      Options);
  std::vector<std::string> Flags;
  SmallVector<StringRef, 4> Lines;
  StringRef(R.Output).split(Lines, '\n');
  for (StringRef Line : Lines) {
    std::string Flag = "-I" + Line.trim().str();
    if (!Line.trim().empty() && !llvm::is_contained(Flags, Flag))
      Flags.push_back(Flag);
  }
  return Flags;
}

//===- CompileFlags.cpp - How clangd compiles a file ----------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Editor/CompileFlags.h"
#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Driver/Toolchain.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;
using namespace pyrefcheck::editor;

static bool isFile(const Twine &Path, sys::TimePoint<> &Time) {
  sys::fs::file_status Status;
  if (sys::fs::status(Path, Status) || !sys::fs::is_regular_file(Status))
    return false;
  Time = Status.getLastModificationTime();
  return true;
}

/// Read again when it has changed. Null if there is none, or a damaged one.
const CompileFlags::Database *CompileFlags::read(const std::string &Path) {
  sys::TimePoint<> Time;
  if (!isFile(Path, Time))
    return nullptr;
  auto [It, New] = Databases.try_emplace(Path);
  Database &D = It->second;
  if (New || D.Time != Time) {
    D.Time = Time;
    D.Commands.clear();
    auto Commands = readCompileDatabase(Path);
    if (Commands)
      D.Commands = std::move(*Commands);
    else
      Errors.push_back(toString(Commands.takeError()));
  }
  return D.Commands.empty() ? nullptr : &D;
}

std::vector<std::string> CompileFlags::takeErrors() {
  return std::exchange(Errors, {});
}

static bool isCxx(StringRef File) {
  StringRef Extension = sys::path::extension(File);
  return Extension != ".c" && Extension != ".i";
}

/// How much the end of two paths differs from each other, and the beginning:
/// the least is the nearest.
static size_t distance(StringRef A, StringRef B) {
  size_t Common = 0;
  while (Common < A.size() && Common < B.size() && A[Common] == B[Common])
    ++Common;
  size_t Apart =
      A.drop_front(Common).count('/') + B.drop_front(Common).count('/');
  return Apart * 1000 + (isCxx(A) == isCxx(B) ? 0 : 500) +
         std::min<size_t>(499, A.size() + B.size() - 2 * Common);
}

static bool sameFile(const std::string &A, const std::string &B) {
  if (A == B)
    return true;
  // Through a symbolic link.
  return sys::path::filename(A) == sys::path::filename(B) &&
         sys::fs::equivalent(A, B);
}

bool CompileFlags::fromDirectory(const std::string &Directory,
                                 const std::string &File,
                                 CompileCommand &Command) {
  const Database *D = read(Directory + "/compile_commands.json");
  if (!D)
    return false;
  const CompileCommand *Best = nullptr;
  for (const CompileCommand &C : D->Commands) {
    if (sameFile(C.File, File)) {
      Command = C;
      return true;
    }
    if (!Best || distance(C.File, File) < distance(Best->File, File))
      Best = &C;
  }
  Command = *Best;
  llvm::erase_if(Command.Arguments, [&](const std::string &A) {
    return A == Best->File || makeAbsolute(A, Best->Directory) == Best->File;
  });
  Command.File = File;
  return true;
}

/// Asked once: it starts a process.
const std::vector<std::string> &
CompileFlags::pythonFlags(const std::string &Python) {
  auto [It, New] = PythonFlags.try_emplace(Python);
  if (New)
    It->second = pythonHeaderFlags(Python);
  return It->second;
}

static std::string userConfigFile() {
  SmallString<256> Path;
  const char *Home = std::getenv("XDG_CONFIG_HOME");
  if (Home && *Home) {
    Path = Home;
  } else {
    if (!sys::path::home_directory(Path))
      return "";
    sys::path::append(Path, ".config");
  }
  sys::path::append(Path, "clangd", "config.yaml");
  return std::string(Path.str());
}

/// The files in order: nearer ones come later.
static ClangdConfig readClangdConfig(const std::string &File) {
  std::vector<std::pair<std::string, std::string>> Files;
  for (StringRef Up = sys::path::parent_path(File); !Up.empty();
       Up = sys::path::parent_path(Up))
    Files.insert(Files.begin(), {Up.str() + "/.clangd", Up.str()});
  Files.push_back({userConfigFile(), ""});
  ClangdConfig C;
  for (const auto &[Name, Directory] : Files) {
    auto Text = driver::readFile(Name);
    if (Text)
      C.read(*Text, Directory, File);
    else
      consumeError(Text.takeError());
  }
  return C;
}

CompileCommand CompileFlags::get(const std::string &File,
                                 const CompileFlagOptions &Options) {
  CompileCommand C;
  ClangdConfig Config = readClangdConfig(File);
  auto Given = Options.Commands.find(File);
  bool Known = Given != Options.Commands.end();
  if (Known)
    C = Given->second;
  else if (!Options.Directory.empty())
    Known = fromDirectory(Options.Directory, File, C);
  else if (!Config.Database.empty() && Config.Database != "Ancestors")
    Known =
        Config.Database != "None" && fromDirectory(Config.Database, File, C);
  else
    for (StringRef Up = sys::path::parent_path(File); !Up.empty() && !Known;
         Up = sys::path::parent_path(Up)) {
      Known = fromDirectory(Up.str(), File, C) ||
              fromDirectory(Up.str() + "/build", File, C);
      sys::TimePoint<> Ignored;
      if (Known || !isFile(Up + "/compile_flags.txt", Ignored))
        continue;
      auto Text = driver::readFile((Up + "/compile_flags.txt").str());
      if (!Text) {
        consumeError(Text.takeError());
        continue;
      }
      Known = true;
      C.Directory = Up.str();
      C.Arguments = {isCxx(File) ? "clang++" : "clang"};
      SmallVector<StringRef, 16> Lines;
      StringRef(*Text).split(Lines, '\n');
      for (StringRef Line : Lines)
        if (!Line.trim().empty())
          C.Arguments.push_back(Line.trim().str());
    }
  if (!Known) {
    // A new file's directory may be new, too.
    StringRef Directory = sys::path::parent_path(File);
    while (!Directory.empty() && !sys::fs::is_directory(Directory))
      Directory = sys::path::parent_path(Directory);
    C.Directory = Directory.str();
    C.Arguments = {isCxx(File) ? "clang++" : "clang"};
    C.Arguments.insert(C.Arguments.end(), Options.Fallback.begin(),
                       Options.Fallback.end());
    const std::vector<std::string> &Python = pythonFlags(Options.Python);
    C.Arguments.insert(C.Arguments.end(), Python.begin(), Python.end());
  }
  C.File = File;
  Config.apply(C);
  return C;
}

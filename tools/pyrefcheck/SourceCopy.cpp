//===- SourceCopy.cpp - A project's copy, to be built ---------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SourceCopy.h"
#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;
namespace fs = std::filesystem;

static std::string trimmed(const std::string &File) {
  auto Text = readFile(File);
  if (Text)
    return StringRef(*Text).trim().str();
  consumeError(Text.takeError());
  return "";
}

static Error cannot(const Twine &What, const std::error_code &EC) {
  return failure("cannot " + What + ": " + EC.message());
}

static bool isPresent(const fs::path &Path) {
  std::error_code EC;
  return fs::exists(fs::symlink_status(Path, EC));
}

SourceCopy::SourceCopy(const std::string &Directory, const std::string &Place,
                       const std::string &Cache)
    : Directory(Directory), Place(Place), Cache(Cache), Root(Directory) {
  for (StringRef Up = Directory; !Up.empty(); Up = sys::path::parent_path(Up))
    if (isPresent(Up.str() + "/.git")) {
      Root = Up.str();
      break;
    }
  Copy = Directory == Root ? Place : Place + "/" + relativeTo(Directory, Root);
}

/// What a project needs from beside it, as "../common", is in its repository.
Error SourceCopy::linkSurroundings() {
  std::error_code EC;
  for (fs::path From = Directory; From != Root;) {
    fs::path Inner = From;
    From = From.parent_path();
    fs::path To = makeAbsolute(relativeTo(From.string(), Root), Place);
    fs::create_directories(To, EC);
    if (EC)
      return cannot("make " + To.string(), EC);
    for (fs::directory_iterator I(From, EC), E; I != E && !EC; I.increment(EC))
      if (I->path() != Inner && I->path().filename() != ".git")
        fs::create_symlink(I->path(), To / I->path().filename(), EC);
  }
  return Error::success();
}

/// For builds that ask git for the version or the list of files: a repository
/// with a state of its own and the other's content, as a working tree of it.
Error SourceCopy::copyRepository() {
  std::string Git = Root + "/.git";
  if (!isPresent(Git))
    return Error::success();
  std::error_code EC;
  if (!fs::is_directory(Git, EC)) {
    std::string Link = trimmed(Git);
    StringRef Where = Link;
    Where.consume_front("gitdir:");
    Git = makeAbsolute(Where.trim(), Root);
  }
  std::string Common = trimmed(Git + "/commondir");
  Common = Common.empty() ? Git : makeAbsolute(Common, Git);
  std::string To = Place + "/.git";
  fs::create_directories(To, EC);
  if (EC)
    return cannot("make " + To, EC);
  for (const char *Name : {"/HEAD", "/index"})
    fs::copy_file(Git + Name, To + Name, EC);
  return writeFile(To + "/commondir", Common + "\n");
}

/// Directories that are no part of a project's source: build directories of
/// CMake and Meson (which also know where they were made), environments,
/// caches.
static bool isLeftOut(const fs::path &Directory) {
  static const StringLiteral Names[] = {".git", "__pycache__", "node_modules",
                                        ".tox", ".nox",        "CMakeFiles"};
  if (llvm::is_contained(Names, Directory.filename().string()))
    return true;
  for (const char *Mark : {"pyvenv.cfg", "CACHEDIR.TAG", "meson-private"})
    if (isPresent(Directory / Mark))
      return true;
  return isPresent(Directory / "CMakeCache.txt") &&
         !isPresent(Directory / "CMakeLists.txt");
}

/// What a compiler or linker has made.
static bool isObject(const fs::path &File) {
  char Start[8] = {};
  std::ifstream(File, std::ios::binary).read(Start, sizeof(Start));
  StringRef Magic(Start, sizeof(Start));
  return compat::startsWith(Magic, "\177ELF") ||
         compat::startsWith(Magic, "!<arch>\n");
}

static fs::file_time_type year(unsigned Year) {
  // The epoch of files' times is known only to the library.
  auto Since1970 = std::chrono::hours((Year - 1970) * 8766);
  return fs::file_time_type::clock::now() +
         std::chrono::duration_cast<fs::file_time_type::duration>(
             Since1970 - std::chrono::system_clock::now().time_since_epoch());
}

Error SourceCopy::copyFile(const std::string &Name) {
  fs::path From = Directory + "/" + Name, To = Copy + "/" + Name;
  std::error_code EC;
  fs::create_directories(To.parent_path(), EC);
  if (fs::is_symlink(From, EC)) {
    fs::remove(To, EC);
    fs::path Target = fs::read_symlink(From, EC);
    std::string Real =
        makeAbsolute(Target.string(), From.parent_path().string());
    fs::create_symlink(isBelow(Real, Root) ? Target : fs::path(Real), To, EC);
    return EC ? cannot("make the link " + To.string(), EC) : Error::success();
  }
  // No source, but data: the time and the room for a copy are for nothing.
  if (fs::file_size(From, EC) > 64 << 20 && !EC) {
    fs::remove(To, EC);
    fs::create_symlink(From, To, EC);
    return EC ? cannot("make the link " + To.string(), EC) : Error::success();
  }
  // What nobody may read, nobody needs.
  if (!std::ifstream(From, std::ios::binary))
    return Error::success();
  // Another run may read it meanwhile.
  fs::path Part = To.string() + "." + std::to_string(getpid()) + ".tmp";
  fs::copy_file(From, Part, EC);
  if (EC) {
    std::error_code Ignored;
    fs::remove(Part, Ignored);
    return cannot("copy " + From.string() + " to " + To.string(), EC);
  }
  // Objects are there if something is linked with them, but older than any
  // source, also those that are from 1970 in the archive. Sources keep their
  // order, or those that were generated would be generated again.
  fs::file_time_type Time = fs::last_write_time(From, EC);
  Time = isObject(From) ? year(1990) : std::max(Time, year(2000));
  fs::last_write_time(Part, Time, EC);
  if (!EC)
    fs::rename(Part, To, EC);
  return EC ? cannot("write " + To.string(), EC) : Error::success();
}

Error SourceCopy::copyFiles(Manifest &Known) {
  Manifest Now;
  std::error_code EC;
  // A directory that we may not read, the build may not, either.
  fs::recursive_directory_iterator I(
      Directory, fs::directory_options::skip_permission_denied, EC);
  for (fs::recursive_directory_iterator E; I != E && !EC; I.increment(EC)) {
    const fs::path &Path = I->path();
    std::error_code Ignored;
    fs::file_status Status = I->symlink_status(Ignored);
    std::string Name = relativeTo(Path.string(), Directory);
    if (fs::is_directory(Status)) {
      if (isLeftOut(Path) || isBelow(Path.string(), Cache))
        I.disable_recursion_pending();
      else
        fs::create_directories(Copy + "/" + Name, Ignored);
      continue;
    }
    bool Link = fs::is_symlink(Status);
    if ((!Link && !fs::is_regular_file(Status)) ||
        Path.filename() == "CMakeCache.txt" || Path.filename() == ".git")
      continue;
    auto Time = Link ? fs::file_time_type() : I->last_write_time(Ignored);
    std::string Like =
        Link ? "link to " + fs::read_symlink(Path, Ignored).string()
             : std::to_string(I->file_size(Ignored)) + " " +
                   std::to_string(Time.time_since_epoch().count());
    auto Before = Known.find(Name);
    if (Before == Known.end() || Before->second != Like)
      if (Error E = copyFile(Name))
        return E;
    Now[Name] = Like;
  }
  if (EC)
    return cannot("read " + Directory, EC);
  for (const auto &[Name, Like] : Known)
    if (!Now.count(Name))
      fs::remove(Copy + "/" + Name, EC);
  if (Now == Known)
    return Error::success();
  Known = std::move(Now);
  json::Object Names;
  for (const auto &[Name, Like] : Known)
    Names[json::fixUTF8(Name)] = Like;
  return writeFile(Place + ".json",
                   formatv("{0}\n", json::Value(std::move(Names))).str());
}

Error SourceCopy::make() {
  std::error_code EC;
  fs::remove(Place + ".json", EC);
  fs::remove_all(Place, EC);
  fs::create_directories(Copy, EC);
  if (EC)
    return cannot("make " + Copy, EC);
  if (Error E = linkSurroundings())
    return E;
  if (Error E = copyRepository())
    return E;
  Manifest Known;
  return copyFiles(Known);
}

Expected<bool> SourceCopy::refresh() {
  auto Text = readFile(Place + ".json");
  if (!Text) {
    consumeError(Text.takeError());
    return false;
  }
  auto Root = json::parse(*Text);
  if (!Root || !Root->getAsObject()) {
    if (!Root)
      consumeError(Root.takeError());
    return false;
  }
  Manifest Known;
  for (const auto &Entry : *Root->getAsObject())
    if (auto Like = Entry.second.getAsString())
      Known[StringRef(Entry.first).str()] = Like->str();
  if (Error E = copyFiles(Known))
    return E;
  return true;
}

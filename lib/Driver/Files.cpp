//===- Files.cpp - Paths, contents, hashes --------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA1.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

Error pyrefcheck::driver::failure(const Twine &Message) {
  return make_error<StringError>(Message, inconvertibleErrorCode());
}

std::string pyrefcheck::driver::workingDirectory() {
  SmallString<256> Directory;
  sys::fs::current_path(Directory);
  return std::string(Directory.str());
}

std::string pyrefcheck::driver::makeAbsolute(StringRef Path,
                                             StringRef Directory) {
  SmallString<256> Result;
  if (!sys::path::is_absolute(Path))
    Result = Directory;
  sys::path::append(Result, Path);
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  return std::string(Result.str());
}

std::string pyrefcheck::driver::makeAbsolute(StringRef Path) {
  return makeAbsolute(Path, workingDirectory());
}

bool pyrefcheck::driver::isBelow(StringRef Path, StringRef Directory) {
  if (!Path.consume_front(Directory))
    return false;
  return Path.empty() || Path.front() == '/' ||
         compat::endsWith(Directory, "/");
}

std::string pyrefcheck::driver::relativeTo(StringRef Path,
                                           StringRef Directory) {
  if (Directory.empty() || !isBelow(Path, Directory))
    return Path.str();
  StringRef Rest = Path.drop_front(Directory.size()).ltrim('/');
  return Rest.empty() ? "." : Rest.str();
}

Expected<std::string> pyrefcheck::driver::readFile(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return failure("cannot read " + Path + ": " + Buffer.getError().message());
  return (*Buffer)->getBuffer().str();
}

Error pyrefcheck::driver::writeFile(StringRef Path, StringRef Content) {
  auto Failed = [&](std::error_code EC) {
    return failure("cannot write " + Path + ": " + EC.message());
  };
  // Not a device, a pipe or the like: they cannot be renamed to.
  sys::fs::file_status Status;
  bool Special = !sys::fs::status(Path, Status) &&
                 Status.type() != sys::fs::file_type::regular_file;
  SmallString<256> Temporary(Path);
  int FD = -1;
  std::error_code EC =
      Special
          ? sys::fs::openFileForWrite(Path, FD)
          : sys::fs::createUniqueFile(Path + ".%%%%%%.tmp", FD, Temporary,
                                      sys::fs::OF_None,
                                      sys::fs::all_read | sys::fs::owner_write);
  if (EC)
    return Failed(EC);
  raw_fd_ostream OS(FD, /*shouldClose=*/true);
  OS << Content;
  OS.close();
  EC = OS.error();
  OS.clear_error();
  if (!Special) {
    if (!EC)
      EC = sys::fs::rename(Temporary, Path);
    if (EC)
      sys::fs::remove(Temporary);
  }
  return EC ? Failed(EC) : Error::success();
}

std::string pyrefcheck::driver::hash(StringRef Content) {
  return toHex(SHA1::hash(arrayRefFromStringRef(Content)), /*LowerCase=*/true);
}

std::string FileHashes::get(const std::string &Path) {
  {
    std::lock_guard<std::mutex> Guard(Lock);
    auto It = Known.find(Path);
    if (It != Known.end())
      return It->second;
  }
  std::string Hash;
  if (auto Content = readFile(Path))
    // Against chance, not malice; ten times as fast as the other.
    Hash = utohexstr(xxHash64(*Content), /*LowerCase=*/true) + "-" +
           utohexstr(Content->size(), /*LowerCase=*/true);
  else
    consumeError(Content.takeError());
  std::lock_guard<std::mutex> Guard(Lock);
  return Known.emplace(Path, Hash).first->second;
}

static std::vector<std::string> splitLines(StringRef Text) {
  std::vector<std::string> Lines;
  SmallVector<StringRef, 0> Parts;
  Text.split(Parts, '\n');
  for (StringRef Part : Parts)
    Lines.push_back(Part.rtrim('\r').str());
  return Lines;
}

const std::vector<std::string> *SourceFiles::lines(const std::string &Path) {
  auto It = Known.find(Path);
  if (It == Known.end()) {
    auto Content = readFile(Path);
    std::vector<std::string> Lines;
    bool Readable = static_cast<bool>(Content);
    if (Readable)
      Lines = splitLines(*Content);
    else
      consumeError(Content.takeError());
    It = Known.emplace(Path, std::make_pair(Readable, std::move(Lines))).first;
  }
  return It->second.first ? &It->second.second : nullptr;
}

void SourceFiles::add(const std::string &Path, StringRef Text) {
  Known[Path] = {true, splitLines(Text)};
}

StringRef SourceFiles::line(const std::string &Path, unsigned Number) {
  const std::vector<std::string> *Lines = lines(Path);
  if (!Lines || Number == 0 || Number > Lines->size())
    return {};
  return (*Lines)[Number - 1];
}

/// "*", "?" and "**" by backtracking; patterns are short.
static bool matches(StringRef Path, StringRef Pattern) {
  if (Pattern.empty())
    return Path.empty() || Path.front() == '/';
  if (Pattern.consume_front("**")) {
    Pattern.consume_front("/");
    for (size_t I = 0; I <= Path.size(); ++I)
      if ((I == 0 || Path[I - 1] == '/' || Pattern.empty()) &&
          matches(Path.drop_front(I), Pattern))
        return true;
    return false;
  }
  if (Pattern.front() == '*') {
    for (size_t I = 0; I <= Path.size(); ++I) {
      if (matches(Path.drop_front(I), Pattern.drop_front()))
        return true;
      if (I < Path.size() && Path[I] == '/')
        return false;
    }
    return false;
  }
  if (Path.empty() ||
      (Pattern.front() == '?' ? Path.front() == '/'
                              : Path.front() != Pattern.front()))
    return false;
  return matches(Path.drop_front(), Pattern.drop_front());
}

bool pyrefcheck::driver::matchesPath(StringRef Path, StringRef Pattern) {
  Pattern.consume_front("./");
  Pattern = Pattern.rtrim('/');
  if (Pattern.find('/') != StringRef::npos)
    return matches(Path, Pattern.ltrim('/'));
  for (size_t I = 0; I < Path.size(); ++I)
    if ((I == 0 || Path[I - 1] == '/') && matches(Path.drop_front(I), Pattern))
      return true;
  return false;
}

std::string pyrefcheck::driver::defaultCacheDirectory() {
  SmallString<256> Directory;
  const char *Cache = std::getenv("XDG_CACHE_HOME");
  if (Cache && *Cache) {
    Directory = Cache;
  } else {
    if (!sys::path::home_directory(Directory))
      return "";
    sys::path::append(Directory, ".cache");
  }
  sys::path::append(Directory, "pyrefcheck");
  return std::string(Directory.str());
}

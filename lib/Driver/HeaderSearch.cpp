//===- HeaderSearch.cpp - Headers that a file might include ---------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/HeaderSearch.h"
#include "pyrefcheck/Driver/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

std::vector<std::string>
pyrefcheck::driver::headerDirectories(ArrayRef<std::string> Args,
                                      StringRef Directory,
                                      ArrayRef<std::string> Inputs) {
  std::vector<std::string> Result;
  StringSet<> Seen;
  auto Add = [&](StringRef Name) {
    if (Seen.insert(Name).second)
      Result.push_back(makeAbsolute(Name, Directory));
  };
  for (size_t I = 0; I < Args.size(); ++I) {
    StringRef A = Args[I];
    if (!A.consume_front("-iquote") && !A.consume_front("-isystem") &&
        !A.consume_front("-idirafter") && !A.consume_front("-I"))
      continue;
    if (!A.empty())
      Add(A);
    else if (I + 1 < Args.size())
      Add(Args[++I]);
  }
  // #include "...": first where the file is that says so. Nothing comes and
  // goes beside the system's headers but by whole packages.
  for (const std::string &Input : Inputs)
    if (!isBelow(Input, "/usr"))
      Add(sys::path::parent_path(Input));
  return Result;
}

const std::vector<HeaderSearch::Entry> &
HeaderSearch::list(const std::string &Directory) {
  {
    std::lock_guard<std::mutex> Guard(Lock);
    auto It = Known.find(Directory);
    if (It != Known.end())
      return It->second;
  }
  std::vector<Entry> Entries;
  std::error_code EC;
  for (sys::fs::directory_iterator I(Directory, EC, /*follow_symlinks=*/false),
       E;
       I != E && !EC; I.increment(EC)) {
    bool Is = I->type() == sys::fs::file_type::directory_file;
    bool IsNot = I->type() == sys::fs::file_type::regular_file;
    Entries.push_back(
        {sys::path::filename(I->path()).str(), /*MayBeFile=*/!Is, !IsNot});
  }
  std::lock_guard<std::mutex> Guard(Lock);
  return Known.try_emplace(Directory, std::move(Entries)).first->second;
}

void HeaderSearch::collect(const std::string &Directory, const Wanted &W,
                           unsigned Depth, std::vector<std::string> &Found) {
  for (const Entry &E : list(Directory)) {
    bool IsName = E.MayBeFile && W.Names.count(E.Name);
    bool IsParent = E.MayBeDirectory && Depth && W.Parents.count(E.Name);
    if (!IsName && !IsParent)
      continue;
    std::string Path = Directory + "/" + E.Name;
    if (IsName && !W.Inputs.count(Path))
      Found.push_back(Path);
    // "a/b/c.h"
    if (IsParent)
      collect(Path, W, Depth - 1, Found);
  }
}

std::string HeaderSearch::rivals(ArrayRef<std::string> Directories,
                                 ArrayRef<std::string> Inputs) {
  Wanted W;
  for (const std::string &Input : Inputs) {
    W.Inputs.insert(Input);
    W.Names.insert(sys::path::filename(Input));
    StringRef Parent = sys::path::parent_path(Input);
    for (unsigned I = 0; I < 3 && !Parent.empty(); ++I) {
      W.Parents.insert(sys::path::filename(Parent));
      Parent = sys::path::parent_path(Parent);
    }
  }
  std::vector<std::string> Found;
  for (const std::string &Directory : Directories)
    collect(Directory, W, /*Depth=*/3, Found);
  llvm::sort(Found);
  Found.erase(std::unique(Found.begin(), Found.end()), Found.end());
  return llvm::join(Found, "\n");
}

//===- ClangdConfig.cpp - CompileFlags in .clangd -------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Editor/CompileFlags.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;
using namespace pyrefcheck::editor;

static std::string scalar(yaml::Node *N) {
  SmallString<64> Storage;
  if (auto *S = dyn_cast_or_null<yaml::ScalarNode>(N))
    return S->getValue(Storage).str();
  return "";
}

/// One, or a list.
static std::vector<std::string> scalars(yaml::Node *N) {
  std::vector<std::string> Result;
  if (auto *List = dyn_cast_or_null<yaml::SequenceNode>(N))
    for (yaml::Node &Element : *List)
      Result.push_back(scalar(&Element));
  else
    Result.push_back(scalar(N));
  llvm::erase_if(Result, [](const std::string &S) { return S.empty(); });
  return Result;
}

namespace {
/// One document of the file. The order of its keys does not matter.
struct Fragment {
  ClangdConfig Flags;
  std::vector<std::string> Match, Exclude;

  void read(yaml::Node *Root) {
    auto *Map = dyn_cast_or_null<yaml::MappingNode>(Root);
    if (!Map)
      return;
    for (yaml::KeyValueNode &Entry : *Map) {
      std::string Section = scalar(Entry.getKey());
      auto *Body = dyn_cast_or_null<yaml::MappingNode>(Entry.getValue());
      if (!Body || (Section != "If" && Section != "CompileFlags")) {
        Entry.skip();
        continue;
      }
      for (yaml::KeyValueNode &Item : *Body)
        readItem(Section + "." + scalar(Item.getKey()), Item);
    }
  }

  void readItem(StringRef Key, yaml::KeyValueNode &Item) {
    if (Key == "If.PathMatch")
      Match = scalars(Item.getValue());
    else if (Key == "If.PathExclude")
      Exclude = scalars(Item.getValue());
    else if (Key == "CompileFlags.Add")
      Flags.Add = scalars(Item.getValue());
    else if (Key == "CompileFlags.Remove")
      Flags.Remove = scalars(Item.getValue());
    else if (Key == "CompileFlags.Compiler")
      Flags.Compiler = scalar(Item.getValue());
    else if (Key == "CompileFlags.CompilationDatabase")
      Flags.Database = scalar(Item.getValue());
    else
      Item.skip();
  }

  bool isFor(StringRef File) const {
    auto Matches = [&](const std::string &Pattern) {
      return Regex("^(" + Pattern + ")$").match(File);
    };
    return (Match.empty() || llvm::any_of(Match, Matches)) &&
           llvm::none_of(Exclude, Matches);
  }
};
} // namespace

void ClangdConfig::read(StringRef Yaml, StringRef Directory, StringRef File) {
  SourceMgr SM;
  // clangd tells what is wrong.
  SM.setDiagHandler([](const SMDiagnostic &, void *) {});
  yaml::Stream Stream(Yaml, SM);
  for (yaml::Document &D : Stream) {
    Fragment F;
    F.read(D.getRoot());
    if (Stream.failed())
      return;
    if (!F.isFor(relativeTo(File, Directory)))
      continue;
    Add.insert(Add.end(), F.Flags.Add.begin(), F.Flags.Add.end());
    Remove.insert(Remove.end(), F.Flags.Remove.begin(), F.Flags.Remove.end());
    if (!F.Flags.Compiler.empty())
      Compiler = F.Flags.Compiler;
    if (!F.Flags.Database.empty())
      Database = F.Flags.Database == "Ancestors" || F.Flags.Database == "None"
                     ? F.Flags.Database
                     : makeAbsolute(F.Flags.Database, Directory);
  }
}

/// Whether \p Pattern, as clangd has it, removes \p Argument: the same, or with
/// "*" at the end, a beginning; of a flag with a value, the flag is enough.
static bool removes(StringRef Pattern, StringRef Argument) {
  if (Pattern.consume_back("*"))
    return compat::startsWith(Argument, Pattern);
  if (Argument == Pattern)
    return true;
  return Pattern.size() == 2 && compat::startsWith(Argument, Pattern) &&
         StringRef("IDULl").contains(Pattern[1]) && Pattern[0] == '-';
}

void ClangdConfig::apply(CompileCommand &Command) const {
  if (Command.Arguments.empty())
    return;
  if (!Compiler.empty())
    Command.Arguments[0] = Compiler;
  for (size_t I = 1; I < Command.Arguments.size();) {
    StringRef A = Command.Arguments[I];
    bool Gone = llvm::any_of(
        Remove, [&](const std::string &P) { return removes(P, A); });
    // "-I dir" in two arguments.
    bool Two = Gone && A.size() == 2 && A[0] == '-' &&
               StringRef("IDUL").contains(A[1]) &&
               I + 1 < Command.Arguments.size();
    auto Here = Command.Arguments.begin() + I;
    if (Gone)
      Command.Arguments.erase(Here, Here + (Two ? 2 : 1));
    else
      ++I;
  }
  Command.Arguments.insert(Command.Arguments.end(), Add.begin(), Add.end());
}

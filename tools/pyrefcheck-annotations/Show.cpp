//===- Show.cpp - Explains functions of the bundled table -----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// The program that makes the bundled table cannot have it yet.
#ifndef PYREFCHECK_BOOTSTRAP

#include "Command.h"
#include <algorithm>

using namespace llvm;
using namespace pyrefcheck;

static cl::SubCommand Show("show", "Explain what is known of a function");
static cl::list<std::string> Names(cl::Positional, cl::OneOrMore,
                                   cl::desc("NAME..."), cl::sub(Show));
static cl::list<std::string>
    UserFiles("annotations", cl::desc("Facts of your own, which come first"),
              cl::value_desc("file"), cl::sub(Show));

ArrayRef<Function> pyrefcheck::findFacts(const Table &Facts, StringRef Name) {
  std::pair<StringRef, StringRef> Parts = Name.split('.');
  auto Find = [&](unsigned Version) {
    return Parts.second.empty()
               ? Facts.findFunction(Name, Version)
               : Facts.findMember(Parts.first, Parts.second, Version);
  };
  if (const Function *Oldest = Find(0))
    return {Oldest, Find(NewestVersion) + 1};
  const Function *F = Facts.findEntryPoint(Name);
  return F ? ArrayRef<Function>(*F) : ArrayRef<Function>();
}

/// The few names that \p Name may have been meant to be, nearest first.
static std::vector<StringRef> nearNames(ArrayRef<const TableData *> Tables,
                                        StringRef Name) {
  const size_t MaxNames = 5;
  const unsigned MaxDistance = 1 + Name.size() / 4;
  std::vector<std::pair<unsigned, StringRef>> Near;
  for (const TableData *Data : Tables)
    for (ArrayRef<Function> Section : {Data->Functions, Data->Members})
      for (const Function &F : Section) {
        bool Contains = Name.size() > 2 &&
                        F.Name.lower().find(Name.lower()) != std::string::npos;
        unsigned Distance = F.Name.edit_distance(Name, true, MaxDistance);
        if (Distance <= MaxDistance || Contains)
          Near.push_back({Distance, F.Name});
      }
  std::sort(Near.begin(), Near.end());
  Near.erase(std::unique(Near.begin(), Near.end()), Near.end());
  std::vector<StringRef> Result;
  for (size_t I = 0; I != std::min(MaxNames, Near.size()); ++I)
    Result.push_back(Near[I].second);
  return Result;
}

static int runShow() {
  std::vector<AnnotationError> Errors;
  Table Facts;
  Facts.add(bundledTable());
  OwnedTable User = readAnnotations(UserFiles, Errors, &Facts);
  if (!printErrors(Errors))
    return 1;
  Facts.add(User.data());

  int Status = 0;
  bool First = true;
  for (StringRef Name : Names) {
    ArrayRef<Function> Known = findFacts(Facts, Name);
    for (const Function &F : Known) {
      outs() << (First ? "" : "\n");
      explain(F, outs());
      First = false;
    }
    if (!Known.empty())
      continue;
    Status = 1;
    errs() << "error: nothing is known of '" << Name << "'";
    const char *Separator = "; similar names: ";
    for (StringRef Near : nearNames({&User.data(), &bundledTable()}, Name)) {
      errs() << Separator << Near;
      Separator = ", ";
    }
    errs() << '\n';
  }
  return Status;
}

static Command ShowCommand(Show, runShow);

#endif // PYREFCHECK_BOOTSTRAP

//===- Explain.cpp - Explains the calls in a line of C --------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// The program that makes the bundled table cannot have it yet.
#ifndef PYREFCHECK_BOOTSTRAP

#include "Command.h"
#include "SourceNames.h"
#include "llvm/Support/MemoryBuffer.h"
#include <algorithm>
#include <set>

using namespace llvm;
using namespace pyrefcheck;

static cl::SubCommand Explain("explain",
                              "Explain the API functions named in a line of C");
static cl::list<std::string> Places(cl::Positional, cl::OneOrMore,
                                    cl::desc("FILE:LINE..."), cl::sub(Explain));
static cl::list<std::string>
    UserFiles("annotations", cl::desc("Facts of your own, which come first"),
              cl::value_desc("file"), cl::sub(Explain));

namespace {

struct Place {
  StringRef File;
  unsigned Line;
};

} // namespace

/// FILE:LINE, or FILE:LINE:COLUMN as compilers print it.
static bool parsePlace(StringRef Text, Place &P) {
  std::pair<StringRef, StringRef> Parts = Text.rsplit(':');
  unsigned Number;
  if (Parts.second.getAsInteger(10, P.Line) || Parts.first.empty())
    return false;
  P.File = Parts.first;
  Parts = P.File.rsplit(':');
  if (!Parts.second.getAsInteger(10, Number) && !Parts.first.empty()) {
    P.File = Parts.first;
    P.Line = Number;
  }
  return true;
}

static bool looksLikeApi(StringRef Name) {
  return Name.take_front(2) == "Py" || Name.take_front(3) == "_Py";
}

/// Whether anything was explained.
static bool explainLine(const Table &Facts, const Place &P, StringRef Source) {
  std::set<StringRef> Seen;
  bool Any = false;
  for (const SourceName &Name : namesInLine(Source, P.Line)) {
    if (Name.IsMember || !Seen.insert(Name.Text).second)
      continue;
    ArrayRef<Function> Known = findFacts(Facts, Name.Text);
    auto PrintPlace = [&] {
      outs() << P.File << ':' << P.Line << ':' << Name.Column << ": ";
    };
    for (const Function &F : Known) {
      PrintPlace();
      explain(F, outs());
    }
    Any |= !Known.empty();
    if (Known.empty() && Name.BeforeParenthesis && looksLikeApi(Name.Text)) {
      PrintPlace();
      outs() << Name.Text
             << "\n  no entry; macros and inline functions need none\n";
    }
  }
  return Any;
}

static int runExplain() {
  std::vector<AnnotationError> Errors;
  Table Facts;
  Facts.add(bundledTable());
  OwnedTable User = readAnnotations(UserFiles, Errors, &Facts);
  if (!printErrors(Errors))
    return 1;
  Facts.add(User.data());

  int Status = 0;
  for (StringRef Text : Places) {
    Place P;
    if (!parsePlace(Text, P)) {
      errs() << "error: expected FILE:LINE, found '" << Text << "'\n";
      Status = 1;
      continue;
    }
    auto Buffer = MemoryBuffer::getFile(P.File);
    if (!Buffer) {
      errs() << P.File
             << ": error: cannot read the file: " << Buffer.getError().message()
             << '\n';
      Status = 1;
      continue;
    }
    StringRef Source = (*Buffer)->getBuffer();
    // Text after the last line break is a line, too.
    size_t Lines =
        Source.count('\n') + (!Source.empty() && Source.back() != '\n' ? 1 : 0);
    if (P.Line == 0 || P.Line > Lines) {
      errs() << P.File << ": error: expected a line from 1 to " << Lines
             << ", found " << P.Line << '\n';
      Status = 1;
    } else if (!explainLine(Facts, P, Source)) {
      outs().flush();
      errs() << P.File << ':' << P.Line
             << ": error: nothing is known of any name in this line\n";
      Status = 1;
    }
  }
  return Status;
}

static Command ExplainCommand(Explain, runExplain);

#endif // PYREFCHECK_BOOTSTRAP

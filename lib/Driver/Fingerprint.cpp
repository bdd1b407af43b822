//===- Fingerprint.cpp - What stays the same when lines move --------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Fingerprint.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace pyrefcheck::driver;

/// Without spaces, so that indenting a block changes nothing.
static std::string normalized(StringRef Line) {
  std::string Result;
  for (char C : Line)
    if (!isSpace(C))
      Result += C;
  return Result;
}

/// Without the numbers of lines ("given up in line 12").
static std::string withoutLines(StringRef Message) {
  std::string Result;
  while (!Message.empty()) {
    size_t At = Message.find("line ");
    if (At == StringRef::npos) {
      Result += Message;
      break;
    }
    Result += Message.take_front(At + 5);
    Message = Message.drop_front(At + 5).drop_while(isDigit);
  }
  return Result;
}

void pyrefcheck::driver::addFingerprints(std::vector<Finding> &Findings,
                                         StringRef Root, SourceFiles &Files) {
  for (Finding &F : Findings)
    F.Fingerprint =
        hash(F.Check + "\n" + relativeTo(F.Where.File, Root) + "\n" +
             F.Function + "\n" + withoutLines(F.Message) + "\n" +
             normalized(Files.line(F.Where.File, F.Where.Line)))
            .substr(0, 32);
  numberFingerprints(Findings);
}

void pyrefcheck::driver::numberFingerprints(std::vector<Finding> &Findings) {
  std::map<std::string, unsigned> Seen;
  for (Finding &F : Findings) {
    F.Fingerprint = StringRef(F.Fingerprint).split(':').first.str();
    F.Fingerprint += ":" + std::to_string(++Seen[F.Fingerprint]);
  }
}

Expected<std::set<std::string>>
pyrefcheck::driver::readBaseline(StringRef File) {
  auto Text = readFile(File);
  if (!Text)
    return Text.takeError();
  std::set<std::string> Result;
  StringRef Rest = *Text;
  for (unsigned Line = 1; !Rest.empty(); ++Line) {
    auto [Content, After] = Rest.split('\n');
    Rest = After;
    Content = Content.trim();
    if (Content.empty() || Content.front() == '#')
      continue;
    StringRef Fingerprint = Content.split(' ').first;
    StringRef Digits = Fingerprint.split(':').first;
    if (Digits.size() != 32 || !llvm::all_of(Digits, isHexDigit))
      return failure(File + ":" + Twine(Line) +
                     ": error: expected a fingerprint (32 "
                     "hexadecimal digits); --write-baseline "
                     "writes the file");
    Result.insert(Fingerprint.str());
  }
  return Result;
}

std::string
pyrefcheck::driver::formatBaseline(const std::vector<Finding> &Findings,
                                   StringRef Root) {
  std::set<std::string> Lines;
  for (const Finding &F : Findings)
    Lines.insert(F.Fingerprint + " " + F.Check + " " +
                 relativeTo(F.Where.File, Root) + " " + F.Function + "\n");
  std::string Text = "# pyrefcheck baseline: known findings, which are not "
                     "shown. Written by --write-baseline.\n";
  for (const std::string &Line : Lines)
    Text += Line;
  return Text;
}

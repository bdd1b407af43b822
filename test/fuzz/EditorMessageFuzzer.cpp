//===- EditorMessageFuzzer.cpp - The server and arbitrary input -----------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For libFuzzer, as AnnotationReaderFuzzer.cpp. What an editor sends, as
/// bytes: the reader must return, what it reads must not depend on how the
/// bytes come in pieces, and the session (without clangd, and without a clang
/// to analyse with) must answer each request once.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Editor/Session.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>
#include <map>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::editor;

static void require(bool Condition, const char *What) {
  if (Condition)
    return;
  errs() << "violated: " << What << '\n';
  std::abort();
}

static std::vector<std::string> readAll(StringRef Bytes, size_t Step) {
  MessageReader Reader;
  std::vector<std::string> Result;
  while (!Bytes.empty()) {
    Reader.append(Bytes.take_front(Step));
    Bytes = Bytes.drop_front(std::min(Step, Bytes.size()));
    StringRef Text;
    for (;;) {
      MessageReader::Kind Kind = Reader.next(Text);
      if (Kind == MessageReader::NeedMore)
        break;
      if (Kind == MessageReader::Message)
        Result.push_back(Text.str());
    }
  }
  return Result;
}

namespace {
class Host : public SessionHost {
public:
  void toEditor(llvm::StringRef Body) override {
    Envelope E = peek(Body);
    require(E.Valid, "what is sent is a message");
    if (E.isResponse())
      ++Answers[E.Id];
  }
  void toClangd(llvm::StringRef) override {
    require(false, "nothing is for clangd");
  }
  std::map<std::string, int> Answers;
};
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Bytes, size_t Size) {
  StringRef Input(reinterpret_cast<const char *>(Bytes), Size);
  std::vector<std::string> Messages = readAll(Input, Size ? Size : 1);
  require(Messages == readAll(Input, 3), "pieces do not matter");

  Host H;
  SessionOptions Options;
  Options.Settings.Enabled = false;
  std::map<std::string, int> Requests;
  {
    Session S(Options, H);
    for (const std::string &Body : Messages) {
      Envelope E = peek(Body);
      if (E.Valid && E.isRequest())
        ++Requests[E.Id];
      S.fromEditor(Body);
    }
  }
  require(H.Answers == Requests, "each request is answered once");
  return 0;
}

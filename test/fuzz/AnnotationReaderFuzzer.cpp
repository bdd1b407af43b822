//===- AnnotationReaderFuzzer.cpp - The reader and arbitrary input --------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For libFuzzer (clang -fsanitize=fuzzer,address,undefined -fno-sanitize=vptr;
/// ASAN_OPTIONS=allow_user_poisoning=0 if LLVM itself is not sanitized); good
/// seeds are annotations/*.yaml. Whatever the input, the reader must return,
/// every error must have a place, and what it accepts must be a table that can
/// be used.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Annotations/Reader.h"
#include <cstdlib>

using namespace llvm;
using namespace pyrefcheck;

static void require(bool Condition, const char *What) {
  if (Condition)
    return;
  errs() << "violated: " << What << '\n';
  std::abort();
}

static bool isParam(const Function &F, ParamIndex Index) {
  return Index >= 0 && size_t(Index) < F.Params.size();
}

static void checkFunction(const Function &F) {
  require(!F.Name.empty(), "a function has a name");
  require(!F.Outcomes.empty(), "a function has outcomes");
  bool SawFailure = false;
  for (const Outcome &O : F.Outcomes) {
    SawFailure |= O.Fails != Failure::None;
    require(!SawFailure || O.Fails != Failure::None, "success comes first");
    require(O.Returns.Low <= O.Returns.High, "no range is empty");
    require(O.Returns.From < 0 || isParam(F, O.Returns.From),
            "a result is from a parameter");
    for (const Effect &E : O.Effects) {
      require(isParam(F, E.Param), "an effect has a parameter");
      require(E.Other < 0 || isParam(F, E.Other), "a holder is a parameter");
    }
  }
  require(F.Format == FormatKind::None || isParam(F, F.FormatParam),
          "a format is a parameter");
  explain(F, nulls());
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Bytes, size_t Size) {
  StringRef Text(reinterpret_cast<const char *>(Bytes), Size);
  MemoryBufferRef Buffer(Text, "input.yaml");
  std::vector<AnnotationError> Errors;
  OwnedTable Owned = readAnnotationBuffers(Buffer, Errors);
  for (const AnnotationError &Error : Errors) {
    require(Error.File == "input.yaml" && Error.Line && Error.Column,
            "an error has a place");
    require(!Error.Message.empty(), "an error has a message");
  }

  const TableData &Data = Owned.data();
  Table Facts;
  Facts.add(Data);
  for (const Function &F : Data.Functions) {
    checkFunction(F);
    require(Facts.findFunction(F.Name, versionHex(F.Since)) == &F,
            "a function is found");
  }
  for (const Function &F : Data.Members) {
    checkFunction(F);
    std::pair<StringRef, StringRef> Parts = F.Name.split('.');
    require(Facts.findMember(Parts.first, Parts.second), "a member is found");
  }
  for (const Function &F : Data.EntryPoints) {
    checkFunction(F);
    require(Facts.findEntryPoint(F.Name) == &F, "an entry point is found");
  }
  for (const FormatCode &Code : Data.Formats)
    require(Facts.findFormat(Code.Language, Code.Code) == &Code,
            "a format code is found");
  emitTable(Data, nulls());
  return 0;
}

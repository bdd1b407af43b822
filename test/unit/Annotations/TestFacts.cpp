//===- TestFacts.cpp - Facts from a text, for tests -----------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestFacts.h"

using namespace llvm;

namespace pyrefcheck {

static std::string index(ParamIndex Index) {
  switch (Index) {
  case OwnerUnknown:
    return "unknown";
  case OwnerInterpreter:
    return "interpreter";
  case OwnerImmortal:
    return "immortal";
  default:
    return std::to_string(Index);
  }
}

static std::string describe(const Effect &E) {
  const char *const Names[] = {
      "steal",        "keep",      "add",         "release",
      "escape",       "overwrite", "out-new",     "out-new-or-null",
      "out-borrowed", "out-null",  "out-replace", "out-consume"};
  std::string Result = Names[unsigned(E.Kind)];
  Result += "(" + index(E.Param);
  if (E.Kind == EffectKind::Keep || E.Kind == EffectKind::OutBorrowed)
    Result += ", " + index(E.Other);
  else
    EXPECT_EQ(E.Other, OwnerUnknown);
  return Result + ")";
}

static std::string describe(const Result &R) {
  switch (R.Kind) {
  case ResultKind::Any:
    return "any";
  case ResultKind::Void:
    return "void";
  case ResultKind::New:
    return "new";
  case ResultKind::Borrowed:
    return "borrowed(" + index(R.From) + ")";
  case ResultKind::Argument:
    return "arg(" + index(R.From) + ")";
  case ResultKind::Null:
    return "null";
  case ResultKind::NonNull:
    return "nonnull(" + index(R.From) + ")";
  case ResultKind::Integer:
    break;
  case ResultKind::Indicator:
    return "indicator";
  }
  auto Bound = [](int64_t Value) -> std::string {
    if (Value == std::numeric_limits<int64_t>::min())
      return "min";
    if (Value == std::numeric_limits<int64_t>::max())
      return "max";
    return std::to_string(Value);
  };
  return R.Low == R.High ? Bound(R.Low) : Bound(R.Low) + ".." + Bound(R.High);
}

std::string describe(const Outcome &O) {
  const char *const Raises[] = {"", " raises", " clears", " maybe"};
  const char *const Fails[] = {"", " error", " memory", " type"};
  std::string Text = describe(O.Returns) + Raises[unsigned(O.Raises)] +
                     Fails[unsigned(O.Fails)];
  for (const Effect &E : O.Effects)
    Text += " " + describe(E);
  return Text;
}

std::string describe(const Function *F) {
  if (!F)
    return "nothing is known";
  std::string Text;
  for (const Outcome &O : F->Outcomes)
    Text += (Text.empty() ? "" : "; ") + describe(O);
  return Text;
}

} // namespace pyrefcheck

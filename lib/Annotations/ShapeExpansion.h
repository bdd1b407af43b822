//===- ShapeExpansion.h - From `returns` to outcomes ------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the words after `returns:` mean: the shapes of a function, which stand
/// for several outcomes, and the single result of an outcome.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_LIB_ANNOTATIONS_SHAPEEXPANSION_H
#define PYREFCHECK_LIB_ANNOTATIONS_SHAPEEXPANSION_H

#include "pyrefcheck/Annotations/Facts.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace pyrefcheck {

/// The value of a function's `fails` key.
enum class FailsKey : uint8_t { NotGiven, Never, Error, Memory, Type };

/// "borrowed(list)" taken apart.
struct Call {
  llvm::StringRef Name;
  llvm::StringRef Argument;
  bool HasArgument = false;
};

/// False if \p Text is neither "name" nor "name(argument)".
bool splitCall(llvm::StringRef Text, Call &Parts);

/// The position of \p Name in \p Params; false, and \p Message says why, if it
/// is none. "..." is no single parameter.
bool findParam(llvm::StringRef Name, llvm::ArrayRef<llvm::StringRef> Params,
               ParamIndex &Index, std::string &Message);

/// As findParam(), but `interpreter`, `immortal` and `unknown` are owners too.
bool findOwner(llvm::StringRef Name, llvm::ArrayRef<llvm::StringRef> Params,
               ParamIndex &Owner, std::string &Message);

/// Words that would be ambiguous as the name of a parameter.
bool isReservedParam(llvm::StringRef Name);

/// The outcomes that the shape \p Text stands for, success first and without
/// effects. False, and \p Message says why, if that is no shape.
bool expandShape(llvm::StringRef Text, FailsKey Fails,
                 llvm::ArrayRef<llvm::StringRef> Params,
                 llvm::SmallVectorImpl<Outcome> &Outcomes,
                 std::string &Message);

/// The `returns` of one outcome.
bool parseResult(llvm::StringRef Text, llvm::ArrayRef<llvm::StringRef> Params,
                 Result &Returns, std::string &Message);

/// What `out` says about \p Param.
bool parseOut(llvm::StringRef Text, ParamIndex Param,
              llvm::ArrayRef<llvm::StringRef> Params, Effect &Out,
              std::string &Message);

} // namespace pyrefcheck

#endif // PYREFCHECK_LIB_ANNOTATIONS_SHAPEEXPANSION_H

//===- Outcomes.h - Small questions about outcomes --------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_OUTCOMES_H
#define PYREFCHECK_MODEL_OUTCOMES_H

#include "pyrefcheck/Annotations/Facts.h"
#include "pyrefcheck/Model/ObjectState.h"

namespace pyrefcheck {

bool sameEffect(const Effect &A, const Effect &B);

/// Whether \p E happens in every outcome of \p F, so that it can be applied at
/// the call.
bool isCertain(const Function &F, const Effect &E);

/// \p State with \p V between \p Low and \p High, as far as its type \p T can
/// say; null if it can't be. Does not ask the checkers.
ProgramStateRef assumeRange(ProgramStateRef State,
                            clang::ento::DefinedOrUnknownSVal V,
                            clang::QualType T, int64_t Low, int64_t High);

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_OUTCOMES_H

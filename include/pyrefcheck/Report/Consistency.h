//===- Consistency.h - Whether a path contradicts itself --------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// After a call that the engine does not look into, it knows nothing of the
/// members that the callee could have written: "if (self->shared)" may go one
/// way before the call and the other way after it. Most calls write none of
/// what they could.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_REPORT_CONSISTENCY_H
#define PYREFCHECK_REPORT_CONSISTENCY_H

namespace clang {
namespace ento {
class ExplodedNode;
} // namespace ento
} // namespace clang

namespace pyrefcheck {

/// Whether the path to \p N asks the same of the same members at two places in
/// the code and gets opposite answers, though no statement on it has written
/// one of the members.
bool contradictsItself(const clang::ento::ExplodedNode *N);

} // namespace pyrefcheck

#endif // PYREFCHECK_REPORT_CONSISTENCY_H

//===- Fingerprint.h - What stays the same when lines move ------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_DRIVER_FINGERPRINT_H
#define PYREFCHECK_DRIVER_FINGERPRINT_H

#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Driver/Finding.h"
#include <set>

namespace pyrefcheck {
namespace driver {

/// Gives each finding its fingerprint: of the check, the file as seen from
/// \p Root, the function, the message and the text of the line; of findings
/// that have all that in common, also their order. \p Findings are sorted.
void addFingerprints(std::vector<Finding> &Findings, llvm::StringRef Root,
                     SourceFiles &Files);

/// Only the last of these anew: after findings were joined.
void numberFingerprints(std::vector<Finding> &Findings);

/// A baseline: one line a finding, the fingerprint first.
llvm::Expected<std::set<std::string>> readBaseline(llvm::StringRef File);
std::string formatBaseline(const std::vector<Finding> &Findings,
                           llvm::StringRef Root);

} // namespace driver
} // namespace pyrefcheck

#endif // PYREFCHECK_DRIVER_FINGERPRINT_H

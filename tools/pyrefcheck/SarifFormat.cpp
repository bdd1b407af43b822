//===- SarifFormat.cpp - Stub ---------------------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report.h"

void pyrefcheck::writeSarif(const Report &, const WriterOptions &,
                            driver::SourceFiles &, llvm::raw_ostream &) {}

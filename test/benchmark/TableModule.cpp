//===- TableModule.cpp - The bundled table as a shared object -------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Linked twice: with the table, and (WITHOUT_TABLE) with an empty one, to tell
/// what loading the table costs from what loading any shared object costs.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Annotations/Table.h"

extern "C" __attribute__((visibility("default"))) const pyrefcheck::TableData *
benchmarkedTable() {
#ifdef WITHOUT_TABLE
  static constexpr pyrefcheck::TableData Empty;
  return &Empty;
#else
  return &pyrefcheck::bundledTable();
#endif
}

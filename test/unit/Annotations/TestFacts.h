//===- TestFacts.h - Facts from a text, for tests ---------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TEST_UNIT_ANNOTATIONS_TESTFACTS_H
#define PYREFCHECK_TEST_UNIT_ANNOTATIONS_TESTFACTS_H

#include "pyrefcheck/Annotations/Reader.h"
#include "gtest/gtest.h"

namespace pyrefcheck {

/// What came of reading some texts, called 1.yaml, 2.yaml ...
struct TestFacts {
  TestFacts(std::initializer_list<llvm::StringRef> Texts,
            const Table *Base = nullptr) {
    std::vector<std::string> Names;
    for (size_t I = 1; I <= Texts.size(); ++I)
      Names.push_back(std::to_string(I) + ".yaml");
    std::vector<llvm::MemoryBufferRef> Buffers;
    for (llvm::StringRef Text : Texts)
      Buffers.emplace_back(Text, Names[Buffers.size()]);
    Owned = readAnnotationBuffers(Buffers, Errors, Base);
    Facts.add(Owned.data());
  }

  /// A function `f` with these lines after `functions:`; line 4 is the first.
  static std::string functions(llvm::StringRef Lines) {
    return ("chapter: test\nsource: test.html\nfunctions:\n" + Lines + "\n")
        .str();
  }

  /// All errors, one a line.
  std::string errors() const {
    std::string Result;
    for (const AnnotationError &Error : Errors)
      Result += Error.str() + "\n";
    return Result;
  }

  std::vector<AnnotationError> Errors;
  OwnedTable Owned;
  Table Facts;
};

/// For comparisons: "Integer 0..0", "Null raises fails:Error Steal(0)".
std::string describe(const Outcome &O);
/// The outcomes of \p F with "; " between them.
std::string describe(const Function *F);

} // namespace pyrefcheck

#endif // PYREFCHECK_TEST_UNIT_ANNOTATIONS_TESTFACTS_H

//===- SourceAttributes.h - Facts that stand in the source ------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Facts are attached to functions as annotate attributes "pyrefcheck:...",
/// written as such (include/pyrefcheck.h) or as cpychecker_* attributes.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_PLUGIN_SOURCEATTRIBUTES_H
#define PYREFCHECK_PLUGIN_SOURCEATTRIBUTES_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace clang {
class Decl;
} // namespace clang

namespace pyrefcheck {

/// How the texts of our annotate attributes begin.
constexpr llvm::StringLiteral AnnotationPrefix = "pyrefcheck:";

/// Why the annotation \p Text (without the prefix) at \p D can't be used; empty
/// if it can.
std::string annotationFault(llvm::StringRef Text, const clang::Decl *D);

/// Preprocessor directives that define __pyrefcheck__, which says that our
/// checks are on, and the macros WITH_..._ATTRIBUTE that come with cpychecker's
/// attributes.
llvm::StringRef analysisMacros();

} // namespace pyrefcheck

#endif // PYREFCHECK_PLUGIN_SOURCEATTRIBUTES_H

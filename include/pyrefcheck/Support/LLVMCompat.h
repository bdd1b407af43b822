//===- LLVMCompat.h - What differs between LLVM versions --------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For programs: the only place that asks for LLVM's version (ClangCompat.h is
/// that for the plugin).
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_SUPPORT_LLVMCOMPAT_H
#define PYREFCHECK_SUPPORT_LLVMCOMPAT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/ThreadPool.h"

namespace pyrefcheck {
namespace compat {

/// What this program was built with.
constexpr unsigned Major = LLVM_VERSION_MAJOR;

#if LLVM_VERSION_MAJOR >= 19
using ThreadPool = llvm::DefaultThreadPool;
#else
using ThreadPool = llvm::ThreadPool;
#endif

/// StringRef's own function has two names.
inline bool startsWith(llvm::StringRef S, llvm::StringRef Prefix) {
  return S.substr(0, Prefix.size()) == Prefix;
}
inline bool endsWith(llvm::StringRef S, llvm::StringRef Suffix) {
  return S.size() >= Suffix.size() && S.take_back(Suffix.size()) == Suffix;
}

} // namespace compat
} // namespace pyrefcheck

#endif // PYREFCHECK_SUPPORT_LLVMCOMPAT_H

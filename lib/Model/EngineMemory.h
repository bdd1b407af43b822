//===- EngineMemory.h - What the engine keeps between functions -*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The engine goes from one function to the next with some knowledge: what it
/// has looked into need not be analysed by itself, what has proved too costly
/// to look into is not looked into again. There is no other way to it than
/// through private members, which only an explicit instantiation may name.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_LIB_MODEL_ENGINEMEMORY_H
#define PYREFCHECK_LIB_MODEL_ENGINEMEMORY_H

#include "clang/StaticAnalyzer/Core/PathSensitive/ExprEngine.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/FunctionSummary.h"

namespace pyrefcheck {
namespace engine {

struct VisitedMember {
  using Type = clang::ento::SetOfConstDecls *clang::ento::ExprEngine::*;
  friend Type member(VisitedMember);
};
struct CoreMember {
  using Type = clang::ento::CoreEngine clang::ento::ExprEngine::*;
  friend Type member(CoreMember);
};
struct SummariesMember {
  using Type = clang::ento::FunctionSummariesTy *clang::ento::CoreEngine::*;
  friend Type member(SummariesMember);
};

template <typename Tag, typename Tag::Type Member> struct Opener {
  friend typename Tag::Type member(Tag) { return Member; }
};
template struct Opener<VisitedMember, &clang::ento::ExprEngine::VisitedCallees>;
template struct Opener<CoreMember, &clang::ento::ExprEngine::Engine>;
template struct Opener<SummariesMember,
                       &clang::ento::CoreEngine::FunctionSummaries>;

/// The functions that were looked into, and need no analysis of their own;
/// null if all are to have one.
inline clang::ento::SetOfConstDecls *visited(clang::ento::ExprEngine &E) {
  return E.*member(VisitedMember());
}

inline clang::ento::FunctionSummariesTy &summaries(clang::ento::ExprEngine &E) {
  return *((E.*member(CoreMember())).*member(SummariesMember()));
}

} // namespace engine
} // namespace pyrefcheck

#endif // PYREFCHECK_LIB_MODEL_ENGINEMEMORY_H

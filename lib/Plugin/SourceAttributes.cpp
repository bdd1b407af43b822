//===- SourceAttributes.cpp - Facts that stand in the source --------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The attributes of cpychecker, the checker for GCC that came with
/// gcc-python-plugin: code that carries them already needs no change.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Plugin/SourceAttributes.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Sema/ParsedAttr.h"
#include "clang/Sema/Sema.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using namespace pyrefcheck;

std::string pyrefcheck::annotationFault(StringRef Text, const Decl *D) {
  const auto *FD = dyn_cast<FunctionDecl>(D);
  if (!FD)
    return "only a function can have it";
  auto IsNoPointer = [](QualType T) {
    return T->isVoidType() || T->isArithmeticType();
  };
  if (Text == "borrows_arguments")
    return "";
  if (Text == "returns_new" || Text == "returns_borrowed") {
    if (IsNoPointer(FD->getReturnType()))
      return "the function returns no object";
    return "";
  }
  if (!Text.consume_front("steals:"))
    return "expected 'returns_new', 'returns_borrowed', 'borrows_arguments' or "
           "'steals:N' after 'pyrefcheck:'";
  unsigned Count = FD->getNumParams();
  if (Count == 0)
    return "the function has no parameters";
  unsigned N = 0;
  if (Text.getAsInteger(10, N) || N == 0 || N > Count)
    return Count == 1 ? "expected 1, the number of the only parameter"
                      : "expected the number of a parameter, 1 to " +
                            std::to_string(Count);
  if (IsNoPointer(FD->getParamDecl(N - 1)->getType()))
    return "parameter " + std::to_string(N) + " is no object";
  return "";
}

StringRef pyrefcheck::analysisMacros() {
  // With ..._STEALS_..., NumPy's headers declare its API for use inside NumPy
  // only, without import_array(): anything that includes them breaks.
  return R"(
#define __pyrefcheck__ 1
#ifndef WITH_CPYCHECKER_RETURNS_BORROWED_REF_ATTRIBUTE
#define WITH_CPYCHECKER_RETURNS_BORROWED_REF_ATTRIBUTE 1
#endif
#ifndef WITH_CPYCHECKER_STEALS_REFERENCE_TO_ARG_ATTRIBUTE
#if !__has_include(<numpy/__multiarray_api.h>)
#define WITH_CPYCHECKER_STEALS_REFERENCE_TO_ARG_ATTRIBUTE 1
#endif
#endif
#ifndef WITH_CPYCHECKER_TYPE_OBJECT_FOR_TYPEDEF_ATTRIBUTE
#define WITH_CPYCHECKER_TYPE_OBJECT_FOR_TYPEDEF_ATTRIBUTE 1
#endif
#ifndef WITH_CPYCHECKER_SETS_EXCEPTION_ATTRIBUTE
#define WITH_CPYCHECKER_SETS_EXCEPTION_ATTRIBUTE 1
#endif
#ifndef WITH_CPYCHECKER_NEGATIVE_RESULT_SETS_EXCEPTION_ATTRIBUTE
#define WITH_CPYCHECKER_NEGATIVE_RESULT_SETS_EXCEPTION_ATTRIBUTE 1
#endif
)";
}

namespace {

/// One that is known, and has no effect.
class CpycheckerAttr : public ParsedAttrInfo {
public:
  explicit CpycheckerAttr(const Spelling &S) {
    Spellings = S;
    // We count the arguments: what is wrong here is no reason to fail.
    OptArgs = 15;
    HasCustomParsing = 1;
  }

  bool diagAppertainsToDecl(Sema &, const ParsedAttr &,
                            const Decl *) const override {
    return true;
  }

  AttrHandling handleDeclAttribute(Sema &S, Decl *D,
                                   const ParsedAttr &Attr) const override {
    return AttributeNotApplied;
  }

protected:
  AttrHandling ignore(Sema &S, const ParsedAttr &Attr, StringRef Why) const {
    unsigned Id = S.Diags.getCustomDiagID(DiagnosticsEngine::Warning,
                                          "'%0' is not used: %1");
    S.Diag(Attr.getLoc(), Id) << Spellings[0].NormalizedFullName << Why;
    return AttributeNotApplied;
  }

  AttrHandling attach(Sema &S, Decl *D, const ParsedAttr &Attr,
                      const std::string &Text) const {
    std::string Fault = annotationFault(Text, D);
    if (!Fault.empty())
      return ignore(S, Attr, Fault);
    // Not when compiling: annotations leave traces in object files.
    if (!S.getPreprocessor().isMacroDefined("__pyrefcheck__"))
      return AttributeNotApplied;
    D->addAttr(AnnotateAttr::Create(S.Context, (AnnotationPrefix + Text).str(),
                                    nullptr, 0, Attr.getRange()));
    return AttributeApplied;
  }
};

#define GNU_SPELLING(NAME)                                                     \
  static constexpr Spelling Name = {ParsedAttr::AS_GNU, "cpychecker_" NAME}

struct ReturnsBorrowedRef : CpycheckerAttr {
  GNU_SPELLING("returns_borrowed_ref");
  ReturnsBorrowedRef() : CpycheckerAttr(Name) {}
  AttrHandling handleDeclAttribute(Sema &S, Decl *D,
                                   const ParsedAttr &Attr) const override {
    if (Attr.getNumArgs() != 0)
      return ignore(S, Attr, "it takes no arguments");
    return attach(S, D, Attr, "returns_borrowed");
  }
};

struct StealsReferenceToArg : CpycheckerAttr {
  GNU_SPELLING("steals_reference_to_arg");
  StealsReferenceToArg() : CpycheckerAttr(Name) {}
  AttrHandling handleDeclAttribute(Sema &S, Decl *D,
                                   const ParsedAttr &Attr) const override {
    if (Attr.getNumArgs() != 1)
      return ignore(S, Attr,
                    "it takes one argument, the number of a parameter");
    const Expr *E = Attr.isArgExpr(0) ? Attr.getArgAsExpr(0) : nullptr;
    if (!E || E->isValueDependent())
      return ignore(S, Attr, "its argument is no number");
    auto Value = E->getIntegerConstantExpr(S.Context);
    if (!Value)
      return ignore(S, Attr, "its argument is no number");
    return attach(S, D, Attr, "steals:" + llvm::toString(*Value, 10));
  }
};

struct TypeObjectForTypedef : CpycheckerAttr {
  GNU_SPELLING("type_object_for_typedef");
  TypeObjectForTypedef() : CpycheckerAttr(Name) {}
};

struct SetsException : CpycheckerAttr {
  GNU_SPELLING("sets_exception");
  SetsException() : CpycheckerAttr(Name) {}
};

struct NegativeResultSetsException : CpycheckerAttr {
  GNU_SPELLING("negative_result_sets_exception");
  NegativeResultSetsException() : CpycheckerAttr(Name) {}
};

template <typename T> using Add = ParsedAttrInfoRegistry::Add<T>;

} // namespace

static Add<ReturnsBorrowedRef> A1(ReturnsBorrowedRef::Name.NormalizedFullName,
                                  "The result is a borrowed reference");
static Add<StealsReferenceToArg>
    A2(StealsReferenceToArg::Name.NormalizedFullName,
       "Takes over a reference of the caller");
static Add<TypeObjectForTypedef>
    A3(TypeObjectForTypedef::Name.NormalizedFullName, "Not used");
static Add<SetsException> A4(SetsException::Name.NormalizedFullName,
                             "Not used");
static Add<NegativeResultSetsException>
    A5(NegativeResultSetsException::Name.NormalizedFullName, "Not used");

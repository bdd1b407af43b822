//===- SourceAction.cpp - What the plugin does beside the analyzer --------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The analyzer doesn't call a checker before the whole file is parsed, and not
/// at all if that fails. This sees the file from its beginning, and only if
/// our checks are on; when code is just compiled, it does nothing.
///
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Plugin/SourceAttributes.h"
#include "pyrefcheck/Support/ClangCompat.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

using namespace clang;
using namespace pyrefcheck;

namespace {

class SourceConsumer : public ASTConsumer {
public:
  SourceConsumer(DiagnosticsEngine &Diags, StringRef File)
      : Diags(Diags), File(File) {}

  bool HandleTopLevelDecl(DeclGroupRef Group) override {
    for (const Decl *D : Group)
      checkAnnotations(D);
    return true;
  }

  /// Not as a diagnostic: after a fatal error (no Python.h) there are none.
  void HandleTranslationUnit(ASTContext &) override {
    if (Diags.hasErrorOccurred())
      llvm::errs() << "pyrefcheck: '" << File
                   << "' was not analysed because of the errors above\n";
  }

private:
  void checkAnnotations(const Decl *D) {
    if (isa<LinkageSpecDecl, NamespaceDecl>(D))
      for (const Decl *Inner : cast<DeclContext>(D)->decls())
        checkAnnotations(Inner);
    for (const auto *A : D->specific_attrs<AnnotateAttr>()) {
      StringRef Text = A->getAnnotation();
      if (A->isInherited() || !Text.consume_front(AnnotationPrefix))
        continue;
      std::string Fault = annotationFault(Text, D);
      if (Fault.empty())
        continue;
      unsigned Id = Diags.getCustomDiagID(DiagnosticsEngine::Warning,
                                          "'%0' is not used: %1");
      Diags.Report(A->getLocation(), Id) << A->getAnnotation() << Fault;
    }
  }

  DiagnosticsEngine &Diags;
  std::string File;
};

/// Defines \p Macros before what -include names is read.
void define(Preprocessor &PP, StringRef Macros) {
  std::string Text = PP.getPredefines();
  size_t At = std::min({Text.find("\n#include \""),
                        Text.find("\n#__include_macros "), Text.size()});
  PP.setPredefines(Text.insert(At, Macros));
}

class SourceAction : public PluginASTAction {
protected:
  bool ParseArgs(const CompilerInstance &CI,
                 const std::vector<std::string> &) override {
    return CI.getFrontendOpts().ProgramAction == frontend::RunAnalysis;
  }

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 StringRef File) override {
    auto IsOurs = [](const std::pair<std::string, bool> &Checker) {
      return Checker.second &&
             StringRef(Checker.first).split('.').first == "cpython";
    };
    const AnalyzerOptions &Options =
        compat::analyzerOptions(CI.getAnalyzerOpts());
    if (llvm::none_of(Options.CheckersAndPackages, IsOurs))
      return std::make_unique<ASTConsumer>();
    define(CI.getPreprocessor(), analysisMacros());
    return std::make_unique<SourceConsumer>(CI.getDiagnostics(), File);
  }

  ActionType getActionType() override { return AddAfterMainAction; }
};

} // namespace

static FrontendPluginRegistry::Add<SourceAction> Action("pyrefcheck",
                                                        "Facts in the source");

//===- Registration.cpp - Tells the analyzer what there is ----------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Checks/RefcountCheck.h"
#include "pyrefcheck/Support/ClangCompat.h"
#include "clang/AST/ASTContext.h"
#include "clang/StaticAnalyzer/Core/AnalyzerOptions.h"
#include "clang/StaticAnalyzer/Core/CheckerManager.h"
#include "clang/StaticAnalyzer/Frontend/CheckerRegistry.h"
#include "llvm/ADT/SmallVector.h"

using namespace clang;
using namespace clang::ento;
using namespace pyrefcheck;

static constexpr llvm::StringLiteral Package = "cpython.refcount";
static constexpr llvm::StringLiteral MemoryPackage = "cpython.memory";
static constexpr llvm::StringLiteral ThreadPackage = "cpython.thread";
/// Not in the package: who disables that and then enables one check in it would
/// have disabled what the check depends on, and thereby the check.
static constexpr llvm::StringLiteral ModelPackage = "cpythonModeling";
static constexpr llvm::StringLiteral ModelName = "cpythonModeling.Refcount";

/// Whether the engine's checker \p Name is on: the last word counts.
static bool isOn(StringRef Name, const AnalyzerOptions &Options) {
  bool On = false;
  for (const auto &[Chosen, Enabled] : Options.CheckersAndPackages)
    if (StringRef(Name).take_front(Chosen.size()) == Chosen &&
        (Name.size() == Chosen.size() || Name[Chosen.size()] == '.'))
      On = Enabled;
  return On && compat::hasChecker(Name);
}

/// Sets what the checks need of the engine, unless the user says something
/// else. The options are the compiler's own, and nobody has read these yet.
static void setEngineOptions(const AnalyzerOptions &Given,
                             RefcountModel &Model) {
  auto &Options = const_cast<AnalyzerOptions &>(Given);
  // Config has a value of every option, given or not.
  auto Set = [&](StringRef Name, bool &Option) {
    if (!StringRef(Options.FullCompilerInvocation).contains((Name + "=").str()))
      Option = true;
  };
  Set("unroll-loops", Options.ShouldUnrollLoops);
  // A holder of references looks like a container to the engine.
  Set("c++-container-inlining", Options.MayInlineCXXContainerMethods);
  Set("c++-shared_ptr-inlining", Options.MayInlineCXXSharedPtrDtor);
  Model.setHeadersAdded(!Options.AnalyzeAll);
  Options.AnalyzeAll = true;
}

/// For programs that analyse a project: each file tells first what its
/// functions do, then hears what those of others do.
static void readOtherFiles(CheckerManager &Mgr, RefcountModel &Model) {
  auto &Options = const_cast<AnalyzerOptions &>(Mgr.getAnalyzerOptions());
  StringRef Out = Options.getCheckerStringOption(Package, "Summaries");
  if (!Out.empty()) {
    Model.setSummaryFile(Out.str());
    // No function has such a name.
    Options.AnalyzeSpecificFunction = "none, for the summaries";
  }
  StringRef In = Options.getCheckerStringOption(Package, "OtherFiles");
  if (In.empty() || Model.readOtherFiles(In))
    return;
  DiagnosticsEngine &Diags = Mgr.getASTContext().getDiagnostics();
  Diags.Report(Diags.getCustomDiagID(DiagnosticsEngine::Error,
                                     "cannot read the summaries in '%0'"))
      << In;
}

static void registerModel(CheckerManager &Mgr) {
  auto *Model = Mgr.registerChecker<RefcountModel>();
  setEngineOptions(Mgr.getAnalyzerOptions(), *Model);
  StringRef Option =
      Mgr.getAnalyzerOptions().getCheckerStringOption(Package, "Annotations");
  SmallVector<StringRef, 2> Parts;
  Option.split(Parts, ':', -1, /*KeepEmpty=*/false);
  std::vector<std::string> Files;
  for (StringRef Part : Parts)
    Files.push_back(Part.str());
  if (!Files.empty())
    Model->readUserFacts(Files, Mgr.getASTContext().getDiagnostics());
  Model->setFunctionCache(Mgr.getAnalyzerOptions()
                              .getCheckerStringOption(Package, "Functions")
                              .str());
  readOtherFiles(Mgr, *Model);
  std::vector<std::string> On;
  for (const Family &F : Model->families())
    if (!F.ReportedBy.empty() && isOn(F.ReportedBy, Mgr.getAnalyzerOptions()))
      On.push_back(F.ReportedBy.str());
  Model->setEngineReports(std::move(On));
}

static bool always(const CheckerManager &) { return true; }

/// All functions of the analyzer's plugin interface have to keep these names.
extern "C" void clang_registerCheckers(CheckerRegistry &Registry) {
  Registry.addPackage("cpython");
  Registry.addPackage(Package);
  Registry.addPackage(MemoryPackage);
  Registry.addPackage(ThreadPackage);
  Registry.addPackage(ModelPackage);
  Registry.addPackageOption(
      "string", Package, "Annotations", "",
      "Files with facts about your own functions, separated by ':' (format: "
      "annotations/README.md)",
      "released");
  Registry.addPackageOption(
      "string", Package, "Functions", "",
      "For programs: what a former run has found out of each function",
      "released", /*IsHidden=*/true);
  Registry.addPackageOption(
      "string", Package, "Summaries", "",
      "For programs: where to write what this file's functions do, instead of "
      "an analysis",
      "released", /*IsHidden=*/true);
  Registry.addPackageOption("string", Package, "OtherFiles", "",
                            "For programs: what other files' functions do",
                            "released", /*IsHidden=*/true);
  Registry.addChecker(registerModel, always, ModelName,
                      "Models references; needed by the checks", "",
                      /*IsHidden=*/true);
#define CHECK(CLASS, NAME, HELP, TITLE)                                        \
  Registry.addChecker(register##CLASS, always, NAME, HELP,                     \
                      "docs/checks/" NAME ".md", /*IsHidden=*/false);          \
  Registry.addDependency(NAME, ModelName);
#include "pyrefcheck/Checks/Checks.def"
}

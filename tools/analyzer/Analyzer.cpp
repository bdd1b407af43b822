//===- Analyzer.cpp - A clang that only analyses, with the checks in it ---===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For packages that are to work where no clang is installed: takes clang's
/// options, and does what `pyrefcheck check` asks of a clang. There is nothing
/// in it that makes code, which is most of a clang.
///
//===----------------------------------------------------------------------===//

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticIDs.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/Stack.h"
#include "clang/Driver/Compilation.h"
#include "clang/Driver/Driver.h"
#include "clang/Driver/ToolChain.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/TextDiagnosticBuffer.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "clang/Options/OptionUtils.h"
#include "clang/StaticAnalyzer/Frontend/AnalysisConsumer.h"
#include "clang/StaticAnalyzer/Frontend/FrontendActions.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"

using namespace clang;
using llvm::SmallVector;
using llvm::SmallVectorImpl;

/// The plugin's, which is linked in.
extern "C" void clang_registerCheckers(ento::CheckerRegistry &Registry);

/// For its address, by which the program finds itself.
static int Anchor;

namespace {
class AnalysisWithChecks : public ento::AnalysisAction {
protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 StringRef InFile) override {
    auto Consumer = ento::CreateAnalysisConsumer(CI);
    Consumer->AddCheckerRegistrationFn(clang_registerCheckers);
    return Consumer;
  }
};
} // namespace

static std::unique_ptr<FrontendAction> createAction(frontend::ActionKind Kind) {
  switch (Kind) {
  case frontend::RunAnalysis:
    return std::make_unique<AnalysisWithChecks>();
  case frontend::ParseSyntaxOnly:
    return std::make_unique<SyntaxOnlyAction>();
  case frontend::PrintPreprocessedInput:
    return std::make_unique<PrintPreprocessedAction>();
  case frontend::RunPreprocessorOnly:
    return std::make_unique<PreprocessOnlyAction>();
  default:
    return nullptr;
  }
}

/// What `clang -cc1` does.
static int runFrontend(SmallVectorImpl<const char *> &Args) {
  TextDiagnosticBuffer Early;
  DiagnosticOptions EarlyOptions;
  DiagnosticsEngine EarlyDiags(DiagnosticIDs::create(), EarlyOptions, &Early,
                               /*ShouldOwnClient=*/false);
  auto Invocation = std::make_shared<CompilerInvocation>();
  bool Valid = CompilerInvocation::CreateFromArgs(
      *Invocation, llvm::ArrayRef<const char *>(Args).drop_front(2), EarlyDiags,
      Args[0]);
  HeaderSearchOptions &Headers = Invocation->getHeaderSearchOpts();
  if (Headers.UseBuiltinIncludes && Headers.ResourceDir.empty())
    Headers.ResourceDir = GetResourcesPath(Args[0], &Anchor);
  CompilerInstance CI(Invocation);
  CI.createVirtualFileSystem();
  CI.createDiagnostics();
  Early.FlushDiagnostics(CI.getDiagnostics());
  if (!Valid)
    return 1;
  auto Action = createAction(CI.getFrontendOpts().ProgramAction);
  if (!Action) {
    llvm::errs() << "error: this clang only analyses\n";
    return 1;
  }
  return !CI.ExecuteAction(*Action);
}

/// What `clang` does: finds out what that means for `clang -cc1`.
static int runDriver(const std::string &Program,
                     llvm::ArrayRef<const char *> Args) {
  auto Options = CreateAndPopulateDiagOpts(Args);
  DiagnosticsEngine Diags(DiagnosticIDs::create(), *Options,
                          new TextDiagnosticPrinter(llvm::errs(), *Options));
  ProcessWarningOptions(Diags, *Options, *llvm::vfs::getRealFileSystem(),
                        /*ReportDiags=*/false);
  driver::Driver D(Program, llvm::sys::getDefaultTargetTriple(), Diags);
  D.setTargetAndMode(driver::ToolChain::getTargetAndModeFromProgramName(
      llvm::StringRef(Program)));
  D.CC1Main = runFrontend;
  std::unique_ptr<driver::Compilation> C(D.BuildCompilation(Args));
  if (!C || C->containsError())
    return 1;
  SmallVector<std::pair<int, const driver::Command *>, 4> Failing;
  int Result = D.ExecuteCompilation(*C, Failing);
  for (const auto &[Status, Command] : Failing)
    Result = Status ? Status : Result;
  return Result;
}

int main(int Argc, char **Argv) {
  noteBottomOfStack();
  llvm::InitLLVM X(Argc, Argv);
  SmallVector<const char *, 256> Args(Argv, Argv + Argc);
  llvm::BumpPtrAllocator Allocator;
  if (llvm::Error E =
          driver::expandResponseFiles(Args, /*ClangCLMode=*/false, Allocator)) {
    llvm::errs() << toString(std::move(E)) << '\n';
    return 1;
  }
  std::string Program = llvm::sys::fs::getMainExecutable(Argv[0], &Anchor);
  if (Args.size() > 1 && llvm::StringRef(Args[1]) == "-cc1")
    return runFrontend(Args);
  return runDriver(Program, Args);
}

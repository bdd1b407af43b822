//===- OtherFiles.cpp - What the functions of other files do --------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Model/BodyFacts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;
using namespace pyrefcheck;

/// Where functions can have the same name, their types tell them apart.
static std::string keyOf(const FunctionDecl *FD) {
  std::string Key = FD->getQualifiedNameAsString();
  if (!FD->isExternC() && FD->getASTContext().getLangOpts().CPlusPlus)
    Key += " " + FD->getType().getCanonicalType().getAsString();
  return Key;
}

const BodyFacts::Summary *BodyFacts::elsewhere(const FunctionDecl *FD) const {
  if (Others.empty() || isa<CXXMethodDecl>(FD) || !FD->isExternallyVisible())
    return nullptr;
  return Others.lookup(keyOf(FD));
}

std::string BodyFacts::describe(const FunctionDecl *FD) const {
  const Summary *S = FD->hasBody() ? nullptr : elsewhere(FD);
  if (!S)
    return "";
  return "elsewhere " + std::to_string(S->ReturnsNew) + " " +
         std::to_string(S->Takes) + " " + std::to_string(S->Keeps) + "\n";
}

bool BodyFacts::readOthers(StringRef File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  if (!Buffer)
    return false;
  StringRef Line, Text = (*Buffer)->getBuffer();
  while (!Text.empty()) {
    std::tie(Line, Text) = Text.split('\n');
    StringRef Key, Fields[3];
    std::tie(Key, Line) = Line.split('\t');
    for (StringRef &Field : Fields)
      std::tie(Field, Line) = Line.split('\t');
    Storage.emplace_back();
    Summary *S = &Storage.back();
    if (Fields[1].getAsInteger(16, S->Takes) ||
        Fields[2].getAsInteger(16, S->Keeps))
      return false;
    S->ReturnsNew = Fields[0] == "1";
    auto It = Others.try_emplace(Key, S).first;
    StringRef Name = It->getKey().split(' ').first;
    S->finish(Name.drop_front(Name.rfind(':') + 1));
  }
  return true;
}

namespace {

/// Finds the functions that other files can call.
class Definitions : public RecursiveASTVisitor<Definitions> {
public:
  std::vector<const FunctionDecl *> Found;

  bool VisitFunctionDecl(FunctionDecl *FD) {
    if (FD->isThisDeclarationADefinition() && FD->isExternallyVisible() &&
        !FD->isInlined() && !isa<CXXMethodDecl>(FD) &&
        !FD->isTemplateInstantiation() && !FD->isMain() &&
        !FD->getASTContext().getSourceManager().isInSystemHeader(
            FD->getLocation()))
      Found.push_back(FD);
    return true;
  }
  bool TraverseStmt(Stmt *) { return true; }
};

} // namespace

void BodyFacts::write(const TranslationUnitDecl *TU, StringRef File) {
  std::error_code EC;
  llvm::raw_fd_ostream OS(File, EC);
  if (EC)
    return;
  Definitions All;
  All.TraverseDecl(const_cast<TranslationUnitDecl *>(TU));
  for (const FunctionDecl *FD : All.Found)
    if (const Summary *S = summaryOf(FD)) {
      OS << keyOf(FD) << '\t' << S->ReturnsNew << '\t';
      OS.write_hex(S->Takes) << '\t';
      OS.write_hex(S->Keeps) << '\n';
    }
  OS.close();
  if (OS.has_error())
    OS.clear_error();
}

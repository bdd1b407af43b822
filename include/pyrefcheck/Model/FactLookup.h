//===- FactLookup.h - The facts about a declaration or a call ---*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds the facts that apply to a call, whichever way it is written: by name,
/// through a struct member (tp->tp_alloc), through an API table behind a macro
/// (NumPy), or by attributes of the declaration. Finds the contract that a
/// function has to fulfil: by its name (PyInit_x), or because it is put into a
/// method table or slot.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_FACTLOOKUP_H
#define PYREFCHECK_MODEL_FACTLOOKUP_H

#include "pyrefcheck/Annotations/Table.h"
#include "clang/AST/Decl.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"
#include <memory>
#include <string>
#include <vector>

namespace pyrefcheck {

class CythonSource;

class FactLookup {
public:
  explicit FactLookup(const Table &Facts);
  ~FactLookup();

  /// What \p Call does, or null.
  const Function *forCall(const clang::ento::CallEvent &Call) const;
  /// What calls of \p FD do, or null.
  const Function *forFunction(const clang::FunctionDecl *FD) const;
  /// Whether the facts say something about a function of this name.
  bool knows(llvm::StringRef Name) const {
    return Facts.findFunction(Name, VersionHex);
  }
  /// What a call through a member or a macro does, or null.
  const Function *forIndirect(const clang::CallExpr *CE) const;
  /// What \p FD must do, or null.
  const Function *contractOf(const clang::Decl *FD) const;
  /// Whether \p D only runs while a module is initialised.
  bool isInitOnly(const clang::Decl *D) const;

  /// Whether some type's deallocator releases the reference in \p Field.
  bool isOwningMember(const clang::FieldDecl *Field) const {
    return OwningMembers.count(Field->getCanonicalDecl());
  }

  /// Whether some function releases the reference in the global \p Var.
  bool isOwningVariable(const clang::VarDecl *Var) const {
    return OwningVariables.count(Var->getCanonicalDecl());
  }

  /// Whether it is released even if it points to a static object such as
  /// Py_None.
  bool ownsStatics(const clang::FieldDecl *Field) const {
    return !ComparedMembers.count(Field->getCanonicalDecl());
  }
  /// Whether code in this file releases, after a call of \p FD, what it gave
  /// as argument \p Index: \p FD, whose body can't be seen, does not take it.
  bool isLent(const clang::FunctionDecl *FD, unsigned Index) const {
    return Lent.count({FD->getCanonicalDecl(), Index});
  }

  /// The family of the memory in \p Field that some deallocator frees, or null.
  const Family *freedMember(const clang::FieldDecl *Field) const {
    return FreedMembers.lookup(Field->getCanonicalDecl());
  }
  /// Functions that are made some type's deallocator by an assignment.
  const llvm::SetVector<const clang::FunctionDecl *> &lateDestructors() const {
    return LateDestructors;
  }

  /// Whether some user of \p FD compares something with the static object
  /// \p Var: then \p FD may return it as a mark, not as a reference.
  bool isMark(const clang::FunctionDecl *FD, const clang::VarDecl *Var) const;

  /// A name that tells members of all structs apart.
  static std::string nameOf(const clang::FieldDecl *Field);
  /// In words, all that readContracts() has found about \p FD. Not with the
  /// facts that go with a name or attributes.
  std::string describe(const clang::FunctionDecl *FD) const;
  /// The same about structs.
  void describeMembers(std::vector<std::string> &Lines) const;

  /// Collects the contracts of all functions in \p TU.
  void readContracts(const clang::TranslationUnitDecl *TU,
                     const CythonSource &Cython);

  const Table &table() const { return Facts; }

  /// The PY_VERSION_HEX of the headers; to be called before anything is asked.
  void setVersion(unsigned Hex) { VersionHex = Hex; }

private:
  class ContractReader;
  class LentArguments;
  struct AttributeFacts;

  const Function *fromAttributes(const clang::FunctionDecl *FD) const;
  /// What is known of a C++ function by its full name.
  const Function *fromQualifiedName(const clang::FunctionDecl *FD) const;

  const Table &Facts;
  unsigned VersionHex = NewestVersion;
  const clang::ASTContext *Ctx = nullptr;
  mutable llvm::DenseMap<const clang::FunctionDecl *, const Function *> Cache;
  mutable llvm::DenseMap<const clang::Expr *, const Function *> Indirect;
  llvm::DenseMap<const clang::FunctionDecl *, const Function *> Contracts;
  llvm::DenseSet<const clang::FunctionDecl *> InitOnly;
  llvm::DenseSet<const clang::FieldDecl *> OwningMembers;
  llvm::DenseSet<const clang::VarDecl *> OwningVariables;
  llvm::DenseSet<const clang::FieldDecl *> ComparedMembers;
  llvm::DenseSet<std::pair<const clang::FunctionDecl *, unsigned>> Lent;
  llvm::DenseMap<const clang::FieldDecl *, const Family *> FreedMembers;
  llvm::SetVector<const clang::FunctionDecl *> LateDestructors;
  /// Static objects that the users of a function compare something with.
  llvm::DenseMap<const clang::FunctionDecl *,
                 llvm::DenseSet<const clang::VarDecl *>>
      Marks;
  mutable std::vector<std::unique_ptr<AttributeFacts>> FromAttributes;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_FACTLOOKUP_H

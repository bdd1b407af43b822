//===- ApiTypes.h - Objects and their parts among values --------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Tells which values, types and regions stand for Python objects.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_MODEL_APITYPES_H
#define PYREFCHECK_MODEL_APITYPES_H

#include "pyrefcheck/Annotations/Table.h"
#include "pyrefcheck/Model/CythonSource.h"
#include "pyrefcheck/Model/ObjectState.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/DenseMap.h"
#include <string>

namespace pyrefcheck {

class ApiTypes {
public:
  explicit ApiTypes(const Table &Facts) : Facts(Facts) {}

  /// Whether \p T is PyObject or a struct that begins with one.
  bool isObject(clang::QualType T) const;
  bool isObjectPointer(clang::QualType T) const;
  /// Whether \p T is PyObject * itself.
  static bool isPlainObjectPointer(clang::QualType T);
  /// Whether \p T is a pointer to PyTypeObject.
  static bool isTypePointer(clang::QualType T);

  /// The symbol of the object that \p V points to, whatever it was cast to;
  /// null for a pointer to one of its later members.
  static SymbolRef objectSymbol(clang::ento::SVal V);
  /// The object whose type \p V is (Py_TYPE), or \p V itself. An object does
  /// not change its type, whatever else a call may do to it.
  static clang::ento::SVal typeSubject(clang::ento::SVal V,
                                       ProgramStateRef State);
  /// The type whose tp_flags \p V is, or an undefined value.
  static clang::ento::SVal flagsSubject(clang::ento::SVal V);
  /// The static object that \p V is the address of.
  const clang::ento::MemRegion *staticObject(clang::ento::SVal V) const;
  /// If \p R is an element of an array of references that an object owns
  /// (PyTupleObject.ob_item), the symbol of that object.
  SymbolRef elementOwner(const clang::ento::MemRegion *R) const;
  /// The same for a symbol that was loaded from such an element and is still
  /// there.
  SymbolRef lenderOf(SymbolRef Sym, ProgramStateRef State) const;
  /// Whether \p R is an element of an array of arguments (PyObject *const *):
  /// in the API only what is lent is handed over in this way.
  bool isLentElement(const clang::ento::MemRegion *R) const;
  bool isLentElement(SymbolRef Sym) const;
  /// Whether \p R is, or lies in, a local variable that a function is called
  /// for where its scope ends, which sees to what is in it
  /// (__attribute__((cleanup))).
  static bool isCleanedUp(const clang::ento::MemRegion *R);
  /// The memory that \p Sym was read from and that still holds it, or null.
  static const clang::ento::MemRegion *homeOf(SymbolRef Sym,
                                              ProgramStateRef State);
  /// Whether \p E names a value of the function itself, not one that lies in
  /// memory which outlives it (p->f, *p, a[i], a global).
  static bool isLocalValue(const clang::Expr *E);
  /// Whether \p E names a member of a struct (p->f) or a global variable.
  static bool isMember(const clang::Expr *E);
  /// The name under which the facts know a record.
  static llvm::StringRef recordName(const clang::RecordDecl *R);

  /// Takes note of where the API's own headers are.
  void findHeaders(const clang::ASTContext &Ctx);
  /// Whether \p D is written in one of the API's own headers.
  bool isInApiHeader(const clang::Decl *D) const;
  /// What the main file was generated from, if it was.
  const CythonSource &cython() const { return Cython; }
  void readGenerated(clang::ASTContext &Ctx) { Cython.read(Ctx); }
  /// Whether no user wrote \p D: what is wrong there is not shown there.
  bool isNobodysCode(const clang::Decl *D) const {
    return isInLibrary(D) || Cython.isRuntime(D);
  }
  /// Whether \p D is written in a header of the API, of a library with facts,
  /// or of the system: code that its users don't want to see.
  bool isInLibrary(const clang::Decl *D) const;
  /// Whether \p R holds a reference: its destructor releases one.
  bool isHolder(const clang::CXXRecordDecl *R) const;

  /// Whether \p T points to a struct with pointers to others of it, as a node
  /// of a list or a tree.
  static bool isNodePointer(clang::QualType T);

private:
  const Table &Facts;
  std::string HeaderDir;
  CythonSource Cython;
  /// By file: the answers of isInLibrary.
  mutable llvm::DenseMap<clang::FileID, bool> LibraryFiles;
  mutable llvm::DenseMap<const clang::CXXRecordDecl *, bool> Holders;
  mutable llvm::DenseMap<const clang::RecordDecl *, bool> ObjectRecords;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_MODEL_APITYPES_H

//===- HeaderReader.h - What C headers declare ------------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads the headers of one Python by running clang on them, whichever one is
/// there: what it prints about the syntax tree and the macros is the same in
/// all versions, while its libraries are not.
///
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_HEADERREADER_H
#define PYREFCHECK_TOOLS_HEADERREADER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"
#include <set>
#include <string>
#include <vector>

namespace pyrefcheck {

/// A function, or a function pointer in a struct ("Record.field").
struct Declaration {
  std::string Name;
  std::string Type; ///< as clang writes it: "PyObject *(Py_ssize_t)"
  std::string File;
  unsigned Line = 0;
};

struct Macro {
  std::string Name;
  bool IsFunctionLike = false;
  std::string Body; ///< the text after the parameters
  std::string File;
  unsigned Line = 0;
};

/// The types that declarations mention.
class TypeTable {
public:
  struct Record {
    std::string FirstField, FirstType;
  };

  /// Whether \p Type is a pointer to an object, or to such a pointer.
  bool isObject(llvm::StringRef Type) const;
  /// \p Type without typedefs, if it is a pointer to a function, else empty.
  std::string functionPointer(llvm::StringRef Type) const;
  /// The names of the record with this tag: itself and its typedefs.
  std::vector<std::string> namesOf(llvm::StringRef Tag) const;

  llvm::StringMap<std::string> Typedefs; ///< to what is written there
  llvm::StringMap<Record> Records;       ///< with their fields

private:
  bool isObjectRecord(llvm::StringRef Name, unsigned Depth) const;
  bool isObject(llvm::StringRef Type, unsigned Depth) const;
};

/// "PyObject *(PyObject *, int)" taken apart. False if it is no function.
bool splitFunctionType(llvm::StringRef Type, std::string &Returns,
                       std::vector<std::string> &Params);

/// What one set of macros makes of the headers.
struct Configuration {
  std::vector<std::string> Defines; ///< "MS_WINDOWS"
  bool Internal = false; ///< with the headers that are not for extensions
};

/// The headers in one directory.
class HeaderReader {
public:
  /// Also: further headers beside Python.h.
  HeaderReader(llvm::StringRef Clang, llvm::StringRef Directory,
               llvm::ArrayRef<std::string> Also)
      : Clang(Clang), Directory(Directory), Also(Also.begin(), Also.end()) {}

  /// Finds the version; false, after a message, if there is no Python.h.
  bool open();

  /// The names of functions and macros. What does not compile is left out; if
  /// \p Strict, that is an error.
  bool readNames(const Configuration &C, bool Strict,
                 std::set<std::string> &Names);
  /// Everything that is declared in the directory.
  bool readDeclarations(const Configuration &C,
                        std::vector<Declaration> &Functions,
                        std::vector<Declaration> &Members, TypeTable &Types,
                        llvm::StringSet<> &Fields);
  bool readMacros(const Configuration &C, bool Strict,
                  std::vector<Macro> &Macros);

  const std::string &directory() const { return Directory; }
  unsigned versionHex() const { return Version; }
  bool isPyPy() const { return PyPy; }
  /// "3.11" or "PyPy 3.9"
  std::string name() const;

private:
  std::string source(const Configuration &C) const;
  bool run(const Configuration &C, bool Strict,
           llvm::ArrayRef<llvm::StringRef> Options, std::string &Output) const;
  bool isOwn(llvm::StringRef File) const;

  std::string Clang, Directory;
  std::vector<std::string> Also;
  unsigned Version = 0;
  bool PyPy = false;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_HEADERREADER_H

//===- Auditor.h - Compares facts with C headers ----------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_AUDITOR_H
#define PYREFCHECK_TOOLS_AUDITOR_H

#include "HeaderReader.h"
#include "pyrefcheck/Annotations/Table.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

namespace pyrefcheck {

class Auditor {
public:
  /// \p Also: the headers that are read beside Python.h, as it was asked for.
  Auditor(const TableData &Data, llvm::ArrayRef<std::string> Also);

  /// Reads the headers; \p Levels are values of Py_LIMITED_API. False, after a
  /// message, if that does not work.
  bool read(HeaderReader &Reader, llvm::ArrayRef<unsigned> Levels);

  /// Writes what is wrong, one line each. The number of lines.
  unsigned report(llvm::raw_ostream &OS);

private:
  /// The headers of one version, all configurations together.
  struct Version {
    std::string Name;
    unsigned Hex = 0;
    bool PyPy = false;
    std::set<std::string> Plain; ///< without any macro defined
    std::set<std::string> Public;
    std::set<std::string> Internal;
    /// What there is for each value of Py_LIMITED_API.
    std::map<unsigned, std::set<std::string>> Limited;
  };
  struct Missing {
    std::string Place, What, Header;
    std::vector<std::string> Versions;
  };

  void addMissing(const std::string &Name, const Declaration &D,
                  const std::string &Text, const Version &V);
  void auditDeclarations(const std::vector<Declaration> &Functions,
                         const std::vector<Declaration> &Members,
                         const TypeTable &Types, const Version &V);
  void auditMacros(const std::vector<Macro> &Macros, const Version &V);
  bool needsEntry(const Declaration &D, const TypeTable &Types) const;
  bool hasMember(llvm::StringRef Name, const TypeTable &Types) const;
  bool isElsewhere(llvm::StringRef Chapter) const;
  std::string guessChapter(llvm::StringRef Header) const;
  void addRenamed(std::set<std::string> &Names) const;

  void checkEntry(llvm::ArrayRef<Function> Entry,
                  std::vector<std::string> &Lines) const;
  void checkLimited(const Function &Entry,
                    std::vector<std::string> &Lines) const;
  void checkMember(const Function &Entry,
                   std::vector<std::string> &Lines) const;
  bool anyVersionOf(llvm::StringRef Since, llvm::StringRef Until) const;

  const TableData &Data;
  Table Facts;
  std::vector<std::string> Also;
  std::vector<Version> Versions;
  llvm::StringSet<> Fields;
  std::map<std::string, Missing> AllMissing;
  /// How many functions of each chapter a header declares.
  std::map<std::string, std::map<std::string, unsigned>> Chapters;
};

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_AUDITOR_H

//===- Reader.h - From YAML to a table of facts -----------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_ANNOTATIONS_READER_H
#define PYREFCHECK_ANNOTATIONS_READER_H

#include "pyrefcheck/Annotations/Table.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <string>
#include <vector>

namespace pyrefcheck {

/// One thing wrong with an annotation file. Line and Column count from 1; they
/// are 0 if the file could not be read at all.
struct AnnotationError {
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;
  std::string Message; ///< what was found and what was expected

  /// "FILE:LINE:COLUMN: error: MESSAGE"
  std::string str() const;
};

/// A table read at run time; owns its strings and arrays.
class OwnedTable {
public:
  OwnedTable();
  ~OwnedTable();
  OwnedTable(OwnedTable &&);
  OwnedTable &operator=(OwnedTable &&);

  /// Valid as long as this is.
  const TableData &data() const;

private:
  friend class AnnotationReader;
  struct Storage;
  std::unique_ptr<Storage> S;
};

/// Reads and checks \p Files (paths) as one table: a name defined twice, in
/// one file or two, is an error. Every error found is added to \p Errors; a
/// function with an error is left out of the table, the rest stays. \p Base,
/// if given, is asked for names that `same_as` refers to.
OwnedTable readAnnotations(llvm::ArrayRef<std::string> Files,
                           std::vector<AnnotationError> &Errors,
                           const Table *Base = nullptr);

/// As readAnnotations(), from memory; errors name the buffers' identifiers.
OwnedTable readAnnotationBuffers(llvm::ArrayRef<llvm::MemoryBufferRef> Buffers,
                                 std::vector<AnnotationError> &Errors,
                                 const Table *Base = nullptr);

/// Writes \p Data as C++ source that defines `pyrefcheck::bundledTable()`.
void emitTable(const TableData &Data, llvm::raw_ostream &OS);

/// Writes \p Data as JSON: the form is described in annotations/README.md. Of
/// functions and members only what is for \p VersionHex, unless that is 0.
void dumpTable(const TableData &Data, unsigned VersionHex,
               llvm::raw_ostream &OS);

/// Writes what is known of \p F in plain words, for people.
void explain(const Function &F, llvm::raw_ostream &OS);

} // namespace pyrefcheck

#endif // PYREFCHECK_ANNOTATIONS_READER_H

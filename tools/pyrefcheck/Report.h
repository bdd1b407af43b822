//===- Report.h - What a run has found, and how it is written ---*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_PYREFCHECK_REPORT_H
#define PYREFCHECK_TOOLS_PYREFCHECK_REPORT_H

#include "pyrefcheck/Driver/Config.h"
#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Driver/Finding.h"
#include "llvm/Support/raw_ostream.h"

namespace pyrefcheck {

/// A file that could not be analysed.
struct Problem {
  std::string File;
  std::string Why;

  bool operator<(const Problem &Other) const {
    return std::tie(File, Why) < std::tie(Other.File, Other.Why);
  }
  bool operator==(const Problem &Other) const {
    return File == Other.File && Why == Other.Why;
  }
};

/// File names are absolute, Root is the directory of the project.
struct Report {
  std::string Root;
  std::vector<driver::Finding> Findings; ///< those that are shown
  std::vector<driver::Finding> Hidden;   ///< below --min-rank
  std::vector<Problem> Problems;
  std::vector<std::string> Files; ///< that were analysed
  unsigned Suppressed = 0;
  unsigned Known = 0; ///< in the baseline

  void sort();
  /// Whether there are findings, shown or not, from that rank on.
  bool fails(const driver::Threshold &T) const;
};

struct WriterOptions {
  bool Color = false;
  bool Brief = false;    ///< no paths
  std::string Directory; ///< for names as a terminal's user sees them
};

using Writer = void (*)(const Report &, const WriterOptions &,
                        driver::SourceFiles &, llvm::raw_ostream &);

void writeText(const Report &, const WriterOptions &, driver::SourceFiles &,
               llvm::raw_ostream &);
void writeJson(const Report &, const WriterOptions &, driver::SourceFiles &,
               llvm::raw_ostream &);
void writeSarif(const Report &, const WriterOptions &, driver::SourceFiles &,
                llvm::raw_ostream &);
void writeGithub(const Report &, const WriterOptions &, driver::SourceFiles &,
                 llvm::raw_ostream &);
void writePlist(const Report &, const WriterOptions &, driver::SourceFiles &,
                llvm::raw_ostream &);
void writeHtml(const Report &, const WriterOptions &, driver::SourceFiles &,
               llvm::raw_ostream &);

/// Null if there is no such format.
Writer findWriter(llvm::StringRef Format);

/// Reads what writeJson() wrote.
llvm::Expected<Report> readReport(llvm::StringRef File);

/// "3 findings (1 high, 2 medium)"
std::string describeCounts(const std::vector<driver::Finding> &Findings);
/// "1 file", "2 files"
std::string plural(size_t N, llvm::StringRef One, llvm::StringRef Several = "");

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_PYREFCHECK_REPORT_H

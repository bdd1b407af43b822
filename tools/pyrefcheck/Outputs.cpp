//===- Outputs.cpp - Formats and where they go ----------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "llvm/Support/Process.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

Expected<std::vector<Output>>
pyrefcheck::pairOutputs(const cl::list<std::string> &Formats,
                        const cl::list<std::string> &Files) {
  std::vector<Output> Outputs;
  std::vector<unsigned> Positions;
  for (unsigned I = 0; I != Formats.size(); ++I) {
    Writer W = findWriter(Formats[I]);
    if (!W)
      return failure("unknown format '" + Formats[I] +
                     "'; there are text, json, sarif, github, plist and html");
    Outputs.push_back({W, ""});
    Positions.push_back(Formats.getPosition(I));
  }
  if (Outputs.empty()) {
    Outputs.push_back({writeText, ""});
    Positions.push_back(0);
  }
  // Each file belongs to the format before it; the first may come before.
  for (unsigned I = 0; I != Files.size(); ++I) {
    size_t N = 0;
    while (N + 1 < Outputs.size() && Positions[N + 1] < Files.getPosition(I))
      ++N;
    if (!Outputs[N].File.empty())
      return failure("--output=" + Files[I] +
                     ": there is no --format of its own before it");
    Outputs[N].File = makeAbsolute(Files[I]);
  }
  unsigned OnTerminal = 0;
  for (const Output &O : Outputs)
    OnTerminal += O.File.empty();
  if (OnTerminal > 1)
    return failure("only one --format can go without --output");
  return Outputs;
}

Error pyrefcheck::writeOutputs(const Report &R,
                               const std::vector<Output> &Outputs,
                               WriterOptions Options, SourceFiles &Files) {
  for (const Output &O : Outputs) {
    WriterOptions Here = Options;
    Here.Directory = workingDirectory();
    Here.Color = Options.Color && O.File.empty();
    std::string Text;
    raw_string_ostream OS(Text);
    O.Write(R, Here, Files, OS);
    OS.flush();
    if (!O.File.empty()) {
      if (Error E = writeFile(O.File, Text))
        return E;
      continue;
    }
    outs() << Text;
    outs().flush();
    if (std::error_code EC = outs().error()) {
      outs().clear_error();
      return failure("cannot write the output: " + EC.message());
    }
  }
  return Error::success();
}

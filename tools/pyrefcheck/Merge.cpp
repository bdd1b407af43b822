//===- Merge.cpp - Joins the results of several runs ----------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "pyrefcheck/Driver/Config.h"
#include "pyrefcheck/Driver/Fingerprint.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

cl::SubCommand pyrefcheck::MergeCommand(
    "merge", "Join results that 'check --format=json' wrote (with --shard)");
static cl::list<std::string> Inputs(cl::Positional, cl::OneOrMore,
                                    cl::desc("FILE..."), cl::sub(MergeCommand));
static cl::list<std::string>
    Formats("format", cl::value_desc("format"),
            cl::desc("text, json, sarif, github, plist or html"),
            cl::cat(OwnOptions), cl::sub(MergeCommand));
static cl::list<std::string>
    OutputFiles("output", cl::value_desc("file"),
                cl::desc("Write the format before it there"),
                cl::cat(OwnOptions), cl::sub(MergeCommand));
static cl::opt<std::string>
    FailOn("fail-on", cl::value_desc("rank"), cl::init("medium"),
           cl::desc("Exit status 1 from that rank on; or never"),
           cl::cat(OwnOptions), cl::sub(MergeCommand));

int pyrefcheck::runMerge() {
  auto Outputs = pairOutputs(Formats, OutputFiles);
  if (!Outputs)
    return complain(Outputs.takeError());
  Threshold Limit;
  Limit.Never = FailOn == "never";
  if (!Limit.Never && !parseRank(FailOn, Limit.Worst))
    return complain("--fail-on=" + FailOn +
                    ": expected high, medium, low or never");
  Report All;
  All.Root = workingDirectory();
  for (const std::string &Input : Inputs) {
    auto One = readReport(Input);
    if (!One)
      return complain(One.takeError());
    auto Append = [](auto &To, auto &From) {
      To.insert(To.end(), From.begin(), From.end());
    };
    Append(All.Findings, One->Findings);
    Append(All.Hidden, One->Hidden);
    Append(All.Problems, One->Problems);
    Append(All.Files, One->Files);
    All.Suppressed += One->Suppressed;
    All.Known += One->Known;
  }
  All.sort();
  numberFingerprints(All.Findings);
  numberFingerprints(All.Hidden);
  SourceFiles Files;
  if (Error E = writeOutputs(All, *Outputs, WriterOptions(), Files))
    return complain(std::move(E));
  note(describeCounts(All.Findings) + " in " +
       plural(All.Files.size(), "file"));
  if (!All.Problems.empty())
    return complain(plural(All.Problems.size(), "file") +
                    " could not be analysed");
  return All.fails(Limit) ? HasFindings : Clean;
}

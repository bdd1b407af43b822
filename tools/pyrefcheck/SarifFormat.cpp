//===- SarifFormat.cpp - SARIF 2.1.0, as GitHub's code scanning reads it --===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Embedded.h"
#include "Report.h"
#include "pyrefcheck/Driver/CheckList.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <map>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

namespace {
class SarifWriter {
public:
  SarifWriter(const Report &R, SourceFiles &Files) : R(R), Files(Files) {}

  json::Value write();

private:
  json::Object rule(const CheckInfo &Check) const;
  json::Object result(const Finding &F);
  json::Object artifact(StringRef File) const;
  json::Object region(const Region &Where, bool WithSnippet);
  json::Object location(const Region &Where, StringRef Message = "");
  json::Object threadFlow(const Finding &F);
  json::Array fixes(const Finding &F);
  unsigned ruleIndex(const Finding &F);

  const Report &R;
  SourceFiles &Files;
  /// Clang's own checks: what they are called, and their kind of bug.
  std::vector<std::pair<std::string, std::string>> OtherRules;
};
} // namespace

static json::Object text(StringRef Text) {
  return json::Object{{"text", json::fixUTF8(Text)}};
}

static std::string percentEncoded(StringRef Path) {
  std::string Result;
  for (char C : Path)
    if (isAlnum(C) || StringRef("-._~/+@!$&'()*,;=").contains(C)) {
      Result += C;
    } else {
      Result += '%';
      Result += hexdigit(static_cast<unsigned char>(C) >> 4);
      Result += hexdigit(C & 15);
    }
  return Result;
}

/// SARIF's `rank`: 0 to 100.
static double rankNumber(Rank Rk) {
  return Rk == Rank::High ? 90 : Rk == Rank::Medium ? 60 : 20;
}

static StringRef level(Rank Rk) {
  return Rk == Rank::High ? "error" : Rk == Rank::Medium ? "warning" : "note";
}

/// Leaks exhaust memory; the rest is used after it was freed, sooner or later.
static StringRef securitySeverity(StringRef Check) {
  return compat::endsWith(Check, ".Leak") ? "4.0" : "7.5";
}

json::Object SarifWriter::rule(const CheckInfo &Check) const {
  StringRef Page = embeddedFile(Check.Name.str() + ".md");
  // The second paragraph says it in full: after the heading.
  StringRef Full = Page.split("\n\n").second.split("\n\n").first.trim();
  if (Full.empty())
    Full = Check.Help;
  std::string Help =
      ("See 'pyrefcheck explain " + Check.Name + "'.\n\n" + Full).str();
  bool Leak = compat::endsWith(Check.Name, ".Leak");
  json::Array Tags{"reliability", "security", "cpython",
                   Leak ? "external/cwe/cwe-401" : "external/cwe/cwe-416"};
  return json::Object{
      {"id", Check.Name},
      {"name", Check.Name.rsplit('.').second},
      {"shortDescription", text(Check.Title)},
      {"fullDescription", text(Full)},
      {"help",
       json::Object{{"text", Help},
                    {"markdown", Page.empty()
                                     ? "# " + Check.Name.str() + "\n\n" + Help
                                     : Page.str()}}},
      {"defaultConfiguration", json::Object{{"level", "warning"}}},
      {"properties",
       json::Object{{"precision", "high"},
                    {"problem.severity", Leak ? "warning" : "error"},
                    {"security-severity", securitySeverity(Check.Name)},
                    {"tags", std::move(Tags)}}}};
}

/// GitHub wants some text in all of these.
static json::Object otherRule(StringRef Name, StringRef Title) {
  std::string Page = "https://clang.llvm.org/docs/analyzer/checkers.html";
  std::string Help = "A check of the Clang Static Analyzer: see " + Page;
  return json::Object{
      {"id", Name},
      {"shortDescription", text(Title.empty() ? Name : Title)},
      {"fullDescription", text((Name + ": " + Title).str())},
      {"helpUri", Page},
      {"help", text(Help)},
      {"properties", json::Object{{"precision", "medium"},
                                  {"problem.severity", "warning"},
                                  {"tags", json::Array{"reliability"}}}}};
}

json::Object SarifWriter::artifact(StringRef File) const {
  if (!isBelow(File, R.Root))
    return json::Object{{"uri", "file://" + percentEncoded(File)}};
  return json::Object{{"uri", percentEncoded(relativeTo(File, R.Root))},
                      {"uriBaseId", "%SRCROOT%"}};
}

/// Clang counts bytes, SARIF (as we say in columnKind) characters.
static unsigned characters(StringRef Line, unsigned Column) {
  unsigned Bytes = Column ? Column - 1 : 0, Result = 1;
  for (char C : Line.take_front(Bytes))
    Result += (C & 0xc0) != 0x80;
  if (Bytes > Line.size())
    Result += Bytes - Line.size();
  return Result;
}

json::Object SarifWriter::region(const Region &Where, bool WithSnippet) {
  unsigned Line = std::max(1u, Where.Line);
  unsigned EndLine = std::max(Line, Where.EndLine);
  StringRef First = Files.line(Where.File, Line);
  json::Object Result{{"startLine", Line},
                      {"startColumn", characters(First, Where.Column)},
                      {"endLine", EndLine},
                      {"endColumn", characters(Files.line(Where.File, EndLine),
                                               Where.EndColumn)}};
  if (WithSnippet && !First.empty())
    Result["snippet"] = text(First);
  return Result;
}

json::Object SarifWriter::location(const Region &Where, StringRef Message) {
  json::Object Result{
      {"physicalLocation",
       json::Object{{"artifactLocation", artifact(Where.File)},
                    {"region", region(Where, Message.empty())}}}};
  if (!Message.empty())
    Result["message"] = text(Message);
  return Result;
}

json::Object SarifWriter::threadFlow(const Finding &F) {
  json::Array Locations;
  auto Add = [&](const Region &Where, StringRef Message, unsigned Depth,
                 StringRef Importance) {
    Locations.push_back(json::Object{{"location", location(Where, Message)},
                                     {"nestingLevel", Depth},
                                     {"importance", Importance}});
  };
  for (const Step &S : F.Path)
    Add(S.Where, S.Message, S.Depth, "important");
  Add(F.Where, F.Message, 0, "essential");
  return json::Object{{"locations", std::move(Locations)}};
}

json::Array SarifWriter::fixes(const Finding &F) {
  // Several fixes would be alternatives.
  json::Array Changes;
  std::map<std::string, json::Array> ByFile;
  for (const FixIt &Fix : F.Fixes)
    ByFile[Fix.Where.File].push_back(
        json::Object{{"deletedRegion", region(Fix.Where, false)},
                     {"insertedContent", text(Fix.Text)}});
  for (auto &[File, Replacements] : ByFile)
    Changes.push_back(json::Object{{"artifactLocation", artifact(File)},
                                   {"replacements", std::move(Replacements)}});
  return json::Array{json::Object{{"description", text(fixTitle(F))},
                                  {"artifactChanges", std::move(Changes)}}};
}

unsigned SarifWriter::ruleIndex(const Finding &F) {
  ArrayRef<CheckInfo> Own = allChecks();
  for (size_t I = 0; I != Own.size(); ++I)
    if (Own[I].Name == F.Check)
      return I;
  for (size_t I = 0; I != OtherRules.size(); ++I)
    if (OtherRules[I].first == F.Check)
      return Own.size() + I;
  OtherRules.push_back({F.Check, F.Title});
  return Own.size() + OtherRules.size() - 1;
}

json::Object SarifWriter::result(const Finding &F) {
  json::Object Where = location(F.Where);
  if (!F.Function.empty())
    Where["logicalLocations"] =
        json::Array{json::Object{{"name", F.Function}, {"kind", "function"}}};
  json::Array Related;
  std::string Message = F.Message;
  for (size_t I = 0; I != F.Path.size(); ++I) {
    json::Object Place = location(F.Path[I].Where, F.Path[I].Message);
    Place["id"] = static_cast<int64_t>(I + 1);
    Related.push_back(std::move(Place));
  }
  if (!F.Path.empty())
    Message += " ([how it comes to that](1))";
  json::Object Result{{"ruleId", F.Check},
                      {"ruleIndex", ruleIndex(F)},
                      {"level", level(F.R)},
                      {"rank", rankNumber(F.R)},
                      {"message", text(Message)},
                      {"locations", json::Array{std::move(Where)}},
                      {"partialFingerprints",
                       json::Object{{"primaryLocationLineHash", F.Fingerprint},
                                    {"pyrefcheck/v1", F.Fingerprint}}},
                      {"properties", json::Object{{"rank", rankName(F.R)}}}};
  if (!F.Path.empty()) {
    Result["relatedLocations"] = std::move(Related);
    Result["codeFlows"] =
        json::Array{json::Object{{"threadFlows", json::Array{threadFlow(F)}}}};
  }
  if (!F.Fixes.empty())
    Result["fixes"] = fixes(F);
  return Result;
}

json::Value SarifWriter::write() {
  json::Array Results, RuleList, Notifications;
  for (const Finding &F : R.Findings)
    Results.push_back(result(F));
  for (const CheckInfo &Check : allChecks())
    RuleList.push_back(rule(Check));
  for (const auto &[Name, Title] : OtherRules)
    RuleList.push_back(otherRule(Name, Title));
  for (const Problem &P : R.Problems)
    Notifications.push_back(json::Object{
        {"level", "error"},
        {"message", text("not analysed: " + P.Why)},
        {"locations",
         json::Array{json::Object{
             {"physicalLocation",
              json::Object{{"artifactLocation", artifact(P.File)}}}}}}});
  json::Object Invocation{{"executionSuccessful", R.Problems.empty()}};
  if (!Notifications.empty())
    Invocation["toolExecutionNotifications"] = std::move(Notifications);
  json::Object Run{
      {"tool",
       json::Object{
           {"driver", json::Object{{"name", "pyrefcheck"},
                                   {"version", PYREFCHECK_VERSION},
                                   {"semanticVersion", PYREFCHECK_VERSION},
                                   {"rules", std::move(RuleList)}}}}},
      {"columnKind", "unicodeCodePoints"},
      {"originalUriBaseIds",
       json::Object{
           {"%SRCROOT%",
            json::Object{{"description", text("The project's directory")}}}}},
      {"automationDetails", json::Object{{"id", "pyrefcheck/"}}},
      {"invocations", json::Array{std::move(Invocation)}},
      {"results", std::move(Results)}};
  return json::Object{
      {"$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/"
                  "schemas/sarif-schema-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", json::Array{std::move(Run)}}};
}

void pyrefcheck::writeSarif(const Report &R, const WriterOptions &,
                            SourceFiles &Files, raw_ostream &OS) {
  OS << formatv("{0:2}\n", SarifWriter(R, Files).write());
}

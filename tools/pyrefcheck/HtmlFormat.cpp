//===- HtmlFormat.cpp - One file to look at -------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Embedded.h"
#include "Report.h"
#include "pyrefcheck/Driver/CheckList.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <map>
#include <set>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

static std::string html(StringRef Text) {
  std::string Result;
  for (char C : Text)
    if (C == '&')
      Result += "&amp;";
    else if (C == '<')
      Result += "&lt;";
    else if (C == '>')
      Result += "&gt;";
    else if (C == '"')
      Result += "&quot;";
    else
      Result += C;
  return Result;
}

/// Long names are broken where people would.
static std::string breakable(StringRef Path) {
  std::string Result;
  std::string Escaped = html(Path);
  for (StringRef Rest = Escaped; !Rest.empty();) {
    size_t End = Rest.find_first_of("/.");
    End = End == StringRef::npos ? Rest.size() : End + 1;
    Result += Rest.take_front(End).str() + (End < Rest.size() ? "<wbr>" : "");
    Rest = Rest.drop_front(End);
  }
  return Result;
}

namespace {
/// How many findings of each rank.
struct Counts {
  unsigned N[3] = {0, 0, 0};
};

class HtmlWriter {
public:
  HtmlWriter(const Report &R, SourceFiles &Files, raw_ostream &OS)
      : R(R), Files(Files), OS(OS) {}

  void write();

private:
  void summary();
  void table(StringRef Title, const std::map<std::string, Counts> &Rows);
  void problems();
  void finding(const Finding &F, size_t Number);
  void source(const Finding &F);
  void excerpt(const std::string &File,
               const std::map<unsigned, std::vector<size_t>> &Steps,
               const Finding &F);
  void step(const Finding &F, size_t I);

  std::string name(StringRef File) const {
    return breakable(relativeTo(File, R.Root));
  }

  const Report &R;
  SourceFiles &Files;
  raw_ostream &OS;
};
} // namespace

void HtmlWriter::table(StringRef Title,
                       const std::map<std::string, Counts> &Rows) {
  // A project has many files: the table scrolls, by keyboard, too.
  OS << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""
     << Title << "s\"><table><thead><tr><th scope=\"col\">" << Title
     << "</th><th scope=\"col\" class=\"n\">high</th><th scope=\"col\" "
        "class=\"n\">medium</th><th scope=\"col\" class=\"n\">low</th></tr>"
        "</thead><tbody>\n";
  for (const auto &[Name, Row] : Rows) {
    OS << "<tr><td><a href=\"#findings\" data-filter=\""
       << html(StringRef(Name).lower()) << "\">" << breakable(Name)
       << "</a></td>";
    for (unsigned N : Row.N)
      OS << "<td class=\"n\">" << (N ? std::to_string(N) : "\xc2\xb7")
         << "</td>";
    OS << "</tr>\n";
  }
  OS << "</tbody></table></div>\n";
}

void HtmlWriter::summary() {
  std::map<std::string, Counts> Checks, Names;
  Counts All;
  for (const Finding &F : R.Findings) {
    unsigned I = static_cast<unsigned>(F.R);
    ++All.N[I];
    ++Checks[F.Check].N[I];
    ++Names[relativeTo(F.Where.File, R.Root)].N[I];
  }
  OS << "<div class=\"cards\">";
  for (Rank Rk : {Rank::High, Rank::Medium, Rank::Low})
    OS << "<div class=\"card " << rankName(Rk) << "\"><b>"
       << All.N[static_cast<unsigned>(Rk)] << "</b>" << rankName(Rk)
       << "</div>";
  OS << "<div class=\"card\"><b>" << R.Files.size() << "</b>"
     << (R.Files.size() == 1 ? "file" : "files") << " analysed</div>";
  if (!R.Hidden.empty())
    OS << "<div class=\"card\"><b>" << R.Hidden.size() << "</b>not shown</div>";
  OS << "</div>\n";
  if (!R.Hidden.empty())
    OS << "<p class=\"sub\">" << describeCounts(R.Hidden)
       << (R.Hidden.size() == 1 ? " is" : " are")
       << " not shown here; <code>--min-rank=low</code> shows all.</p>\n";
  if (R.Findings.empty())
    return;
  OS << "<div class=\"tables\">";
  table("Check", Checks);
  table("File", Names);
  OS << "</div>\n";
}

void HtmlWriter::problems() {
  if (R.Problems.empty())
    return;
  OS << "<h2>Not analysed</h2><ul>\n";
  for (const Problem &P : R.Problems)
    OS << "<li class=\"problem\"><b>" << name(P.File) << "</b>: " << html(P.Why)
       << "</li>\n";
  OS << "</ul>\n";
}

void HtmlWriter::step(const Finding &F, size_t I) {
  bool Last = I == F.Path.size();
  OS << "<div class=\"step" << (Last ? " end" : "")
     << "\"><button type=\"button\" class=\"mark\" data-step=\"" << I + 1
     << "\" aria-label=\"step " << I + 1 << "\">" << I + 1
     << "</button><span class=\"say\">"
     << html(Last ? F.Message : F.Path[I].Message) << "</span></div>\n";
}

/// The lines around the steps in one file; what lies far from all is left out.
void HtmlWriter::excerpt(const std::string &File,
                         const std::map<unsigned, std::vector<size_t>> &Steps,
                         const Finding &F) {
  const unsigned Around = 3;
  OS << "<div class=\"file\">" << name(File) << "</div>\n";
  std::set<unsigned> Lines;
  for (const auto &[Line, Ignored] : Steps)
    for (unsigned L = Line > Around ? Line - Around : 1; L <= Line + Around;
         ++L)
      Lines.insert(L);
  const std::vector<std::string> *Text = Files.lines(File);
  unsigned Before = 0;
  for (unsigned L : Lines) {
    auto It = Steps.find(L);
    if ((!Text || L > Text->size()) && It == Steps.end())
      continue;
    if (Before && L != Before + 1)
      OS << "<div class=\"gap\">&#8942;</div>\n";
    Before = L;
    bool Hit = File == F.Where.File && L == F.Where.Line;
    OS << "<div class=\"row" << (Hit ? " hit" : "") << "\"><span class=\"no\">"
       << L << "</span><code>" << html(Files.line(File, L))
       << "</code></div>\n";
    if (It != Steps.end())
      for (size_t I : It->second)
        step(F, I);
  }
}

void HtmlWriter::source(const Finding &F) {
  // The file of the finding first, then those that the path goes through.
  std::vector<std::string> Order{F.Where.File};
  std::map<std::string, std::map<unsigned, std::vector<size_t>>> Steps;
  for (size_t I = 0; I <= F.Path.size(); ++I) {
    const Region &Where = I == F.Path.size() ? F.Where : F.Path[I].Where;
    if (std::find(Order.begin(), Order.end(), Where.File) == Order.end())
      Order.push_back(Where.File);
    Steps[Where.File][Where.Line].push_back(I);
  }
  OS << "<div class=\"source\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"source\">\n";
  for (const std::string &File : Order)
    excerpt(File, Steps[File], F);
  OS << "</div>\n";
}

void HtmlWriter::finding(const Finding &F, size_t Number) {
  StringRef RankText = rankName(F.R);
  std::string Where =
      relativeTo(F.Where.File, R.Root) + ":" + std::to_string(F.Where.Line);
  std::string Search = StringRef(F.Check + " " + F.Message + " " + Where + " " +
                                 F.Function + " " + RankText.str())
                           .lower();
  OS << "<article id=\"f" << Number << "\" tabindex=\"-1\" data-rank=\""
     << RankText << "\" data-text=\"" << html(Search) << "\">\n<header>"
     << "<span class=\"badge " << RankText << "\">" << RankText
     << "</span> <a href=\"#f" << Number << "\">" << html(F.Check) << "</a>"
     << "<h3>" << html(F.Message) << "</h3><span class=\"where\">"
     << breakable(Where) << (F.Function.empty() ? "" : " in ")
     << html(F.Function) << "</span>";
  if (!F.Fixes.empty())
    OS << "<p class=\"fix\">Fix, in line " << F.Fixes.front().Where.Line << ": "
       << html(fixTitle(F)) << "</p>";
  OS << "</header>\n";
  source(F);
  OS << "</article>\n";
}

void HtmlWriter::write() {
  std::string Title = describeCounts(R.Findings);
  Title[0] = toUpper(Title[0]);
  OS << "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<title>pyrefcheck: "
     << html(Title) << "</title>\n<style>\n"
     << embeddedFile("report.css") << "</style></head>\n<body>\n"
     << "<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n"
     << "<header><h1>" << html(Title) << "</h1>\n"
     << "<p class=\"sub\">pyrefcheck " PYREFCHECK_VERSION << "</p>\n";
  summary();
  problems();
  OS << "</header>\n<main>\n<div class=\"filter\" hidden>"
        "<input type=\"search\" id=\"search\" aria-label=\"Filter findings\" "
        "placeholder=\"Filter: words in check, message, file, function\">";
  for (Rank Rk : {Rank::High, Rank::Medium, Rank::Low})
    OS << "<label><input type=\"checkbox\" data-rank=\"" << rankName(Rk)
       << "\" checked> " << rankName(Rk) << "</label>";
  OS << "<span id=\"shown\" role=\"status\"></span><span "
        "class=\"keys\"><kbd>j</kbd> "
        "<kbd>k</kbd> finding <kbd>n</kbd> <kbd>p</kbd> step <kbd>/</kbd> "
        "filter</span></div>\n<section id=\"findings\" "
        "aria-label=\"Findings\">\n";
  size_t Number = 0;
  for (Rank Rk : {Rank::High, Rank::Medium, Rank::Low})
    for (const Finding &F : R.Findings)
      if (F.R == Rk)
        finding(F, ++Number);
  OS << "</section></main>\n<footer><p>Ranks say what must fail before it "
        "happens: nothing (high), something ordinary (medium), or an "
        "allocation of memory (low).</p></footer>\n<script>\n"
     << embeddedFile("report.js") << "</script></body></html>\n";
}

void pyrefcheck::writeHtml(const Report &R, const WriterOptions &,
                           SourceFiles &Files, raw_ostream &OS) {
  HtmlWriter(R, Files, OS).write();
}

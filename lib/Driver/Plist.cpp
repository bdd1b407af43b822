//===- Plist.cpp - Reads clang's analyzer output --------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Plist.h"
#include "pyrefcheck/Driver/Files.h"
#include "pyrefcheck/Support/LLVMCompat.h"
#include <pugixml.hpp>
#include <tuple>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

/// The value that follows <key>Key</key>.
static pugi::xml_node get(pugi::xml_node Dict, const char *Key) {
  for (pugi::xml_node Child : Dict.children("key"))
    if (StringRef(Child.child_value()) == Key) {
      pugi::xml_node Value = Child.next_sibling();
      while (Value && Value.type() != pugi::node_element)
        Value = Value.next_sibling();
      return Value;
    }
  return {};
}

static std::string getString(pugi::xml_node Dict, const char *Key) {
  return get(Dict, Key).child_value();
}

static unsigned getNumber(pugi::xml_node Dict, const char *Key) {
  return get(Dict, Key).text().as_uint();
}

namespace {
class PlistReader {
public:
  PlistReader(pugi::xml_node Root, StringRef Directory) : Root(Root) {
    for (pugi::xml_node File : get(Root, "files").children("string"))
      Files.push_back(makeAbsolute(File.child_value(), Directory));
  }

  std::vector<Finding> read() const {
    std::vector<Finding> Findings;
    for (pugi::xml_node D : get(Root, "diagnostics").children("dict"))
      Findings.push_back(readFinding(D));
    return Findings;
  }

private:
  Region readPlace(pugi::xml_node Dict) const {
    Region R;
    unsigned File = getNumber(Dict, "file");
    if (File < Files.size())
      R.File = Files[File];
    R.Line = R.EndLine = getNumber(Dict, "line");
    R.Column = getNumber(Dict, "col");
    R.EndColumn = R.Column + 1;
    return R;
  }

  /// Two places; the second is the last character, not the one after it.
  Region readRange(pugi::xml_node Pair) const {
    Region R = readPlace(Pair.child("dict"));
    Region End = readPlace(Pair.child("dict").next_sibling("dict"));
    if (End.Line) {
      R.EndLine = End.Line;
      R.EndColumn = End.Column + 1;
    }
    return R;
  }

  /// Where an event is, with the extent of the range that begins there.
  Region readRegion(pugi::xml_node Event) const {
    Region R = readPlace(get(Event, "location"));
    for (pugi::xml_node Pair : get(Event, "ranges").children("array")) {
      Region Range = readRange(Pair);
      if (Range.File == R.File && Range.Line == R.Line &&
          Range.Column == R.Column) {
        R.EndLine = Range.EndLine;
        R.EndColumn = Range.EndColumn;
      }
    }
    return R;
  }

  Finding readFinding(pugi::xml_node Dict) const {
    Finding F;
    F.Check = getString(Dict, "check_name");
    F.Title = getString(Dict, "type");
    F.Message = takeRank(takeEntry(getString(Dict, "description"), F), F.R);
    F.Function = getString(Dict, "issue_context");
    F.Where = readPlace(get(Dict, "location"));
    for (pugi::xml_node Event : get(Dict, "path").children("dict")) {
      if (getString(Event, "kind") != "event" &&
          getString(Event, "kind") != "note")
        continue;
      Rank Ignored;
      F.Path.push_back(
          {readRegion(Event),
           takeRank(takeEntry(getString(Event, "message"), F), Ignored),
           getNumber(Event, "depth")});
      for (pugi::xml_node Fix : get(Event, "fixits").children("dict"))
        F.Fixes.push_back({readFixRange(get(Fix, "remove_range")),
                           getString(Fix, "insert_string")});
    }
    // The last event is the report itself: it knows the extent.
    if (!F.Path.empty() && F.Path.back().Message == F.Message) {
      const Region &Last = F.Path.back().Where;
      if (Last.Line == F.Where.Line && Last.Column == F.Where.Column)
        F.Where = Last;
      F.Path.pop_back();
    }
    return F;
  }

  /// If nothing is to be removed, the second place is before the first one.
  Region readFixRange(pugi::xml_node Pair) const {
    Region R = readRange(Pair);
    if (std::tie(R.EndLine, R.EndColumn) < std::tie(R.Line, R.Column)) {
      R.EndLine = R.Line;
      R.EndColumn = R.Column;
    }
    return R;
  }

  /// The plugin has the rank in the message, the only text of a checker's own
  /// in the file.
  static std::string takeRank(std::string Message, Rank &R) {
    StringRef Text = Message;
    R = Rank::High;
    size_t At = Text.rfind(" [rank: ");
    if (At == StringRef::npos || !compat::endsWith(Text, "]"))
      return Message;
    if (!parseRank(Text.drop_front(At + 8).drop_back(1), R))
      return Message;
    return Text.take_front(At).str();
  }

  /// Behind that, " [entry: 3]" or " [entry: 3!]": see Model/FunctionCache.h.
  static std::string takeEntry(std::string Message, Finding &F) {
    StringRef Text = Message;
    size_t At = Text.rfind(" [entry: ");
    if (At == StringRef::npos || !compat::endsWith(Text, "]"))
      return Message;
    StringRef Number = Text.drop_front(At + 9).drop_back(1);
    bool IsAct = compat::endsWith(Number, "!");
    if (Number.drop_back(IsAct).getAsInteger(10, F.Entry))
      return Message;
    F.IsAct = IsAct;
    return Text.take_front(At).str();
  }

  pugi::xml_node Root;
  std::vector<std::string> Files;
};
} // namespace

Expected<std::vector<Finding>>
pyrefcheck::driver::readPlist(StringRef FileName, StringRef Directory) {
  pugi::xml_document Document;
  // A fix may have the ends of lines of a file from Windows.
  pugi::xml_parse_result Result = Document.load_file(
      FileName.str().c_str(), pugi::parse_default & ~pugi::parse_eol);
  if (!Result)
    return failure(FileName + ": not a property list: " + Result.description() +
                   " at offset " + Twine(Result.offset));
  return PlistReader(Document.child("plist").child("dict"), Directory).read();
}

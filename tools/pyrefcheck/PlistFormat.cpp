//===- PlistFormat.cpp - Findings as clang's plist ------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report.h"
#include "llvm/Support/JSON.h"
#include <pugixml.hpp>

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

namespace {
class PlistWriter {
public:
  PlistWriter() {
    pugi::xml_node Type = Document.append_child(pugi::node_doctype);
    Type.set_value("plist PUBLIC \"-//Apple Computer//DTD PLIST 1.0//EN\" "
                   "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\"");
    pugi::xml_node Plist = Document.append_child("plist");
    Plist.append_attribute("version").set_value("1.0");
    Root = Plist.append_child("dict");
    string(Root, "clang_version", "pyrefcheck " PYREFCHECK_VERSION);
    Diagnostics = key(Root, "diagnostics", "array");
  }

  void add(const Finding &F) {
    pugi::xml_node D = Diagnostics.append_child("dict");
    pugi::xml_node Path = key(D, "path", "array");
    for (const Step &S : F.Path)
      event(Path, S.Where, S.Message, S.Depth);
    event(Path, F.Where, F.Message, 0);
    fixes(Path.last_child(), F);
    string(D, "description",
           F.Message + " [rank: " + rankName(F.R).str() + "]");
    string(D, "category", "CPython");
    string(D, "type", F.Title);
    string(D, "check_name", F.Check);
    string(D, "issue_hash_content_of_line_in_context",
           StringRef(F.Fingerprint).split(':').first.str() +
               StringRef(F.Fingerprint).split(':').second.str());
    if (!F.Function.empty()) {
      string(D, "issue_context_kind", "function");
      string(D, "issue_context", F.Function);
    }
    place(key(D, "location", "dict"), F.Where, false);
  }

  void write(raw_ostream &OS) {
    pugi::xml_node List = key(Root, "files", "array");
    for (const std::string &File : Files)
      List.append_child("string").text().set(json::fixUTF8(File).c_str());
    struct Stream : pugi::xml_writer {
      raw_ostream &OS;
      explicit Stream(raw_ostream &OS) : OS(OS) {}
      void write(const void *Data, size_t Size) override {
        OS.write(static_cast<const char *>(Data), Size);
      }
    } Writer(OS);
    Document.save(Writer, " ");
  }

private:
  static pugi::xml_node key(pugi::xml_node Dict, const char *Key,
                            const char *Type) {
    Dict.append_child("key").text().set(Key);
    return Dict.append_child(Type);
  }

  static void string(pugi::xml_node Dict, const char *Key,
                     const std::string &Value) {
    key(Dict, Key, "string").text().set(json::fixUTF8(Value).c_str());
  }

  static void number(pugi::xml_node Dict, const char *Key, unsigned Value) {
    key(Dict, Key, "integer").text().set(Value);
  }

  unsigned fileNumber(const std::string &File) {
    auto [It, New] = Numbers.try_emplace(File, Files.size());
    if (New)
      Files.push_back(File);
    return It->second;
  }

  void place(pugi::xml_node Dict, const Region &R, bool End) {
    number(Dict, "line", End ? R.EndLine : R.Line);
    number(Dict, "col", End ? R.EndColumn - 1 : R.Column);
    number(Dict, "file", fileNumber(R.File));
  }

  void event(pugi::xml_node Path, const Region &R, const std::string &Message,
             unsigned Depth) {
    pugi::xml_node E = Path.append_child("dict");
    string(E, "kind", "event");
    place(key(E, "location", "dict"), R, false);
    pugi::xml_node Range = key(E, "ranges", "array").append_child("array");
    place(Range.append_child("dict"), R, false);
    place(Range.append_child("dict"), R, true);
    number(E, "depth", Depth);
    string(E, "extended_message", Message);
    string(E, "message", Message);
  }

  void fixes(pugi::xml_node Event, const Finding &F) {
    if (F.Fixes.empty())
      return;
    pugi::xml_node List = key(Event, "fixits", "array");
    for (const FixIt &Fix : F.Fixes) {
      pugi::xml_node D = List.append_child("dict");
      pugi::xml_node Range = key(D, "remove_range", "array");
      place(Range.append_child("dict"), Fix.Where, false);
      place(Range.append_child("dict"), Fix.Where, true);
      string(D, "insert_string", Fix.Text);
    }
  }

  pugi::xml_document Document;
  pugi::xml_node Root, Diagnostics;
  std::vector<std::string> Files;
  std::map<std::string, unsigned> Numbers;
};
} // namespace

void pyrefcheck::writePlist(const Report &R, const WriterOptions &,
                            SourceFiles &, raw_ostream &OS) {
  PlistWriter Writer;
  for (const Finding &F : R.Findings)
    Writer.add(F);
  Writer.write(OS);
}

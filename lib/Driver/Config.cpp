//===- Config.cpp - What pyproject.toml says ------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Driver/Config.h"
#include "pyrefcheck/Driver/CheckList.h"
#include "pyrefcheck/Driver/Files.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <map>
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

using namespace llvm;
using namespace pyrefcheck::driver;

namespace {
class ConfigReader {
public:
  ConfigReader(StringRef File) {
    C.File = File.str();
    C.Directory = sys::path::parent_path(makeAbsolute(File)).str();
  }

  void read(const toml::table &Table) {
    for (const auto &[Key, Value] : Table) {
      StringRef Name(Key.str().data(), Key.str().size());
      if (Name == "checks")
        readChecks(Value, C.Checks);
      else if (Name == "disable")
        readChecks(Value, C.Disable);
      else if (Name == "annotations")
        readPaths(Value);
      else if (Name == "exclude")
        readStrings(Value, [&](StringRef Text, const toml::node &) {
          C.Exclude.push_back(Text.str());
        });
      else if (Name == "min-rank")
        readRank(Value, C.MinRank, /*AllowNever=*/false);
      else if (Name == "fail-on")
        readRank(Value, C.FailOn, /*AllowNever=*/true);
      else if (Name == "baseline")
        readString(Value, [&](StringRef Text) {
          C.Baseline = makeAbsolute(Text, C.Directory);
        });
      else if (Name == "timeout")
        readNumber(Value, C.Timeout);
      else if (Name == "jobs")
        readNumber(Value, C.Jobs);
      else
        error(Key.source(),
              "unknown key '" + Name +
                  "' in [tool.pyrefcheck]; there are checks, disable, "
                  "annotations, exclude, min-rank, fail-on, baseline, timeout "
                  "and jobs");
    }
  }

  void readBuildSystem(const toml::table &Table) {
    auto Read = [&](const char *Key, std::vector<std::string> &List) {
      if (const toml::node *Value = Table.get(Key))
        readStrings(*Value, [&](StringRef Text, const toml::node &) {
          List.push_back(Text.str());
        });
    };
    Read("backend-path", B.Path);
    Read("requires", B.Requires);
    if (const toml::node *Value = Table.get("build-backend"))
      readString(*Value, [&](StringRef Text) { B.Backend = Text.str(); });
  }

  /// \p Read is given the table \p Name, if there is one.
  void readTable(StringRef Text, StringRef Name,
                 void (ConfigReader::*Read)(const toml::table &)) {
    toml::parse_result Result = toml::parse(Text, C.File);
    if (!Result) {
      std::string Description(Result.error().description());
      error(Result.error().source(), Description);
    } else if (const toml::node *Table =
                   Result.table().at_path(std::string_view(Name)).node()) {
      if (const toml::table *T = Table->as_table())
        (this->*Read)(*T);
      else
        error(Table->source(), "expected a table: [" + Name + "]");
    }
  }

  /// All errors, or success.
  Error takeErrors() const {
    std::string All;
    for (const auto &[Place, Message] : Errors)
      All += (All.empty() ? "" : "\n") + Message;
    return All.empty() ? Error::success() : failure(All);
  }

  void error(const toml::source_region &Where, const Twine &Message) {
    Errors[{Where.begin.line, Where.begin.column}] =
        C.File + ":" + std::to_string(Where.begin.line) + ":" +
        std::to_string(Where.begin.column) + ": error: " + Message.str();
  }

  Config C;
  BuildSystem B;
  /// By line and column: the order of the tables is another one.
  std::map<std::pair<unsigned, unsigned>, std::string> Errors;

private:
  template <typename Function>
  void readString(const toml::node &Value, Function F) {
    if (const toml::value<std::string> *Text = Value.as_string())
      F(StringRef(Text->get()));
    else
      error(Value.source(), "expected a string");
  }

  template <typename Function>
  void readStrings(const toml::node &Value, Function F) {
    const toml::array *List = Value.as_array();
    if (!List) {
      error(Value.source(), "expected a list of strings");
      return;
    }
    for (const toml::node &Element : *List)
      readString(Element, [&](StringRef Text) { F(Text, Element); });
  }

  void readChecks(const toml::node &Value, std::vector<std::string> &Names) {
    readStrings(Value, [&](StringRef Name, const toml::node &Element) {
      if (namesCheck(Name))
        Names.push_back(Name.str());
      else
        error(Element.source(), unknownCheck(Name));
    });
  }

  void readPaths(const toml::node &Value) {
    readStrings(Value, [&](StringRef Name, const toml::node &Element) {
      std::string Path = makeAbsolute(Name, C.Directory);
      if (sys::fs::exists(Path))
        C.Annotations.push_back(Path);
      else
        error(Element.source(), "there is no file " + Path);
    });
  }

  void readRank(const toml::node &Value, std::string &Name, bool AllowNever) {
    readString(Value, [&](StringRef Text) {
      Rank Ignored;
      if (parseRank(Text, Ignored) || (AllowNever && Text == "never"))
        Name = Text.str();
      else
        error(Value.source(),
              Twine("expected \"high\", \"medium\"") +
                  (AllowNever ? ", \"low\" or \"never\"" : " or \"low\""));
    });
  }

  void readNumber(const toml::node &Value, unsigned &Number) {
    const toml::value<int64_t> *N = Value.as_integer();
    if (N && N->get() > 0 && N->get() < 1000000)
      Number = static_cast<unsigned>(N->get());
    else
      error(Value.source(), "expected a number greater than 0");
  }
};
} // namespace

Expected<Config> pyrefcheck::driver::readConfig(StringRef File) {
  auto Text = readFile(File);
  if (!Text)
    return Text.takeError();
  ConfigReader Reader(File);
  Reader.readTable(*Text, "tool.pyrefcheck", &ConfigReader::read);
  if (Error E = Reader.takeErrors())
    return E;
  return std::move(Reader.C);
}

Expected<BuildSystem> pyrefcheck::driver::readBuildSystem(StringRef File) {
  if (!sys::fs::exists(File))
    return BuildSystem();
  auto Text = readFile(File);
  if (!Text)
    return Text.takeError();
  ConfigReader Reader(File);
  Reader.readTable(*Text, "build-system", &ConfigReader::readBuildSystem);
  if (Error E = Reader.takeErrors())
    return E;
  return std::move(Reader.B);
}

std::string pyrefcheck::driver::findConfig(StringRef Directory) {
  for (; !Directory.empty(); Directory = sys::path::parent_path(Directory)) {
    std::string File = Directory.str() + "/pyproject.toml";
    if (sys::fs::exists(File))
      return File;
    // Not beyond the project.
    if (sys::fs::exists(Directory + "/.git"))
      break;
  }
  return "";
}

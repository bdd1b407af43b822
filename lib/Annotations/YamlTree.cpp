//===- YamlTree.cpp - A YAML document with positions ----------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "YamlTree.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Casting.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"
#include <algorithm>

using namespace llvm;

namespace pyrefcheck {

const YamlNode *YamlNode::find(StringRef Name) const {
  if (!isMap())
    return nullptr;
  for (const YamlNode &Item : Items)
    if (Name == Item.Key)
      return &Item;
  return nullptr;
}

std::string YamlNode::describe() const {
  switch (Kind) {
  case Nothing:
    return "nothing";
  case Scalar:
    return quoted(Text);
  case Map:
    return "a map";
  case List:
    return "a list";
  }
  return "something else";
}

bool Diagnostics::error(Position Pos, const Twine &Message) {
  Errors.push_back({File, Pos.Line, Pos.Column, Message.str()});
  return false;
}

std::string quoted(StringRef Text) {
  const size_t MaxLength = 60;
  std::string Result = "'";
  for (char C : Text.take_front(MaxLength))
    Result += static_cast<unsigned char>(C) < ' ' || C == 0x7f ? '?' : C;
  if (Text.size() > MaxLength)
    Result += "...";
  return Result + "'";
}

std::string listed(ArrayRef<StringRef> Names) {
  std::string Result;
  for (StringRef Name : Names) {
    if (!Result.empty())
      Result += ", ";
    Result += Name;
  }
  return Result;
}

std::string suggestion(StringRef Found, ArrayRef<StringRef> Allowed) {
  // Farther away, the guess is more confusing than helpful. Two swapped letters
  // count as two edits.
  size_t Length = std::min<size_t>(Found.size(), 30);
  unsigned Best = static_cast<unsigned>(Length + 2) / 3;
  StringRef Nearest;
  if (Found.size() <= 200)
    for (StringRef Name : Allowed) {
      unsigned Distance = Found.edit_distance(Name, true, Best + 1);
      if (Distance > Best || Distance >= Length ||
          (Distance == Best && !Nearest.empty()))
        continue;
      Best = Distance;
      Nearest = Name;
    }
  return Nearest.empty() ? "" : ("; did you mean '" + Nearest + "'?").str();
}

bool checkMap(const YamlNode &Node, StringRef What, Diagnostics &Diags) {
  if (!Node.isMap())
    return Diags.error(Node.Pos, What + " must be a map {key: value}, found " +
                                     Node.describe());
  bool Ok = true;
  StringMap<unsigned> FirstLine;
  for (const YamlNode &Item : Node.Items) {
    auto Inserted = FirstLine.insert({Item.Key, Item.KeyPos.Line});
    if (!Inserted.second)
      Ok = Diags.error(Item.KeyPos, "duplicate key " + quoted(Item.Key) +
                                        " in " + What +
                                        ", which has it already in line " +
                                        Twine(Inserted.first->second));
  }
  return Ok;
}

bool checkKeys(const YamlNode &Node, StringRef What,
               ArrayRef<StringRef> Allowed, Diagnostics &Diags) {
  bool Ok = checkMap(Node, What, Diags);
  for (const YamlNode &Item : Node.Items)
    if (Node.isMap() &&
        std::find(Allowed.begin(), Allowed.end(), Item.Key) == Allowed.end())
      Ok = Diags.error(Item.KeyPos, "unknown key " + quoted(Item.Key) + " in " +
                                        What + suggestion(Item.Key, Allowed) +
                                        " (expected one of " + listed(Allowed) +
                                        ")" +
                                        (Item.Kind == YamlNode::Nothing
                                             ? "; a text with a comma must be "
                                               "in quotes here"
                                             : ""));
  return Ok;
}

namespace {

/// Before LLVM 17, text without quotes cannot have a colon when it is in
/// brackets, but it should be possible to write an URL there. Therefore those
/// colons are hidden while the file is parsed, by a character of the same
/// length that is for private use.
const char UrlColon[] = "://";
const char HiddenColon[] = "\xee\x80\x80";

void replaceAll(std::string &Text, const char *From, const char *To) {
  for (size_t At = Text.find(From); At != std::string::npos;
       At = Text.find(From, At))
    Text.replace(At, 3, To);
}

std::string withColons(std::string Text) {
  replaceAll(Text, HiddenColon, UrlColon);
  return Text;
}

/// Deeper than any valid file; llvm::yaml and the tree's destructor recurse.
const unsigned MaxDepth = 16;

class TreeReader {
public:
  TreeReader(MemoryBufferRef Buffer, Diagnostics &Diags)
      : Buffer(Buffer), Diags(Diags) {}

  bool read(YamlNode &Root);

private:
  bool readNode(yaml::Node &From, YamlNode &To, unsigned Depth);
  bool readMap(yaml::MappingNode &From, YamlNode &To, unsigned Depth);
  bool readList(yaml::SequenceNode &From, YamlNode &To, unsigned Depth);
  bool isText();
  Position position(const yaml::Node &Node, Position Fallback) const;

  /// yaml::Stream reports only the first of its errors, here.
  static void handleDiagnostic(const SMDiagnostic &Diag, void *Context) {
    auto &Self = *static_cast<TreeReader *>(Context);
    Position Pos;
    if (Diag.getLineNo() > 0)
      Pos.Line = Diag.getLineNo();
    if (Diag.getColumnNo() >= 0)
      Pos.Column = Diag.getColumnNo() + 1;
    Self.Diags.error(Pos, "no valid YAML: " + Diag.getMessage());
  }

  MemoryBufferRef Buffer;
  Diagnostics &Diags;
  std::vector<const char *> LineStarts;
};

/// llvm::yaml is not made for binary files, and its message would not help.
bool TreeReader::isText() {
  StringRef Text = Buffer.getBuffer();
  LineStarts.push_back(Text.begin());
  for (const char &C : Text) {
    if (C == '\n')
      LineStarts.push_back(&C + 1);
    auto Byte = static_cast<unsigned char>(C);
    if ((Byte < ' ' && C != '\n' && C != '\r' && C != '\t') || Byte == 0x7f) {
      Position Pos;
      Pos.Line = LineStarts.size();
      Pos.Column = &C - LineStarts.back() + 1;
      return Diags.error(Pos, "control character " + Twine(unsigned(Byte)) +
                                  "; expected a text file in YAML");
    }
  }
  auto *Start = reinterpret_cast<const UTF8 *>(Text.begin());
  auto *End = reinterpret_cast<const UTF8 *>(Text.end());
  if (!isLegalUTF8String(&Start, End)) {
    auto *Bad = reinterpret_cast<const char *>(Start);
    Position Pos;
    auto Line = std::upper_bound(LineStarts.begin(), LineStarts.end(), Bad);
    Pos.Line = Line - LineStarts.begin();
    Pos.Column = Bad - *std::prev(Line) + 1;
    return Diags.error(Pos, "invalid UTF-8; expected a text file in YAML");
  }
  return true;
}

Position TreeReader::position(const yaml::Node &Node, Position Fallback) const {
  // Of a missing value and of an alias, the range is that of what follows.
  if (isa<yaml::NullNode>(Node) || isa<yaml::AliasNode>(Node))
    return Fallback;
  const char *At = Node.getSourceRange().Start.getPointer();
  StringRef Text = Buffer.getBuffer();
  if (!At || At < Text.begin() || At > Text.end())
    return Fallback;
  // The range of a list or map in brackets begins after the bracket.
  if (isa<yaml::MappingNode>(Node) || isa<yaml::SequenceNode>(Node)) {
    StringRef Before(Text.begin(), At - Text.begin());
    Before = Before.rtrim(" \t\r\n");
    if (!Before.empty() && (Before.back() == '[' || Before.back() == '{'))
      At = Before.end() - 1;
  }
  auto Line = std::upper_bound(LineStarts.begin(), LineStarts.end(), At);
  Position Pos;
  Pos.Line = Line - LineStarts.begin();
  Pos.Column = At - *std::prev(Line) + 1;
  return Pos;
}

bool TreeReader::read(YamlNode &Root) {
  if (!isText())
    return false;
  SourceMgr SM;
  SM.setDiagHandler(handleDiagnostic, this);
  yaml::Stream Stream(Buffer, SM, /*ShowColors=*/false);
  yaml::document_iterator Doc = Stream.begin();
  if (Doc == Stream.end())
    return false;
  yaml::Node *Node = Doc->getRoot();
  if (!Node || Stream.failed() || !readNode(*Node, Root, 0) || Stream.failed())
    return false;
  ++Doc;
  if (Stream.failed())
    return false;
  if (Doc == Stream.end())
    return true;
  Position Pos;
  if (yaml::Node *Second = Doc->getRoot())
    Pos = position(*Second, Pos);
  return Diags.error(Pos, "a second YAML document in the file; expected one");
}

bool TreeReader::readNode(yaml::Node &From, YamlNode &To, unsigned Depth) {
  To.Pos = position(From, To.Pos);
  if (Depth > MaxDepth)
    return Diags.error(To.Pos, "lists and maps are nested too deeply");
  if (auto *Scalar = dyn_cast<yaml::ScalarNode>(&From)) {
    SmallString<64> Storage;
    StringRef Raw = Scalar->getRawValue();
    To.Kind = YamlNode::Scalar;
    To.Quoted = !Raw.empty() && (Raw.front() == '"' || Raw.front() == '\'');
    StringRef Value = Scalar->getValue(Storage);
    // Before LLVM 17, a line break may be left at the end.
    To.Text = withColons((To.Quoted ? Value : Value.rtrim()).str());
    return true;
  }
  if (auto *Block = dyn_cast<yaml::BlockScalarNode>(&From)) {
    To.Kind = YamlNode::Scalar;
    To.Quoted = true;
    To.Text = withColons(Block->getValue().str());
    return true;
  }
  if (auto *Map = dyn_cast<yaml::MappingNode>(&From))
    return readMap(*Map, To, Depth);
  if (auto *List = dyn_cast<yaml::SequenceNode>(&From))
    return readList(*List, To, Depth);
  if (isa<yaml::AliasNode>(&From))
    return Diags.error(To.Pos, "YAML aliases (*name) are not supported; write "
                               "the value itself");
  To.Kind = YamlNode::Nothing;
  return true;
}

bool TreeReader::readMap(yaml::MappingNode &From, YamlNode &To,
                         unsigned Depth) {
  To.Kind = YamlNode::Map;
  // When something fails in the middle, the iterator must not be advanced: it
  // would skip the rest recursively.
  for (yaml::KeyValueNode &Pair : From) {
    yaml::Node *Key = Pair.getKey();
    if (!Key)
      return false;
    YamlNode KeyNode;
    KeyNode.Pos = To.Pos;
    if (!readNode(*Key, KeyNode, Depth + 1))
      return false;
    if (!KeyNode.isScalar())
      return Diags.error(KeyNode.Pos,
                         "a key must be a word, found " + KeyNode.describe());
    yaml::Node *Value = Pair.getValue();
    if (!Value)
      return false;
    To.Items.emplace_back();
    YamlNode &Item = To.Items.back();
    Item.Key = KeyNode.Text;
    Item.KeyPos = Item.Pos = KeyNode.Pos;
    if (!readNode(*Value, Item, Depth + 1))
      return false;
  }
  return true;
}

bool TreeReader::readList(yaml::SequenceNode &From, YamlNode &To,
                          unsigned Depth) {
  To.Kind = YamlNode::List;
  for (yaml::Node &Element : From) {
    To.Items.emplace_back();
    YamlNode &Item = To.Items.back();
    Item.Pos = To.Pos;
    if (!readNode(Element, Item, Depth + 1))
      return false;
  }
  return true;
}

} // namespace

bool readYamlTree(MemoryBufferRef Buffer, Diagnostics &Diags, YamlNode &Root) {
  size_t Before = Diags.count();
  // llvm::yaml overlooks a missing quote in a last line without line break.
  std::string Text = Buffer.getBuffer().str();
  if (!Text.empty() && Text.back() != '\n')
    Text += '\n';
  replaceAll(Text, UrlColon, HiddenColon);
  MemoryBufferRef Complete(Text, Buffer.getBufferIdentifier());
  if (TreeReader(Complete, Diags).read(Root))
    return true;
  // Sometimes llvm::yaml fails without a word.
  if (Diags.count() == Before)
    Diags.error(Position(), "no valid YAML");
  return false;
}

} // namespace pyrefcheck

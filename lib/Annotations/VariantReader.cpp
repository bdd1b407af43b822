//===- VariantReader.cpp - Entries that differ between versions -----------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of FunctionReader for `variants`. A variant is read as an entry of
/// its own, in which its keys replace those of the main entry.
///
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include <algorithm>

using namespace llvm;

namespace pyrefcheck {

namespace {

const unsigned NoEnd = 0xffffff;

/// 256 * major + minor, both included.
struct VersionRange {
  unsigned First = 0;
  unsigned Last = NoEnd;
  unsigned Line = 0;
};

} // namespace

static VersionRange rangeOf(const Function &F) {
  VersionRange Range;
  if (!F.Since.empty())
    Range.First = versionHex(F.Since) >> 16;
  if (!F.Until.empty())
    Range.Last = versionHex(F.Until) >> 16;
  return Range;
}

static std::string versionText(unsigned Version) {
  return std::to_string(Version >> 8) + "." + std::to_string(Version & 0xff);
}

static unsigned versionBefore(unsigned Version) {
  // The last one before 4.0 is unknown; this is none that a range ends at.
  return Version & 0xff ? Version - 1 : Version - 256 + 99;
}

/// What it returns is told anew as a whole.
static bool isResultKey(StringRef Key) {
  const StringRef Keys[] = {"returns", "outcomes", "fails", "type", "expects"};
  return std::find(std::begin(Keys), std::end(Keys), Key) != std::end(Keys);
}

/// A key with nothing in it: the variant does not inherit it either.
static bool isRemoval(const YamlNode &Item) {
  return (Item.isList() || Item.isMap()) && Item.Items.empty() &&
         Item.Key != "params";
}

/// The entry \p Main with the keys of \p Variant.
static YamlNode merged(const YamlNode &Main, const YamlNode &Variant) {
  bool NewResult = Variant.find("returns") || Variant.find("outcomes");
  YamlNode Result = Variant;
  auto &Items = Result.Items;
  Items.erase(std::remove_if(Items.begin(), Items.end(), isRemoval),
              Items.end());
  Result.Key = Main.Key;
  Result.KeyPos = Variant.Pos;
  for (const YamlNode &Item : Main.Items)
    if (Item.Key != "variants" && !Variant.find(Item.Key) &&
        !(NewResult && isResultKey(Item.Key)))
      Items.push_back(Item);
  return Result;
}

bool FunctionReader::readVariant(const YamlNode &Main, const YamlNode &Node,
                                 Function &Variant) {
  SmallVector<StringRef, 32> Allowed;
  for (StringRef Key : FunctionKeys)
    if (Key != "variants" && Key != "same_as" && Key != "extends")
      Allowed.push_back(Key);
  if (!checkKeys(Node, "a variant", Allowed, Diags))
    return false;
  size_t Bounds = !!Node.find("since") + !!Node.find("until");
  if (Bounds == 0)
    return error(Node.Pos, "a variant needs 'since' or 'until' to say for "
                           "which versions it is");
  if (Bounds == Node.Items.size())
    return error(Node.Pos, "a variant must have a key that differs from the "
                           "entry, beside 'since' and 'until'");
  return read(merged(Main, Node), Variant);
}

bool FunctionReader::readVersions(const YamlNode &Node, const Function &F,
                                  SmallVectorImpl<Function> &Versions) {
  Function Main = F;
  if (!read(Node, Main))
    return false;
  const YamlNode *List = Node.find("variants");
  if (!List) {
    Versions.push_back(Main);
    return true;
  }
  if (!List->isList() || List->Items.empty())
    return error(List->Pos,
                 "'variants' must be a list of maps, found " +
                     (List->isList() ? "an empty list" : List->describe()));

  const VersionRange All = rangeOf(Main);
  SmallVector<VersionRange, 2> Ranges;
  bool AllOk = true;
  for (const YamlNode &Item : List->Items) {
    Function Variant = F;
    if (!readVariant(Node, Item, Variant)) {
      AllOk = false;
      continue;
    }
    VersionRange Range = rangeOf(Variant);
    Range.Line = Item.Pos.Line;
    if (Range.First < All.First || Range.Last > All.Last)
      AllOk = error(Item.Pos, "a variant for versions outside of the 'since' "
                              "and 'until' of the entry itself");
    for (const VersionRange &Other : Ranges)
      if (Range.First <= Other.Last && Other.First <= Range.Last)
        AllOk = error(
            Item.Pos,
            "this variant and the one in line " + Twine(Other.Line) +
                " are both for version " +
                versionText(std::max({Range.First, Other.First, 0x300u})));
    Ranges.push_back(Range);
    Versions.push_back(Variant);
  }
  if (!AllOk)
    return false;

  // The entry itself is for what the variants leave.
  std::sort(Ranges.begin(), Ranges.end(),
            [](const VersionRange &A, const VersionRange &B) {
              return A.First < B.First;
            });
  const size_t Variants = Versions.size();
  unsigned Next = All.First;
  for (const VersionRange &Range : Ranges) {
    if (Next < Range.First) {
      Versions.push_back(Main);
      Versions.back().Until =
          Storage.save(versionText(versionBefore(Range.First)));
      if (Next > All.First)
        Versions.back().Since = Storage.save(versionText(Next));
    }
    Next = Range.Last + 1;
  }
  if (Next <= All.Last) {
    Versions.push_back(Main);
    Versions.back().Since = Storage.save(versionText(Next));
  }
  if (Versions.size() == Variants)
    return error(List->KeyPos, "the variants leave no version to the entry "
                               "itself");
  std::sort(Versions.begin(), Versions.end(),
            [](const Function &A, const Function &B) {
              return versionHex(A.Since) < versionHex(B.Since);
            });
  return true;
}

} // namespace pyrefcheck

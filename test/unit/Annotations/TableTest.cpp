//===- TableTest.cpp - Look-up of API facts -------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestFacts.h"

using namespace llvm;
using namespace pyrefcheck;

namespace {

const char *const Sections = R"(
chapter: sections
source: sections.html
functions:
  PyList_New: {params: [len], returns: new, type: list, fails: memory}
  PyList_GetItem: {params: [list, index], returns: borrowed(list)}
  Py_NewRef: {params: [o], returns: arg(o), adds: o}
members:
  PyTypeObject.tp_repr: {params: [self], returns: new}
  PyTypeObject.tp_hash: {params: [self], returns: int}
entry_points:
  PyInit_: {params: [], returns: new, init: true}
  PyInit_special_: {params: [], returns: any}
formats:
  build: {O: [object], N: [stolen], "O&": [converter, converter_arg]}
  parse: {O: [out_borrowed], e: [], es: [value, out_memory(mem)], "es#": [value, out_memory, out_value]}
slots: {PyType_Slot: {66: PyTypeObject.tp_repr, 59: PyTypeObject.tp_hash}, PyModuleDef_Slot: {1: PyTypeObject.tp_hash}}
records: {_typeobject: PyTypeObject, PyTupleTag: PyTupleObject}
prefixes: {PyPy: Py, _PyPy: _Py}
immortals: {_Py_NoneStruct: "3.12", _Py_Old: "3.9"}
types: {bytes: {object: PyBytes_Type, feature: 27}, float: {object: PyFloat_Type}}
elements: [PyTupleObject.ob_item]
families: {mem: {free: f}}
)";

class TableTest : public testing::Test {
protected:
  void SetUp() override { ASSERT_EQ(Read.errors(), ""); }

  TestFacts Read{Sections};
  const Table &Facts = Read.Facts;
};

TEST_F(TableTest, FindsFunctions) {
  const Function *F = Facts.findFunction("PyList_New");
  ASSERT_TRUE(F);
  EXPECT_EQ(F->Name, "PyList_New");
  EXPECT_EQ(F->Params.size(), 1u);
  EXPECT_EQ(F->Params[0], "len");
  EXPECT_EQ(F->ResultType, "list");
  EXPECT_EQ(F->Chapter, "sections");
  EXPECT_EQ(F->Source, "sections.html");
  EXPECT_FALSE(Facts.findFunction("PyList_Ne"));
  EXPECT_FALSE(Facts.findFunction("PyList_News"));
  EXPECT_FALSE(Facts.findFunction(""));
  EXPECT_FALSE(Facts.findFunction("PyTypeObject.tp_repr"));
  EXPECT_FALSE(Table().findFunction("PyList_New"));
}

TEST_F(TableTest, FindsFunctionsByRenamedPrefixes) {
  EXPECT_EQ(Facts.findFunction("PyPyList_New"),
            Facts.findFunction("PyList_New"));
  EXPECT_EQ(Facts.findFunction("PyPy_NewRef"), Facts.findFunction("Py_NewRef"));
  EXPECT_FALSE(Facts.findFunction("PyPyPyList_New"));
  EXPECT_FALSE(Facts.findFunction("PyPy"));
  EXPECT_FALSE(Facts.findFunction("_PyPy_NewRef"));
}

TEST_F(TableTest, FindsMembers) {
  const Function *F = Facts.findMember("PyTypeObject", "tp_repr");
  ASSERT_TRUE(F);
  EXPECT_EQ(F->Name, "PyTypeObject.tp_repr");
  EXPECT_EQ(Facts.findMember("_typeobject", "tp_repr"), F);
  EXPECT_FALSE(Facts.findMember("PyTypeObject", "tp_rep"));
  EXPECT_FALSE(Facts.findMember("typeobject", "tp_repr"));
  EXPECT_FALSE(Facts.findMember("", ""));
}

TEST_F(TableTest, FindsSlots) {
  EXPECT_EQ(Facts.findSlot("PyType_Slot", 66),
            Facts.findMember("PyTypeObject", "tp_repr"));
  EXPECT_EQ(Facts.findSlot("PyModuleDef_Slot", 1),
            Facts.findMember("PyTypeObject", "tp_hash"));
  EXPECT_FALSE(Facts.findSlot("PyModuleDef_Slot", 66));
  EXPECT_FALSE(Facts.findSlot("PyType_Slot", 1));
}

TEST_F(TableTest, FindsTheLongestEntryPoint) {
  ASSERT_TRUE(Facts.findEntryPoint("PyInit_spam"));
  EXPECT_TRUE(Facts.findEntryPoint("PyInit_spam")->Init);
  EXPECT_EQ(Facts.findEntryPoint("PyInit_special_spam")->Name,
            "PyInit_special_");
  EXPECT_EQ(Facts.findEntryPoint("PyInit_special")->Name, "PyInit_");
  EXPECT_FALSE(Facts.findEntryPoint("PyInit"));
}

TEST_F(TableTest, FindsTheLongestFormat) {
  auto Code = [&](FormatKind Language, StringRef Format) {
    const FormatCode *Found = Facts.findFormat(Language, Format);
    return Found ? Found->Code : "none";
  };
  EXPECT_EQ(Code(FormatKind::Build, "O&i"), "O&");
  EXPECT_EQ(Code(FormatKind::Build, "Oi"), "O");
  EXPECT_EQ(Code(FormatKind::Parse, "O&"), "O");
  EXPECT_EQ(Code(FormatKind::Parse, "es#es"), "es#");
  EXPECT_EQ(Code(FormatKind::Parse, "eses"), "es");
  EXPECT_EQ(Code(FormatKind::Parse, "e"), "e");
  EXPECT_EQ(Code(FormatKind::Parse, ""), "none");
  EXPECT_EQ(Code(FormatKind::Parse, "N"), "none");
  EXPECT_EQ(Code(FormatKind::None, "O"), "none");

  EXPECT_EQ(Facts.findFormat(FormatKind::Parse, "es")->Family, "mem");
  const FormatCode *Es = Facts.findFormat(FormatKind::Parse, "es#");
  ASSERT_EQ(Es->Roles.size(), 3u);
  EXPECT_EQ(Es->Roles[0], FormatRole::Value);
  EXPECT_EQ(Es->Roles[1], FormatRole::OutMemory);
  EXPECT_EQ(Es->Roles[2], FormatRole::OutValue);
  EXPECT_TRUE(Facts.findFormat(FormatKind::Parse, "e")->Roles.empty());
}

TEST_F(TableTest, FindsTypes) {
  ASSERT_TRUE(Facts.findType("bytes"));
  EXPECT_EQ(Facts.findType("bytes")->Object, "PyBytes_Type");
  EXPECT_EQ(Facts.findTypeOfObject("PyBytes_Type"), Facts.findType("bytes"));
  EXPECT_EQ(Facts.findTypeOfObject("PyPyBytes_Type"), Facts.findType("bytes"));
  EXPECT_EQ(Facts.findTypeOfFeature(27), Facts.findType("bytes"));
  EXPECT_EQ(Facts.findType("float")->Feature, -1);
  EXPECT_FALSE(Facts.findTypeOfFeature(-1));
}

TEST_F(TableTest, FindsImmortals) {
  ASSERT_TRUE(Facts.findImmortal("_Py_NoneStruct"));
  EXPECT_EQ(Facts.findImmortal("_Py_NoneStruct")->SinceHex, 0x030c0000u);
  EXPECT_EQ(Facts.findImmortal("_Py_Old")->SinceHex, 0x03090000u);
  EXPECT_FALSE(Facts.findImmortal("_Py_None"));
}

TEST_F(TableTest, KnowsElements) {
  EXPECT_TRUE(Facts.holdsElements("PyTupleObject", "ob_item"));
  EXPECT_TRUE(Facts.holdsElements("PyTupleTag", "ob_item"));
  EXPECT_FALSE(Facts.holdsElements("PyListObject", "ob_item"));
  EXPECT_FALSE(Facts.holdsElements("PyTupleObject", "ob"));
}

TEST_F(TableTest, LaterTablesComeFirst) {
  TestFacts User({R"(
chapter: mine
source: mine.html
functions:
  PyList_New: {params: [n], returns: any}
  PyPyList_GetItem: {params: [n], returns: void}
members:
  _typeobject.tp_repr: {params: [self], returns: any}
entry_points:
  PyInit_: {params: [], returns: void}
formats:
  build: {O: [value], OO: [object, object]}
slots: {PyType_Slot: {59: _typeobject.tp_repr}}
immortals: {_Py_NoneStruct: "3.14"}
elements: [PyListObject.ob_item]
)"});
  ASSERT_EQ(User.errors(), "");
  Table Both;
  Both.add(Read.Owned.data());
  Both.add(User.Owned.data());
  EXPECT_EQ(Both.findFunction("PyList_New")->Chapter, "mine");
  EXPECT_EQ(Both.findFunction("PyPyList_New")->Chapter, "mine");
  EXPECT_EQ(Both.findFunction("PyList_GetItem")->Chapter, "sections");
  // The name itself comes before a renamed one.
  EXPECT_EQ(Both.findFunction("PyPyList_GetItem")->Chapter, "mine");
  EXPECT_EQ(Both.findMember("_typeobject", "tp_repr")->Chapter, "mine");
  EXPECT_EQ(Both.findMember("PyTypeObject", "tp_hash")->Chapter, "sections");
  EXPECT_EQ(Both.findSlot("PyType_Slot", 59)->Name, "_typeobject.tp_repr");
  EXPECT_EQ(Both.findEntryPoint("PyInit_x")->Chapter, "mine");
  EXPECT_EQ(Both.findEntryPoint("PyInit_special_x")->Chapter, "sections");
  EXPECT_EQ(Both.findFormat(FormatKind::Build, "O")->Roles[0],
            FormatRole::Value);
  // The longest match counts, whichever table it is in.
  EXPECT_EQ(Both.findFormat(FormatKind::Build, "O&")->Code, "O&");
  EXPECT_EQ(Both.findFormat(FormatKind::Build, "OO")->Code, "OO");
  EXPECT_EQ(Both.findImmortal("_Py_NoneStruct")->SinceHex, 0x030e0000u);
  EXPECT_TRUE(Both.holdsElements("PyListObject", "ob_item"));
  EXPECT_TRUE(Both.holdsElements("PyTupleObject", "ob_item"));
}

TEST(BundledTable, HasUsableFacts) {
  const TableData &Data = bundledTable();
  Table Facts;
  Facts.add(Data);
  ASSERT_FALSE(Data.Functions.empty());
  for (const Function &F : Data.Functions) {
    EXPECT_EQ(Facts.findFunction(F.Name, versionHex(F.Since)), &F)
        << F.Name.str();
    EXPECT_FALSE(F.Outcomes.empty()) << F.Name.str();
  }
  for (const Function &F : Data.Members) {
    std::pair<StringRef, StringRef> Parts = F.Name.split('.');
    EXPECT_EQ(Facts.findMember(Parts.first, Parts.second, versionHex(F.Since)),
              &F);
  }
  for (const Slot &S : Data.Slots)
    EXPECT_TRUE(Facts.findSlot(S.Record, S.Id)) << S.Member.str();
  for (const Family &F : Data.Families)
    EXPECT_EQ(Facts.findFamily(F.Name), &F) << F.Name.str();
  EXPECT_EQ(Facts.findFamily("mem")->Free, "PyMem_Free");
  EXPECT_FALSE(Facts.findFamily("raw")->NeedsGil);
  EXPECT_FALSE(Facts.findFamily("nothing"));
}

} // namespace

//===- HeaderReader.cpp - What C headers declare --------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HeaderReader.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

using namespace llvm;

namespace pyrefcheck {

/// What extensions include beside Python.h; older versions have more of them.
static const char *const MoreHeaders[] = {
    "structmember.h", "datetime.h", "frameobject.h", "marshal.h",
    "structseq.h",    "pythread.h", "longintrepr.h", "interpreteridobject.h",
    "ucnhash.h",      "pystrhex.h"};

static bool isLetterOrDigit(char C) {
  return (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z') || C == '_' ||
         (C >= '0' && C <= '9');
}

static bool macroNumber(StringRef Text, StringRef Name, unsigned &Value) {
  size_t At = Text.find(("define " + Name).str());
  if (At == StringRef::npos)
    return false;
  Text = Text.drop_front(At + 7 + Name.size()).ltrim();
  return !Text.consumeInteger(10, Value);
}

bool HeaderReader::open() {
  SmallString<128> Path(Directory);
  sys::path::append(Path, "patchlevel.h");
  auto Buffer = MemoryBuffer::getFile(Path);
  unsigned Major = 0, Minor = 0;
  if (!Buffer || !macroNumber((*Buffer)->getBuffer(), "PY_MAJOR_VERSION", Major) ||
      !macroNumber((*Buffer)->getBuffer(), "PY_MINOR_VERSION", Minor)) {
    errs() << Path << ": error: expected the version of the headers "
           << "(PY_MAJOR_VERSION, PY_MINOR_VERSION) in this file\n";
    return false;
  }
  Version = Major << 24 | Minor << 16;
  PyPy = (*Buffer)->getBuffer().find("PYPY_VERSION") != StringRef::npos;
  return true;
}

std::string HeaderReader::name() const {
  return (PyPy ? "PyPy " : "") + std::to_string(Version >> 24) + "." +
         std::to_string(Version >> 16 & 0xff);
}

bool HeaderReader::isOwn(StringRef File) const {
  return File.consume_front(Directory) && !File.empty() &&
         sys::path::is_separator(File.front());
}

/// The headers of \p Directory that are there, in an order of their own.
static void addHeaders(StringRef Directory, ArrayRef<std::string> Names,
                       std::vector<std::string> &Args) {
  for (const std::string &Name : Names) {
    SmallString<128> Path(Directory);
    sys::path::append(Path, Name);
    if (sys::fs::exists(Path)) {
      Args.push_back("-include");
      Args.push_back(Path.str().str());
    }
  }
}

bool HeaderReader::run(const Configuration &C, bool Strict,
                       ArrayRef<StringRef> Options, std::string &Output) const {
  std::vector<std::string> Args{Clang, "-x", "c", "-w", "-ferror-limit=0",
                                "-I" + Directory};
  for (const std::string &Define : C.Defines)
    Args.push_back("-D" + Define);
  for (StringRef Option : Options)
    Args.push_back(Option.str());
  std::vector<std::string> Names{"Python.h"};
  Names.insert(Names.end(), std::begin(MoreHeaders), std::end(MoreHeaders));
  Names.insert(Names.end(), Also.begin(), Also.end());
  addHeaders(Directory, Names, Args);
  if (C.Internal) {
    std::string Internal = Directory + "/internal";
    Args.insert(Args.end(), {"-DPy_BUILD_CORE=1", "-I" + Internal,
                             "-I" + Internal + "/mimalloc"});
    Names.clear();
    std::error_code Error;
    for (sys::fs::directory_iterator It(Internal, Error), End;
         !Error && It != End; It.increment(Error))
      if (sys::path::extension(It->path()) == ".h")
        Names.push_back(sys::path::filename(It->path()).str());
    std::sort(Names.begin(), Names.end());
    addHeaders(Internal, Names, Args);
  }
  Args.push_back("/dev/null");

  SmallString<128> OutFile, ErrorFile;
  if (sys::fs::createTemporaryFile("pyrefcheck-audit", "out", OutFile) ||
      sys::fs::createTemporaryFile("pyrefcheck-audit", "err", ErrorFile)) {
    errs() << "error: cannot make a temporary file\n";
    return false;
  }
  FileRemover RemoveOut(OutFile), RemoveError(ErrorFile);
  std::vector<StringRef> ArgRefs(Args.begin(), Args.end());
  std::string Message;
  int Status = sys::ExecuteAndWait(
      Clang, ArgRefs, {}, {StringRef(""), OutFile.str(), ErrorFile.str()},
      /*SecondsToWait=*/0, /*MemoryLimit=*/0, &Message);
  if (Status < 0 || (Strict && Status != 0)) {
    errs() << Directory << ": error: clang cannot read the headers: ";
    auto Errors = MemoryBuffer::getFile(ErrorFile);
    errs() << Message << (Errors ? (*Errors)->getBuffer() : "") << '\n';
    return false;
  }
  auto Buffer = MemoryBuffer::getFile(OutFile);
  if (Buffer)
    Output = (*Buffer)->getBuffer().str();
  return bool(Buffer);
}

bool HeaderReader::readNames(const Configuration &C, bool Strict,
                             std::set<std::string> &Names) {
  std::string Output;
  if (!run(C, Strict, {"-fsyntax-only", "-Xclang", "-ast-list"}, Output))
    return false;
  StringRef Rest = Output;
  while (!Rest.empty()) {
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    Names.insert(Line.trim().str());
  }
  std::vector<Macro> Macros;
  if (!readMacros(C, Strict, Macros))
    return false;
  for (const Macro &M : Macros)
    Names.insert(M.Name);
  return true;
}

/// The number and the name in `# 12 "file" 3`.
static bool lineMarker(StringRef Line, std::string &File, unsigned &Number) {
  if (!Line.consume_front("# ") || Line.consumeInteger(10, Number))
    return false;
  StringRef Name = Line.ltrim();
  if (Name.consume_front("\""))
    File = Name.take_front(Name.find('"')).str();
  return true;
}

bool HeaderReader::readMacros(const Configuration &C, bool Strict,
                              std::vector<Macro> &Macros) {
  std::string Output;
  if (!run(C, Strict, {"-E", "-dD"}, Output))
    return false;
  StringRef Rest = Output;
  std::string File;
  unsigned Number = 0;
  for (; !Rest.empty(); ++Number) {
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    if (lineMarker(Line, File, Number)) {
      --Number; // it is that of the next line
      continue;
    }
    if (!Line.consume_front("#define ") || !isOwn(File))
      continue;
    Macro M;
    M.Name = Line.take_while(isLetterOrDigit).str();
    StringRef Body = Line.drop_front(M.Name.size());
    M.IsFunctionLike = Body.take_front(1) == "(";
    if (M.IsFunctionLike)
      Body = Body.drop_front(std::min(Body.find(')'), Body.size() - 1) + 1);
    M.Body = Body.trim().str();
    M.File = File;
    M.Line = Number;
    Macros.push_back(M);
  }
  return true;
}

namespace {

/// Walks the tree that clang writes. It names a file and a line only where they
/// are others than in the location before, in the order of the text; therefore
/// every location has to be looked at.
class TreeWalker {
public:
  std::string File;
  unsigned Line = 0;

  void visitLocations(const json::Object &Node) {
    if (const json::Object *Loc = Node.getObject("loc"))
      visitLocation(*Loc);
  }
  void visitRest(const json::Object &Node) {
    if (const json::Object *Range = Node.getObject("range"))
      for (StringRef Key : {"begin", "end"})
        if (const json::Object *Loc = Range->getObject(Key))
          visitLocation(*Loc);
    for (StringRef Key : {"inner", "array_filler"})
      if (const json::Array *Inner = Node.getArray(Key))
        for (const json::Value &Child : *Inner)
          if (const json::Object *Object = Child.getAsObject()) {
            visitLocations(*Object);
            visitRest(*Object);
          }
  }

private:
  void visitLocation(const json::Object &Loc) {
    const json::Object *Spelling = Loc.getObject("spellingLoc");
    if (Spelling)
      visitBare(*Spelling);
    const json::Object *Expansion = Loc.getObject("expansionLoc");
    if (Expansion)
      visitBare(*Expansion);
    if (!Spelling && !Expansion)
      visitBare(Loc);
  }
  void visitBare(const json::Object &Loc) {
    if (auto Name = Loc.getString("file"))
      File = Name->str();
    if (auto Number = Loc.getInteger("line"))
      Line = static_cast<unsigned>(*Number);
  }
};

} // namespace

static std::string text(const json::Object &Node, StringRef Key) {
  auto Text = Node.getString(Key);
  return Text ? Text->str() : std::string();
}

static std::string typeOf(const json::Object &Node) {
  const json::Object *Type = Node.getObject("type");
  return Type ? text(*Type, "qualType") : std::string();
}

/// The fields of the record \p Node, as declarations "field".
static std::vector<Declaration> fieldsOf(const json::Object &Node,
                                         const TreeWalker &Where) {
  std::vector<Declaration> Fields;
  if (const json::Array *Inner = Node.getArray("inner"))
    for (const json::Value &Child : *Inner)
      if (const json::Object *Field = Child.getAsObject())
        if (text(*Field, "kind") == "FieldDecl")
          Fields.push_back(
              {text(*Field, "name"), typeOf(*Field), Where.File, Where.Line});
  return Fields;
}

/// Cuts the next declaration out of the tree: one after the other needs much
/// less memory than all at once. They are objects that are indented by four.
static bool nextDeclaration(StringRef &Tree, StringRef &Text) {
  size_t Start = Tree.find("\n    {");
  size_t End = Start == StringRef::npos ? Start : Tree.find("\n    }", Start);
  if (End == StringRef::npos)
    return false;
  Text = Tree.slice(Start, End + 6);
  Tree = Tree.drop_front(End + 6);
  return true;
}

bool HeaderReader::readDeclarations(const Configuration &C,
                                    std::vector<Declaration> &Functions,
                                    std::vector<Declaration> &Members,
                                    TypeTable &Types, StringSet<> &FieldNames) {
  std::string Output;
  if (!run(C, /*Strict=*/true,
           {"-fsyntax-only", "-Xclang", "-ast-dump=json"}, Output))
    return false;
  struct Record {
    std::string Tag;
    std::vector<Declaration> Fields;
  };
  std::vector<Record> Records;
  bool Unnamed = false;
  TreeWalker Where;
  StringRef Rest = Output, Text;
  bool Any = false;
  while (nextDeclaration(Rest, Text)) {
    Expected<json::Value> Tree = json::parse(Text);
    const json::Object *Node = Tree ? Tree->getAsObject() : nullptr;
    if (!Node) {
      consumeError(Tree.takeError());
      Any = false;
      break;
    }
    Any = true;
    Where.visitLocations(*Node);
    std::string Kind = text(*Node, "kind"), Name = text(*Node, "name");
    if (Kind == "FunctionDecl" && isOwn(Where.File)) {
      // The body of a static one is there to be analysed, like a macro's.
      if (text(*Node, "storageClass") != "static")
        Functions.push_back({Name, typeOf(*Node), Where.File, Where.Line});
    } else if (Kind == "TypedefDecl") {
      std::string Type = typeOf(*Node);
      // `typedef struct {...} Name;`: the record stands before.
      if (Unnamed && !Records.empty()) {
        Records.back().Tag = Name;
        Type = "struct " + Name;
      }
      Types.Typedefs[Name] = Type;
    } else if (Kind == "RecordDecl" && Node->getArray("inner")) {
      Records.push_back({Name, fieldsOf(*Node, Where)});
    }
    Unnamed = Kind == "RecordDecl" && Name.empty() && !Records.empty();
    Where.visitRest(*Node);
  }
  if (!Any) {
    errs() << Directory << ": error: cannot understand what '" << Clang
           << " -ast-dump=json' writes\n";
    return false;
  }
  for (const Record &R : Records) {
    if (R.Tag.empty() || R.Fields.empty())
      continue;
    TypeTable::Record &Known = Types.Records[R.Tag];
    Known.FirstField = R.Fields.front().Name;
    Known.FirstType = R.Fields.front().Type;
  }
  for (const Record &R : Records) {
    if (R.Tag.empty())
      continue;
    const std::vector<std::string> Names = Types.namesOf(R.Tag);
    for (const Declaration &Field : R.Fields) {
      for (const std::string &Name : Names)
        FieldNames.insert(Name + "." + Field.Name);
      std::string Pointer = Types.functionPointer(Field.Type);
      if (!Pointer.empty() && isOwn(Field.File))
        Members.push_back(
            {Names.back() + "." + Field.Name, Pointer, Field.File, Field.Line});
    }
  }
  return true;
}

} // namespace pyrefcheck

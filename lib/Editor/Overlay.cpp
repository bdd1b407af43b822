//===- Overlay.cpp - Unsaved text for clang -------------------------------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pyrefcheck/Editor/Overlay.h"
#include "pyrefcheck/Driver/Files.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace pyrefcheck::driver;
using namespace pyrefcheck::editor;

Overlay::~Overlay() {
  if (!Directory.empty())
    sys::fs::remove_directories(Directory);
}

Error Overlay::write(const UnsavedTexts &Texts) {
  if (Texts.empty())
    return Error::success();
  SmallString<128> Path;
  if (std::error_code EC =
          sys::fs::createUniqueDirectory("pyrefcheck-unsaved", Path))
    return failure("cannot make a temporary directory: " + EC.message());
  // Clang runs elsewhere.
  sys::fs::make_absolute(Path);
  Directory = std::string(Path.str());
  vfs::YAMLVFSWriter Writer;
  Writer.setCaseSensitivity(true);
  // Names in the output are those of the files, not of these copies.
  Writer.setUseExternalNames(false);
  unsigned Number = 0;
  for (const auto &[Name, Content] : Texts) {
    std::string Copy = Directory + "/" + std::to_string(Number++);
    if (Error E = writeFile(Copy, *Content))
      return E;
    Writer.addFileMapping(Name, Copy);
    // As a build that goes through a symbolic link names it.
    SmallString<256> Real;
    if (!sys::fs::real_path(Name, Real) && Real != Name &&
        !Texts.count(std::string(Real.str())))
      Writer.addFileMapping(Real, Copy);
  }
  std::string Yaml;
  raw_string_ostream OS(Yaml);
  Writer.write(OS);
  OS.flush();
  File = Directory + "/overlay.yaml";
  return writeFile(File, Yaml);
}

Expected<std::string> Overlay::standIn(StringRef Path) const {
  // The name tells clang the language.
  std::string Name = Directory + "/unit" + sys::path::extension(Path).str();
  if (Error E = writeFile(Name, ("#include \"" + Path + "\"\n").str()))
    return E;
  return Name;
}

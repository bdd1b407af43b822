# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# cmake -D OUTPUT=FILE -D INPUTS=FILE|FILE... -P EmbedText.cmake
# Writes text files as C++: embeddedFiles(), a table of names and contents.
# In pieces, because compilers limit the length of a literal.
string(REPLACE "|" ";" INPUTS "${INPUTS}")
set(table "")
set(count 0)
foreach(input IN LISTS INPUTS)
  get_filename_component(name ${input} NAME)
  # As hexadecimal digits, which no list or string of CMake's can break.
  file(READ ${input} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays
    "static const unsigned char Bytes${count}[] = {${bytes}0};\n")
  string(APPEND table
    "    {\"${name}\", reinterpret_cast<const char *>(Bytes${count}), sizeof(Bytes${count}) - 1},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include \"Embedded.h\"\n
${arrays}
static const pyrefcheck::EmbeddedFile Files[] = {
${table}};
llvm::ArrayRef<pyrefcheck::EmbeddedFile> pyrefcheck::embeddedFiles() {
  return Files;
}
")

//===- Options.h - The command line of the server ---------------*- C++ -*-===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PYREFCHECK_TOOLS_LSP_OPTIONS_H
#define PYREFCHECK_TOOLS_LSP_OPTIONS_H

#include "pyrefcheck/Editor/Session.h"

namespace pyrefcheck {

struct ServerOptions {
  editor::SessionOptions Session;
  std::string Clangd; ///< the program; empty: none found, or not wanted
  std::vector<std::string> ClangdArguments;
  bool Alone = false;
  bool Help = false;
  bool Version = false;
  bool OnlyClangd = false; ///< it is asked for something else than serving
};

/// What is not one of ours is for clangd. \p Program is our own file.
llvm::Expected<ServerOptions>
readOptions(const std::string &Program,
            const std::vector<std::string> &Arguments);

void printHelp();

} // namespace pyrefcheck

#endif // PYREFCHECK_TOOLS_LSP_OPTIONS_H

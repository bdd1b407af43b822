//===- Generate.cpp - The manual page and the shells' completions ---------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All written from the options as LLVM's command line library has them, so that
// nothing has to be said twice. The build runs it.
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "pyrefcheck/Driver/CheckList.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace pyrefcheck;
using namespace pyrefcheck::driver;

static cl::opt<std::string>
    What("generate", cl::Hidden, cl::value_desc("man|bash|zsh|fish"),
         cl::desc("Print the manual page, or the completions of a shell"));

bool pyrefcheck::wantsGenerated() { return What.getNumOccurrences() != 0; }

/// Those that --help shows, by name.
static std::vector<cl::Option *> optionsOf(cl::SubCommand &Sub) {
  std::vector<cl::Option *> Options;
  for (auto &Entry : Sub.OptionsMap) {
    cl::Option *O = Entry.second;
    if (O->getOptionHiddenFlag() == cl::NotHidden &&
        llvm::is_contained(O->Categories, &OwnOptions))
      Options.push_back(O);
  }
  llvm::sort(Options, [](const cl::Option *A, const cl::Option *B) {
    return A->ArgStr < B->ArgStr;
  });
  return Options;
}

static ArrayRef<cl::SubCommand *> commands() {
  static cl::SubCommand *const All[] = {&CheckCommand, &MergeCommand,
                                        &ExplainCommand};
  return All;
}

static bool takesValue(const cl::Option &O) { return !O.ValueStr.empty(); }

static std::string dashed(const cl::Option &O) {
  return (O.ArgStr.size() == 1 ? "-" : "--") + O.ArgStr.str();
}

static std::string checkNames() {
  std::string Names;
  for (const CheckInfo &C : allChecks())
    Names += (Names.empty() ? "" : " ") + C.Name.str();
  return Names;
}

/// The words that may be the value, by what --help calls it; empty: a file's
/// name, or anything.
static std::string valuesOf(const cl::Option &O) {
  StringRef Kind = O.ValueStr;
  if (Kind == "format")
    return "text json sarif html github plist";
  if (Kind == "rank")
    return O.ArgStr == "fail-on" ? "high medium low never" : "high medium low";
  if (Kind == "when")
    return "auto always never";
  if (Kind == "check" || Kind == "check,...")
    return checkNames();
  return "";
}

//===-- The manual page ---------------------------------------------------===//

/// Text for troff.
static std::string roff(StringRef Text) {
  std::string Result;
  for (char C : Text)
    if (C == '\\')
      Result += "\\e";
    else if (C == '-')
      Result += "\\-";
    else if ((C == '.' || C == '\'') &&
             (Result.empty() || Result.back() == '\n'))
      Result += std::string("\\&") + C;
    else
      Result += C;
  return Result;
}

static const char ManHead[] =
    R"(.SH NAME
pyrefcheck \- find reference count and memory bugs in code that uses the CPython C API
.SH SYNOPSIS
.B pyrefcheck check
.RI [ options ]
.RI [ PATH... ]
.RB [ \-\-
.IR COMPILER-FLAGS ]
.br
.B pyrefcheck merge
.RI [ options ]
.I FILE...
.br
.B pyrefcheck explain
.I CHECK
.SH DESCRIPTION
A
.I PATH
is a project's directory (default: the working directory), a
.IR compile_commands.json ,
or a C or C++ file, with its compiler flags after
.BR \-\- .
The files are analysed by the Clang Static Analyzer with the pyrefcheck plugin.
)";

static const char ManTail[] =
    R"(.SH EXIT STATUS
.TP
.B 0
Nothing was found at or above the rank of
.BR \-\-fail\-on .
.TP
.B 1
Something was found.
.TP
.B 2
Something could not be done: bad options, nothing to analyse, a file that does not compile, a crash.
.SH FILES
.TP
.I pyproject.toml
Settings, in the table
.BR [tool.pyrefcheck] .
.TP
.I $XDG_CACHE_HOME/pyrefcheck
What has been analysed. It may be removed at any time.
.SH SEE ALSO
.BR clang (1)
)";

static void writeMan(raw_ostream &OS) {
  OS << ".TH PYREFCHECK 1 \"\" \"pyrefcheck " PYREFCHECK_VERSION
        "\" \"User Commands\"\n"
     << ManHead;
  for (cl::SubCommand *Sub : commands()) {
    OS << ".SH PYREFCHECK " << StringRef(Sub->getName()).upper() << '\n'
       << roff(Sub->getDescription()) << ".\n";
    for (const cl::Option *O : optionsOf(*Sub)) {
      OS << ".TP\n.B " << roff(dashed(*O));
      if (takesValue(*O))
        OS << "\\fR=\\fI" << roff(O->ValueStr);
      OS << "\\fR\n" << roff(O->HelpStr) << '\n';
    }
  }
  OS << ".SH CHECKS\n";
  for (const CheckInfo &C : allChecks())
    OS << ".TP\n.B " << roff(C.Name) << '\n' << roff(C.Help) << '\n';
  OS << ManTail;
}

//===-- Completions -------------------------------------------------------===//

static const char BashTail[] = R"BASH(
_pyrefcheck() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} word
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W "$_pyrefcheck_commands" -- "$cur")
    return
  fi
  for word in "${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
    [[ $word != -- ]] || return
  done
  # bash takes "=" for a word of its own.
  local option=
  if [[ $cur == = ]]; then
    option=$prev
    cur=
  elif [[ $prev == = ]]; then
    option=${COMP_WORDS[COMP_CWORD-2]}
  fi
  if [[ -n $option ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_pyrefcheck_values "$option")" -- "$cur")
  elif [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_pyrefcheck_options "${COMP_WORDS[1]}")" -- "$cur")
    [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
  elif [[ ${COMP_WORDS[1]} == explain ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$_pyrefcheck_checks" -- "$cur")
  fi
}
complete -o default -F _pyrefcheck pyrefcheck
)BASH";

static void writeBash(raw_ostream &OS) {
  OS << "# bash completion of pyrefcheck " PYREFCHECK_VERSION "\n";
  OS << "_pyrefcheck_commands='";
  for (cl::SubCommand *Sub : commands())
    OS << (Sub == commands().front() ? "" : " ") << Sub->getName();
  OS << "'\n_pyrefcheck_checks='" << checkNames() << "'\n";
  OS << "_pyrefcheck_options() {\n  case $1 in\n";
  std::map<std::string, std::string> Values;
  for (cl::SubCommand *Sub : commands()) {
    OS << "  " << Sub->getName() << ") echo '--help";
    for (const cl::Option *O : optionsOf(*Sub)) {
      bool Long = O->ArgStr.size() > 1;
      OS << ' ' << dashed(*O) << (takesValue(*O) && Long ? "=" : "");
      std::string Words = valuesOf(*O);
      if (!Words.empty())
        Values[dashed(*O)] = Words;
    }
    OS << "' ;;\n";
  }
  OS << "  esac\n}\n_pyrefcheck_values() {\n  case $1 in\n";
  for (const auto &[Option, Words] : Values)
    OS << "  " << Option << ") echo '" << Words << "' ;;\n";
  OS << "  esac\n}" << BashTail;
}

/// Text between single quotes, in which \p Escaped get a backslash.
static std::string quoted(StringRef Text, StringRef Escaped) {
  std::string Result;
  for (char C : Text) {
    if (Escaped.contains(C))
      Result += '\\';
    if (C == '\'')
      Result += "'\\''";
    else
      Result += C;
  }
  return Result;
}

static void writeZsh(raw_ostream &OS) {
  OS << "#compdef pyrefcheck\n"
        "# zsh completion of pyrefcheck " PYREFCHECK_VERSION "\n"
        "_pyrefcheck() {\n"
        "  if ((CURRENT == 2)); then\n"
        "    local -a commands=(\n";
  for (cl::SubCommand *Sub : commands())
    OS << "      '" << Sub->getName() << ':'
       << quoted(Sub->getDescription(), ":") << "'\n";
  OS << "    )\n"
        "    _describe command commands\n"
        "    return\n"
        "  fi\n"
        "  local command=$words[2]\n"
        "  shift words\n"
        "  ((CURRENT--))\n"
        "  case $command in\n";
  for (cl::SubCommand *Sub : commands()) {
    OS << "  " << Sub->getName() << ")\n    _arguments \\\n";
    for (const cl::Option *O : optionsOf(*Sub)) {
      OS << "      '*" << dashed(*O);
      if (takesValue(*O))
        OS << (O->ArgStr.size() > 1 ? "=" : "-");
      OS << '[' << quoted(O->HelpStr, "[]:\\") << ']';
      if (takesValue(*O)) {
        std::string Words = valuesOf(*O);
        OS << ':' << quoted(O->ValueStr, ":") << ':'
           << (Words.empty() ? "_files" : "(" + Words + ")");
      }
      OS << "' \\\n";
    }
    OS << "      '*: :"
       << (Sub == &ExplainCommand ? "(" + checkNames() + ")" : "_files")
       << "'\n    ;;\n";
  }
  OS << "  esac\n}\n_pyrefcheck \"$@\"\n";
}

static void writeFish(raw_ostream &OS) {
  OS << "# fish completion of pyrefcheck " PYREFCHECK_VERSION "\n";
  for (cl::SubCommand *Sub : commands())
    OS << "complete -c pyrefcheck -f -n __fish_use_subcommand -a "
       << Sub->getName() << " -d '" << quoted(Sub->getDescription(), "")
       << "'\n";
  for (cl::SubCommand *Sub : commands()) {
    std::string Start = "complete -c pyrefcheck -n '__fish_seen_subcommand_"
                        "from " +
                        Sub->getName().str() + "'";
    for (const cl::Option *O : optionsOf(*Sub)) {
      OS << Start << (O->ArgStr.size() > 1 ? " -l " : " -s ") << O->ArgStr;
      std::string Words = valuesOf(*O);
      if (!Words.empty())
        OS << " -x -a '" << Words << "'";
      else if (takesValue(*O))
        OS << " -r";
      OS << " -d '" << quoted(O->HelpStr, "") << "'\n";
    }
    if (Sub == &ExplainCommand)
      OS << Start << " -f -a '" << checkNames() << "'\n";
  }
}

int pyrefcheck::runGenerate() {
  if (What == "man")
    writeMan(outs());
  else if (What == "bash")
    writeBash(outs());
  else if (What == "zsh")
    writeZsh(outs());
  else if (What == "fish")
    writeFish(outs());
  else
    return complain("--generate=" + What + ": expected man, bash, zsh or fish");
  return Clean;
}

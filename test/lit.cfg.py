# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""lit configuration.

Parameters (lit --param NAME=VALUE):
  python_include=DIR   the directory of the Python.h to test with

Substitutions:
  %analyze             analyses one file as a user would, reports as text:
                       %analyze %s 2>&1 | %filecheck %s
  %analyze_cc1         the same for -verify: %analyze_cc1 -verify %s
  %analyze_cc1_cxx     the same for C++
  %clang %clangxx      the clang that the plugin is for
  %plugin %cfg         the plugin, its configuration file
  %python_include      the directory of the Python.h under test
  %python_include_3_N  that of another version (REQUIRES: python-3.N)
  %cython_verify_3     translates a .pyx file with Cython 3, analyses the result
                       and compares the findings with the file's comments
  %cython_verify_cxx_3 the same for C++
  %cython_verify_0     the same with Cython 0.29
  %cython_3            the program cython
  %pybind11_include %nanobind_include
                       the directories of their headers
  %audit_includes      --python-include DIR for each version found
  %python              a Python interpreter to run scripts with
  %python_jsonschema   one that has PyYAML and jsonschema
  %annotations         pyrefcheck-annotations
  %annotations_dir     the directory of the bundled facts
  %filecheck           FileCheck
  %llvm_major          14
  %other_clangs        the installed clangs of other major versions
  %source_dir %build_dir %llvm_tools_dir

Features:
  clang-N              the major version of the clang
  python-3.N           headers of that version are on this machine
  headers-3.N          they are the ones under test (pypy: headers-pypy)
  headers-ge-3.N       the ones under test are 3.N or newer
  cython               Cython 3 and 0.29 are installed (tools/test does it)
  cxx-libraries        pybind11 and nanobind are installed (tools/test does it)
  boost-python         Debian's libboost-python-dev is installed
  python-jsonschema    some Python has PyYAML and jsonschema
  shellcheck, scan-build
                       the program is installed
  other-clang          a clang of another major version is installed
"""

import os
import shlex
import subprocess
import sys

import lit.formats

sys.path.insert(0, os.path.dirname(__file__))
sys.dont_write_bytecode = True
import python_headers  # noqa: E402

# The C API headers to test with, and those of the other versions.
wanted = lit_config.params.get("python_include") or config.python_include
headers = python_headers.read(wanted) if wanted else python_headers.default()
if headers is None:
    lit_config.fatal(
        "no Python.h in %s" % wanted
        if wanted
        else "no Python headers found: install python3-dev or "
        "give --param python_include=DIR"
    )
others = python_headers.discover()

config.name = "pyrefcheck (clang %s, Python %s)" % (
    config.llvm_version,
    headers.name,
)
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".c", ".cpp", ".pyx", ".test", ".yaml"]
config.excludes = ["Inputs", "unit", "corpus", "benchmark", "planted.c"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(
    config.pyrefcheck_build_dir, "test", "lit", headers.name
)

config.environment["PATH"] = os.pathsep.join(
    [
        os.path.join(config.pyrefcheck_build_dir, "bin"),
        config.llvm_tools_dir,
        os.environ.get("PATH", ""),
    ]
)
for name in ("HOME", "PYENV_ROOT", "TMPDIR"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
config.environment["LC_ALL"] = "C.UTF-8"


def tool(name):
    return os.path.join(config.llvm_tools_dir, name)


def cc1_options(language):
    """What the driver tells clang -cc1 about the system: include directories,
    the version of GCC that is imitated, and exceptions."""
    output = subprocess.run(
        [tool("clang"), "-###", "-fsyntax-only", "-x", language, os.devnull],
        check=True,
        stderr=subprocess.PIPE,
        universal_newlines=True,
    ).stderr
    arguments = []
    for line in output.splitlines():
        if '"-cc1"' in line:
            arguments = shlex.split(line)
    kept = [
        argument
        for argument in arguments
        if argument.startswith("-fgnuc-version=")
        or argument in ("-fexceptions", "-fcxx-exceptions")
    ]
    for i, argument in enumerate(arguments[:-1]):
        if argument in (
            "-resource-dir",
            "-internal-isystem",
            "-internal-externc-isystem",
        ):
            kept += [argument, arguments[i + 1]]
    return " ".join(kept)


plugin = os.path.join(config.pyrefcheck_build_dir, "lib", "pyrefcheck.so")
cfg = os.path.join(config.pyrefcheck_build_dir, "lib", "pyrefcheck.cfg")


def cc1_analyze(language):
    return " ".join(
        [
            "%clang -cc1",
            cc1_options(language),
            "-load %plugin -analyze -analyzer-checker=core,cpython",
            "-I%python_include",
        ]
    )


def cython(major):
    return os.path.join(
        config.pyrefcheck_source_dir, "build", "cython-" + major, "bin", "cython"
    )


def cython_verify(major, language):
    analyze = [tool("clang"), "--config", cfg, "--analyze", "--analyzer-output"]
    analyze += ["text", "--analyzer-no-default-checks"]
    analyze += ["-Xclang", "-analyzer-checker=core"]
    analyze += ["-x", language, "-I" + headers.directory]
    return "%%python %s --cython %s --analyze '%s'" % (
        os.path.join(config.test_source_root, "cython", "verify.py"),
        cython(major),
        " ".join(analyze),
    )


def library(name):
    return os.path.join(
        config.pyrefcheck_source_dir,
        "build",
        "cxx-libraries",
        "headers",
        name,
        "include",
    )


# Longer names are expanded first where one is the beginning of another.
config.substitutions += [
    (r"%cython_verify_cxx_3\b", cython_verify("3", "c++")),
    (r"%cython_verify_3\b", cython_verify("3", "c")),
    (r"%cython_verify_0\b", cython_verify("0", "c")),
    (r"%cython_3\b", cython("3")),
    (r"%analyze_cc1_cxx\b", cc1_analyze("c++")),
    (r"%analyze_cc1\b", cc1_analyze("c")),
    (
        r"%analyze\b",
        "%clang --config %cfg --analyze --analyzer-output text -I%python_include",
    ),
    (r"%clangxx\b", tool("clang++")),
    (r"%clang\b", tool("clang")),
    (r"%plugin\b", plugin),
    (r"%cfg\b", cfg),
    (
        r"%audit_includes\b",
        " ".join("--python-include " + h.directory for h in others),
    ),
    (r"%pybind11_include\b", library("pybind11")),
    (r"%nanobind_include\b", library("nanobind")),
    (r"%python_include\b", headers.directory),
    (r"%python\b", config.python_executable),
    (
        r"%annotations_dir\b",
        os.path.join(config.pyrefcheck_source_dir, "annotations"),
    ),
    (
        r"%annotations\b",
        os.path.join(config.pyrefcheck_build_dir, "bin", "pyrefcheck-annotations"),
    ),
    (r"%filecheck\b", tool("FileCheck")),
    (r"%llvm_major\b", str(config.llvm_major)),
    (r"%llvm_tools_dir\b", config.llvm_tools_dir),
    (r"%source_dir\b", config.pyrefcheck_source_dir),
    (r"%build_dir\b", config.pyrefcheck_build_dir),
]

config.available_features.add("clang-%d" % config.llvm_major)
for other in others:
    if not other.is_pypy:
        config.available_features.add("python-3.%d" % other.minor)
        config.substitutions.append(
            (r"%%python_include_3_%d\b" % other.minor, other.directory)
        )
if headers.is_pypy:
    config.available_features.add("headers-pypy")
else:
    config.available_features.add("headers-3.%d" % headers.minor)
for minor in range(python_headers.OLDEST[1], headers.minor + 1):
    config.available_features.add("headers-ge-3.%d" % minor)
other_clangs = [
    lit.util.which("clang-%d" % major)
    for major in range(14, 31)
    if major != config.llvm_major
]
other_clangs = [clang for clang in other_clangs if clang]
config.substitutions.append((r"%other_clangs\b", " ".join(other_clangs)))
if other_clangs:
    config.available_features.add("other-clang")
# Debian's packages are for Debian's Python, which may be another one.
for python in (config.python_executable, "/usr/bin/python3"):
    has_them = subprocess.run(
        [python, "-c", "import jsonschema, yaml"], stderr=subprocess.DEVNULL
    )
    if has_them.returncode == 0:
        config.available_features.add("python-jsonschema")
        config.substitutions.insert(0, (r"%python_jsonschema\b", python))
        break
if all(os.path.isdir(library(name)) for name in ("pybind11", "nanobind")):
    config.available_features.add("cxx-libraries")
if os.path.isfile("/usr/include/boost/python.hpp"):
    config.available_features.add("boost-python")
if all(os.access(cython(major), os.X_OK) for major in "30"):
    config.available_features.add("cython")
if lit.util.which("shellcheck"):
    config.available_features.add("shellcheck")
if lit.util.which("scan-build-%d" % config.llvm_major):
    config.available_features.add("scan-build")

# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# `cpack` in the build directory makes a Debian package for this version of LLVM.
# Those of two versions have the same programs, so only one can be installed.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME pyrefcheck-${LLVM_VERSION_MAJOR})
set(CPACK_PACKAGE_VENDOR pyrefcheck)
set(CPACK_PACKAGE_CONTACT "the authors of pyrefcheck <pyrefcheck@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
  "finds reference count and memory bugs in C code that uses CPython")
set(CPACK_PACKAGE_DESCRIPTION
  "A plugin for the Clang Static Analyzer of LLVM ${LLVM_VERSION_MAJOR}, a program
that runs it on whole projects, and facts about the functions of the C API of
CPython.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
# What the programs are linked against, from dpkg-shlibdeps; the plugin is
# linked against nothing of clang, but of no use without it.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "clang-${LLVM_VERSION_MAJOR}")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3-dev")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "clang-tools-${LLVM_VERSION_MAJOR}")
set(CPACK_DEBIAN_PACKAGE_PROVIDES pyrefcheck)
set(CPACK_DEBIAN_PACKAGE_CONFLICTS pyrefcheck)
set(CPACK_DEBIAN_PACKAGE_REPLACES pyrefcheck)
include(CPack)

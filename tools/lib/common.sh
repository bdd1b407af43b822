# shellcheck shell=bash
#
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# What the scripts in tools/ have in common: messages, packages, the build.
# Sourced, after "root" was set to the source directory.
: "${root:?}"

# The majors of LLVM that pyrefcheck is tested with, newest first.
SUPPORTED_LLVM=(22 19 16 15 14)

say() { printf '== %s\n' "$*"; }

die() {
  printf '%s: error: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# quietly LOG COMMAND...: shows the output only if the command fails.
quietly() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 || {
    cat "$log" >&2
    return 1
  }
}

#===-- Packages ------------------------------------------------------------===#

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

is_package_installed() {
  [[ $(dpkg-query -W -f='${Status}' "$1" 2>/dev/null) == *" installed" ]]
}

# At most once, and not fatal: if it matters, the installation fails.
apt_updated=
update_package_lists() {
  [[ -z $apt_updated ]] || return 0
  apt_updated=yes
  say "apt-get update"
  as_root apt-get -qq update ||
    say "apt-get update had errors; trying with the lists there are"
}

# ensure_packages PACKAGE...: installs those that are missing.
ensure_packages() {
  if ! command -v apt-get dpkg-query >/dev/null; then
    say "not a Debian: make sure yourself that these are installed: $*"
    return
  fi
  local package missing=()
  for package in "$@"; do
    is_package_installed "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  update_package_lists
  say "apt-get install ${missing[*]}"
  local log
  log=$(mktemp)
  quietly "$log" as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -y --no-install-recommends install "${missing[@]}" ||
    die "could not install: ${missing[*]}"
  rm -f "$log"
}

# Packages to build with: nothing for a tool that comes from elsewhere.
build_packages() {
  command -v cmake >/dev/null || echo cmake
  command -v ninja >/dev/null || echo ninja-build
  command -v c++ >/dev/null || echo g++
  command -v python3 >/dev/null || echo python3
  printf '%s\n' python3-dev libpugixml-dev libtomlplusplus-dev \
    zlib1g-dev libzstd-dev
}

llvm_packages() {
  printf '%s\n' "llvm-$1-dev" "libclang-$1-dev" "clang-$1" "llvm-$1-tools" \
    "clang-tools-$1"
}

# clangd, and editors that test/editor drives.
editor_packages() {
  printf '%s\n' "clangd-$1" neovim emacs-nox elpa-eglot elpa-lsp-mode
}

# The releases of Cython that test/cython is run with.
CYTHON_VERSIONS=(3.3.1 0.29.37)

# Each in a virtual environment of its own: build/cython-3, build/cython-0.
ensure_cython() {
  local version venv
  for version in "${CYTHON_VERSIONS[@]}"; do
    venv=$root/build/cython-${version%%.*}
    [[ $("$venv/bin/cython" --version 2>&1) != *" $version" ]] || continue
    say "Installing Cython $version in ${venv#"$root/"}"
    python3 -c 'import ensurepip, venv' 2>/dev/null || ensure_packages python3-venv
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check \
      "cython==$version" || die "could not install Cython $version"
  done
}

# optional_venv NAME WHAT-FOR PACKAGE...: a virtual environment build/NAME that
# only some tests need; not there without the network, and that is told.
optional_venv() {
  local venv=$root/build/$1 name=$1 purpose=$2
  shift 2
  [[ ! -e $venv/ok ]] || return 0
  say "Installing $* in build/$name"
  python3 -c 'import ensurepip, venv' 2>/dev/null || ensure_packages python3-venv
  if python3 -m venv --clear "$venv" &&
    "$venv/bin/pip" install --quiet --disable-pip-version-check "$@"; then
    touch "$venv/ok"
  else
    say "could not install $*: left out are the tests of $purpose"
  fi
}

# The build tools of docs/recipes.md, and CodeChecker (300 MB).
ensure_recipe_tools() {
  optional_venv recipes-venv "docs/recipes.md" setuptools==80.9.0 wheel meson-python
  optional_venv codechecker-venv "docs/codechecker.md" codechecker==6.29.1 setuptools
}

# The releases of C++ libraries that test/cxx is run with; only their headers
# are used.
CXX_LIBRARIES=(pybind11==3.1.0 nanobind==3.1.0)

# All in build/cxx-libraries.
ensure_cxx_libraries() {
  local target=$root/build/cxx-libraries stamp="${CXX_LIBRARIES[*]}"
  [[ ! -f $target/installed || $(<"$target/installed") != "$stamp" ]] || return 0
  say "Installing $stamp in ${target#"$root/"}"
  python3 -c 'import ensurepip, venv' 2>/dev/null || ensure_packages python3-venv
  python3 -m venv --clear "$target"
  "$target/bin/pip" install --quiet --disable-pip-version-check --no-deps \
    --target "$target/headers" "${CXX_LIBRARIES[@]}" ||
    die "could not install: $stamp"
  printf '%s\n' "$stamp" >"$target/installed"
}

#===-- LLVM ----------------------------------------------------------------===#

is_llvm_installed() {
  [[ -d /usr/lib/llvm-$1/lib/cmake/clang && -x /usr/lib/llvm-$1/bin/clang ]]
}

# Sets default_llvm to the newest supported major that is installed or can be.
find_default_llvm() {
  local major
  for major in "${SUPPORTED_LLVM[@]}"; do
    if is_llvm_installed "$major"; then
      default_llvm=$major
      return
    fi
    command -v apt-cache >/dev/null || continue
    update_package_lists
    if apt-cache show "llvm-$major-dev" >/dev/null 2>&1; then
      # shellcheck disable=SC2034 # for the caller
      default_llvm=$major
      return
    fi
  done
  die "no LLVM found; supported: ${SUPPORTED_LLVM[*]}"
}

#===-- Build ---------------------------------------------------------------===#

build_dir() { printf '%s/build/llvm-%s' "$root" "$1"; }

# configure MAJOR [CMAKE-ARGUMENT...]
configure() {
  local major=$1 dir
  dir=$(build_dir "$major")
  shift
  say "Configuring for LLVM $major in ${dir#"$root/"}"
  mkdir -p "$dir"
  quietly "$dir/configure.log" cmake -G Ninja -S "$root" -B "$dir" \
    -D LLVM_DIR="/usr/lib/llvm-$major/lib/cmake/llvm" \
    -D Clang_DIR="/usr/lib/llvm-$major/lib/cmake/clang" \
    -D PYREFCHECK_UNITY=ON "$@"
}

# build MAJOR [TARGET...]
build() {
  local major=$1 dir
  dir=$(build_dir "$major")
  shift
  say "Building${*:+ $*} for LLVM $major"
  quietly "$dir/build.log" cmake --build "$dir" --parallel "$(nproc)" \
    ${1:+--target "$@"}
}

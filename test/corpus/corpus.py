# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The pinned releases of projects.json: where they are unpacked, which files of
them are analysed, and with which compiler flags."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COMPAT = HERE / "compat"
DEFAULT_CACHE = ROOT / "build" / "corpus"

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)


class CorpusError(Exception):
    """Something the user has to mend: exit status 2."""


@dataclass
class Release:
    """One version of one project, with the settings of both merged."""

    project: str
    version: str
    sha256: str
    role: str  # "corpus": its findings are judged; "history": for bugs.py
    sources: list
    exclude: list = field(default_factory=list)
    include_dirs: list = field(default_factory=list)
    defines: list = field(default_factory=list)
    flags: list = field(default_factory=list)
    compat: list = field(default_factory=list)
    libraries: list = field(default_factory=list)
    cython: list = field(default_factory=list)  # translated, in the tree
    cython_flags: list = field(default_factory=list)
    wheels: dict = field(default_factory=dict)  # NAME==VERSION: include directory
    note: str = ""

    @property
    def name(self):
        return f"{self.project}-{self.version}"

    def tree(self, cache):
        return Path(cache) / "src" / self.name

    def files(self, cache):
        """The translation units, relative to the tree, sorted."""
        tree = self.tree(cache)
        if not tree.is_dir():
            raise CorpusError(f"{self.name} is not unpacked: run fetch.py first")
        excluded = {path for pattern in self.exclude for path in tree.glob(pattern)}
        found = {path for pattern in self.sources for path in tree.glob(pattern)}
        units = sorted(str(path.relative_to(tree)) for path in found - excluded)
        if not units:
            raise CorpusError(f"{self.name}: no file matches {self.sources}")
        return units

    def compile_flags(self, cache, python_include, library_dirs):
        """Flags for every unit. The compiler is run inside the tree."""
        flags = ["-w", "-DNDEBUG", "-isystem", str(python_include)]
        for header in self.compat:
            flags += ["-include", str(COMPAT / header)]
        for directory in self.include_dirs:
            flags.append("-I" + directory.replace("{compat}", str(COMPAT)))
        for library in self.libraries:
            for directory in library_dirs[library]:
                flags += ["-isystem", directory]
        for requirement, directory in self.wheels.items():
            flags += ["-isystem", str(wheel_tree(requirement, cache) / directory)]
        for define in self.defines:
            flags.append("-D" + define.replace("{version}", self.version))
        return flags + self.flags


def wheel_tree(requirement, cache):
    """Where fetch.py unpacks a package that has headers."""
    return Path(cache).resolve() / "wheels" / requirement.replace("==", "-")


@dataclass
class Corpus:
    python: str
    cython: str
    libraries: dict
    releases: list
    substitutes: dict
    labels: dict

    def find(self, project, version):
        """The release to use for a version, which may be a stand-in or None."""
        version = self.substitutes.get(project, {}).get(version, version)
        for release in self.releases:
            if (release.project, release.version) == (project, version):
                return release
        return None

    def select(self, names=None, role=None):
        """Releases by project name or name-version, in file order."""
        chosen = [r for r in self.releases if role is None or r.role == role]
        if not names:
            return chosen
        picked = []
        for name in names:
            exact = [r for r in self.releases if r.name == name]
            matching = exact or [r for r in chosen if r.project == name]
            if not matching:
                raise CorpusError(f"projects.json has no release for '{name}'")
            picked += [r for r in matching if r not in picked]
        return picked


def load(path=HERE / "projects.json"):
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    releases = []
    for project, shared in data["projects"].items():
        for version, own in shared["releases"].items():
            merged = {k: v for k, v in shared.items() if k != "releases"}
            for key, value in own.items():
                # Lists of a release extend those of its project.
                both = isinstance(value, list) and key in merged
                merged[key] = merged[key] + value if both else value
            releases.append(Release(project=project, version=version, **merged))
    return Corpus(
        data["python"],
        data["cython"],
        data["libraries"],
        releases,
        data["substitutes"],
        data["labels"],
    )


# --- What must be installed ---------------------------------------------------


def run_quietly(command):
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def find_python_include(version):
    """The directory with Python.h of a version, asked of every pythonN-config."""
    directories = os.defpath.split(os.pathsep) + os.get_exec_path()
    for directory in directories:
        for name in (f"python{version}-config", "python3-config"):
            tool = shutil.which(name, path=directory)
            words = shlex.split(run_quietly([tool, "--includes"])) if tool else []
            for word in words:
                if word.startswith("-I") and python_version(word[2:]) == version:
                    return word[2:]
    return None


def python_version(include_dir):
    """'3.11' when that directory has the Python.h of Python 3.11."""
    try:
        text = (Path(include_dir) / "patchlevel.h").read_text(encoding="utf-8")
    except OSError:
        return None
    parts = dict(re.findall(r"#define\s+PY_(MAJOR|MINOR)_VERSION\s+(\d+)", text))
    return f"{parts['MAJOR']}.{parts['MINOR']}" if len(parts) == 2 else None


def library_directories(entry):
    """Include directories of a library, or None when its header is missing."""
    directories = list(entry.get("directories", []))
    for query in entry.get("queries", []):
        answer = run_quietly(query)
        if answer:
            directories.append(answer)
    for directory in directories + ["/usr/include", "/usr/local/include"]:
        if (Path(directory) / entry["header"]).is_file():
            return directories
    found = [p for p in Path("/usr/include").glob("*-linux-gnu*/" + entry["header"])]
    return directories if found else None


def check_environment(corpus, releases, install=False, python_include=None):
    """Python's include directory and those of each library, or CorpusError."""

    def look():
        include = python_include or find_python_include(corpus.python)
        needed = sorted({lib for r in releases for lib in r.libraries})
        found = {lib: library_directories(corpus.libraries[lib]) for lib in needed}
        packages = [corpus.libraries[n]["apt"] for n, d in found.items() if d is None]
        if not include or not python_version(include):
            packages.append(f"python{corpus.python}-dev")
        return include, found, packages

    include, found, packages = look()
    if packages and install:
        subprocess.run(["apt-get", "install", "-y", *packages], check=True)
        include, found, packages = look()
    if packages:
        raise CorpusError(
            "headers are missing; install them with\n  apt-get install "
            + " ".join(packages)
            + "\nor pass --install"
        )
    return include, found


def included_files(tree, unit):
    """Files of the tree that a unit includes by "...", directly or not."""
    seen, todo = set(), [unit]
    while todo:
        current = todo.pop()
        if current in seen:
            continue
        seen.add(current)
        text = (tree / current).read_text(encoding="utf-8", errors="replace")
        for name in INCLUDE.findall(text):
            for base in ((tree / current).parent, tree, (tree / unit).parent):
                path = Path(os.path.normpath(base / name))
                if path.is_file() and tree in path.parents:
                    todo.append(str(path.relative_to(tree)))
                    break
    return seen - {unit}


def clang(version):
    name = f"clang-{version}"
    path = shutil.which(name)
    if not path:
        raise CorpusError(f"{name} is not installed; apt-get install {name}")
    return path


def fail(error):
    print(f"error: {error}", file=sys.stderr)
    return 2

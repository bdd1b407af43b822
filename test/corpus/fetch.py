#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Downloads and unpacks the pinned source distributions of projects.json.

pip is no use here: `pip download` runs the setup.py of every source
distribution, and those of old releases fail. The package `unearth` finds and
downloads without running anything."""

import argparse
import functools
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import corpus as corpus_module
from corpus import CorpusError, run_quietly

UNEARTH = "unearth>=0.15"


def index_url():
    """The package index that pip is configured with; None: unearth's default."""
    pip = [sys.executable, "-m", "pip"]
    return os.environ.get("PIP_INDEX_URL") or run_quietly(
        [*pip, "config", "get", "global.index-url"]
    )


def enter_venv(cache):
    """Runs this script again inside a virtual environment that has unearth."""
    try:
        import unearth  # noqa: F401
        return
    except ImportError:
        pass
    directory = Path(cache) / "venv"
    python = directory / "bin" / "python"
    if Path(sys.prefix).resolve() == directory.resolve():
        raise CorpusError(f"{UNEARTH} could not be installed into {directory}")
    if not run_quietly([python, "-c", "import unearth; print(1)"]):
        venv.create(directory, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", UNEARTH], check=True)
    sys.exit(subprocess.run([python, *sys.argv]).returncode)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def download(candidates, release, directory):
    """The verified archive of a release, from the directory or the index."""
    from packaging.version import Version

    for path in sorted(directory.iterdir()):
        same_name = path.name.lower().startswith(release.project.lower())
        if same_name and digest(path) == release.sha256:
            return path
    wanted = Version(release.version)
    finder, packages = candidates(release.project)
    for package in packages:
        if package.link.is_wheel or Version(str(package.version)) != wanted:
            continue
        target = directory / package.link.filename
        response = finder.session.get(package.link.normalized)
        response.raise_for_status()
        target.write_bytes(response.content)
        found = digest(target)
        if found == release.sha256:
            return target
        target.unlink()
        print(f"{package.link.filename}: sha256 is {found}", file=sys.stderr)
    raise CorpusError(f"the index has no {release.name} with {release.sha256}")


def unpack(archive, target):
    """Unpacks so that the archive's one top directory becomes the target."""
    scratch = target.with_name(target.name + ".part")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(scratch)
    else:
        with tarfile.open(archive) as packed:
            for member in packed.getmembers():
                inside = (scratch / member.name).resolve()
                plain = member.isfile() or member.isdir()
                if plain and scratch.resolve() in [inside, *inside.parents]:
                    packed.extract(member, scratch)
    (top,) = [path for path in scratch.iterdir() if path.is_dir()]
    shutil.rmtree(target, ignore_errors=True)
    top.rename(target)
    (target / ".sha256").write_text(digest(archive) + "\n", encoding="utf-8")
    shutil.rmtree(scratch)


def is_unpacked(release, cache):
    stamp = release.tree(cache) / ".sha256"
    return stamp.is_file() and stamp.read_text().strip() == release.sha256


def fetch(releases, cache):
    missing = [r for r in releases if not is_unpacked(r, cache)]
    if not missing:
        return
    enter_venv(cache)
    from unearth import PackageFinder

    index = index_url()
    # Compatibility with this interpreter does not matter: nothing is built.
    finder = PackageFinder(
        index_urls=[index] if index else [], ignore_compatibility=True
    )

    @functools.lru_cache(maxsize=None)
    def candidates(project):
        return finder, list(finder.find_all_packages(project, allow_yanked=True))

    archives = Path(cache) / "sdists"
    archives.mkdir(parents=True, exist_ok=True)
    for release in missing:
        unpack(download(candidates, release, archives), release.tree(cache))
        print(f"unpacked {release.name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", help="comma list of project or project-version")
    parser.add_argument("--cache", type=Path, default=corpus_module.DEFAULT_CACHE)
    parser.add_argument("--install", action="store_true", help="apt-get what is missing")
    args = parser.parse_args()
    try:
        known = corpus_module.load()
        names = args.projects.split(",") if args.projects else None
        releases = known.select(names)
        fetch(releases, args.cache)
        corpus_module.check_environment(known, releases, args.install)
    except CorpusError as error:
        return corpus_module.fail(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())

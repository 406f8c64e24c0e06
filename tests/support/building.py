"""Building explainers as people do: by the command line, in folders of their own."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import Path

from site_reader import Site

from builder.cli.main import main

ROOT = Path(__file__).parents[2]
SECOND = ROOT / "tests/second"
ADDRESS = "https://example.org/sub/"
_OWN_PARTS = ("content", "docs", "templates", "mkdocs.yml")  # everything else makes them into a site, or tests that
_MADE = shutil.ignore_patterns("site", "dist", ".cache")


@dataclass(frozen=True)
class Built:
    """An explainer, copied to a folder of its own and built and bundled there."""

    name: str
    project: Path

    @property
    def root(self) -> Path:
        return self.project / "site"

    @property
    def bundle(self) -> Path:
        found = list((self.project / "dist").glob("*.zip"))
        assert len(found) == 1, "`explainer bundle` has refused the site, or left more than one zip"
        return found[0]

    @cached_property
    def site(self) -> Site:
        return Site(self.root)


def run(*arguments: object, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m …`, with more or other variables in its environment, and wait for it."""
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def run_here(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command of `explainer` in this process: what is the same in one of its own, without the half second that it takes to start."""
    out, err = StringIO(), StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(err):
            status = main([str(argument) for argument in arguments])
    finally:
        gc.enable()  # which the command line switches off for the life of its process
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


def copy_project(name: str, target: Path) -> Path:
    """Copy the repository's own explainer, or the second one, without anything that was made from it."""
    if name == "second":
        return Path(shutil.copytree(SECOND, target, ignore=_MADE))
    target.mkdir(parents=True, exist_ok=True)
    for part in _OWN_PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target / part)
        else:
            shutil.copy(ROOT / part, target / part)
    return target


def build_addressed(project: Path) -> None:
    """Build the second explainer for `ADDRESS`."""
    copy_project("second", project)
    (project / "docs").mkdir()
    (project / "docs/note.md").write_text("# A note\n", encoding="utf-8")
    frame = "theme: {name: material, font: false}\nplugins: [explainer]\n"
    (project / "mkdocs.yml").write_text(f"site_name: The lighthouses of Sorn\nsite_url: {ADDRESS}\n{frame}", encoding="utf-8")
    done = run("builder", "build", project)
    assert done.returncode == 0, done.stderr


def tree(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by its path."""
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def difference(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Return the files in which two trees differ."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))

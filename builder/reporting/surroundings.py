"""What the machine says of where a check runs: the terminal, and a step of GitHub Actions."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from builder.history.git import git, repository_root

_WIDTH = 120
"""Of what is no terminal, in cells: the log of a step."""


class Step(NamedTuple):
    """A step of GitHub Actions, as its variables describe it."""

    base: str
    """The branch that a pull request is to be merged into; empty outside of one."""
    summary: Path | None
    """The file to which a summary in Markdown is appended."""
    summary_bytes: int
    """What it holds already."""


def terminal_width() -> int:
    """Return the width of the terminal in cells."""
    return shutil.get_terminal_size((_WIDTH, 0)).columns


def step() -> Step:
    """Return the step that the process runs in; outside of one its fields are empty."""
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    summary = Path(name) if name else None
    return Step(os.environ.get("GITHUB_BASE_REF", ""), summary, summary.stat().st_size if summary and summary.is_file() else 0)


def place_in_repository(project: Path) -> str:
    """Return what to put before a path of a project to have it from the root of the repository: empty, or with a slash at its end.

    The root is the workspace of a step of GitHub Actions, or else the innermost folder with a `.git`.
    """
    workspace = os.environ.get("GITHUB_WORKSPACE")
    roots = [Path(os.path.realpath(workspace)) if workspace else None, repository_root(project)]
    root = next((one for one in roots if one and project.is_relative_to(one)), project)
    place = project.relative_to(root).as_posix()
    return "" if place == "." else f"{place}/"


def changed_files(project: Path, base: str) -> frozenset[str]:
    """Return the files that a pull request into a branch changes, relative to the project; none if that cannot be told.

    What is checked out is the commit that would merge it, of which the first parent is the branch: a clone of two commits is enough.
    Outside of that it is compared with the commit at which the two went apart.
    """
    if not base:
        return frozenset()
    is_merge = not git(project, "rev-parse", "--verify", "--quiet", "HEAD^2").error
    start = git(project, *(("rev-parse", "HEAD^1") if is_merge else ("merge-base", f"refs/remotes/origin/{base}", "HEAD")))
    if start.error:
        return frozenset()
    names = git(project, "diff-tree", "-r", "-z", "--name-only", "--no-renames", "--relative", start.output.decode().strip(), "HEAD").output
    return frozenset(os.fsdecode(name) for name in names.split(b"\0") if name)


def append_summary(file: Path, text: str) -> None:
    """Append a text to the summary of a step. Raises OSError if the file cannot be written."""
    with file.open("ab") as opened:
        opened.write(text.encode())

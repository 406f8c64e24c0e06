"""A state of an explainer: in a bundle, in a version of its repository, or as its folder stands."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from builder.checking.project import read_project
from builder.comparing.graph import graph_of
from builder.comparing.received import is_bundle, received_graph
from builder.data.content_digest import SUBJECT
from builder.data.export import explainer_json
from builder.history.git import content_folder, git
from builder.history.versions import objects
from builder.model.document import Heading
from builder.model.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.comparing.graph import Graph
    from builder.model.explainer import Explainer
    from builder.model.findings import Finding

_SPLIT = "..."
_FILE = "100"
"""How the mode of a regular file begins."""
_SHORT = 10
"""Digits of a commit that are shown."""


class State(NamedTuple):
    """A state of an explainer, and what made it."""

    graph: Graph
    explainer: Explainer | None = None
    """None of a bundle, which has no more than the graph."""
    commit: str = ""
    """Empty unless it is a version of a repository."""
    errors: tuple[Finding, ...] = ()
    """In its content: what they hide is not in the graph."""


def states(folder: Path, old: str, new: str) -> tuple[State, State]:
    """Return two states of the project in a folder: each a bundle, or a version as git names it; an empty `new` is the folder itself.

    `BASE...HEAD` and `BASE...` in the place of `old` are what they are for `git diff`: from where the two went apart.
    Raises ValueError, with a sentence, for what is none of these.
    """
    if _SPLIT in old and not new and not is_bundle(Path(old)):
        base, _, new = old.partition(_SPLIT)
        parted = git(content_folder(folder), "merge-base", "--end-of-options", base, new or "HEAD")
        if parted.error:
            raise ValueError(f"git does not tell where {base} and {new or 'HEAD'} went apart: {parted.error}{_shallow(folder)}")
        old = parted.output.decode().strip()
    found = [_state(folder, old), _state(folder, new) if new else _standing(folder)]
    if all(state.explainer for state in found):  # what a text links to is in no bundle
        return _with_links(found[0]), _with_links(found[1])
    return found[0], found[1]


def _state(folder: Path, name: str) -> State:
    if is_bundle(Path(name)):
        return State(received_graph(Path(name)))
    commit = _commit(folder, name)
    with checked_out(content_folder(folder), commit, "content") as scratch:
        return _read(scratch, f"commit {commit[:_SHORT]}", commit)


def _standing(folder: Path) -> State:
    return _read(folder, "the files as they stand")


def _read(folder: Path, name: str, commit: str = "") -> State:
    project = read_project(folder)
    graph = graph_of(b"".join(explainer_json(project.explainer)))
    errors = tuple(found for found in project.findings if found.severity is Severity.ERROR and found.where.path.startswith("content/"))
    return State(replace(graph, name=name, errors=len(errors)), project.explainer, commit, errors)


def _with_links(state: State) -> State:
    """Return a state with the markup of its claims and the titles of its sections, which an `explainer.json` has not."""
    claims = state.explainer.claims if state.explainer else {}
    whole = {name: claim._replace(text=" ".join(claim.text.split())) for name, claim in claims.items()}
    pages = state.explainer.content.pages if state.explainer else ()
    sections = {(page.url, block.id): block.text for page in pages for block in page.body.blocks if isinstance(block, Heading)}
    return state._replace(graph=replace(state.graph, claims=whole, sections=sections))


def _commit(folder: Path, name: str) -> str:
    """Return the commit that a name of git's is for. Raises ValueError if it is for none."""
    answer = git(content_folder(folder), "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    if answer.error:
        missing = f"the folder {name} has no {SUBJECT}" if Path(name).is_dir() else f"there is no file {name}"
        raise ValueError(f"{missing}, and git knows no version of this name: {answer.error}{_shallow(folder)}")
    return answer.output.decode().split()[-1]


def _shallow(folder: Path) -> str:
    is_shallow = git(content_folder(folder), "rev-parse", "--is-shallow-repository").output.strip() == b"true"
    return " (this clone is shallow: fetch what is missing)" if is_shallow else ""


@contextmanager
def checked_out(folder: Path, commit: str, below: str = "") -> Iterator[Path]:
    """Yield a scratch folder, below which are the files that a folder had in a commit: neither links nor other repositories in it.

    Raises ValueError if git does not tell all of it.
    """
    answer = git(folder, "ls-tree", "-r", "-z", commit, ".")
    entries = dict(_entries(answer.output))
    blobs = objects(folder, sorted(set(entries.values())), b"blob")
    if answer.error or any(name not in blobs.found for name in entries.values()):
        raise ValueError(f"not all of {commit[:_SHORT]} can be read: {answer.error or blobs.error}")
    with TemporaryDirectory(prefix="explainer-") as scratch:
        for path, name in entries.items():
            file = Path(scratch, below, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(blobs.found[name])
        yield Path(os.path.realpath(scratch))


def _entries(output: bytes) -> Iterator[tuple[str, str]]:
    for line in output.decode(errors="surrogateescape").split("\0"):
        head, _, path = line.partition("\t")
        if head.startswith(_FILE) and ".." not in path.split("/"):
            yield path, head.split()[2]

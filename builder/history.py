"""What changed, claim by claim, read from the version history; a project without one has no changes to tell."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from builder.frontmatter import split_front_matter
from builder.markup import parse_body

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from builder.text import Claim

MOST = 200
"""Versions that are read: a reader wants the latest, and the history itself keeps the rest."""
_FOLDERS = ("content/themes", "content/groups")
_SECONDS = 30


class Kind(StrEnum):
    """What happened to a claim."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    SOURCED = "re-sourced"
    STATUS = "status changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one claim."""

    kind: Kind
    claim: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """The texts that one commit changed; None for one that it removed."""

    commit: str
    date: str
    """The author's day, `YYYY-MM-DD`."""
    texts: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Revision:
    """What one commit changed for a reader."""

    commit: str
    date: str
    changes: tuple[Change, ...]


def read_versions(folder: Path) -> list[Version]:
    """Read the latest versions of a project's texts from git, oldest first; empty where there is no history.

    Git is kept from the network, from its pager, and from writing to the repository.
    """
    log = _git(folder, "log", f"-{MOST}", "--reverse", "--no-renames", "--relative", "--name-only", "--format=%x00%H %as", "--", *_FOLDERS)
    if log is None:
        return []
    versions: list[Version] = []
    for entry in log.decode(errors="replace").split("\0")[1:]:
        head, *names = entry.split("\n")
        commit, _, date = head.partition(" ")
        paths = [name for name in names if name.endswith(".md")] if versions else _all_paths(folder, commit)
        versions.append(Version(commit, date, _texts(folder, commit, paths)))
    return versions


def latest(folder: Path) -> str:
    """Name the version that the project is at; empty where there is no history."""
    return (_git(folder, "rev-parse", "HEAD") or b"").decode(errors="replace").strip()


def _all_paths(folder: Path, commit: str) -> list[str]:
    """Return every text of a version: the oldest one is what all others are compared with."""
    listed = _git(folder, "ls-tree", "-r", "-z", "--name-only", commit, "--", *_FOLDERS) or b""
    return [name for name in listed.decode(errors="replace").split("\0") if name.endswith(".md")]


def _texts(folder: Path, commit: str, paths: list[str]) -> dict[str, str | None]:
    asked = "".join(f"{commit}:./{path}\n" for path in paths).encode()
    data = _git(folder, "cat-file", "--batch", stdin=asked) or b""
    texts: dict[str, str | None] = {}
    position = 0
    for path in paths:
        end = data.find(b"\n", position)
        head = data[position:end].split()
        if end < 0 or len(head) != 3 or head[1] != b"blob":  # noqa: PLR2004  # "<name> missing" for a file that is gone
            texts[path], position = None, end + 1
            continue
        size = int(head[2])
        texts[path] = data[end + 1 : end + 1 + size].decode(errors="replace").replace("\r\n", "\n")
        position = end + 1 + size + 1
    return texts


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes | None:
    environment = os.environ | {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), "--no-pager", *arguments],
            input=stdin,
            capture_output=True,
            check=True,
            timeout=_SECONDS,
            env=environment,
        )
    except (OSError, subprocess.SubprocessError):  # no git, no repository, or a git that refuses
        return None
    return done.stdout


def revisions(versions: Iterable[Version]) -> tuple[Revision, ...]:
    """Compare each version with the one before, newest first; the first one is what the others are compared with."""
    found: list[Revision] = []
    claims: dict[str, dict[str, Claim]] = {}
    for number, version in enumerate(versions):
        before = _merged(claims)
        for path, text in version.texts.items():
            claims[path] = {} if text is None else _claims(text, path)
        changes = tuple(_compare(before, _merged(claims))) if number else ()
        if changes or not number:
            found.append(Revision(version.commit, version.date, changes))
    return tuple(reversed(found))


def _claims(text: str, path: str) -> dict[str, Claim]:
    _, below, line = split_front_matter(text)
    body, _, _ = parse_body(below, path, line, "")
    return {claim.id: claim for claim in body.claims}


def _merged(claims: Mapping[str, Mapping[str, Claim]]) -> dict[str, Claim]:
    """Put the files together, so that a claim which moves from one to another has not changed."""
    return {claim_id: claim for page in claims.values() for claim_id, claim in page.items()}


def _compare(before: Mapping[str, Claim], after: Mapping[str, Claim]) -> Iterator[Change]:
    for claim_id in sorted(before.keys() | after.keys()):
        old, new = before.get(claim_id), after.get(claim_id)
        if old is None and new is not None:
            yield Change(Kind.ADDED, claim_id, "", new.text)
        elif new is None and old is not None:
            yield Change(Kind.REMOVED, claim_id, old.text, "")
        elif old is not None and new is not None and old != new:
            yield from _differences(old, new)


def _differences(old: Claim, new: Claim) -> Iterator[Change]:
    if old.text != new.text:
        yield Change(Kind.REWORDED, new.id, old.text, new.text)
    one, other = ({(c.source, c.locator, c.stance.value) for c in claim.citations} for claim in (old, new))
    if one != other:
        yield Change(Kind.SOURCED, new.id, _sources(one - other), _sources(other - one))
    if old.status is not new.status:
        yield Change(Kind.STATUS, new.id, old.status.value, new.status.value)


def _sources(citations: set[tuple[str, str, str]]) -> str:
    return "; ".join(
        sorted(
            f"{'contra ' if stance == 'contra' else ''}{source}{f', {locator}' if locator else ''}" for source, locator, stance in citations
        )
    )

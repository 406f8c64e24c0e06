"""What changed, claim by claim, read from the version history; a project without one has no changes to tell."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

from builder.markdown.parser import parse_body
from builder.reading.front_matter import split_front_matter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from builder.model.document import Claim

MOST = 200
"""Versions that are read: a reader wants the latest, and the history itself keeps the rest."""
_FOLDERS = ("content/themes", "content/groups")
_SECONDS = 30
_ALIKE = 0.4
"""From which likeness on two texts are compared word by word."""


class Kind(StrEnum):
    """What happened to a claim."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    SOURCED = "re-sourced"
    STATUS = "status changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one claim."""

    kind: Kind
    claim: str
    before: str
    """The text; of sources those that went, of a move the address of the page."""
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """One commit, with the texts that it changed as they were before and after; None where there was none."""

    commit: str
    date: str
    """The author's day, `YYYY-MM-DD`."""
    texts: Mapping[str, tuple[str | None, str | None]]
    """Empty for the oldest version: there is nothing to compare it with."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What one commit changed for a reader."""

    commit: str
    date: str
    changes: tuple[Change, ...]

    @property
    def short_commit(self) -> str:
        """Return as much of the commit's name as readers are shown."""
        return self.commit[:10]

    @property
    def anchor(self) -> str:
        """Return the id of the section of the page of changes."""
        return f"r-{self.short_commit}"

    @property
    def counts(self) -> dict[str, int]:
        """How many changes there are of each kind."""
        numbers = Counter(change.kind for change in self.changes)
        return {kind.value: numbers[kind] for kind in Kind if numbers[kind]}


def read_versions(folder: Path) -> list[Version]:
    """Read the latest versions of a project's texts from git, oldest first; empty where there is no history.

    Told are the versions that were published one after the other: what a merge brought counts as one change.
    Git is kept from the network, from its pager, and from writing to the repository.
    """
    log = _git(
        folder,
        "log",
        f"-{MOST}",
        "--first-parent",
        "-m",
        "--no-renames",
        "--relative",
        "--name-only",
        "--format=%x00%H %as",
        "--",
        *_FOLDERS,
    )
    if log is None:
        return []
    entries = [entry.split("\n") for entry in reversed(log.decode(errors="replace").split("\0")[1:])]
    changed = [[] if number == 0 else [name for name in names if _is_original(name)] for number, (_, *names) in enumerate(entries)]
    heads = [head.partition(" ") for head, *_ in entries]
    pairs = [(commit, path) for (commit, _, _), paths in zip(heads, changed, strict=True) for path in paths]
    before = _texts(folder, [f"{commit}^:./{path}" for commit, path in pairs])
    after = _texts(folder, [f"{commit}:./{path}" for commit, path in pairs])
    texts = dict(zip(pairs, zip(before, after, strict=True), strict=True))
    return [
        Version(commit, date, {path: texts[commit, path] for path in paths})
        for (commit, _, date), paths in zip(heads, changed, strict=True)
    ]


def latest(folder: Path) -> str:
    """Name the version that the project is at; empty where there is no history."""
    return (_git(folder, "rev-parse", "HEAD") or b"").decode(errors="replace").strip()


def _is_original(path: str) -> bool:
    """Tell whether a file holds claims of its own: a translation (`money.ar.md`) does not."""
    return path.endswith(".md") and "." not in path.rpartition("/")[2].removesuffix(".md")


def _texts(folder: Path, names: list[str]) -> list[str | None]:
    """Read texts by git's names for them, all in one go; None for one that there is not."""
    if not names:
        return []
    data = _git(folder, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in names).encode()) or b""
    texts: list[str | None] = []
    position = 0
    for _ in names:
        end = data.find(b"\n", position)
        head = data[position:end].split()
        if end < 0 or len(head) != 3 or head[1] != b"blob":  # noqa: PLR2004  # "<name> missing" for a file that is not there
            texts.append(None)
            position = end + 1 if end >= 0 else len(data)
            continue
        size = int(head[2])
        texts.append(data[end + 1 : end + 1 + size].decode(errors="replace").replace("\r\n", "\n"))
        position = end + 1 + size + 1
    return texts


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes | None:
    environment = os.environ | {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), "-c", "core.quotePath=false", "--no-pager", *arguments],
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
    """Tell what each version changed, newest first; the oldest is what the others are compared with."""
    found: list[Revision] = []
    for version in versions:
        before, after = ({path: pair[side] for path, pair in version.texts.items()} for side in (0, 1))
        changes = tuple(_compare(_claims(before), _claims(after)))
        if changes or not found:
            found.append(Revision(version.commit, version.date, changes))
    return tuple(reversed(found))


def _claims(texts: Mapping[str, str | None]) -> dict[str, Claim]:
    """Return the claims of some files, by id, so that one which moves from one file to another is not lost."""
    claims: dict[str, Claim] = {}
    for path, text in texts.items():
        if text is not None:
            _, below, line = split_front_matter(text)
            body, _, _ = parse_body(below, path, line, _page(path))
            claims |= {claim.id: claim for claim in body.claims}
    return claims


def _page(path: str) -> str:
    """Return the address of the page that a file is made into."""
    kind, name = path.split("/")[1], path.rpartition("/")[2]
    return f"{kind}/{name.removesuffix('.md')}/"


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
    if old.page != new.page:
        yield Change(Kind.MOVED, new.id, old.page, new.page)


def _sources(citations: set[tuple[str, str, str]]) -> str:
    return "; ".join(
        sorted(
            f"{'contra ' if stance == 'contra' else ''}{source}{f', {locator}' if locator else ''}" for source, locator, stance in citations
        )
    )


def citation_parts(text: str) -> tuple[str, str, str]:
    """Divide a citation as changes tell it into its stance, its source and its locator."""
    bare = text.removeprefix("contra ")
    source, comma, locator = bare.partition(", ")
    return text[: len(text) - len(bare)], source, comma + locator


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """Return what of a text stayed (`=`), went (`-`) and came (`+`), in runs of words; one text for the other where little stayed."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [("-", before), ("+", after)]
    runs: list[tuple[str, str]] = []
    for _, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        gone, come = " ".join(old[old_start:old_end]), " ".join(new[new_start:new_end])
        runs += [("=", come)] if gone == come else [(sign, text) for sign, text in (("-", gone), ("+", come)) if text]
    return runs

"""The latest versions of a project's texts, from git: what could be read of them, and what could not.

A history that cannot be read is never taken for one without changes: every version says whether its texts were read, and the history
how far back it reaches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from builder.history.git import Answer, content_folder, git, repository_root
from builder.model.findings import Finding, Where, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MOST = 200
"""Versions that are read: a reader wants the latest, and the history itself keeps the rest."""
_FOLDERS = ("themes", "groups")
_AUTHOR = re.compile(rb"^author .*?(-?\d+) ([+-]\d{4})$", re.MULTILINE)
_HOURS, _MOST_MINUTES = 100, 24 * 60
_SUBMODULE = "160000"
_NO_TEXT = {"120000": "a symbolic link", _SUBMODULE: "a submodule"}
"""Modes of entries that are no files with text."""


class Reach(StrEnum):
    """How far back a history is known."""

    NONE = "none"
    """There is no version history."""
    UNKNOWN = "unknown"
    """There is one that cannot be read."""
    CUT = "cut"
    """The versions before the oldest one could not be read."""
    LATEST = "latest"
    """The versions before the oldest one are left out."""
    WHOLE = "whole"
    """The oldest version is the first."""


@dataclass(frozen=True, slots=True)
class Version:
    """One commit, with the texts that it changed as they were before and after; None for a missing one."""

    commit: str
    date: str
    """The author's day, `YYYY-MM-DD`."""
    texts: Mapping[str, tuple[str | None, str | None]]
    """Empty for the oldest version, with which the next one is compared, and for one that was not read."""
    is_read: bool = True
    """False if one of the texts could not be read, so that nobody knows what this version changed."""


@dataclass(frozen=True, slots=True)
class History:
    """The latest versions, oldest first."""

    versions: tuple[Version, ...] = ()
    reach: Reach = Reach.NONE
    findings: tuple[Finding, ...] = ()
    """What could not be read; not settled by the project's own severities."""


class _Entry(NamedTuple):
    """A file that a commit changed; modes and objects are those before and after, all zeros where there is no file."""

    path: str
    """Relative to the project."""
    modes: tuple[str, str]
    objects: tuple[str, str]

    @property
    def not_text(self) -> str:
        """What the entry is that is no file with text; empty for a file."""
        return next((_NO_TEXT[mode] for mode in self.modes if mode in _NO_TEXT), "")

    @property
    def matters(self) -> bool:
        """Whether it may hold claims of its own: a translation (`money.ar.md`) does not."""
        name = self.path.rpartition("/")[2]
        return _SUBMODULE in self.modes or (name.endswith(".md") and "." not in name.removesuffix(".md"))


class _Commit(NamedTuple):
    name: str
    parents: tuple[str, ...]
    """As the commit names them, whether or not they are in the repository."""
    date: str


def read_history(project: Path) -> History:
    """Return the latest versions of a project's texts.

    Versions are those that were published one after the other: what a merge brought counts as one change.
    """
    content = content_folder(project)
    root = repository_root(content)
    if root is None or not content.is_dir():
        return History()
    repository = git(content, "rev-parse", "--is-shallow-repository", "--show-prefix")
    if repository.error:
        return _unreadable(repository)
    shallow, _, prefix = repository.output.decode(errors="surrogateescape").removesuffix("\n").partition("\n")
    is_partial = bool(git(content, "config", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$").output)
    own = f"{content.relative_to(root).as_posix()}/".removeprefix("./")
    for start in dict.fromkeys((prefix or own, own)):  # `core.bare` or `core.worktree` may name another work tree
        where = [f":(top,literal){start}{name}" for name in _FOLDERS]
        listed = git(content, "rev-list", "--first-parent", f"-{MOST + 1}", "HEAD", "--", *where)
        if names := listed.output.decode().split():
            break
    if not names and listed.error:
        return History() if _is_new(content) else _unreadable(listed, is_partial=is_partial)
    if submodule := _submodule(content, own):
        return _unreadable(Answer(b"", f"`{submodule}` is a submodule, whose repository is not here", "git submodule update --init"))
    if not names:
        return History()
    read = objects(content, names[:MOST], b"commit")
    if len(read.found) < len(names[:MOST]):
        return _unreadable(Answer(b"", read.error or "commits are missing"))
    commits = [_commit(name, data) for name, data in read.found.items()]
    reach, findings = _reach(
        content, commits[-1], listed, is_left_out=len(names) > MOST, is_shallow=shallow == "true", is_partial=is_partial
    )
    versions, problems = _versions(content, start, commits, where, is_partial=is_partial)
    return History(versions, reach, (*findings, *problems))


def _is_new(content: Path) -> bool:
    """Return whether a repository has no commit yet; a branch that git cannot resolve is not that."""
    return "does not have any commits" in git(content, "-c", "log.showSignature=false", "log", "-1", "--format=%H").error


def _submodule(content: Path, prefix: str) -> str:
    """Return the path of a submodule that `content/` is or lies in, though it has no repository; empty if there is none."""
    folders = [prefix[: slash.start()] for slash in re.finditer("/", prefix)]
    listed = git(content, "ls-tree", "--full-tree", "-z", "HEAD", "--", *folders).output.decode(errors="replace") if folders else ""
    return next((entry.partition("\t")[2] for entry in listed.split("\0") if entry.startswith(_SUBMODULE)), "")


def _commit(name: str, data: bytes) -> _Commit:
    head = data.partition(b"\n\n")[0]
    parents = tuple(line[7:].decode() for line in head.splitlines() if line.startswith(b"parent "))
    return _Commit(name, parents, _day(match) if (match := _AUTHOR.search(head)) else "1970-01-01")


def _day(author: re.Match[bytes]) -> str:
    """Return the day on which a commit was written, where its author was."""
    offset = int(author[2])
    minutes = (abs(offset) // _HOURS * 60 + abs(offset) % _HOURS) * (-1 if offset < 0 else 1)
    zone = timezone(timedelta(minutes=minutes)) if abs(minutes) < _MOST_MINUTES else UTC
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(author[1]))).astimezone(zone).date().isoformat()
    except OverflowError:
        return "1970-01-01"  # as git shows it


# --- how far back ---


def _reach(
    content: Path, oldest: _Commit, listed: Answer, *, is_left_out: bool, is_shallow: bool, is_partial: bool
) -> tuple[Reach, list[Finding]]:
    if is_left_out:
        return Reach.LATEST, []
    unknown = f"what was changed up to {oldest.date} is not known"
    if listed.error:
        return Reach.CUT, [_incomplete(f"{unknown}: {listed.error}", _FULL_CLONE if is_partial else _FSCK)]
    if is_shallow:
        end = git(content, "rev-list", "--first-parent", "--max-parents=0", "HEAD").output.decode().split()
        if any(_commit(name, data).parents for name, data in objects(content, end, b"commit").found.items()):
            return Reach.CUT, [_incomplete(f"this clone is shallow; {unknown}", _WHOLE_CLONE)]
    return Reach.WHOLE, []


_FSCK = "`git fsck` says what is wrong with the repository"
_WHOLE_CLONE = "get the whole history: `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout"
_FULL_CLONE = "clone without `--filter`, or run `git fetch --refetch --no-filter`"
_MOVE = "keep the texts in one repository: the project's, or one that is all of content/"


def _incomplete(message: str, *hints: str) -> Finding:
    return finding(Where("content"), "history-incomplete", message, *hints)


def _unreadable(answer: Answer, *, is_partial: bool = False) -> History:
    hint = _FULL_CLONE if is_partial else answer.cure or _FSCK
    found = finding(Where("content"), "history-unreadable", f"the version history cannot be read: {answer.error}", hint)
    return History((), Reach.UNKNOWN, (found,))


# --- what each version changed ---


def _versions(
    content: Path, prefix: str, commits: list[_Commit], where: list[str], *, is_partial: bool
) -> tuple[tuple[Version, ...], list[Finding]]:
    """Return the versions, oldest first, of commits that are given newest first; and why some could not be read."""
    *later, oldest = commits
    asked = "".join(f"{commit.name} {commit.parents[0]}\n" for commit in later if commit.parents)
    how = ["--stdin", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none"]
    differences = git(content, "diff-tree", *how, "--", *where, stdin=asked.encode())
    changed = _changed(differences.output, len(prefix.encode(errors="surrogateescape")))
    wanted = sorted({one for entries in changed.values() for entry in entries for one in entry.objects if one.strip("0")})
    blobs = objects(content, _local(content, wanted) if is_partial else wanted, b"blob")
    versions = [_version(commit, changed.get(commit.name), blobs.found) for commit in reversed(later)]
    findings = list(_unread(versions, changed, differences.error or blobs.error, is_partial=is_partial))
    return (Version(oldest.name, oldest.date, {}), *versions), findings


def _version(commit: _Commit, changed: list[_Entry] | None, blobs: Mapping[str, bytes]) -> Version:
    """Return a version; `changed` is None if git cannot say which files it changed."""
    if changed is None or any(entry.not_text or not all(one in blobs or not one.strip("0") for one in entry.objects) for entry in changed):
        return Version(commit.name, commit.date, {}, is_read=False)
    texts = {entry.path: (_text(blobs.get(entry.objects[0])), _text(blobs.get(entry.objects[1]))) for entry in changed}
    return Version(commit.name, commit.date, texts)


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode(errors="replace").replace("\r\n", "\n")


def _unread(versions: list[Version], changed: Mapping[str, list[_Entry]], error: str, *, is_partial: bool) -> Iterator[Finding]:
    """Yield why some versions could not be read."""
    unread = [changed.get(version.commit, []) for version in versions if not version.is_read]
    for path, what in {entry.path: entry.not_text for entries in unread for entry in entries if entry.not_text}.items():
        yield _incomplete(f"`{path}` is or was {what}: what was changed in it is not known", _MOVE)
    if number := sum(not any(entry.not_text for entry in entries) for entries in unread):
        latest = "1 version" if len(versions) == 1 else f"{len(versions)} versions"
        unknown = f"what {number} of the latest {latest} changed is not known"
        if is_partial:
            yield _incomplete(f"this clone is partial; {unknown}", _FULL_CLONE)
        else:
            yield _incomplete(f"{unknown}: {error or 'objects are missing'}", _FSCK)


def _changed(output: bytes, start: int) -> dict[str, list[_Entry]]:
    """Return the files that may hold claims by the commit that changed them; `start` is the length in bytes of the path to `content/`."""
    found: dict[str, list[_Entry]] = {}
    commit = ""
    words = iter(output.split(b"\0"))
    for word in words:
        if word.startswith(b":"):
            before, after, old, new, _ = word[1:].decode().split(" ")
            path = next(words)[start:].decode(errors="replace")
            entry = _Entry(f"content/{path}", (before, after), (old, new))
            found[commit] += [entry] if entry.matters else []
        elif word:
            found[commit := word.decode()] = []
    return found


# --- objects ---


class _Objects(NamedTuple):
    found: Mapping[str, bytes]
    """By name, in the order in which they were asked for."""
    error: str
    """Why some are missing, in git's words; empty if git gives no reason."""


def objects(content: Path, names: list[str], kind: bytes) -> _Objects:
    """Return objects of one kind. Git ends at one that is damaged, and is asked again for those behind it."""
    found: dict[str, bytes] = {}
    error = ""
    while names:
        answer = git(content, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in names).encode())
        read = list(_batch(answer.output))
        found |= {name: data for name, (of_kind, data) in zip(names, read, strict=False) if of_kind == kind}
        error = error or answer.error or answer.complaint
        names = names[len(read) + 1 :] if answer.error and answer.output else []
    return _Objects(found, error)


def _batch(output: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and content of each object that `cat-file --batch` has printed whole; the kind is empty for a missing one."""
    position = 0
    while (end := output.find(b"\n", position)) >= 0:
        head = output[position:end].split()
        position = end + 1
        if head[1:] == [b"missing"]:
            yield b"", b""
            continue
        _, kind, size = head
        data = output[position : position + int(size)]
        position += int(size) + 1
        if position <= len(output):
            yield kind, data


def _local(content: Path, names: list[str]) -> list[str]:
    """Return those of some objects that are in the repository; asking for another one would fetch it."""
    here = git(content, "cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)").output.decode().split()
    return sorted(set(names).intersection(here))

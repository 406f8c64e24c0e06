"""The files that a bundle has, held against its two lists: the digests of all files, and the manifest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from builder.bundles.bundle_files import read_sums
from builder.bundles.texts import MANIFEST, PATCHES, SUMS
from builder.data.content_digest import SUBJECT
from builder.verifying.archives import why_unsafe_path
from builder.verifying.reports import Problem, What, read_about

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from builder.verifying.reports import About

LONGEST_LIST = 1 << 26
"""Bytes of a list that are read: room for half a million files."""
_MOST_NAMED = 3
_T = TypeVar("_T")


class Held(NamedTuple):
    """What a bundle that is made of files has."""

    digests: Mapping[str, str]
    """The SHA-256 of every file that could be read."""
    read: Callable[[str], bytes]
    """Returns the beginning of a file (`LONGEST_LIST`). Raises ValueError if it cannot be read."""
    lists: str
    """The folder of the lists: empty, or with a slash at the end."""
    is_partial: bool
    """Whether it has only what has changed, of some files only the pieces."""
    unread: frozenset[str]
    """The files that could not be read, which is said already."""


def check_lists(held: Held, problems: list[Problem]) -> About | None:
    """Return what a bundle says of its version, None if it says nothing; add to the problems what its lists tell."""
    sums = _read(held, SUMS, lambda data: read_sums(data.decode()), problems) or {}
    manifest, files = _read(held, MANIFEST, _manifest_of, problems) or ({}, {})
    path = held.lists + MANIFEST
    listed: Mapping[str, object] = sums or ({**files, path: held.digests.get(path)} if files else {})
    if listed:
        problems += _differences(held, listed)
    if held.is_partial:
        problems += [Problem(What.UNSAFE, SUMS, f"lists {one}, which {why}") for one in sums if (why := why_unsafe_path(one))]
        patches = _read(held, PATCHES, _patches_of, problems) or {}
        problems += [
            Problem(What.EXTRA, PATCHES, f"changes {one}, which does not belong to the bundle") for one in patches if one not in sums
        ]
    if sums and files and (odd := [one for one in sorted({*sums, *files}) if one != path and sums.get(one) != files.get(one)]):
        more = f" and {len(odd) - _MOST_NAMED:,} more" if len(odd) > _MOST_NAMED else ""
        problems.append(Problem(What.DAMAGED, path, f"does not agree with {SUMS} about {', '.join(odd[:_MOST_NAMED])}{more}"))
    if not manifest:
        return None
    try:
        about = read_about(manifest)
    except ValueError as error:
        problems.append(Problem(What.DAMAGED, path, f"is damaged: {error}"))
        return None
    if listed.get(SUBJECT, about.digest) != about.digest:
        problems.append(Problem(What.DAMAGED, path, f"names another digest of the content than that of {SUBJECT}"))
    return about


def _read(held: Held, name: str, parse: Callable[[bytes], _T], problems: list[Problem]) -> _T | None:
    path = held.lists + name
    if path not in held.digests:
        if path not in held.unread:
            problems.append(Problem(What.MISSING, path, "is missing, so that the files cannot be held against it"))
        return None
    try:
        return parse(held.read(path))
    except ValueError as error:
        problems.append(Problem(What.DAMAGED, path, f"is damaged: {error}"))
        return None


def _manifest_of(data: bytes) -> tuple[dict[str, object], dict[str, object]]:
    """Return a manifest and its list of files."""
    try:
        manifest = json.loads(data)
    except RecursionError:
        manifest = None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise ValueError("it is no manifest of a bundle")  # noqa: TRY004  # of a file, not of an argument
    return manifest, manifest["files"]


def _patches_of(data: bytes) -> dict[str, object]:
    """Return what changes each file of which there are only pieces."""
    try:
        patches = json.loads(data)
    except RecursionError:
        patches = None
    if not isinstance(patches, dict) or not all(isinstance(parts, list) and all(map(_is_part, parts)) for parts in patches.values()):
        raise ValueError("it is not what changes files")
    return patches


def _is_part(part: object) -> bool:
    return isinstance(part, str) or (isinstance(part, list) and [*map(type, part)] == [int, int] and 0 <= part[0] <= part[1])


def _differences(held: Held, listed: Mapping[str, object]) -> Iterator[Problem]:
    """Yield the files that differ from those of a list, are missing, or are not on it."""
    owners = {digest: path for path, digest in listed.items()}
    unlisted = {held.lists + SUMS, *((PATCHES,) if held.is_partial else ())}
    for path in sorted({*listed, *held.digests}):
        found, wanted = held.digests.get(path), listed.get(path)
        if found == wanted or path in held.unread or path in unlisted:
            continue
        if found is None:
            if not held.is_partial:
                yield Problem(What.MISSING, path, "is missing")
        elif wanted is None:
            is_copy = f", a copy of {owners[found]}" if found in owners else ""
            yield Problem(What.EXTRA, path, f"does not belong to the bundle{is_copy}")
        elif found in owners:
            yield Problem(What.SWAPPED, path, f"has the content of {owners[found]}")
        else:
            yield Problem(What.DIFFERS, path, "differs from the file that was written")

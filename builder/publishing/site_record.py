"""What in a site's folder is ours, and what is foreign.

`RECORD` lists the files that builds made; what it does not list is foreign, and never removed or overwritten. It might come with
a project, so it is not trusted with more: only regular files in real folders of the site are removed.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING

from builder.model.ids import folded_name
from builder.publishing.output_folders import NEVER_OURS, RECORD, OutputError, is_left_alone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_NAMED = 3


class Kind(Enum):
    """What is at a path; a link is something other than what it leads to."""

    NOTHING = auto()
    FILE = auto()
    FOLDER = auto()
    OTHER = auto()


def kind_at(path: str | Path) -> Kind:
    """Return what is at a path."""
    try:
        mode = os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return Kind.NOTHING
    return Kind.FILE if stat.S_ISREG(mode) else Kind.FOLDER if stat.S_ISDIR(mode) else Kind.OTHER


@dataclass(frozen=True)
class Record:
    """The files in a site's folder that builds made, as paths relative to it. Everything else there is foreign."""

    site: Path
    files: frozenset[str]

    @classmethod
    def of(cls, site: Path) -> Record:
        """Return the files that the record lists. Raises `OutputError` if something else is in its place."""
        if kind_at(site / RECORD) not in (Kind.NOTHING, Kind.FILE):
            raise OutputError(f"`{site / RECORD}` is in the way of the list of files that a build keeps there; remove it")
        return cls(site, frozenset(read_list(site / RECORD) or ()))

    def has(self, path: str) -> bool:
        """Return whether a file, or a folder with a slash at the end, is ours; on a disk that ignores case, in any spelling."""
        if path in self.files or path in self._folders:
            return True
        other = self._spellings.get(folded_name(path))
        try:
            return other is not None and os.path.samefile(self.site / path, self.site / other)  # noqa: PTH121
        except OSError:
            return False

    @cached_property
    def _folders(self) -> frozenset[str]:
        return frozenset(folder for name in self.files for folder in folders_of(name))

    @cached_property
    def _spellings(self) -> dict[str, str]:
        return {folded_name(name): name for name in (*self.files, *self._folders)}


def folders_of(name: str) -> Iterator[str]:
    """Yield the folders of a file, the innermost first, each with a slash at the end."""
    while name := name.rpartition("/")[0]:
        yield f"{name}/"


def read_list(path: Path) -> frozenset[str] | None:
    """Return the paths that a file lists, less those that lead out of the site; None if it holds no list."""
    if kind_at(path) is not Kind.FILE:
        return None
    try:
        names = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None
    return frozenset(name for name in names if isinstance(name, str) and _is_inside(name)) if isinstance(names, list) else None


def _is_inside(name: str) -> bool:
    """Return whether a path stays inside the folder that it is relative to, and is none of the names that are never a site's."""
    parts = name.split("/")
    is_plain = os.sep == "/" or not {"\\", ":"} & set(name)
    return is_plain and "\0" not in name and not {"", ".", ".."} & set(parts) and parts[0].casefold() not in NEVER_OURS


def foreign(record: Record, folder: str = "", *, hidden: bool = False) -> Iterator[str]:
    """Yield what is below a folder of the site and not ours; of a folder in which nothing is ours, only its own path.

    What is left alone, such as the notes that a file manager makes in a folder, counts only if `hidden` is set.
    """
    with os.scandir(f"{record.site}/{folder}") as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            is_folder = entry.is_dir(follow_symlinks=False)
            path = f"{folder}{entry.name}{'/' if is_folder else ''}"
            if not hidden and is_left_alone(entry.name):
                continue
            if not (is_folder or entry.is_file(follow_symlinks=False)) or not record.has(path):
                yield path
            elif is_folder:
                yield from foreign(record, path, hidden=hidden)


def refuse_foreign(record: Record) -> None:
    """Raise `OutputError` if there is anything in a site's folder that no build made."""
    if kind_at(record.site) is Kind.NOTHING or not (found := list(foreign(record))):
        return
    others = len(found) - _MOST_NAMED
    named = ", ".join(found[:_MOST_NAMED]) + (f" and {others:,} more" if others > 0 else "")
    raise OutputError(
        f"`{record.site}` holds {len(found):,} {'entry' if len(found) == 1 else 'entries'} that no build of this site made ({named}), "
        "and they would be lost; move them away (what is to be published belongs into docs/), delete the folder if it is an old site, "
        "or name another folder as `site_dir` in mkdocs.yml"
    )

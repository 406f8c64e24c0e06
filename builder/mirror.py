"""A second tree of a site's files, made of hard links, in which a few are replaced before it takes the place of the first.

Making it costs nothing but names, and after an exchange the tree that was the site differs from it in few files, so that it is
the next second tree once those are linked anew. A file is never written where it lies: another tree may have it, too.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from builder.publish import write_files
from builder.receipt import State, digest, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from builder.values import Data


def mirrored(site: Path, spare: Path, outputs: str) -> dict[str, State] | None:
    """Make a second tree of a site's files; return their states by path below the site.

    None where the site is not in the state that is known of it, or the disk cannot do this; the tree is of no use then.
    """
    try:
        before: list[State] = []
        linked = list(_linked(str(site), str(spare), before))
    except OSError:
        return None
    if digest(sorted(before)) != outputs:
        return None
    after = {state[0]: state for state in before}
    after |= {path: state_of(path, os.lstat(path)) for path in linked}  # a link more is a change of a file's state
    start = len(f"{site}{os.sep}")
    return {path[start:]: state for path, state in after.items()}


def _linked(site: str, spare: str, states: list[State]) -> Iterator[str]:
    """Make one folder the mirror of another, and give the paths of files that were linked; all files' states are added to a list."""
    there = _entries(spare)
    if there is None:
        Path(spare).mkdir()
        there = {}
    here = {entry.name: entry for entry in os.scandir(site)}
    for name, entry in there.items():
        if name not in here or entry.is_dir(follow_symlinks=False) != here[name].is_dir(follow_symlinks=False):
            _remove(entry)
    for name, entry in here.items():
        if entry.is_dir(follow_symlinks=False):
            yield from _linked(entry.path, f"{spare}{os.sep}{name}", states)
            continue
        if entry.is_symlink():
            raise OSError(entry.path)  # who knows where it leads
        states.append(state_of(entry.path, entry.stat(follow_symlinks=False)))
        twin = there.get(name)
        if twin is None or twin.is_dir(follow_symlinks=False) or twin.inode() != entry.inode():
            if twin is not None and not twin.is_dir(follow_symlinks=False):
                Path(twin.path).unlink()
            os.link(entry.path, f"{spare}{os.sep}{name}")
            yield entry.path


def _entries(folder: str) -> dict[str, os.DirEntry[str]] | None:
    try:
        with os.scandir(folder) as entries:
            return {entry.name: entry for entry in entries}
    except FileNotFoundError:
        return None


def _remove(entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path)
    else:
        Path(entry.path).unlink()


def put(spare: Path, files: Iterable[tuple[str, Data]]) -> list[str]:
    """Put files into a second tree in the place of others, those without content in the place of none; return their paths below it.

    A file that is there already as it should be stays; one in pieces is so large that looking would take as long as writing.
    """
    names = []

    def fresh() -> Iterator[tuple[str, Data]]:
        for name, data in files:
            path = spare / name
            if isinstance(data, bytes) and path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
                continue
            path.unlink(missing_ok=True)
            names.append(name)
            if data:
                yield name, data

    write_files(spare, fresh())
    return names


def state_after(site: Path, states: dict[str, State], written: Iterable[str] = ()) -> str:
    """Return the state of a site, as `folder_state` gives it, that was made of a second tree into which some files were put."""
    for name in written:
        path = f"{site}{os.sep}{name}"
        states.pop(name, None)
        if os.path.lexists(path):
            states[name] = state_of(path, os.lstat(path))
    return digest(sorted(states.values()))

"""Putting a site on disk: complete, or not at all, in a folder that belongs to others.

Whatever is on or in the folder stays: it may be a mount, a checkout or shared, its parent may belong to another user. So all that
publishing needs lies inside it, in the folder `WORK`, which is there only as long as a build is under way:

- `new/` holds the next site while it is written;
- `commit` lists its files, and appears when they are complete. Until then nothing of the old site has been touched, and a build
  that was broken off is undone; from then on it is finished, by whatever command comes next;
- `created` says that the site's folder was made by this build.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import contextmanager, suppress
from errno import EACCES
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeAlias

from filelock import lock_descriptor

from builder.checking.two_processes import in_two, no_progress, two_processors
from builder.publishing.output_folders import NEVER_OURS, RECORD, WORK, OutputError, cache_folder, is_left_alone, is_unfinished
from builder.publishing.site_record import Kind, Record, folders_of, foreign, kind_at, read_list, refuse_foreign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from builder.checking.two_processes import Progress
    from builder.model.json_encoding import Data

    Part: TypeAlias = Callable[[], Iterator[tuple[str, Data]]]
    """Makes files that one process writes, each with its name."""

_BUFFER = 1 << 16
_WORTHWHILE = 24
"""Parts of a site from which on a second process pays: about a thousand pages."""
_NEW, _COMMIT, _CREATED = "new", "commit", "created"
_UNFINISHED = re.compile(r"[^.]+\.\d+")
"""The names of files of the cache that are being written: a name and the number of a process."""


def write_files(root: Path, files: Iterable[tuple[str, Data]]) -> None:
    """Write files below a folder.

    A large site has thousands of small ones, so each costs little more than the system's own calls: whether its folder exists is
    asked only by opening the file.
    """
    for name, data in files:
        path = f"{root}/{name}"
        try:
            file = _new_file(path)
        except FileNotFoundError:
            _make_folder(path.rpartition("/")[0])
            file = _new_file(path)
        with file:
            file.writelines((data,) if isinstance(data, bytes) else data)


def _new_file(path: str) -> BinaryIO:
    return open(path, "wb", buffering=_BUFFER)  # noqa: PTH123  # a path object costs more than the file; the caller closes it


def _make_folder(path: str) -> None:
    """Make a folder and those that it lies in; another process may be making the same."""
    try:
        os.mkdir(path)  # noqa: PTH102  # as above
    except FileExistsError:
        pass
    except FileNotFoundError:
        _make_folder(path.rpartition("/")[0])
        _make_folder(path)


def write_parts(root: Path, parts: Sequence[Part], progress: Progress = no_progress) -> None:
    """Write the parts of a site below a folder, in two processes where the work is worth a second one.

    `progress` is called with how many are done. Raises `RuntimeError` when the second process fails.
    """

    def write(number: int) -> None:
        write_files(root, parts[number]())

    if len(parts) >= _WORTHWHILE and two_processors():
        in_two(len(parts), write, progress=progress)
        return
    for number in range(len(parts)):
        write(number)
        progress(number + 1, len(parts))


# --- one build at a time ----------------------------------------------------------------------------------------------


@contextmanager
def project_lock(project: Path) -> Iterator[Path | None]:
    """Hold the project's lock, waiting for a build under way; yield the folder of its derived state.

    Where nothing may be written there is neither.
    """
    cache = cache_folder(project, make=True)
    lock = locked_file(cache / "lock") if cache else None
    try:
        if cache and lock is not None:
            _remove_unfinished(cache)
        yield cache
    finally:
        if lock is not None:
            os.close(lock)


def locked_file(path: Path, *, wait: bool = True) -> int | None:
    """Return the descriptor of a file, locked until every process that has it open has closed it or has died.

    None if it cannot be locked, or if another process holds it and this one is not to wait.
    """
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError:
        return None
    is_locked = False
    try:
        is_locked = lock_descriptor(lock, blocking=wait)
    except OSError:  # a file system without locks
        return None
    finally:
        if not is_locked:
            os.close(lock)
    return lock if is_locked else None


def _remove_unfinished(cache: Path) -> None:
    """Remove the files that a process which was killed had begun to write."""
    for folder in (cache, cache / "pictures"):
        with suppress(OSError):
            for path in folder.iterdir():
                if _UNFINISHED.fullmatch(path.name) and not path.is_dir():
                    path.unlink()


# --- the steps of publishing ------------------------------------------------------------------------------------------


def prepare(site: Path) -> Path:
    """Return the empty folder in which the next site is to be written, after `recover`.

    Raises `OutputError` if the site's folder holds anything that no build made.
    """
    created = not site.is_dir()
    refuse_foreign(Record.of(site))
    site.mkdir(parents=True, exist_ok=True)
    work = site / WORK
    work.mkdir()
    if created:
        (work / _CREATED).touch()
    (work / _NEW).mkdir()
    return work / _NEW


def publish(site: Path, *, replaced: str = "") -> None:
    """Replace the old site by the one that was written into the folder which `prepare` returned.

    With `replaced` only that folder of the site (`bundle/`) is: all else stays.

    Raises `OutputError` or `OSError` before anything is touched if something is in the way, or may not be written. Ctrl+C is obeyed
    when the new site is in place.
    """
    record = Record.of(site)
    refuse_foreign(record)
    names = _staged(str(site / WORK / _NEW))
    names += [name for name in record.files.difference(names) if replaced and not name.startswith(replaced)]
    moves = _planned(site, record)
    _refuse_unwritable(str(site), {move.path for move in moves} | record.files.difference(names))
    hidden = {name for name in record.files if is_left_alone(name.partition("/")[0])}  # which stay, and stay ours
    new = Record(site, frozenset(names) | hidden)
    _write_durably(site / WORK / _COMMIT, json.dumps(sorted(new.files), indent=0))
    try:
        _finish(site, record, new, moves)
    except KeyboardInterrupt:
        recover(site)
        raise


def recover(site: Path) -> bool:
    """Finish or undo a build that was broken off; return whether a new site has taken the place of the old one."""
    work = site / WORK
    if not is_unfinished(site):
        return False
    if kind_at(work) is not Kind.FOLDER:
        raise OutputError(f"`{work}` is in the way of the build, which needs a folder of this name; remove it")
    names = read_list(work / _COMMIT)
    if names is None:
        created = (work / _CREATED).exists()
        shutil.rmtree(work)
        if created:
            with suppress(OSError):  # somebody has put something there
                site.rmdir()
        return False
    record, moves = Record.of(site), []
    if kind_at(work / _NEW) is Kind.FOLDER:  # else all of it is in place
        _staged(str(work / _NEW))
        moves = _planned(site, record)
    _finish(site, record, Record(site, names), moves)
    return True


def _finish(site: Path, record: Record, new: Record, moves: list[_Move]) -> None:
    """Move the new site into place, and remove what is not part of it.

    What is replaced goes at that moment: a file by being replaced, a folder before a file of its name comes, and the other way round.
    """
    for move in moves:
        path = f"{site}/{move.path.removesuffix('/')}"
        if move.there is Kind.FOLDER:
            _remove(site, [name for name in record.files if name.startswith(f"{move.path}/")])
        elif move.there is Kind.FILE and move.path.endswith("/"):
            os.unlink(path)  # noqa: PTH108  # as everywhere here, thousands of paths are text
        os.replace(move.source, path)  # noqa: PTH105
    _remove(site, [name for name in record.files if not new.has(name)])
    (site / WORK / _COMMIT).replace(site / RECORD)
    shutil.rmtree(site / WORK)


# --- moving -----------------------------------------------------------------------------------------------------------


class _Move(NamedTuple):
    """A file of the new site, or a folder that the old one has not, and what is in its place now."""

    source: str
    path: str
    """Relative to the site; with a slash at the end for a folder."""
    there: Kind


def _staged(folder: str, prefix: str = "") -> list[str]:
    """Return the files of the new site; folders without any are removed. Raises `OutputError` if one cannot be published."""
    names: list[str] = []
    with os.scandir(folder) as entries:
        staged = list(entries)
    for entry in staged:
        name = f"{prefix}{entry.name}"
        if name.casefold() in NEVER_OURS:
            raise OutputError(f"a site cannot contain `{name}`, since this name is not for its files; remove it from docs/")
        if entry.is_file(follow_symlinks=False):
            names.append(name)
        elif not entry.is_dir(follow_symlinks=False):
            raise OutputError(f"`{entry.path}` is a link or a special file, which cannot be published; remove what makes it, or itself")
        elif inner := _staged(entry.path, f"{name}/"):
            names += inner
        else:
            os.rmdir(entry.path)  # noqa: PTH106
    return names


def _moves(source: str, site: str, prefix: str = "") -> Iterator[_Move]:
    """Yield what puts the new site in place; a folder that the old site has not is moved as a whole."""
    with os.scandir(source) as entries:
        staged = list(entries)
    for entry in staged:
        path = f"{prefix}{entry.name}"
        there = kind_at(f"{site}/{path}")
        if not entry.is_dir(follow_symlinks=False):
            yield _Move(entry.path, path, there)
        elif there is Kind.FOLDER:
            yield from _moves(entry.path, site, f"{path}/")
        else:
            yield _Move(entry.path, f"{path}/", there)


def _planned(site: Path, record: Record) -> list[_Move]:
    """Return the moves that put the new site in place. Raises `OutputError` if one would lose what is not ours."""
    moves = list(_moves(f"{site}/{WORK}/{_NEW}", str(site)))
    for move in moves:
        if lost := next(_lost(move, record), None):
            raise OutputError(f"`{site / lost}` is in the way of the new site, and no build made it; move it away")
    return moves


def _lost(move: _Move, record: Record) -> Iterator[str]:
    """Yield what is in the way of a move and not ours to remove."""
    path = move.path.removesuffix("/")
    is_other = move.there is Kind.FOLDER or (move.there is Kind.FILE and move.path.endswith("/"))
    if move.there is Kind.OTHER or (is_other and is_left_alone(path)) or (move.there is Kind.FILE and not record.has(path)):
        yield path
    elif move.there is Kind.FOLDER:
        yield from foreign(record, f"{path}/", hidden=True)


def _refuse_unwritable(site: str, paths: Iterable[str]) -> None:
    """Raise `OSError` or `OutputError` if one of the existing folders in which files are replaced or removed cannot be written."""
    device = os.stat(site).st_dev  # noqa: PTH116
    for folder in {"", *(path.removesuffix("/").rpartition("/")[0] for path in paths)}:
        path = f"{site}/{folder}".removesuffix("/")
        try:
            state = os.stat(path)  # noqa: PTH116
        except OSError:  # a folder of ours that somebody has removed
            continue
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(EACCES, "this folder of the site may not be written", path)
        if state.st_dev != device:
            raise OutputError(f"`{path}` is on another disk than the rest of the site, which must be on one; unmount it")


def _remove(site: Path, names: Iterable[str]) -> None:
    """Remove files of ours, and the folders that held nothing else. What is not a regular file in real folders is not ours."""
    folders: dict[str, bool] = {}
    for name in sorted(names):
        if is_left_alone(name.partition("/")[0]):
            continue
        for folder in reversed(list(folders_of(name))):
            if folder not in folders:
                parent = folder[:-1].rpartition("/")[0]
                folders[folder] = folders.get(f"{parent}/" if parent else "", True) and kind_at(site / folder[:-1]) is Kind.FOLDER
        if folders.get(next(folders_of(name), ""), True) and kind_at(path := site / name) is Kind.FILE:
            path.unlink()
    for folder in sorted(folders, key=len, reverse=True):
        if folders[folder]:
            with suppress(OSError):  # it holds something of the new site
                (site / folder).rmdir()


def _write_durably(path: Path, text: str) -> None:
    """Write a file that is there complete or not at all."""
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)

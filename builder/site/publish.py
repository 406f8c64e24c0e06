"""Putting a site on disk: complete, or not at all.

A site is written beside the old one and takes its place at the end, so that a failed or interrupted build leaves the old
one as it was. One lock a project keeps two builds from treading on each other.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from filelock import lock_descriptor

from builder.checking.two_processes import in_two, no_progress, two_processors
from builder.site.build_receipt import CACHE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from builder.checking.two_processes import Progress
    from builder.model.json_encoding import Data
    from builder.site.contents import Part

STAGING = "staging"
"""The name of the folder, beside other derived state, in which a site is written before it is published."""
_BUFFER = 1 << 16
_WORTHWHILE = 24
"""Parts of a site from which on a second process pays: about a thousand pages."""
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of the Linux kernel


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


@contextmanager
def project_lock(project: Path) -> Iterator[Path]:
    """Hold the project's lock, waiting for a build under way; give the folder of its derived state."""
    cache = project / CACHE
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("wb") as lock:
        lock_descriptor(lock.fileno())  # until every process that has the file open has closed it, or has died
        yield cache


def staging_folder(cache: Path) -> Path:
    """Return the empty folder in which a site is written before it is published."""
    remove_replaced(cache)  # a build that was killed may have left something
    path = cache / STAGING
    path.mkdir(parents=True)
    return path


def replace_folder(new: Path, target: Path, cache: Path) -> None:
    """Replace a folder by a complete one; what it held is left for `remove_replaced`.

    Both are exchanged in one step where the system can do that, so that at every moment there is a whole one.
    """
    old = cache / "old"
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not exchange(new, target):
        shutil.move(target, old)
    if old.exists() or not target.exists():
        shutil.move(new, target)


def remove_replaced(cache: Path) -> None:
    """Remove what `replace_folder` has replaced, or what a build that was broken off had written."""
    for name in (STAGING, "old"):
        shutil.rmtree(cache / name, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders by Linux' renameat2(2); False where there is no such call, or they are on different disks."""
    try:
        rename = ctypes.CDLL(None).renameat2
    except (TypeError, AttributeError):  # Windows has no library of all calls, and other systems have no such call in it
        return False
    return bool(rename(_HERE, bytes(one), _HERE, bytes(other), _EXCHANGE) == 0)

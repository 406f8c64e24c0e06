"""Putting a site on disk: complete, or not at all.

A site is written beside the old one and takes its place at the end, so that a failed or interrupted build leaves the old
one as it was. One lock a project keeps two builds from treading on each other.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from builder.checking.two_processes import in_two, no_progress, two_processors
from builder.site.build_receipt import CACHE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from builder.checking.two_processes import Progress
    from builder.model.json_encoding import Data
    from builder.site.contents import Part

_WORTHWHILE = 24
"""Parts of a site from which on a second process pays: about a thousand pages."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
_BUFFER = 1 << 18
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of the Linux kernel


def write_files(root: Path, files: Iterable[tuple[str, Data]]) -> None:
    """Write files below a folder.

    A large site has thousands of small ones, so each costs no more than the system's own calls: the folder is looked up once,
    and whether the folder of a file is there is asked only by opening the file.
    """
    top = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name, data in files:
            try:
                file = os.open(name, _NEW, 0o666, dir_fd=top)
            except FileNotFoundError:
                _make_folder(name.rpartition("/")[0], top)
                file = os.open(name, _NEW, 0o666, dir_fd=top)
            if isinstance(data, bytes):
                _write(file, data)
            else:
                with open(file, "wb", buffering=_BUFFER) as stream:  # noqa: PTH123  # a file that is open already
                    stream.writelines(data)
    finally:
        os.close(top)


def _make_folder(name: str, top: int) -> None:
    """Make a folder below another that is open, and those that it lies in; another process may be making the same."""
    try:
        os.mkdir(name, dir_fd=top)
    except FileExistsError:
        pass
    except FileNotFoundError:
        _make_folder(name.rpartition("/")[0], top)
        _make_folder(name, top)


def _write(file: int, data: bytes) -> None:
    """Write all of the data, of which the system may take a part at a time, and close the file."""
    try:
        done = os.write(file, data)
        while done < len(data):
            done += os.write(file, memoryview(data)[done:])
    finally:
        os.close(file)


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
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released when the file is closed, also by the death of the process
        yield cache


def fresh_folder(path: Path) -> Path:
    """Return an empty folder at a path, removing what an interrupted build left there."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def replace_folder(new: Path, target: Path, cache: Path) -> None:
    """Put a complete folder in the place of another.

    Both are exchanged in one step where the system can do that, so that at every moment there is a whole one.
    """
    old = cache / "old"
    shutil.rmtree(old, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not exchange(new, target):
        shutil.move(target, old)
    if old.exists() or not target.exists():
        shutil.move(new, target)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(new, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders by Linux' renameat2(2); False where there is no such call, or they are on different disks."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    return rename is not None and rename(_HERE, bytes(one), _HERE, bytes(other), _EXCHANGE) == 0

"""The temporary folder of a preview: removed at its end, or by the next preview if its process was killed."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from builder.publishing.publish import locked_file

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "explainer-serve-"
_LOCK = "lock"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a temporary folder, after removing those of processes that have died."""
    folder, lock = _locked_folder()
    try:
        _remove_stale(folder)
        yield folder
    finally:
        _remove(folder, lock)


def _locked_folder() -> tuple[Path, int | None]:
    """Return a new folder, and the lock that proves as long as it is held that its process lives."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = locked_file(folder / _LOCK)
        if (folder / _LOCK).exists():
            return folder, lock
        _remove(folder, lock)  # another process has taken it for a stale one, between its making and its locking


def _remove_stale(own: Path) -> None:
    """Remove the folders of dead processes: those that this user made just like `own`, and whose lock nobody holds."""
    made = own.stat()
    for folder in own.parent.glob(f"{_PREFIX}*"):
        try:
            state = folder.lstat()
        except OSError:  # removed meanwhile
            continue
        is_like_own = (state.st_uid, state.st_mode) == (made.st_uid, made.st_mode)  # for others there is no way into it
        if is_like_own and (folder / _LOCK).exists() and (lock := locked_file(folder / _LOCK, wait=False)) is not None:
            _remove(folder, lock)


def _remove(folder: Path, lock: int | None) -> None:
    if lock is not None:
        os.close(lock)  # before, since not every system removes an open file
    rmtree(folder, ignore_errors=True)

"""Derived files: read only if they are files, written completely or not at all; a cached one begins with a digest of the rest.

Without a key the digest protects against accidents only: whoever can write the data can write the digest, too.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_SIZE = 32
"""Bytes of a digest."""


def read_derived(path: Path) -> bytes:
    """Return the bytes of a derived file; empty if it is missing, unreadable, or something that would never end, like a pipe."""
    try:
        return path.read_bytes() if stat.S_ISREG(path.stat().st_mode) else b""
    except OSError:
        return b""


def write_derived(path: Path, chunks: Iterable[bytes], mode: int | None = None) -> None:
    """Write a derived file atomically, and its folder if it is missing; `mode` is its permissions, if not those of a new file.

    Raises OSError if it cannot be written; nothing is left behind then. A link in its place is not followed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    try:
        with unfinished.open("xb") as file:
            file.writelines(chunks)
        if mode is not None:
            unfinished.chmod(mode)
        unfinished.replace(path)
    finally:  # Ctrl+C as well leaves nothing behind
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _digest(data: bytes, key: bytes) -> bytes:
    return blake2b(data, digest_size=_SIZE, key=key).digest()


def read_checksummed(path: Path, key: bytes = b"") -> bytes:
    """Return the cached bytes; empty if the file is missing, truncated or changed."""
    data = read_derived(path)
    return data[_SIZE:] if data[:_SIZE] == _digest(data[_SIZE:], key) else b""


def write_checksummed(path: Path, data: bytes, key: bytes = b"") -> None:
    """Write data with its checksum, atomically. Raises OSError if the file cannot be written."""
    write_derived(path, (_digest(data, key), data))  # not concatenated: that would copy the data


def cached(path: Path, make: Callable[[], bytes], key: bytes) -> bytes:
    """Return the cached bytes of a path; if there are none, make them, and cache them if that is possible."""
    data = read_checksummed(path, key)
    if not data:
        data = make()
        with suppress(OSError):
            write_checksummed(path, data, key)
    return data

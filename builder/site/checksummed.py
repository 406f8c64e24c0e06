"""Derived files: read only if they are files, written completely or not at all; a cached one begins with the SHA-256 of the rest.

The digest protects against accidents, not attacks: a program that can write the data can write the digest, too.
"""

from __future__ import annotations

import stat
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_DIGEST = sha256().digest_size


def read_derived(path: Path) -> bytes:
    """Return the bytes of a derived file; empty if it is missing, unreadable, or something that would never end, like a pipe."""
    try:
        return path.read_bytes() if stat.S_ISREG(path.stat().st_mode) else b""
    except OSError:
        return b""


def write_derived(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a derived file atomically, and its folder if it is missing.

    Raises OSError if it cannot be written; nothing is left behind then. What a killed process left is replaced, and a link in its
    place is not followed. Two processes that write the same file leave one of the two, or a mixture for a moment.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        with unfinished.open("xb") as file:
            file.writelines(chunks)
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


def read_checksummed(path: Path) -> bytes:
    """Return the cached bytes; empty if the file is missing, truncated or changed."""
    data = read_derived(path)
    return data[_DIGEST:] if data[:_DIGEST] == sha256(data[_DIGEST:]).digest() else b""


def write_checksummed(path: Path, data: bytes) -> None:
    """Write data with its checksum, atomically. Raises OSError if the file cannot be written."""
    write_derived(path, (sha256(data).digest(), data))  # not concatenated: that would copy the data


def cached(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the cached bytes of a path; if there are none, make them, and cache them if that is possible."""
    data = read_checksummed(path)
    if not data:
        data = make()
        with suppress(OSError):
            write_checksummed(path, data)
    return data

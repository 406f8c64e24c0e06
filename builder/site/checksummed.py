"""Cached files that are rejected if truncated or changed: each begins with a digest of the rest.

Without a key this protects against accidents only: whoever can write the data can write the digest, too.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SIZE = 32
"""Bytes of a digest."""


def _digest(data: bytes, key: bytes) -> bytes:
    return blake2b(data, digest_size=_SIZE, key=key).digest()


def read_checksummed(path: Path, key: bytes = b"") -> bytes:
    """Return the cached bytes; empty if the file is missing, truncated or changed."""
    try:
        data = path.read_bytes()
    except OSError:
        return b""
    return data[_SIZE:] if data[:_SIZE] == _digest(data[_SIZE:], key) else b""


def write_checksummed(path: Path, data: bytes, key: bytes = b"") -> None:
    """Write data with its checksum, atomically. Raises OSError if the file cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.writelines((_digest(data, key), data))  # not concatenated: that would copy the data
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


def cached(path: Path, make: Callable[[], bytes], key: bytes) -> bytes:
    """Return the cached bytes of a path; if there are none, make them, and cache them if that is possible."""
    data = read_checksummed(path, key)
    if not data:
        data = make()
        with suppress(OSError):
            write_checksummed(path, data, key)
    return data

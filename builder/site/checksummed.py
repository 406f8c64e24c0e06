"""Cached files that are rejected if truncated or changed: each begins with the SHA-256 of the rest.

This protects against accidents, not attacks: a program that can write the data can write the digest, too.
"""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_DIGEST = sha256().digest_size


def read_checksummed(path: Path) -> bytes:
    """Return the cached bytes; empty if the file is missing, truncated or changed."""
    try:
        data = path.read_bytes()
    except OSError:
        return b""
    return data[_DIGEST:] if data[:_DIGEST] == sha256(data[_DIGEST:]).digest() else b""


def write_checksummed(path: Path, data: bytes) -> None:
    """Write data with its checksum, atomically. Raises OSError if the file cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with unfinished.open("wb") as file:
        file.writelines((sha256(data).digest(), data))  # not concatenated: that would copy the data
    unfinished.replace(path)


def cached(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the cached bytes of a path; if there are none, make and cache them."""
    data = read_checksummed(path)
    if not data:
        data = make()
        write_checksummed(path, data)
    return data

"""Derived data on disk that is noticed when it was cut off or changed: each file begins with the SHA-256 of the rest.

This tells accidents, not attacks: who can write the data can write the digest, too.
"""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_DIGEST = sha256().digest_size


def read_kept(path: Path, digest: str = "") -> bytes:
    """Return what was kept at a path; nothing where there is none, not the whole of it, or not that with this digest."""
    try:
        data = path.read_bytes()
    except OSError:
        return b""
    found = sha256(data[_DIGEST:]).digest()
    return data[_DIGEST:] if data[:_DIGEST] == found and digest in ("", found.hex()) else b""


def keep(path: Path, data: bytes) -> str:
    """Put data at a path, in one step, and return its digest. Raises OSError where nothing can be written."""
    digest = sha256(data).digest()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with unfinished.open("wb") as file:
        file.writelines((digest, data))  # put together, there would be two of what may be large
    unfinished.replace(path)
    return digest.hex()


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return what was kept at a path before, or make it and keep it."""
    data = read_kept(path)
    if not data:
        data = make()
        keep(path, data)
    return data

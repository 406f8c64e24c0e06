"""A zip that may come from anybody, read without unpacking it: nothing is written, and memory stays small whatever it declares."""

from __future__ import annotations

import copy
import os
import re
import stat
import sys
import zipfile
import zlib
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO

from builder.model.ids import folded_name, why_not_portable
from builder.verifying.reports import Problem, What

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PIECE = 1 << 20
_ENCRYPTED = 1
_PLAIN, _RATIO = 1 << 26, 100
"""Bytes that any zip may unpack to, and what it may besides for each of its own: far more than text compresses to."""
_DEFLATE_RATIO, _LOCAL_HEADER = 1032, 30
"""What a compressed byte can stand for at most (RFC 1951), and the bytes before the name of an entry."""
_DIRECTORY = 1 << 27
"""Bytes of a list of entries that is read: room for a million."""
_END, _END_SIZE, _COMMENT = b"PK\5\6", 22, 1 << 16
_DRIVE = re.compile(r"[A-Za-z]:")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError)
"""What is raised by a zip that was changed, cut off or made in another way."""


class Archive:
    """An open zip. Raises `ValueError` if it is none, or is not whole."""

    def __init__(self, file: BinaryIO) -> None:
        self._size = file.seek(0, os.SEEK_END)
        if _directory_size(file, self._size) > _DIRECTORY:
            raise ValueError("its list of entries is larger than that of any bundle")
        try:
            self._zip = zipfile.ZipFile(file)
        except _UNREADABLE as error:
            raise ValueError(f"it is not a whole zip ({error}): it was cut off, or changed where it lists its entries") from error
        self._entries = self._zip.infolist()

    @property
    def names(self) -> list[str]:
        """The names of its entries."""
        return [entry.filename for entry in self._entries]

    def unsafe(self) -> Iterator[Problem]:
        """Yield why it must not be unpacked."""
        for entry in self._entries:
            if why := _why_unsafe(entry):
                yield Problem(What.UNSAFE, entry.orig_filename, why)
        for names in _alike(self.names):
            yield Problem(
                What.UNSAFE, names[0], "is there twice" if len(set(names)) == 1 else f"is one file with {names[1]} on many systems"
            )
        total = sum(entry.file_size for entry in self._entries)
        if total > _PLAIN + _RATIO * self._size:
            yield Problem(What.UNSAFE, "", f"it would unpack to {total:,} bytes, far more than fit into a bundle of {self._size:,}")
        ahead = sorted(self._entries, key=lambda entry: entry.header_offset)
        for entry, after in zip(ahead, [*(entry.header_offset for entry in ahead[1:]), self._zip.start_dir], strict=True):
            if entry.header_offset < 0 or entry.header_offset + _LOCAL_HEADER + entry.compress_size > after:
                yield Problem(What.UNSAFE, entry.filename, "lies outside of the zip, or over what follows it")

    def digests(self, problems: list[Problem]) -> dict[str, str]:
        """Return the SHA-256 of every entry that can be read; add to the problems what cannot."""
        found = {}
        for entry in self._entries:
            try:
                found[entry.filename] = self._digest(entry)
            except _UNREADABLE as error:
                problems.append(Problem(What.DIFFERS, entry.filename, f"differs: it cannot be unpacked ({error})"))
        return found

    def _digest(self, entry: zipfile.ZipInfo) -> str:
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError("it is compressed in another way than bundles are")
        digest, size = sha256(), 0
        whole = copy.copy(entry)
        whole.file_size = sys.maxsize  # else what is more than declared would not be read, and so not be seen
        with self._zip.open(whole) as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                if size > entry.file_size:
                    break
                digest.update(piece)
        if size != entry.file_size:
            raise ValueError(f"it declares {entry.file_size:,} bytes and has {'more' if size > entry.file_size else f'{size:,}'}")
        return digest.hexdigest()

    def read(self, name: str, most: int) -> bytes:
        """Return the beginning of an entry. Raises `ValueError` if it cannot be read."""
        try:
            with self._zip.open(name) as file:
                return file.read(most)
        except (*_UNREADABLE, KeyError) as error:
            raise ValueError(str(error)) from error


def _directory_size(file: BinaryIO, size: int) -> int:
    """Return how long a zip says that its list of entries is (APPNOTE 4.3.16, 4.3.14)."""
    file.seek(max(size - _END_SIZE - _COMMENT, 0))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        return 0
    large = tail.rfind(b"PK\6\6", 0, at)  # the end of a zip with large numbers, directly before
    return int.from_bytes(tail[at + 12 : at + 16] if large < 0 else tail[large + 40 : large + 48], "little")


def _why_unsafe(entry: zipfile.ZipInfo) -> str:
    name, mode = entry.orig_filename, entry.external_attr >> 16
    if why := why_unsafe_path(name):
        return why
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link" if stat.S_ISLNK(mode) else "is not a regular file"
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if entry.file_size > _DEFLATE_RATIO * entry.compress_size + _LOCAL_HEADER:
        return f"declares {entry.file_size:,} bytes, which cannot be in {entry.compress_size:,}"
    return ""


def why_unsafe_path(path: str) -> str:
    """Return why a path does not stay in its folder on every system, or cannot be there, as a clause; empty if it may be unpacked."""
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or _DRIVE.match(path) or ".." in parts:
        return "leads out of the folder that it would be unpacked into"
    if "" in parts or "." in parts:
        return "is not the path of a file"
    return next(filter(None, map(why_not_portable, parts)), "")


def _alike(names: Sequence[str]) -> Iterator[list[str]]:
    """Yield the names that are one on disks which know neither case nor Unicode form."""
    many = {name for name, count in Counter(map(folded_name, names)).items() if count > 1}
    for name in sorted(many):
        yield sorted(one for one in names if folded_name(one) == name)

"""A file that ends in the digest of everything before: complete under its name, or not there, and any flipped bit shows.

The seal tells by itself whether a file is as it was written. It does not tell who wrote it: whoever changes a file on purpose can seal
it again. It stands where each format allows a remark at its end: the comment of a zip (APPNOTE 4.3.16), of HTML, of PDF (ISO 32000-2,
7.2.4). A ZIM file has a checksum of its own.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from builder.model.json_encoding import Record

UNFINISHED = ".explainer-bundle.part"
"""The name of a bundle while it is written, under the lock of its project."""
_WORDS = b"SHA-256 of everything before this remark: "
_DIGITS = 64
_PIECE = 1 << 20
"""Bytes that are held of a file."""
_ABOUT = b"explainer "


class Form(NamedTuple):
    """How a format writes a remark."""

    start: bytes
    end: bytes

    @property
    def seal_size(self) -> int:
        """Bytes of a seal."""
        return len(self.seal(""))

    def seal(self, digest: str) -> bytes:
        """Return a seal; without a digest it has blanks."""
        return b"%b%b%b%b" % (self.start, _WORDS, digest.encode().ljust(_DIGITS), self.end)


ZIP, HTML, PDF = Form(b"", b""), Form(b"<!-- ", b" -->\n"), Form(b"%", b"\n")


class Seal(NamedTuple):
    """The seal of a file, and what it would have to be."""

    is_there: bool
    is_right: bool


@contextmanager
def sealed_file(path: Path, form: Form | None) -> Iterator[BinaryIO]:
    """Yield a new file for reading and writing, which is sealed and gets its name when it is complete; its folder is made.

    The file of a zip must end in a blank seal as its comment: the length of a comment stands before it. None is for a format that has
    its own checksum. Raises OSError, and leaves whatever had the name as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(UNFINISHED)
    unfinished.unlink(missing_ok=True)  # of a bundle that was broken off, or a link that somebody put there
    try:
        with unfinished.open("x+b") as file:  # which follows no link
            yield file
            if form:
                _seal(file, form)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _seal(file: BinaryIO, form: Form) -> None:
    end = file.seek(-form.seal_size if form is ZIP else 0, os.SEEK_END)
    file.write(form.seal(_digest(file, end)))


def read_seal(file: BinaryIO, form: Form) -> Seal:
    """Return whether a file has a seal, and whether it is the right one; the file is read once, in pieces."""
    end = max(file.seek(0, os.SEEK_END) - form.seal_size, 0)
    digest = _digest(file, end)
    found = file.read()
    return Seal(_WORDS in found, found == form.seal(digest))


def _digest(file: BinaryIO, end: int) -> str:
    """Return the digest of a file up to a place, where it is left."""
    digest = sha256()
    file.seek(0)
    while piece := file.read(min(_PIECE, end - file.tell())):
        digest.update(piece)
    return digest.hexdigest()


def about_line(form: Form, about: Record) -> bytes:
    """Return what a bundle that is one file says of its version, as a remark in one line, to be written before the seal."""
    text = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("--", "-\\u002d")  # which would end the remark in HTML
    return b"%b%b%b%b" % (form.start, _ABOUT, text.encode(), form.end)

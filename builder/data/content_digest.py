"""What identifies the content of an explainer: the SHA-256 of its data file, and the beginning of that in eight words.

The words are for people who compare their copies over a telephone. They are of the English list of BIP-39: 2,048 words, no two of
which begin with the same four letters, so that each stands for 11 bits, and eight for the first 88 bits. The list will not change.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SUBJECT = "data/explainer.json"
"""The file whose digest it is, relative to the site."""
WORDS = "data/digest.txt"
"""The words and the digest as text, which `sha256sum -c` reads, too."""
STYLE = "data/digest.css"
"""The words as a style sheet, which writes them into the foot of every page."""
_WORDS, _BITS = 8, 11


def content_digest(pieces: Iterable[bytes | memoryview]) -> str:
    """Return the digest of the content (SHA-256, FIPS 180-4, in hexadecimal); `pieces` are the bytes of `SUBJECT`."""
    digest = sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def words_of(digest: str) -> str:
    """Return the first 88 bits of a hexadecimal digest as eight words with spaces between them."""
    number = int(digest[: _WORDS * _BITS // 4], 16)
    words = _list()
    return " ".join(words[number >> shift & (1 << _BITS) - 1] for shift in range((_WORDS - 1) * _BITS, -1, -_BITS))


@cache
def _list() -> tuple[str, ...]:
    return tuple(files("builder.data").joinpath("words/english.txt").read_text(encoding="ascii").split())


class Digested:
    """The data file of an explainer and the two small files that hold its digest.

    Only these change with it, and no page does: else one reworded claim would change every page. The digest is that of the pieces as
    they were written, if they were; `explainer serve` may be asked for it first.
    """

    def __init__(self, make: Callable[[], Iterator[bytes]]) -> None:
        self._make = make
        self._digest = ""

    def pieces(self) -> Iterator[bytes]:
        """Yield the data file."""
        digest = sha256()
        for piece in self._make():
            digest.update(piece)
            yield piece
        self._digest = digest.hexdigest()

    def text(self) -> bytes:
        """Return the file `WORDS`."""
        return f"# {words_of(self._known())}\n{self._known()}  {SUBJECT}\n".encode()

    def style(self) -> bytes:
        """Return the file `STYLE`; the words have no sign that CSS would have to escape."""
        return f'.site-digest::before{{content:"{words_of(self._known())}"}}\n'.encode()

    def _known(self) -> str:
        self._digest = self._digest or content_digest(self._make())
        return self._digest

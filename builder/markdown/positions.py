"""Where in a text things stand: from the byte offsets of the Markdown parser to lines and columns, and what is code."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pyromark

from builder.model.findings import Where

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


_STEP = 512
_INNER_BYTES = bytes(range(0x80, 0xC0))
"""The bytes of UTF-8 that do not begin a character."""


def _count(data: bytes) -> int:
    """Return the number of characters that begin in a part of a text in UTF-8."""
    return len(data.translate(None, _INNER_BYTES))


class Positions:
    """Maps the byte offsets of a text to lines and columns of its file."""

    def __init__(self, text: str, path: str, first_line: int = 1, place: Callable[[int], Where] | None = None) -> None:
        self.text = text
        self.data = text.encode()
        self.path = path
        self._lines_before = first_line - 1
        self._place = place
        self._characters: list[int] = []
        """The number of characters before every `_STEP` bytes, computed on demand: a line may be as long as the file."""
        self._starts = [0, *accumulate([len(line) + 1 for line in self.data.split(b"\n")])]
        self._ascii = text.isascii()
        self.has_escapes = b"\\" in self.data or b"&" in self.data
        """Whether a character may stand in it in another form than its own: behind a backslash, or as a character reference."""
        self._rows: list[int] = []

    def at(self, index: int) -> Where:
        """Return the place of a character of the whole text, which is not a value of the front matter."""
        if not self._rows:
            self._rows = [0, *accumulate([len(line) + 1 for line in self.text.split("\n")])]
        row = bisect_right(self._rows, index)
        return Where(self.path, self._lines_before + row, index - self._rows[row - 1] + 1)

    def where(self, offset: int) -> Where:
        """Return the place of a byte offset."""
        if self._place is not None:
            return self._place(self._index(offset))
        row = bisect_right(self._starts, offset)
        start = self._starts[row - 1]
        column = offset - start if self._ascii else self._index(offset) - self._index(start)
        return tuple.__new__(Where, (self.path, self._lines_before + row, column + 1))  # twice as fast as `Where(…)`

    def _index(self, offset: int) -> int:
        """Return the index of the character at a byte offset."""
        if self._ascii:
            return offset
        step = offset // _STEP
        return self._counts()[step] + _count(self.data[step * _STEP : offset])

    def offset(self, start: int, number: int) -> int:
        """Return the byte offset of the character that comes a number of characters after the one at the byte offset `start`."""
        if self._ascii:
            return start + number
        index, counts = self._index(start) + number, self._counts()
        step = bisect_right(counts, index) - 1
        block = self.data[step * _STEP : (step + 1) * _STEP]
        whole = block.lstrip(_INNER_BYTES)
        before = whole.decode(errors="ignore")[: index - counts[step]]
        return step * _STEP + len(block) - len(whole) + len(before.encode())

    def _counts(self) -> list[int]:
        if not self._characters:
            starts = range(0, len(self.data), _STEP)
            self._characters = [0, *accumulate(_count(self.data[start : start + _STEP]) for start in starts)]
        return self._characters

    def line(self, offset: int) -> int:
        """Return the line of a byte offset."""
        return self._lines_before + bisect_right(self._starts, offset)


class Run:
    """Consecutive characters of one text, joined from the pieces that the parser returned."""

    def __init__(self, source: Positions, pieces: Sequence[str], starts: Sequence[int], text: str) -> None:
        self._source = source
        self._pieces = pieces
        self._starts = starts  # byte offset of each piece
        self._indices: list[int] = []  # index of each piece in the joined text, computed on demand
        self._unbroken = starts[-1] - starts[0] == len(text) - len(pieces[-1]) and text.isascii()

    def places(self, start: int) -> tuple[Callable[[int], Where], int]:
        """Return a function from offsets to places, and the offset to pass to it for the character at `start`.

        Add to that offset to get the places of later characters.
        """
        return (self._source.where, self._starts[0] + start) if self._unbroken else (self._where, start)

    def _where(self, index: int) -> Where:
        """Return the place of a character of the joined text."""
        number, within = self._piece(index)
        return self._source.where(self._source.offset(self._starts[number], within))

    def escaped(self, index: int) -> bool:
        """Return whether a character is escaped by a backslash, after which the parser starts a new piece."""
        number, within = self._piece(index)
        start = self._starts[number]
        if within or self._source.data[start - 1 : start] != b"\\":
            return False
        return not number or start - self._starts[number - 1] - len(self._pieces[number - 1].encode()) == 1

    def written(self, index: int, text: str) -> bool:
        """Return whether a text stands in the file as it is from a character on: not escaped, and not written by character references."""
        number, within = self._piece(index)
        offset = self._source.offset(self._starts[number], within)
        return self._source.data.startswith(text.encode(), offset) and not self.escaped(index)

    def line(self, index: int, most: int) -> str:
        """Return what is written from a character on to the end of its line, at most so many characters, without white space at its end."""
        number, within = self._piece(index)
        offset = self._source.offset(self._starts[number], within)
        line = self._source.data[offset : offset + 4 * most].partition(b"\n")[0].decode(errors="ignore").rstrip()
        return line if len(line) <= most else f"{line[:most].rstrip()}…"

    def around(self, index: int, length: int) -> tuple[bytes, bytes]:
        """Return the bytes of the file before and behind some characters in ASCII; empty at its ends."""
        number, within = self._piece(index)
        offset, data = self._source.offset(self._starts[number], within), self._source.data
        return data[max(offset - 1, 0) : offset], data[offset + length : offset + length + 1]

    def _piece(self, index: int) -> tuple[int, int]:
        """Return the number of the piece that contains a character of the joined text, and the index within that piece."""
        if not self._indices:
            self._indices = [0, *accumulate(len(piece) for piece in self._pieces[:-1])]
        number = max(bisect_right(self._indices, index) - 1, 0)
        return number, index - self._indices[number]


def code_ranges(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each code span and code block of a text, in characters."""
    data = text.encode()
    ranges: list[tuple[int, int]] = []
    event: Any
    for event, span in pyromark.events_with_range(text):
        is_code = isinstance(event, dict) and ("Code" in event or "CodeBlock" in (event.get("Start") or ()))
        if is_code:
            ranges.append((len(data[: span["start"]].decode()), len(data[: span["end"]].decode())))
    return ranges

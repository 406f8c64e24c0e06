"""From byte offsets, which the Markdown parser gives, to lines and columns, which people read."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from builder.findings import Where

if TYPE_CHECKING:
    from collections.abc import Callable


class Positions:
    """A text and the way from its byte offsets to lines and columns of the file."""

    def __init__(self, text: str, path: str, first_line: int = 1, place: Callable[[int], Where] | None = None) -> None:
        self.text = text
        self.data = text.encode()
        self.path = path
        self._ascii = text.isascii()
        self._first = first_line
        self._place = place
        self._last = (0, 0)
        starts = [0]
        position = self.data.find(b"\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.data.find(b"\n", position + 1)
        self._starts = starts

    def where(self, offset: int) -> Where:
        """Return the place of a byte."""
        if self._place is not None:
            return self._place(self._index(offset))
        row = bisect_right(self._starts, offset) - 1
        column = offset - self._starts[row] if self._ascii else len(self.data[self._starts[row] : offset].decode(errors="replace"))
        return Where(self.path, self._first + row, column + 1)

    def _index(self, offset: int) -> int:
        """Return the number of the character that starts at a byte; offsets mostly come in order."""
        known, index = self._last if self._last[0] <= offset else (0, 0)
        index += len(self.data[known:offset].decode(errors="replace"))
        self._last = (offset, index)
        return index

    def line(self, offset: int) -> int:
        """Return the line of a byte."""
        return self._first + bisect_right(self._starts, offset) - 1

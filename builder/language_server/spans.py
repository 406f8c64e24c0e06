"""Parts of lines, and the units in which editors count characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from builder.model.findings import Where

if TYPE_CHECKING:
    from collections.abc import Sequence

_BYTES = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
"""The encodings of LSP 3.17, section Position: what Python calls them, and the bytes of a unit."""


class Span(NamedTuple):
    """Some characters of one line of a file."""

    where: Where
    length: int
    """In characters."""

    @property
    def start(self) -> int:
        """The index of the first character in its line."""
        return self.where.column - 1

    @property
    def end(self) -> int:
        """The index after the last character in its line."""
        return self.start + self.length


def span(path: str, row: int, start: int, end: int) -> Span:
    """Return the characters from one index to another of a line, counted from 0."""
    return Span(Where(path, row + 1, start + 1), end - start)


def units_before(line: str, index: int, encoding: str) -> int:
    """Return how many units of an encoding of LSP 3.17 (`utf-8`, `utf-16`, `utf-32`) stand before a character of a line."""
    name, width = _BYTES[encoding]
    return len(line[:index].encode(name, "surrogatepass")) // width


def index_after(line: str, units: int, encoding: str) -> int:
    """Return the index of the character of a line that comes after so many units; its length, if the line has fewer."""
    name, width = _BYTES[encoding]
    return len(line.encode(name, "surrogatepass")[: units * width].decode(name, "ignore"))


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, without their ends, as findings count them."""
    return [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]


def line_at(lines: Sequence[str], row: int) -> str:
    """Return a line, counted from 0; an empty one behind the last."""
    return lines[row] if 0 <= row < len(lines) else ""

"""A line of a file as a terminal shows it, with a mark under the place that a finding is about."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING
from unicodedata import bidirectional, category, east_asian_width

from builder.checking.report import VISIBLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.model.findings import Finding, Where

_TAB = 4
"""Cells between the stops of tabs."""
_LEAST = 20
"""Cells of a line that are shown, however narrow the terminal."""
_QUOTED = re.compile(r"`([^`]+)`")


def excerpt_of(line_at: Callable[[Where], str | None], width: int) -> Callable[[Finding], list[str]]:
    """Return the function that gives the lines to show below the first line of a finding; `width` is that of the terminal in cells."""

    def excerpt(found: Finding) -> list[str]:
        line = line_at(found.where)
        return [] if line is None else marked_line(line, found, width)

    return excerpt


def marked_line(line: str, found: Finding, width: int) -> list[str]:
    """Return a line, cut around the column of a finding, and the line with the mark; nothing if there is nothing in the line."""
    start = found.where.column - 1
    if not line.strip() or not 0 <= start <= len(line):
        return []
    number = str(found.where.line)
    margin, below = f"    {number} | ", f"    {' ' * len(number)} | "
    room = max(width - len(margin) - 1, _LEAST)
    cells = _cells(line)
    first, last = _window([wide for _, wide in cells], start, room)
    shown = "".join(text for text, _ in cells[first:last])
    before, after = "…" if first else "", "…" if last < len(line) else ""
    if any(bidirectional(character) in ("R", "AL") for character in shown):
        # Terminals order such a line in different ways, so that no mark below it would be right in all of them.
        place = "".join(text for text, _ in cells[start:last])
        return [f"{margin}{before}{shown}{after}", f"{below}here: {place}{after}" if place else f"{below}here: at the end"]
    end = max(min(start + len(named_at(line, found)), last), start + 1)
    skipped = len(before) + sum(wide for _, wide in cells[first:start])
    mark = "^" * max(sum(wide for _, wide in cells[start:end]), 1)
    return [f"{margin}{before}{shown}{after}", f"{below}{' ' * skipped}{mark}"]


def named_at(line: str, found: Finding) -> str:
    """Return the words that stand at the place of a finding and that its message quotes, with the sign of their kind.

    It is empty if the message quotes none of them.
    """
    start = found.where.column - 1
    sign = line[start : start + 1] if line[start : start + 1] in ("@", "#", ".") else ""
    quoted = (match[1].removeprefix(sign) for match in _QUOTED.finditer(found.message))
    return max((f"{sign}{words}" for words in quoted if line.startswith(words, start + len(sign))), key=len, default="")


def _cells(line: str) -> list[tuple[str, int]]:
    """Return each character of a line as it is shown, and its width in cells (Unicode Standard Annex 11)."""
    cells: list[tuple[str, int]] = []
    at = 0
    for character in line:
        if character == "\t":
            shown, wide = " " * (_TAB - at % _TAB), _TAB - at % _TAB
        elif (shown := character.translate(VISIBLE)) != character:
            wide = len(shown)
        else:
            wide = 0 if category(character) in ("Mn", "Me", "Cf") else 2 if east_asian_width(character) in "WF" else 1
        cells.append((shown, wide))
        at += wide
    return cells


def _window(widths: list[int], at: int, room: int) -> tuple[int, int]:
    """Return the part of a line that fits into so many cells: all of it, or what is around a place, a third of it before."""
    ends = [0, *accumulate(widths)]
    if ends[-1] <= room:
        return 0, len(widths)
    room -= 2  # for the dots
    left = min(max(ends[at] - room // 3, 0), ends[-1] - room)
    first = next(index for index, end in enumerate(ends) if end >= left)
    while first < at and widths[first] == 0:  # a mark belongs to the letter before it
        first += 1
    last = max(index for index, end in enumerate(ends) if end <= ends[first] + room)
    return first, last

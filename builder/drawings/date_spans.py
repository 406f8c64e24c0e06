"""What a date says of when something happened, for drawings: not a day more than it says."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.dates import Date


class Kind(StrEnum):
    """How exactly a date says when."""

    DAY = "day"
    WITHIN = "within"
    """On a day that is not known: in a month, a season, a year."""
    INTERVAL = "interval"
    """From one date to another."""


class Span(NamedTuple):
    """A date as a drawing shows it."""

    first: date
    last: date
    kind: Kind
    open_start: bool = False
    """Nothing says when it began; `first` is the earliest day that can be drawn."""
    open_end: bool = False
    rough: bool = False
    """The date is called approximate or uncertain."""


def span(when: Date) -> Span:
    """Return what a date says; open ends are drawn up to the other end, and told apart by their marks."""
    text = when.edtf
    open_start, open_end = when.first == date.min, when.last == date.max
    kind = Kind.INTERVAL if "/" in text else Kind.DAY if when.first == when.last else Kind.WITHIN
    first = when.last if open_start else when.first  # of an open interval only the known end has a place; an arrow leads on
    last = when.first if open_end else when.last
    return Span(first, last, kind, open_start, open_end, any(mark in text for mark in "~?%"))


def pack(spans: Iterable[tuple[float, float]], gap: float, most: int) -> list[int]:
    """Give each stretch of a line the first lane in which it touches no other; the stretches are in order of their starts.

    Where `most` lanes are taken, it has none: its lane is `most`.
    """
    ends: list[float] = []
    lanes = []
    for start, end in spans:
        lane = next((n for n, taken in enumerate(ends) if taken + gap <= start), len(ends))
        if lane < most:
            ends[lane : lane + 1] = [end]
        lanes.append(lane)
    return lanes

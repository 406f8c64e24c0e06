"""Dates as spans of days on an axis of time, never more exact than what is written."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from builder.model.dates import Date


class Kind(StrEnum):
    """How exactly a date says when something happened."""

    DAY = "day"
    WITHIN = "within"
    """On an unknown day of a month, a season or a year."""
    INTERVAL = "interval"
    """From one date to another."""


class Span(NamedTuple):
    """A date as a drawing shows it: from the first day to the last, both included."""

    first: date
    last: date
    kind: Kind
    open_start: bool = False
    """When it began is not known; `first` is the last day, the only one that has a place."""
    open_end: bool = False
    """It goes on, or when it ended is not known; `last` is the first day."""
    approximate: bool = False
    """EDTF qualifies the date as approximate (`~`), uncertain (`?`) or both (`%`)."""


def span_of(when: Date) -> Span:
    """Return the days that a date covers; one with an open end covers only its known end."""
    text = when.edtf
    open_start, open_end = when.first == date.min, when.last == date.max
    kind = Kind.INTERVAL if "/" in text else Kind.DAY if when.first == when.last else Kind.WITHIN
    first = when.last if open_start else when.first
    last = when.first if open_end else when.last
    return Span(first, last, kind, open_start, open_end, any(mark in text for mark in "~?%"))

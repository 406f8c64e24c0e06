"""Axes of values and of time: where a value stands, in percent of the width, and which values are labelled (ticks)."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from math import floor, log10
from typing import NamedTuple

from builder.drawings.units import Percent, percent

_MAX_INTERVALS = 5
"""Between the ticks of an axis."""
_MAGNITUDES = ((1e9, 1e9, "billion"), (1e6, 1e6, "million"), (1e5, 1e3, "thousand"))
"""From which value on numbers are divided by what, and the word for that: labels have to be short enough for a narrow screen."""
_EDGE = 3.0
"""Percent from either end of an axis within which a label is not centred below its tick, but kept inside the drawing."""
_HALF_MONTH = 4.2
"""Percent of a year."""


class Axis(NamedTuple):
    """A linear axis over the whole width of a drawing."""

    start: float
    """The value at the left edge; of an axis of time, a year."""
    end: float
    """The value at the right edge."""
    ticks: tuple[float, ...]
    """The values that are labelled, ascending."""

    def at(self, value: float) -> Percent:
        """Return the place of a value; one outside of the axis is clamped to its nearer end."""
        share = (value - self.start) / (self.end - self.start)
        return percent(100 * min(max(share, 0.0), 1.0))


class Tick(NamedTuple):
    """A labelled place on an axis."""

    x: Percent
    label: str
    """Empty where it is a word, which the template has in the language of the page."""
    label_x: Percent
    anchor: str = "middle"
    """How the label lies at `label_x`: `start`, `middle` or `end` (SVG's `text-anchor`)."""


def year_ticks(axis: Axis) -> tuple[Tick, ...]:
    """Return the ticks of an axis of years; labels near an end do not leave the drawing."""
    places = [(axis.at(year), f"{year:.0f}") for year in axis.ticks]
    return tuple(Tick(x, label, x, "start" if x < _EDGE else "end" if x > 100 - _EDGE else "middle") for x, label in places)


def month_ticks(axis: Axis) -> tuple[Tick, ...]:
    """Return the starts of the months of a year; their names are centred in the months."""
    places = [axis.at(month) for month in axis.ticks]
    return tuple(Tick(x, "", percent(x + _HALF_MONTH)) for x in places)


def value_ticks(axis: Axis, size: float) -> tuple[Tick, ...]:
    """Return the ticks of an axis of values, which are written divided by `size`; the first and the last lie inside the drawing."""
    last = len(axis.ticks) - 1
    anchors = ("start" if n == 0 else "end" if n == last else "middle" for n in range(last + 1))
    places = [(axis.at(value), f"{value / size:,.10g}") for value in axis.ticks]
    return tuple(Tick(x, label, x, anchor) for (x, label), anchor in zip(places, anchors, strict=True))


def round_step(length: float, parts: int, least: float = 0.0) -> float:
    """Return the smallest round step (1, 2 or 5 times a power of ten, at least `least`) that divides a length into at most `parts`."""
    power = 10.0 ** floor(log10(length / parts))
    return max(next(power * n for n in (1, 2, 5, 10) if power * n * parts >= length * (1 - 1e-9)), least)


def value_axis(top: float) -> Axis:
    """Return an axis from zero to the first round value that is not below `top`."""
    if top <= 0:
        return Axis(0, 1, (0, 1))
    step = round_step(top, _MAX_INTERVALS)
    count = floor(top / step * (1 - 1e-9)) + 1
    ticks = tuple(step * n for n in range(count + 1))
    return Axis(0, ticks[-1], ticks)


def magnitude(top: float) -> tuple[float, str]:
    """Return by what the labels of an axis are divided, and the English word for that: empty where they are not."""
    return next(((size, word) for least, size, word in _MAGNITUDES if top >= least), (1, ""))


def year_axis(first: int, last: int) -> Axis:
    """Return the axis of several years, with round years as ticks."""
    start, end = first, last + 1
    step = int(round_step(end - start, _MAX_INTERVALS, least=1))
    return Axis(start, end, tuple(range(-(-start // step) * step, end, step)))


def moment(day: date) -> float:
    """Return the start of a day in years: that of the 2nd of July 2025 is about 2025.5."""
    return day.year + (day.toordinal() - date(day.year, 1, 1).toordinal()) / _days(day.year)


def moment_after(day: date) -> float:
    """Return the end of a day in years, which is the start of the next."""
    return day.year + (day.toordinal() - date(day.year, 1, 1).toordinal() + 1) / _days(day.year)


def month_axis(year: int) -> Axis:
    """Return the axis of a year, with the starts of its months as ticks."""
    return Axis(year, year + 1, tuple(moment(date(year, month, 1)) for month in range(1, 13)))


def _days(year: int) -> int:
    return 366 if isleap(year) else 365

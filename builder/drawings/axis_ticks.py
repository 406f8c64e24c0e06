"""Where values and days stand on an axis, in percent of its length, and which of them are written beside it."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from math import floor, log10
from typing import NamedTuple

_MOST_TICKS = 5
_MOST_BINS = 48
_MAGNITUDES = ((1e9, 1e9, "billion"), (1e6, 1e6, "million"), (1e5, 1e3, "thousand"))
"""From which value on numbers are written in which unit, so that they are short enough for a narrow screen."""


class Axis(NamedTuple):
    """A straight line from one value to another."""

    start: float
    end: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Return the place of a value in percent; what lies outside stands at the end."""
        share = (value - self.start) / (self.end - self.start)
        return round(100 * min(max(share, 0.0), 1.0), 2)


def step_for(length: float, most: int, least: float = 0.0) -> float:
    """Return the smallest round step (1, 2 or 5 times a power of ten, at least `least`) that divides a length into at most `most` parts."""
    power = 10.0 ** floor(log10(length / most))
    return max(next(power * n for n in (1, 2, 5, 10) if power * n * most >= length * (1 - 1e-9)), least)


def value_axis(top: float) -> Axis:
    """Return an axis from zero to the first round value that is not below `top`."""
    if top <= 0:
        return Axis(0, 1, (0, 1))
    step = step_for(top, _MOST_TICKS)
    count = floor(top / step * (1 - 1e-9)) + 1
    ticks = tuple(step * n for n in range(count + 1))
    return Axis(0, ticks[-1], ticks)


def magnitude(top: float) -> tuple[float, str]:
    """Return by what the numbers on an axis are divided, and the word that says so."""
    return next(((size, word) for least, size, word in _MAGNITUDES if top >= least), (1, ""))


def year_bins(first: int, last: int) -> list[tuple[int, int]]:
    """Divide years into few stretches of equal length, each with its first and its last year."""
    step = int(step_for(last - first + 1, _MOST_BINS, least=1))
    return [(year, year + step - 1) for year in range(first // step * step, last + 1, step)]


def year_axis(bins: list[tuple[int, int]]) -> Axis:
    """Return the axis of such stretches, with round years written."""
    start, end = bins[0][0], bins[-1][1] + 1
    step = int(step_for(end - start, _MOST_TICKS, least=1))
    return Axis(start, end, tuple(year for year in range(-(-start // step) * step, end, step)))


def moment(day: date) -> float:
    """Return the start of a day as a number of years."""
    return day.year + (day.toordinal() - date(day.year, 1, 1).toordinal()) / _days(day.year)


def moment_after(day: date) -> float:
    """Return the end of a day as a number of years."""
    return day.year + (day.toordinal() - date(day.year, 1, 1).toordinal() + 1) / _days(day.year)


def months(year: int) -> Axis:
    """Return the axis of a year, with the starts of its months."""
    return Axis(year, year + 1, tuple(moment(date(year, month, 1)) for month in range(1, 13)))


def _days(year: int) -> int:
    return 366 if isleap(year) else 365

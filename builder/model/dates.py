"""Dates: a day, a month, a year or an interval, each exact, approximate or uncertain.

The notation is EDTF, the Extended Date/Time Format (ISO 8601-2:2019, Library of Congress profile). Years, months and days, with `~`,
`?` or `%`, and intervals between them are parsed here; everything else is left to the `edtf` library, which is complete but takes a tenth
of a second to load, and milliseconds per date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?\Z")
_SEASON = re.compile(r"[0-9]{4}-(?:2[1-9]|3[0-9]|4[01])\Z")  # EDTF writes seasons and quarters as months 21 to 41
_MONTHS = "January February March April May June July August September October November December".split()

_YEAR = re.compile(r"(?<![0-9])[1-9][0-9]{3}(?![0-9])")
_SAFE_INPUT = re.compile(r"[0-9X?~%/.-]{1,40}\Z")  # no years of a billion digits, nothing on which the grammar backtracks


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A date or interval. Dates sort by their first day, then by their last."""

    first: date
    """The earliest day that it can mean."""
    last: date
    """The latest day that it can mean."""
    edtf: str
    """As written."""

    @property
    def machine(self) -> str:
        """The value for HTML's `datetime` attribute, or empty if HTML has no notation for it."""
        return self.edtf if _PLAIN.match(self.edtf) and not _SEASON.match(self.edtf) else ""


_Day: TypeAlias = date


class SourceDate(NamedTuple):
    """A date of a source: a date, or what its record has instead (`in press`, `44 BC`), which is shown as it is."""

    edtf: str
    """EDTF where it is a date, else words."""
    date: Date | None = None
    csl: Mapping[str, object] | None = None
    """What the record has, where that is an object of CSL-JSON."""

    @property
    def machine(self) -> str:
        """The value for HTML's `datetime` attribute, or empty."""
        return self.date.machine if self.date else ""

    @property
    def year(self) -> int | None:
        """The year in which it begins, or ends if its beginning is open; of words the first that they name; None if there is none."""
        if self.date:
            return (self.date.last if self.date.first == date.min else self.date.first).year
        found = _YEAR.search(self.edtf)
        return int(found[0]) if found else None

    @property
    def order(self) -> tuple[_Day, _Day]:
        """The key by which such dates sort: words by the year that they name, and last if they name none."""
        if self.date:
            return self.date.first, self.date.last
        if self.edtf.endswith(" BC"):
            return date.min, date.min
        year = self.year
        return (date(year, 1, 1), date(year, 12, 31)) if year else (date.max, date.max)


@lru_cache(maxsize=65536)
def parse_date(text: str) -> Date | None:
    """Return the date that an EDTF text denotes; None if it is not EDTF or names a day that does not exist."""
    match = _PLAIN.match(text)
    if match and not _SEASON.match(text):
        return _plain(text, *(int(part) if part else None for part in match.groups()))
    return _of_plain(text) or _extended(text)


def _of_plain(text: str) -> Date | None:
    """Return what most other dates are: one that is approximate or uncertain, or an interval. A shortcut: the grammar reads the same."""
    start, slash, end = text.partition("/")
    first = _marked(start)
    last = _marked(end) if slash else first
    if not (first or (last and start == "..")) or not (last or (first and end == "..")):
        return None
    lower, upper = first.first if first else date.min, last.last if last else date.max
    return Date(lower, upper, text) if lower <= upper else None


def _marked(text: str) -> Date | None:
    """Return a year, month or day, which may be approximate or uncertain as a whole."""
    bare = text[:-1] if text.endswith(("~", "?", "%")) else text
    match = _PLAIN.match(bare)
    if not match or _SEASON.match(bare):
        return None
    return _plain(bare, *(int(part) if part else None for part in match.groups()))


def _plain(text: str, year: int | None, month: int | None, day: int | None) -> Date | None:
    try:
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
        last_month = 12 if month is None else month
        return Date(first, date(first.year, last_month, monthrange(first.year, last_month)[1] if day is None else day), text)
    except ValueError:  # no such day or month
        return None


def _extended(text: str) -> Date | None:
    if not _SAFE_INPUT.match(text) or text.startswith("/") or text.endswith("/"):
        return None
    # Imported late: its grammar takes a tenth of a second to build, and most projects never need it.
    from edtf import EDTFParseException, parse_edtf

    open_start, open_end = text.startswith("../"), text.endswith("/..")
    try:
        value = parse_edtf(text.removeprefix("../") if open_start else text.removesuffix("/.."))
        first, last = date(*value.lower_strict()[:3]), date(*value.upper_strict()[:3])
    except (EDTFParseException, ValueError, TypeError, AttributeError):  # the library raises all of these on bad input
        return None
    first, last = date.min if open_start else first, date.max if open_end else last
    return Date(first, last, text) if first <= last else None


def english_date(year: int, month: int, day: int) -> str:
    """Return a year, a month or a day in English; an unknown month or day is 0."""
    return " ".join(filter(None, (str(day) if day else "", _MONTHS[month - 1] if month else "", f"{year:04}")))


def show_date(value: Date, say: Callable[[str], str] = str, plain: Callable[[int, int, int], str] = english_date) -> str:
    """Return a date in words: `17 September 2025`, `about February 2025`, `2014 to 2017`, `2014 or earlier` for `../2014`.

    `say` translates a phrase; `plain` formats a year, month and day, of which the last two may be 0.
    """
    start, _, end = value.edtf.partition("/")
    start_words = _show_endpoint(start, say, plain) if start != ".." else ""
    if not end:
        return start_words
    end_words = _show_endpoint(end, say, plain) if end != ".." else ""
    if start_words and end_words:
        return say("{start} to {end}").format(start=start_words, end=end_words)
    return say("from {date}").format(date=start_words) if start_words else say("{date} or earlier").format(date=end_words)


def _show_endpoint(text: str, say: Callable[[str], str], plain: Callable[[int, int, int], str]) -> str:
    bare = text.rstrip("~?%")
    mark = text[len(bare) :]
    match = _PLAIN.match(bare)
    if not match:
        return text
    if _SEASON.match(bare):
        year, season = bare.split("-")
        seasons = {"21": say("spring {year}"), "22": say("summer {year}"), "23": say("autumn {year}"), "24": say("winter {year}")}
        return seasons[season].format(year=year) if season in seasons else text
    words = plain(*(int(part or 0) for part in match.groups()))
    if mark in ("~", "%"):
        words = say("about {date}").format(date=words)
    return say("{date} (uncertain)").format(date=words) if mark in ("?", "%") else words

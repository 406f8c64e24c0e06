"""Dates as people know them: a day, a month, a year, an interval, approximate or uncertain.

The notation is EDTF, the Extended Date/Time Format (ISO 8601-2:2019, Library of Congress profile). Plain years, months and
days are read here; everything else is left to the `edtf` library, which is complete but takes milliseconds a date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?\Z")
_SEASON = re.compile(r"[0-9]{4}-(?:2[1-9]|3[0-9]|4[01])\Z")  # EDTF writes seasons and quarters as months 21 to 41
_MONTHS = "January February March April May June July August September October November December".split()

_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_WITHIN_REACH = re.compile(r"[0-9X?~%/.-]{1,40}\Z")  # neither years of a billion digits nor texts on which the grammar backtracks


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
        """The value for HTML's `datetime` attribute, or empty where HTML has no notation for it."""
        return self.edtf if _PLAIN.match(self.edtf) and not _SEASON.match(self.edtf) else ""


@lru_cache(maxsize=65536)
def parse_date(text: str) -> Date | None:
    """Read an EDTF date; None when it is not one, or names a day that does not exist."""
    match = _PLAIN.match(text)
    if match and not _SEASON.match(text):
        return _plain(text, *(int(part) if part else None for part in match.groups()))
    return _extended(text)


def _plain(text: str, year: int | None, month: int | None, day: int | None) -> Date | None:
    try:
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
        last_month = 12 if month is None else month
        return Date(first, date(first.year, last_month, monthrange(first.year, last_month)[1] if day is None else day), text)
    except ValueError:  # no such day or month
        return None


def _extended(text: str) -> Date | None:
    # Imported late: its grammar takes a tenth of a second to build, and most projects never need it.
    from edtf import EDTFParseException, parse_edtf

    if not _WITHIN_REACH.match(text) or text.startswith("/") or text.endswith("/"):
        return None
    open_start, open_end = text.startswith("../"), text.endswith("/..")
    try:
        value = parse_edtf(text.removeprefix("../") if open_start else text.removesuffix("/.."))
        first, last = date(*value.lower_strict()[:3]), date(*value.upper_strict()[:3])
    except (EDTFParseException, ValueError, TypeError, AttributeError):  # the library raises all of these on bad input
        return None
    first, last = date.min if open_start else first, date.max if open_end else last
    return Date(first, last, text) if first <= last else None


def show_date(value: Date) -> str:
    """Write a date out in English: `17 September 2025`, `about February 2025`, `2014 to 2017`."""
    text, _, rest = value.edtf.partition("/")
    if rest:
        if ".." in (text, rest):
            return f"from {_show_one(text)}" if rest == ".." else f"until {_show_one(rest)}"
        return f"{_show_one(text)} to {_show_one(rest)}"
    return _show_one(text)


def _show_one(text: str) -> str:
    bare = text.rstrip("~?%")
    mark = text[len(bare) :]
    match = _PLAIN.match(bare)
    if not match:
        return text
    if _SEASON.match(bare):
        year, season = bare.split("-")
        return f"{_SEASONS[season]} {year}" if season in _SEASONS else text
    year, month, day = match.groups()
    words = " ".join(filter(None, (str(int(day)) if day else "", _MONTHS[int(month) - 1] if month else "", year)))
    if mark in ("~", "%"):
        words = f"about {words}"
    return f"{words} (uncertain)" if mark in ("?", "%") else words

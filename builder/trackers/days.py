"""The dates of entries as EDTF (ISO 8601-2:2019), where it is certain which one is meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.dates.other_dates import meant_dates
from builder.model.dates import parse_date
from builder.model.findings import finding
from builder.model.language import month_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.findings import Finding, Where
    from builder.trackers.entries import Entry

_NUMBERS = re.compile(r"\s*([0-9]{1,2})\s*[-/. ]\s*([0-9]{1,2})\s*[-/. ]\s*[0-9]{4}\s*\Z")
_SHORT_YEAR = re.compile(r"\s*([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{2})\s*\Z")
_BLANK = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-(?:\?{1,2}|00|[xX]{2}|__)){1,2}\Z")
"""A date whose day, or month and day, nobody knows."""
_NAME = re.compile(r"[^\W\d_]+")
_BESIDE = frozenset(
    "st nd rd th of the de del den der di day on in er º le to until till through and c ca circa about around approx approximately vers um "
    "between from spring summer autumn fall winter t z "
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun".split()
)
"""Words that may stand in a date beside the name of a month."""
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9]{1,2}:[0-9:.]{2,20} ?(?:Z|UTC|GMT|[+-][0-9:]{2,5})?\Z")
_MONTHS = 12
_LAST_CENTURY = 69
"""The first year of two digits that is one of the last century, as POSIX has it (`%y` of strptime)."""
_LONGEST = 100


def dates_in(text: str) -> tuple[str, ...]:
    """Return the EDTF dates that a text may be, if it is a date and nothing else: none, one, or two.

    Where the year has two digits, it is never certain which of the three numbers it is.
    """
    if parse_date(text):
        return (text,)
    if (match := _TIME.match(text)) and parse_date(match[1]):
        return (match[1],)
    if match := _BLANK.match(text):
        known = "-".join(filter(None, match.groups()))
        return (known,) if parse_date(known) else ()
    if match := _SHORT_YEAR.match(text):
        year = f"{19 if int(match[4]) >= _LAST_CENTURY else 20}{match[4]}"
        found = (f"{year}-{month:0>2}-{day:0>2}" for day, month in ((match[1], match[3]), (match[3], match[1])))
        return tuple(dict.fromkeys(date for date in found if parse_date(date)))
    names = (name.casefold() for name in _NAME.findall(text[:_LONGEST]))
    return meant_dates(text) if all(name in _BESIDE or month_numbers(name) for name in names) else ()


class Days:
    """Reads the dates of one tracker: where one of them can only have its day first, so have the others."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._first: dict[bool, tuple[str, Where]] = {}
        """The first date whose day certainly comes first, and the first whose month does."""
        for entry in entries:
            match = _NUMBERS.match(entry.date)
            parts = [int(part) for part in match.groups()] if match else []
            if parts and (parts[0] > _MONTHS) != (parts[1] > _MONTHS):
                self._first.setdefault(parts[0] > _MONTHS, (entry.date, entry.places.get("date", entry.where)))
        self._is_said = False

    def read(self, text: str, where: Where, findings: list[Finding]) -> str:
        """Return the EDTF of a date; empty if it is not certain, which is reported."""
        text = text.strip()
        if not text:
            return ""
        meant = dates_in(text)
        if len(meant) == 1 and not _SHORT_YEAR.match(text):  # `25/02/24` may be of 2024, and of 2025
            return meant[0]
        if meant and _NUMBERS.match(text) and len(self._first) == 1:
            (day_first, (witness, place)) = next(iter(self._first.items()))
            if not self._is_said:
                order = "day" if day_first else "month"
                words = f"`{text}` and dates like it are read with the {order} first, as in `{witness}` on line {place.line}"
                findings.append(finding(where, "repaired-record", words))
                self._is_said = True
            return meant[0] if day_first else meant[1]
        either = f", and may be {' or '.join(meant)}" if meant else ""
        words = f"the date `{text[:60]}` is not certain{either}, and is not carried over"
        findings.append(finding(where, "not-carried-over", words, f"write {' or '.join(meant) or 'it as YYYY-MM-DD'}, and import again"))
        return ""

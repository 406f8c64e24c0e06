"""Dates of bibliographies as EDTF (ISO 8601-2:2019) where they say one, otherwise as they stand.

Pandoc leaves out whatever it cannot put into numbers ("in press", `2020a`, `January--February`), so dates are not left to it.
"""

from __future__ import annotations

import re

from builder.bibliographies.records import one_line
from builder.model.dates import parse_date
from builder.model.language import month_numbers

_TEX = re.compile(r"\\(?:textasciitilde|,|~)(?:\{\})?|[{}]")
_OPEN = re.compile(r"([^/]+)/\Z")
_OPEN_START = re.compile(r"/([^/]+)\Z")
_CIRCA = re.compile(r"(?:c\.|ca\.|c|ca|circa|um|vers)\s*([0-9]{4})\Z", re.IGNORECASE)
_YEARS = re.compile(r"([0-9]{4})\s*(?:-{1,3}|–|/)\s*([0-9]{4})\Z")
_DAY_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|\.)?[\s~]*(?:of\s+)?(\D+?)[\s,]*\Z")
_MONTH_DAY = re.compile(r"(\D+?)[\s~]*([0-9]{1,2})(?:st|nd|rd|th|\.)?[\s,]*\Z")
_BETWEEN = re.compile(r"\s*(?:-{1,3}|–|/|&|\bto\b|\band\b)\s*", re.IGNORECASE)
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_NUMBER = re.compile(r"0?([1-9]|1[0-2])\Z")
_ENDS = 2
_MONTHS = "january february march april may june july august september october november december".split()


def date_of(date: str, year: str, month: str, day: str) -> str:
    """Return the date of a record, from biblatex's `date` or else from the fields of BibTeX; empty if they are empty."""
    if text := _plain(date):
        return _exact(text)
    year, month, day = _plain(year), _plain(month), _plain(day)
    if not month:
        return _exact(year)
    return _joined(year, month, day) or " ".join(filter(None, (day, month, year)))


def _plain(text: str) -> str:
    r"""Return a text without braces, and with `~` for `\textasciitilde`."""
    return one_line(_TEX.sub(lambda match: "~" if "textasciitilde" in match[0] else "", text))


def _exact(text: str) -> str:
    """Return a date in EDTF if it is certain which one is meant, else the text."""
    if parse_date(text):
        return text
    if match := _CIRCA.match(text):
        return f"{match[1]}~"
    candidates = (_OPEN.sub(r"\1/..", text), _OPEN_START.sub(r"../\1", text), _YEARS.sub(r"\1/\2", text))
    return next((one for one in candidates if one != text and parse_date(one)), text)


def _joined(year: str, month: str, day: str) -> str:
    """Return the EDTF of a year, a month and a day; empty if they are not certain."""
    if not re.fullmatch("[0-9]{4}", year):
        return ""
    if not day:
        month, day = _day_of(month)
    days = _BETWEEN.split(day) if day else [""]
    months = [_month(name) for name in _BETWEEN.split(month)] if not _month(month) else [_month(month)]
    if not all(months) or max(len(months), len(days)) > _ENDS or not all(one == "" or one.isdigit() for one in days):
        return ""
    return _interval(year, months, days)


def _interval(year: str, months: list[str], days: list[str]) -> str:
    if len(months) == len(days) or len(days) == 1 == len(months):
        ends = list(zip(months, days, strict=True))
    elif len(months) == 1:
        ends = [(months[0], day) for day in days]
    elif days == [""]:
        ends = [(month, "") for month in months]
    else:
        return ""
    text = "/".join(f"{year}-{month}{f'-{int(day):02}' if day else ''}" for month, day in ends)
    return text if parse_date(text) else ""


def _day_of(month: str) -> tuple[str, str]:
    """Return a month and the day that stands with it, as in `12 March`, `March~12` and `March 12th`."""
    if match := _DAY_MONTH.match(month):
        return match[2], match[1]
    if match := _MONTH_DAY.match(month):
        return match[1], match[2]
    return month, ""


def _month(name: str) -> str:
    """Return the number of a month, 01 to 12, or of a season as EDTF has it, 21 to 24; empty if the name is none."""
    if match := _NUMBER.match(name):
        return f"{int(match[1]):02}"
    word = name.strip("~ .").casefold()
    if word in _SEASONS:
        return str(_SEASONS[word])
    english = {number for number, name in enumerate(_MONTHS, 1) if word in (name, name[:3], name[:4])}
    numbers = english or month_numbers(word)
    return f"{min(numbers):02}" if len(numbers) == 1 else ""

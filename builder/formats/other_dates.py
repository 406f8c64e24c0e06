"""Dates in the notations that people use, as EDTF: what `25 February 2025` or `25/02/2025` would be if it were written as `2025-02-25`."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from builder.model.dates import parse_date
from builder.model.language import month_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 80
_DASHES = re.compile("[‐‑‒–—―−﹣－]+")
_CHINESE = str.maketrans({"年": "-", "月": "-", "日": "", "년": "-", "월": "-", "일": ""})
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u0640]")
_QUOTES = "\"'“”„‘’«»` "
_TIME = re.compile(r"([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})[T ][0-9:.]+(?:Z|[+-][0-9:]+)?\Z", re.IGNORECASE)
_RANGE = re.compile(r"\s+(?:to|until|till|through|and|-|/)\s+|\s*/\s*")
_ABOUT = re.compile(r"(?:c|ca|circa|about|around|approx|approximately|vers|um)\.?\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:between|from)\s+", re.IGNORECASE)
_DECADE = re.compile(r"(?:the\s+)?([0-9]{3})0'?s\Z", re.IGNORECASE)
_SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/. ])([0-9]{1,2})(?:\2([0-9]{1,2}))?\Z")
_YEAR_LAST = re.compile(r"(?:([0-9]{1,2})([-/. ]))?([0-9]{1,2})([-/. ])([0-9]{4})\Z")
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})\Z")
_YEARS = re.compile(r"([0-9]{4})\s*-\s*([0-9]{4})\Z")
_WORD = re.compile(r"[^\W\d_]+|[0-9]+")
_FILLERS = frozenset("st nd rd th of the de del den der di day on in er º le".split())
_MOST_WORDS = 8
_MONTHS = 12


def meant_dates(text: str) -> tuple[str, ...]:
    """Return the EDTF dates that a text in another notation may stand for: none, one, or two where day and month may be changed over."""
    if len(text) > _LONGEST:
        return ()
    plain = _plain(text)
    found = dict.fromkeys(date for date in _candidates(plain) if date != text and parse_date(date) is not None)
    return tuple(found)


def _plain(text: str) -> str:
    """Return a text with ASCII digits, hyphens and single spaces, and without quotation marks."""
    text = _DASHES.sub("-", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))
    text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    return " ".join(text.translate(_CHINESE).replace("،", ",").strip(_QUOTES + ".,;-").split())


def _candidates(text: str) -> Iterator[str]:
    yield text
    if match := _TIME.match(text):
        yield from _one(match[1])
    elif match := _YEARS.match(text):
        yield f"{match[1]}/{match[2]}"
    elif match := _DECADE.match(text):
        yield f"{match[1]}X"
    elif match := _ABOUT.match(text):
        yield from (f"{date}~" for date in _one(text[match.end() :]))
    elif found := tuple(_one(text)):
        yield from found
    else:
        yield from _one(text.replace(" ", ""))
        yield from _range(text)


def _range(text: str) -> Iterator[str]:
    text = _BETWEEN.sub("", text)
    ends = _RANGE.split(text) if _RANGE.search(text) else text.split("-")
    if len(ends) != 2:  # noqa: PLR2004
        return
    last = next(_one(ends[1]), "")
    if re.fullmatch(r"[0-9]{1,2}", ends[0]) and len(last) == len("2025-02-25"):  # the same month
        yield f"{last[:8]}{ends[0]:0>2}/{last}"
    elif first := next(_one(ends[0]), "") or next(_one(f"{ends[0]} {last[:4]}"), ""):
        yield f"{first}/{last}"


def _one(text: str) -> Iterator[str]:
    """Yield what one day, month, season or year may be."""
    if re.fullmatch(r"[0-9]{4}", text):
        yield text
    elif match := _YEAR_FIRST.match(text):
        parts = [f"{part:0>2}" for part in (match[3], match[4]) if part]
        yield "-".join([match[1], *parts])
        if int(match[3]) > _MONTHS:
            yield "-".join([match[1], *reversed(parts)])
    elif match := _DIGITS.match(text):
        yield "-".join(match.groups())
    elif match := _YEAR_LAST.match(text):
        yield from _year_last(match)
    else:
        yield from _in_words(text)


def _year_last(match: re.Match[str]) -> Iterator[str]:
    first, sign, second, year = match[1], match[2], match[3], match[5]
    if first is None:
        yield f"{year}-{second:0>2}"
        return
    yield f"{year}-{second:0>2}-{first:0>2}"
    if sign != ".":  # a dot is used where the day comes first
        yield f"{year}-{first:0>2}-{second:0>2}"


def _in_words(text: str) -> Iterator[str]:
    words = [word.casefold() for word in _WORD.findall(text)]
    years = [word for word in words if word.isdigit() and len(word) == len("2025")]
    days = [word for word in words if word.isdigit() and len(word) <= len("25")]
    names = [word for word in words if not word.isdigit() and word not in _FILLERS]
    if len(years) != 1 or len(days) > 1 or len(words) > _MOST_WORDS:
        return
    months = month_numbers(" ".join(names)) or {number for name in names for number in month_numbers(name)}
    if len(names) == 1 and names[0] in _SEASONS and not days:
        yield f"{years[0]}-{_SEASONS[names[0]]}"
    elif len(months) == 1:
        yield "-".join([years[0], *(f"{month:02}" for month in months), *(f"{day:0>2}" for day in days)])

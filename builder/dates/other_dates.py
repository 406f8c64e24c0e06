"""Dates in the notations that people use, as EDTF: what `25 February 2025` or `25/02/2025` would be if it were written as `2025-02-25`.

Nothing of what was written may be left over: a word that is not understood, as in `4 November 1680 (Old Style)`, may change the day.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING

from builder.model.dates import parse_date
from builder.model.language import month_numbers, weekday_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 80
"""Characters of a text that may be a date."""
_DASHES = re.compile("[‐‑‒–—―−﹣－]+")
_CHINESE = str.maketrans({"年": "-", "月": "-", "日": "", "년": "-", "월": "-", "일": ""})
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u0640]")
_QUOTES = "\"'“”„‘’«»` "
_SIGNS = re.compile(r"[\s,./'’ºª-]*\Z")
"""Signs that say nothing between the words of a date."""
_TIME = re.compile(r"([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})[T ][0-9:.]+(?:Z|[+-][0-9:]+)?\Z", re.IGNORECASE)
_RANGE = re.compile(r"\s+(?:to|until|till|through|and|-|/)\s+|\s*/\s*")
_ABOUT = re.compile(r"(?:c|ca|circa|about|around|approx|approximately|vers|um)\.?\s+|c\.", re.IGNORECASE)
_PROBABLY = re.compile(r"(?:probably|prob|perhaps|possibly|maybe|presumably)\.?\s+", re.IGNORECASE)
_DOUBTED = re.compile(r"\s*(?:\(\s*\?\s*\)|\?)\Z")
_BY = re.compile(r"(?:by|until|till|up to|(?:no|not) later than|not after|حتى)\s+", re.IGNORECASE)
_SINCE = re.compile(r"(?:since|from|(?:no|not) earlier than|not before|منذ)\s+", re.IGNORECASE)
_FROM_ON = re.compile(r"(.*[0-9])\s*(?:-|on|onwards?|or later)\Z", re.IGNORECASE)
_OR_EARLIER = re.compile(r"(.*[0-9])\s+or (?:earlier|before)\Z", re.IGNORECASE)
_ERA = re.compile(r"\A(?:a\.?d\.?|c\.?e\.?)\s*(?=[0-9]{4}\Z)|(?<=[0-9]{4})\s*(?:a\.?d\.?|c\.?e\.?|م)\Z", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:between|from)\s+", re.IGNORECASE)
_DECADE = re.compile(r"(?:the\s+)?([0-9]{3})0'?s\Z", re.IGNORECASE)
_SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
_SEASON = re.compile(r"[0-9]{4}-2[1-4]\Z")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/. ])([0-9]{1,2})(?:\2([0-9]{1,2}))?\Z")
_YEAR_LAST = re.compile(r"(?:([0-9]{1,2})([-/. ]))?([0-9]{1,2})([-/. ])([0-9]{4})\Z")
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})\Z")
_YEARS = re.compile(r"([0-9]{4})\s*-\s*([0-9]{4})\Z")
_WORD = re.compile(r"[^\W\d_]+|[0-9]+")
_FILLERS = frozenset("st nd rd th of the de del den der di day on in er º le year".split())
_MOST_WORDS = 8
_MONTHS = 12


def meant_dates(text: str) -> tuple[str, ...]:
    """Return the EDTF dates that a text in another notation may stand for: none, one, or two where day and month may be changed over."""
    if len(text) > LONGEST:
        return ()
    plain = plain_date(text)
    found = dict.fromkeys(edtf for edtf in _candidates(plain) if edtf != text and parse_date(edtf) is not None)
    return tuple(found)


def plain_date(text: str) -> str:
    """Return a text with ASCII digits, hyphens and single spaces, and without quotation marks."""
    text = _DASHES.sub("-", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))
    text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    return " ".join(text.translate(_CHINESE).replace("،", ",").strip(_QUOTES).rstrip(".,;").split())


def _candidates(text: str) -> Iterator[str]:
    yield text
    text = _ERA.sub("", text)
    if match := _BY.match(text):
        yield from (f"../{edtf}" for edtf in marked_dates(text[match.end() :]))
    elif match := _OR_EARLIER.match(text):
        yield from (f"../{edtf}" for edtf in marked_dates(match[1]))
    elif found := tuple(marked_dates(text)):
        yield from found
    elif match := _FROM_ON.match(text):
        yield from (f"{edtf}/.." for edtf in marked_dates(_SINCE.sub("", match[1])))
    elif match := _SINCE.match(text):
        yield from (f"{edtf}/.." for edtf in marked_dates(text[match.end() :]))


def marked_dates(text: str) -> Iterator[str]:
    """Yield what a text may be that says how certain it is: `c. 1680` is `1680~`, `probably 1680` and `1680 (?)` are `1680?`."""
    bare = _DOUBTED.sub("", _PROBABLY.sub("", text, 1) if _PROBABLY.match(text) else text)
    is_doubted = bare != text
    about = _ABOUT.match(bare)
    mark = "%" if about and is_doubted else "~" if about else "?" if is_doubted else ""
    for edtf in _unmarked(bare[about.end() :] if about else bare):
        yield "/".join(f"{end}{mark}" if end[-1] not in "~?%." else end for end in edtf.split("/"))


def _unmarked(text: str) -> Iterator[str]:
    if match := _TIME.match(text):  # an hour does not change the day
        yield from _one(match[1])
    elif match := _YEARS.match(text):
        yield f"{match[1]}/{match[2]}"
    elif match := _DECADE.match(text):
        yield f"{match[1]}X"
    elif found := tuple(_one(text)):
        yield from found
    else:
        yield from _one(text.replace(" ", ""))
        yield from _range(text)


def _range(text: str) -> Iterator[str]:
    text = _BETWEEN.sub("", text)
    ends = _RANGE.split(text) if _RANGE.search(text) else text.split("-")
    if len(ends) != 2 or not all(ends):  # noqa: PLR2004
        return
    about = [bool(_ABOUT.match(end)) for end in ends]
    ends = [_ABOUT.sub("", end, 1) if is_about else end for end, is_about in zip(ends, about, strict=True)]
    last = next(_one(ends[1]), "")
    if re.fullmatch(r"[0-9]{1,2}", ends[0]) and len(last) == len("2025-02-25"):  # the same month
        if "/" not in text:  # `4/14 November 1680` is one day in two calendars
            yield f"{last[:8]}{ends[0]:0>2}/{last}"
        return
    first = next(_one(ends[0]), "") or next(_one(f"{ends[0]} {last[:4]}"), "")
    if not first or not last or (_SEASON.match(first) and len(last) == len("2025")) or ("/" in text and julian_day(first) == last):
        return
    yield "/".join(f"{end}~" if is_about else end for end, is_about in zip((first, last), about, strict=True))


def julian_day(text: str) -> str:
    """Return the day of the Gregorian calendar that has, in the Julian one, this date; empty if it is no day."""
    match = _DAY.match(text)
    if not match:
        return ""
    year, month, day = (int(part) for part in match.groups())
    counted = year - (month <= 2)  # noqa: PLR2004  # the extra day comes at the end of February
    try:
        return (date(year, month, day) + timedelta(counted // 100 - counted // 400 - 2)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _one(text: str) -> Iterator[str]:
    """Yield what one day, month, season or year may be."""
    if re.fullmatch(r"[0-9]{4}", text):
        yield text
    elif match := _YEAR_FIRST.match(text):
        parts = [f"{part:0>2}" for part in (match[3], match[4]) if part]
        yield "-".join([match[1], *parts])
        if int(match[3]) > _MONTHS:
            yield "-".join([match[1], *reversed(parts)])
        if match[2] in "-/" and not match[4] and text[5:] == str(int(match[1]) + 1)[-1]:  # `2024/5`
            yield f"{match[1]}/{int(match[1]) + 1}"
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
    numbers = [word for word in words if word.isdigit()]
    years = [word for word in numbers if len(word) == len("2025")]
    days = [word for word in numbers if len(word) <= len("25")]
    names = [word for word in words if not word.isdigit() and word not in _FILLERS]
    if len(years) != 1 or len(days) > 1 or len(numbers) > len(years + days) or len(words) > _MOST_WORDS:
        return
    if not _SIGNS.match(_WORD.sub("", text)) or text[0] in "-/" or text[-1] in "-/":
        return
    if len(names) == 1 and names[0] in _SEASONS and not days:
        yield f"{years[0]}-{_SEASONS[names[0]]}"
    elif not names and not days:
        yield years[0]
    elif names and (found := _month_and_weekday(names)):
        month, weekdays = found
        edtf = "-".join([years[0], f"{month:02}", *(f"{day:0>2}" for day in days)])
        value = parse_date(edtf)
        if not weekdays or (days and value and value.first.weekday() in weekdays):  # another day is one of another calendar, or a slip
            yield edtf


def _month_and_weekday(names: list[str]) -> tuple[int, frozenset[int]] | None:
    """Return the month that all these words name, and the days of the week, 0 for Monday, that one of them may be; else None."""
    months: set[int] = set()
    weekdays: frozenset[int] = frozenset()
    while names:
        size = next((size for size in (2, 1) if month_numbers(" ".join(names[:size]))), 0)
        months |= month_numbers(" ".join(names[:size]))
        if not size and (weekdays or not (weekdays := weekday_numbers(names[0]))):
            return None
        names = names[size or 1 :]
    return (months.pop(), weekdays) if len(months) == 1 else None

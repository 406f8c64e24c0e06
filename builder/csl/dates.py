"""Dates of CSL 1.0.2 and what stands in their place: as EDTF where they say something exact, else as words; and the way back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.model.dates import SourceDate, english_date, parse_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from builder.model.dates import Date

PARTS = ("year", "month", "day")
"""The parts of a date as pandoc's older YAML has them, one mapping for each end."""
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4} | {str(number): number for number in range(1, 5)}
_FIRST_SEASON, _LAST_SEASON, _EDTF_SEASON = 13, 24, 20
"""Months from 13 are seasons for citation processors, four by four; EDTF writes those as months from 21."""
_TIME = re.compile(r"(-?[0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+(?:Z|[+-][0-9:]+)?\Z")
_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-[0-9]{2})?)?\Z")
_LETTERED = re.compile(r"([0-9]{4})([a-z])\Z")
_OPEN = (["0"], [""])
_FALSE = ("", "0", "false", "null", "no")


def date_of_text(text: str) -> SourceDate:
    """Return the date that a text is: EDTF, a moment (ISO 8601, of which the day counts) or an interval without an end, else words."""
    text = text.strip()
    edtf = match[1] if (match := _TIME.match(text)) else text
    edtf = f"{edtf}.." if edtf.endswith("/") else f"..{edtf}" if edtf.startswith("/") else edtf
    value = parse_date(edtf)
    return SourceDate(edtf if value else text, value)


def date_of_object(record: Mapping[str, object]) -> SourceDate:
    """Return the date of an object of CSL-JSON, which has `date-parts`, `literal` or `raw`; empty if it has none of them."""
    parts, words = record.get("date-parts"), str(record.get("literal") or record.get("raw") or "")
    ends = [_texts(end) for end in parts] if isinstance(parts, list) and all(isinstance(end, list) for end in parts) else []
    if not any(any(end) for end in ends):
        return date_of_text(words)._replace(csl={key: value for key, value in record.items() if key != "date-parts"})
    season, circa = str(record.get("season") or ""), _is_true(record.get("circa"))
    found = date_of_text("/".join(_end(end, season, circa=circa) for end in ends))
    is_whole = all(1 <= len(end) <= len(PARTS) and all(end) for end in ends)
    return (date_of_text(words) if words and not found.date else found)._replace(csl=record if is_whole else None)


def date_of_parts(ends: Sequence[Mapping[str, object]]) -> SourceDate:
    """Return the date of mappings with `year`, `month` and `day`, one for each end of an interval, as pandoc and others write them."""
    texts = [
        _end(_texts([end.get(part, "") for part in PARTS]), str(end.get("season") or ""), circa=_is_true(end.get("circa"))) for end in ends
    ]
    words = next((str(end[key]) for end in ends for key in ("literal", "raw", "other") if end.get(key)), "")
    return date_of_text("/".join(texts) if any(texts) else words)


def lettered_year(text: str) -> str:
    """Return how to write a year with a letter, `2020a`; nothing if the text is another."""
    match = _LETTERED.match(text)
    return f"{match[1]} and `year-suffix: {match[2]}`" if match else ""


def _texts(parts: Sequence[object]) -> list[str]:
    return ["" if part is None else str(part).strip() for part in parts]


def _is_true(value: object) -> bool:
    return str(value).lower() not in _FALSE if value is not None else False


def _end(parts: list[str], season: str, *, circa: bool) -> str:
    """Return one end of an interval as EDTF if it is one: `..` for an open one; what is no number stays as it is."""
    while parts and parts[-1].strip("0") == "" and len(parts) > 1:  # a month or day of zero is none
        parts = parts[:-1]
    if not parts or parts in _OPEN:
        return ".."
    year, month, day = (*parts, "", "")[:3]
    if year.startswith("-") and year[1:].isdecimal():
        numbers = [int(part) if part.isdecimal() else 0 for part in (month, day)]
        return f"{english_date(0, *numbers).removesuffix(' 0000')} {int(year[1:])} BC".removeprefix("0000 ")
    if season and not month:
        month = str(_EDTF_SEASON + _SEASONS[season.lower()]) if season.lower() in _SEASONS else season
    elif month.isdecimal() and not day and _FIRST_SEASON <= int(month[:9]) <= _LAST_SEASON:
        month = str(_EDTF_SEASON + 1 + (int(month) - _FIRST_SEASON) % 4)
    text = "-".join(part.zfill(2 if number else 4) for number, part in enumerate((year, month, day)) if part)
    return f"{text}~" if circa else text


def csl_date(value: SourceDate | Date) -> Mapping[str, object]:
    """Return a date of CSL 1.0.2: what the record has, if that is one, else `date-parts` for days, months, years, seasons and intervals.

    What `date-parts` cannot say is EDTF as `raw`, and words are `literal`.
    """
    if isinstance(value, SourceDate):
        return value.csl or (csl_date(value.date) if value.date else {"literal": value.edtf})
    ends = value.edtf.split("/")
    circa = all(end.endswith("~") or end == ".." for end in ends)
    bare = [end.removesuffix("~") if circa else end for end in ends]
    seasons = [int(match[2]) - _EDTF_SEASON for end in bare if (match := _PLAIN.match(end)) and int(match[2] or 0) > _EDTF_SEASON]
    is_sayable = bare[0] != ".." and all(end == ".." or _PLAIN.match(end) for end in bare)
    if not is_sayable or (seasons and (len(bare) > 1 or seasons[0] not in _SEASONS.values())):
        return {"raw": value.edtf}
    parts = [[0] if end == ".." else [int(number) for number in end.split("-")] for end in bare]
    record: dict[str, object] = {"date-parts": [parts[0][:1]], "season": seasons[0]} if seasons else {"date-parts": parts}
    return record | {"circa": True} if circa else record

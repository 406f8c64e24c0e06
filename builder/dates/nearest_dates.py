"""What to write instead of a date that has no exact form here, or more than one: a hint, never an edit.

Dates are EDTF (ISO 8601-2:2019), level 1, which counts in the proleptic Gregorian calendar. It has no form for a part of a year but
seasons, and none for one of two days.
"""

from __future__ import annotations

import re
from datetime import timedelta

from builder.dates.other_dates import LONGEST, julian_day, marked_dates, plain_date
from builder.model.dates import parse_date, show_date
from builder.model.language import weekday_numbers

CALENDAR = "dates are of the Gregorian calendar (ISO 8601)"
_CONVERT = f"{CALENDAR}: convert it, and let the text have the words of the source"
_YEAR_ONE = "a year before the year 1 has no form here"
_BEFORE_CHRIST = re.compile(r"[0-9]\s*(?:b\.?\s?c\.?(?:\s?e\.?)?|ق\.?\s?م\.?)\Z", re.IGNORECASE)
_NEGATIVE = re.compile(r"-([0-9]{4})\Z")
_GREGORIAN = re.compile(r",?\s*[(\[]?\s*(?:(?i:new style|gregorian)|\bN\.?\s?S\b\.?)\s*[)\]]?\s*\Z")
_OTHER_CALENDAR = re.compile(
    r"(?i:\bold[ -]style\b|\bjulian\b|\bhijri\b|\bhebrew\b)"
    r"|(?i:\bmuharram|\bsafar\b|\brabi\b|\bjumada|\brajab\b|\bsha'?ban|\bramadan|\bshawwal|\bdhu )"
    r"|\bO\.?\s?S\b|\bA\.?\s?H\b|محرم|صفر|ربيع ال|جمادى|رجب|شعبان|رمضان|شوال|ذو |ه\Z"
)
_TWO_DAYS = re.compile(r"([0-9]{1,2})\s?/\s?([0-9]{1,2})\s+(.+)")
_TWO_YEARS = re.compile(r"(?<![0-9])([0-9]{4})\s?([-/])\s?([0-9]{1,2}|[0-9]{4})\Z")
_BEFORE = re.compile(r"(?:before|ante|prior to|earlier than|قبل)\s+", re.IGNORECASE)
_AFTER = re.compile(r"(?:after|post|later than|بعد)\s+", re.IGNORECASE)
_EITHER = re.compile(r"(?:either\s+)?(.+?)\s+(?:or|أو)\s+(.+)", re.IGNORECASE)
_PART = re.compile(
    r"(?:the\s+)?(early|late|mid|middle|beginning|start|end|(?:first|second|last) (?:half|quarter|third))(?:-|\s+)(?:(?:of|in|the)\s+)*",
    re.IGNORECASE,
)
_CENTURY = re.compile(r"(?:the\s+)?([0-9]{1,2})(?:st|nd|rd|th)[ -](?:century|c)\Z", re.IGNORECASE)
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def nearest_form(text: str) -> str:
    """Return what to write instead of a date, where that is known; else nothing. Every date in it is one that the text may mean."""
    text = plain_date(text[:LONGEST])
    return next(filter(None, (rule(text) for rule in _RULES)), "")


def _calendar(text: str) -> str:
    if (match := _GREGORIAN.search(text)) and len(dates := _dates(text[: match.start()])) == 1:
        return f"write {dates[0]}: {CALENDAR}"
    return _CONVERT if _OTHER_CALENDAR.search(text) else ""


def _before_the_year_1(text: str) -> str:
    if match := _NEGATIVE.match(text):
        return f"write ../{match[1]} if its beginning is open; {_YEAR_ONE}"
    return f"{_YEAR_ONE}: let the text say it" if _BEFORE_CHRIST.search(text) else ""


def _one_day_in_two_calendars(text: str) -> str:
    """Read a double date, `4/14 November 1680`: the first day is that of the Julian calendar."""
    if match := _TWO_DAYS.match(text):
        firsts, lasts = (_dates(f"{day} {match[3]}") for day in match.groups()[:2])
    elif len(ends := text.split("/")) == 2:  # noqa: PLR2004
        lasts = _dates(ends[1])
        firsts = _dates(ends[0]) or tuple(first for last in lasts for first in _dates(f"{ends[0].strip()} {last[:4]}"))
    else:
        return ""
    pair = next(((first, last) for first in firsts for last in lasts if julian_day(first) == last), None)
    if pair:
        return f"write {pair[1]}, the day that is {pair[0]} in the Julian calendar: {CALENDAR}"
    if match and len(firsts) == len(lasts) == 1 and firsts < lasts:
        return f"write {firsts[0]}/{lasts[0]} if it is a span of days; {CALENDAR}"
    return ""


def _two_years(text: str) -> str:
    match = _TWO_YEARS.search(text)
    if not match:
        return ""
    year, sign, rest = match.groups()
    last = f"{year[: -len(rest)]}{rest}"
    if last <= year and int(last) + 10 ** len(rest) != int(year) + 1:
        return ""
    last = last if last > year else str(int(last) + 10 ** len(rest))
    if text[: match.start()].casefold() == "winter ":
        return f"write {year}-12/{last}-02 if it is from December to February"
    span = f"write {year}/{last} if it is a span of years" if text == match[0] else ""
    if sign == "/" and int(last) == int(year) + 1:
        two = f"of a year with two beginnings, write the one that begins on 1 January; {CALENDAR}"
        return f"{span}; {two}" if span else two
    return span


def _before_or_after(text: str) -> str:
    before, after = _BEFORE.match(text), _AFTER.match(text)
    match = before or after
    dates = _dates(text[match.end() :]) if match else ()
    if len(dates) != 1:
        return ""
    form, without = (f"../{one}" if before else f"{one}/.." for one in (dates[0], _neighbour(dates[0], -1 if before else 1)))
    hint = f"write {form} ({_in_words(form)})"
    return f"{hint}, or {without} without {_in_words(dates[0])}" if parse_date(without) else hint


def _neighbour(edtf: str, step: int) -> str:
    """Return the year, month or day before (-1) or after (1) one; empty if it is none of these."""
    value = parse_date(edtf)
    if value is None or not value.machine:
        return ""
    try:
        day = (value.first if step < 0 else value.last) + timedelta(step)
    except OverflowError:
        return ""
    return day.isoformat()[: len(edtf)]


def _either(text: str) -> str:
    match = _EITHER.fullmatch(text)
    if not match:
        return ""
    lasts = _dates(match[2])
    firsts = _dates(match[1]) or _dates(f"{match[1]} {match[2].partition(' ')[2]}") or _dates(f"{match[1]} {lasts[0][:4] if lasts else ''}")
    form = f"{firsts[0]}/{lasts[0]}" if len(firsts) == len(lasts) == 1 else ""
    return f"there is no form for one of two: the nearest is {form} ({_in_words(form)})" if parse_date(form) else ""


def _part(text: str) -> str:
    match = _PART.match(text)
    dates = (_dates(text[match.end() :]) or _century(text[match.end() :])) if match else ()
    if not match or len(dates) != 1:
        return ""
    bare = dates[0]
    finer = {len("2025"): "MM", len("2025-02"): "DD"}.get(len(bare), "") if bare[-1].isdecimal() else ""
    parts = f", or what the source allows, as {bare}-{finer}/{bare}-{finer}" if finer else ""
    return f"there is no form for `{match[1]}`: the nearest is {bare}{parts}"


def _only_century(text: str) -> str:
    return f"the nearest is {dates[0]}, the years {dates[0][:2]}00 to {dates[0][:2]}99" if (dates := _century(text)) else ""


def _century(text: str) -> tuple[str, ...]:
    match = _CENTURY.match(text)
    return (f"{int(match[1]) - 1:02}XX",) if match and int(match[1]) > 1 else ()


def _other_weekday(text: str) -> str:
    name, _, rest = text.partition(" ")
    dates = _dates(rest) if weekday_numbers(name.strip(".,")) else ()
    value = parse_date(dates[0]) if len(dates) == 1 else None
    return f"{_in_words(value.edtf)} is a {_WEEKDAYS[value.first.weekday()]}: {CALENDAR}" if value and value.first == value.last else ""


_RULES = (
    _calendar,
    _before_the_year_1,
    _one_day_in_two_calendars,
    _two_years,
    _before_or_after,
    _either,
    _part,
    _only_century,
    _other_weekday,
)


def _dates(text: str) -> tuple[str, ...]:
    """Return the dates that a part of a text may be, each once."""
    text = text.strip()
    return tuple(dict.fromkeys(edtf for edtf in marked_dates(text) if parse_date(edtf))) if text else ()


def _in_words(edtf: str) -> str:
    value = parse_date(edtf)
    return show_date(value) if value else edtf

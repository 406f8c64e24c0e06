"""Dates and numbers in texts, each as one word however it is written: `17.09.2025` is found where `17 September 2025` stands.

- A day is `2025-09-17` (ISO 8601), a month `2025-09`; a day of any year is `--09-17`, also where the year is known.
- A number has no separators of groups and no multiplier: `300,000`, `300 000` and `300k` are `300000`. A part of a hundred is `4%`,
  an amount of money `$16`, with and without its multiplier. A plain number is a word already.

`search.js` reads queries in the same way; tests/js/value_cases.json holds both to one table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.linking.mentions import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_ZEROS = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9, "الف": 3, "مليون": 6, "مليار": 9}
"""The digits that a multiplier stands for, by its folded name."""
_YEAR = "([12][0-9]{3})(?![0-9])"
_BEGINNING = 16
"""Letters before a number in which the name of a month may stand."""
_LAST_DAY = 31


def value_reader(months: Mapping[str, int]) -> Callable[[str], Iterator[str]]:
    """Return the function that yields the dates and numbers of a text; `months` are numbers of months by folded name.

    Every value is found by its digits, so that texts without any cost next to nothing.
    """
    names = "|".join(sorted(months, key=len, reverse=True))
    value = re.compile(
        f"([12][0-9]{{3}}) (0[1-9]|1[0-2])(?: (0[1-9]|[12][0-9]|3[01]))?(?![0-9])"
        rf"|(0?[1-9]|[12][0-9]|3[01])\.(0?[1-9]|1[0-2])\.{_YEAR}"
        rf"|([0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? ({names})(?!\w)(?:\.?,? {_YEAR})?"
        r"|([0-9]{1,3}(?:[, ٬][0-9]{3})+(?![0-9])|[0-9]+)(?:\.([0-9]+))?"
        rf"(?: ?({'|'.join(_ZEROS)})(?!\w))?(?: ?(%|٪|(?:percent|per cent|بالميه|في الميه)(?!\w)))?"
    )
    before = re.compile(rf"(?<!\w)({names})\.? $")
    after = re.compile(rf"(?:st|nd|rd|th)?,? {_YEAR}")

    def values(text: str) -> Iterator[str]:
        if not _DIGIT.search(text):
            return
        folded = fold(text)
        for found in value.finditer(folded):
            start = found.start()
            if folded[start - 1 : start].isalnum():
                continue
            year, month, day, d, m, y, named_day, name, named_year, whole, decimals, multiplier, percent = found.groups()
            if year:
                yield from _date(year, int(month), int(day or 0))
            elif y:
                yield from _date(y, int(m), int(d))
            elif name:
                yield from _date(named_year, months[name], int(named_day))
            elif not (decimals or multiplier or percent) and (month_name := before.search(folded, max(0, start - _BEGINNING), start)):
                number = int(whole) if whole.isdecimal() else 0
                following = after.match(folded, found.end())
                if number > _LAST_DAY:
                    yield from _date(whole, months[month_name[1]], 0)
                else:
                    yield from _date(following[1] if following else None, months[month_name[1]], number)
            else:
                yield from _number(whole, decimals or "", multiplier, "%" if percent else "", folded[start - 1 : start])

    return values


_DIGIT = re.compile(r"\d")
_GROUPS = re.compile("[, ٬]")


def _date(year: str | None, month: int, day: int) -> Iterator[str]:
    if day:
        yield f"--{month:02}-{day:02}"
    if year:
        yield f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}"


def _number(whole: str, decimals: str, multiplier: str | None, percent: str, sign: str) -> Iterator[str]:
    digits = _GROUPS.sub("", whole)
    plain, full = _times(digits, decimals, 0), _times(digits, decimals, _ZEROS.get(multiplier or "", 0))
    if full != whole:
        yield full
    if sign == "$":
        yield from dict.fromkeys((f"${plain}", f"${full}"))
    if percent:
        yield f"{full}%"


def _times(digits: str, decimals: str, zeros: int) -> str:
    """Return a number with its decimal point moved to the right, in its shortest form."""
    part = decimals.ljust(zeros, "0")
    rest = part[zeros:].rstrip("0")
    return f"{(digits + part[:zeros]).lstrip('0') or '0'}{'.' if rest else ''}{rest}"

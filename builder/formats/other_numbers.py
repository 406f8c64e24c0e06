"""Figures as people write them, as the numbers that they are: `1,900,000` and `1.9 million` are `1900000`."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from itertools import product

_LONGEST = 60
_FACTORS = {
    **dict.fromkeys(("thousand", "thousands", "ألف", "الف"), 3),
    **dict.fromkeys(("million", "millions", "mn", "mln", "mio", "مليون"), 6),
    **dict.fromkeys(("billion", "billions", "bn", "مليار"), 9),
    **dict.fromkeys(("trillion", "trillions", "tn"), 12),
}
"""Powers of ten, in the short scale of English."""
_PLAIN = re.compile(r"([0-9]+)(?:\.([0-9]+))?\Z")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([ '’,.])[0-9]{3}(?:\1[0-9]{3})*|,[0-9]{2}(?:,[0-9]{2})*,[0-9]{3})\Z")
"""Digits by threes, or as in India by twos before the last three."""
_GROUPS_AND_DECIMALS = re.compile(r"([0-9]{1,3}(?:[ '’,.][0-9]{3})+)([,.])([0-9]+)\Z")
_DECIMAL_COMMA = re.compile(r"([0-9]+),([0-9]+)\Z")
_SCALED = re.compile(r"([0-9][0-9 .,'’]*?)\s*([^\W\d_]+)\.?\Z")
_RANGE = re.compile(r"(?:between\s+|from\s+)?([0-9].*?)\s*(?:\.\.+|…|-|–|—|\bto\b|\band\b)\s*([0-9].*)\Z", re.IGNORECASE)
_AT_LEAST = re.compile(r"(?:over|more than|at least|above|>|≥|أكثر من)\s*(.+)\Z|(.*[0-9])\s*\+\Z", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:up to|at most|no more than|≤)\s*(.+)\Z", re.IGNORECASE)
_ABOUT = re.compile(r"(?:c|ca|circa|about|around|roughly|some|approx|approximately|nearly|almost|~|≈)\.?\s*(?=[0-9])", re.IGNORECASE)
_WITH_UNIT = re.compile(r"([0-9][0-9 .,'’]*?)\s*([^\W\d_].*|%|‰)\Z")


def meant_figures(text: str) -> tuple[str, ...]:
    """Return the figures of claims that a text may stand for, in digits: none, one, or two where a comma may begin decimals."""
    text = _plain(text[:_LONGEST])
    if found := _numbers(text):
        return found
    if match := _RANGE.match(text):
        first, last = match.groups()
        if (scale := _SCALED.match(last)) and scale[2].casefold() in _FACTORS and not _SCALED.match(first):  # `3 to 4 million`
            first = f"{first} {scale[2]}"
        lows, highs = _numbers(first), _numbers(last)
        pairs = zip(lows, highs, strict=True) if len(lows) == len(highs) else product(lows, highs)  # commas mean the same in both
        return tuple(f"{low}..{high}" for low, high in pairs if Decimal(low) < Decimal(high))
    if match := _AT_LEAST.match(text):
        return tuple(f"{number}.." for number in _numbers(match[1] or match[2]))
    if match := _AT_MOST.match(text):
        return tuple(f"..{number}" for number in _numbers(match[1]))
    return ()


def nearest_figure(text: str) -> str:
    """Return what to write instead of a figure that has no exact form, as a hint; empty if nothing is known of it."""
    text = _plain(text[:_LONGEST])
    if (match := _ABOUT.match(text)) and len(numbers := _numbers(text[match.end() :])) == 1:
        return f"there is no form for `{match[0].strip()}`: write {numbers[0]}, or a range such as LOW..HIGH, and let the text say it"
    if (match := _WITH_UNIT.match(text)) and len(numbers := _numbers(match[1])) == 1:
        unit = {"%": "percent"}.get(match[2], match[2])
        shown = f'"{unit}"' if " " in unit else unit
        return f"write value={numbers[0]} unit={shown} if that is its unit"
    return ""


def _plain(text: str) -> str:
    """Return a text with ASCII digits and separators and single spaces."""
    text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    return " ".join(text.translate({0x66C: "'", 0x66B: ".", 0x60C: ","}).strip("\"'“”„‘’ ").split())


def _numbers(text: str) -> tuple[str, ...]:
    """Return the numbers that a text may be."""
    text = text.strip()
    if match := _SCALED.match(text):
        power = _FACTORS.get(match[2].casefold())
        return tuple(f"{(Decimal(one) * 10**power).normalize():f}" for one in _numbers(match[1])) if power else ()
    if _PLAIN.match(text):
        return (text,)
    if match := _GROUPED.match(text):
        digits = re.sub("[^0-9]", "", text)
        return (digits, text.replace(",", ".")) if match[1] == "," and text.count(",") == 1 else (digits,)
    if (match := _GROUPS_AND_DECIMALS.match(text)) and len(set(re.sub("[0-9]", "", match[1]))) == 1 and match[2] not in match[1]:
        return (f"{re.sub('[^0-9]', '', match[1])}.{match[3]}",)
    return (f"{match[1]}.{match[2]}",) if (match := _DECIMAL_COMMA.match(text)) else ()
